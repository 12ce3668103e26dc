import { type BinaryNode, S_WHATSAPP_NET } from '@whiskeysockets/baileys'
import type { Connection } from './connection.ts'
import type { Bundle, Device } from './device.ts'
import { GROUP_ANSWERS } from './group-answers.ts'
import {
  type Attrs,
  attr,
  bigEndian,
  bytes,
  child,
  children,
  node,
  number,
  seconds,
  userOf,
} from './nodes.ts'
import { finishCode, startCode } from './pairing.ts'
import { Refusal } from './refusal.ts'
import { usync } from './usync.ts'
import type { World } from './world.ts'

type Content = BinaryNode['content']
export type Question = { world: World; connection: Connection; iq: BinaryNode; asked: BinaryNode | undefined }
export type Answer = (question: Question) => Content | Refusal

/** The answer to a question of the client. */
export function answer(world: World, connection: Connection, iq: BinaryNode): BinaryNode {
  const asked = Array.isArray(iq.content) ? iq.content[0] : undefined
  const name = `${iq.attrs.xmlns}/${iq.attrs.type}/${asked?.tag ?? ''}`
  const result = ANSWERS[name]?.({ world, connection, iq, asked })
  if (result instanceof Refusal) return refusal(iq, result.code, result.text)
  return node('iq', { ...reply(iq), type: 'result' }, result)
}

export const refusal = (iq: BinaryNode, code: string, text: string): BinaryNode =>
  node('iq', { ...reply(iq), type: 'error' }, [node('error', { code, text })])

const reply = (iq: BinaryNode): Attrs => ({
  id: attr(iq, 'id'),
  from: iq.attrs.to ?? S_WHATSAPP_NET,
  t: seconds(),
})

/** What is not here is answered with an empty result, which suits Baileys. */
const ANSWERS: Record<string, Answer> = {
  ...GROUP_ANSWERS,
  // At 5 or fewer the client makes 812 new keys, which takes it a second.
  'encrypt/get/count': () => [node('count', { value: '100' })],
  'encrypt/get/digest': () => [node('digest')],
  'encrypt/set/rotate': keepKeys,
  'encrypt/set/registration': keepKeys,
  'encrypt/get/key': ({ world, asked }) => [
    node(
      'list',
      {},
      children(asked, 'user').map((user) => bundleOf(world, attr(user, 'jid'))),
    ),
  ],
  'usync/get/usync': ({ world, asked }) => usync(world, asked),
  'abt/get/props': () => [node('props', { hash: 'loopback', protocol: '1' }, [])],
  'blocklist/get/': () => [node('list')],
  'privacy/get/privacy': () => [
    node('privacy', {}, [
      node('category', { name: 'readreceipts', value: 'all' }),
      node('category', { name: 'last', value: 'all' }),
    ]),
  ],
  'md/set/link_code_companion_reg': ({ world, connection, asked }) => {
    if (asked?.attrs.stage === 'companion_hello') return [startCode(world, connection, asked)]
    if (asked?.attrs.stage === 'companion_finish') finishCode(world, connection, asked)
    return undefined
  },
  'w:m/set/media_conn': ({ world }) => [
    node('media_conn', { auth: 'loopback', ttl: '3600', max_buckets: '12' }, [
      node('host', { hostname: world.media.host, maxContentLengthBytes: '1000000000' }),
    ]),
  ],
  // Every collection is empty: chats, contacts and settings of the account.
  'w:sync:app:state/set/sync': ({ asked }) => [
    node(
      'sync',
      {},
      children(asked, 'collection').map(({ attrs }) =>
        node('collection', {
          name: attrs.name ?? '',
          version: attrs.version ?? '0',
          has_more_patches: 'false',
        }),
      ),
    ),
  ],
  'w:mex/get/query': ({ connection: { device }, asked }) => {
    const data = device?.account.standing.answer(asked?.attrs.query_id)
    if (!data) return new Refusal('501', 'not implemented')
    return [node('result', {}, Buffer.from(JSON.stringify({ data })))]
  },
  'w:profile:picture/get/picture': () => new Refusal('404', 'item-not-found'),
}

function keepKeys({ connection: { device }, iq }: Question): undefined {
  if (!device) return
  const signed = child(iq, 'skey') ?? child(child(iq, 'rotate'), 'skey')
  if (signed) device.keys.signed = signedPreKey(signed)
  if (child(iq, 'identity')) {
    device.keys.identity = bytes(iq, 'identity')
    device.keys.registrationId = number(bytes(iq, 'registration'))
  }
  for (const key of children(child(iq, 'list'), 'key')) {
    device.preKeys.set(number(bytes(key, 'id')), bytes(key, 'value'))
  }
}

const signedPreKey = (key: BinaryNode): Device['keys']['signed'] => ({
  id: number(bytes(key, 'id')),
  value: bytes(key, 'value'),
  signature: bytes(key, 'signature'),
})

function bundleOf(world: World, jid: string): BinaryNode {
  const account = world.accounts.find(jid)
  const number = Number(/:(\d+)@/.exec(jid)?.[1] ?? 0)
  const holder = number === 0 ? account?.phone.keys : account?.devices.get(number)
  if (!holder || userOf(jid) === undefined) {
    return node('user', { jid }, [node('error', { code: '404', text: 'item-not-found' })])
  }
  return node('user', { jid, t: seconds() }, bundleNodes(holder.bundle()))
}

export function bundleNodes({ registrationId, identity, signed, oneTime }: Bundle): BinaryNode[] {
  const key = (tag: string, id: number, value: Uint8Array, signature?: Uint8Array) =>
    node(tag, {}, [
      node('id', {}, bigEndian(id, 3)),
      node('value', {}, value),
      ...(signature ? [node('signature', {}, signature)] : []),
    ])
  return [
    node('registration', {}, bigEndian(registrationId, 4)),
    node('type', {}, Buffer.from([5])),
    node('identity', {}, identity),
    ...(oneTime ? [key('key', oneTime.id, oneTime.value)] : []),
    key('skey', signed.id, signed.value, signed.signature),
  ]
}
