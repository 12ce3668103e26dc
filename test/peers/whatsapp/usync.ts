import type { BinaryNode } from '@whiskeysockets/baileys'
import { attr, child, children, node } from './nodes.ts'
import type { World } from './world.ts'

/** Who is on WhatsApp, under which LID, and with which devices. */
export function usync(world: World, asked: BinaryNode | undefined): BinaryNode[] {
  const devices = child(child(asked, 'query'), 'devices') !== undefined
  const users = children(child(asked, 'list'), 'user').map((user) => known(world, user, devices))
  return [node('usync', asked?.attrs, [node('result'), node('list', {}, users)])]
}

/** Without <lid> Baileys would silently not write to a phone number. */
function known(world: World, user: BinaryNode, devices: boolean): BinaryNode {
  const phone = child(user, 'contact')?.content?.toString().replace('+', '')
  const jid = phone ? `${phone}@s.whatsapp.net` : attr(user, 'jid')
  const account = world.accounts.find(jid)
  if (!account) return node('user', { jid }, [node('contact', { type: 'out' })])
  const list = account.linked().map(({ id }) => node('device', { id: String(id), 'key-index': String(id) }))
  return node('user', { jid }, [
    node('contact', { type: 'in' }),
    node('lid', { val: account.phone.lid }),
    ...(devices
      ? [node('devices', {}, [node('device-list', {}, [node('device', { id: '0' }), ...list])])]
      : []),
  ])
}
