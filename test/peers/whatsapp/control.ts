import { BufferJSON, initAuthCreds } from '@whiskeysockets/baileys'
import type { Account } from './accounts.ts'
import type { Fault } from './faults.ts'
import type { Group } from './groups.ts'
import type { LoadOrder } from './load.ts'
import { textOf } from './messages.ts'
import { enterCode, linkDevice, scanQr } from './pairing.ts'
import type { World } from './world.ts'

/** What `POST /__control` takes; several at once are done in this order. Accounts go by their phone numbers. */
export type Order = {
  reset?: boolean
  /** Replaces the faults by these. */
  faults?: Fault[]
  accounts?: { pn: string; name?: string }[]
  /** So many accounts with phone numbers in a row. */
  crowd?: { first: number; count: number }
  /** Answers as `creds` (BufferJSON) those of a device that is linked to this account, which may be new. */
  link?: { pn: string; name?: string }
  scan?: { qr: string; pn: string }
  enterCode?: { code: string; pn: string }
  group?: { subject: string; members: string[] }
  /** A phone does something: `{ pn: '628…', does: 'sendText', to: '628…', with: ['hadir'] }`. `to` may be a group. */
  phone?: { pn: string; does: string; to: string; with?: unknown[] }
  /** People write, all at once; who is not there yet is made. `at` in milliseconds is when the server took it. */
  says?: { pn: string; to: string; text: string; at?: number }[]
  load?: LoadOrder
  stopLoad?: boolean
  /** What to answer besides `ok`. */
  ask?: ('stats' | 'perChat' | 'load' | 'latencies' | 'log')[]
  /** What these phones show. */
  heard?: string[]
}

const VERBS = new Set(['sendText', 'send', 'receipt', 'reinstall'])

/** Does an order of the control API; also callable in the process. */
export async function control(world: World, order: Order): Promise<Record<string, unknown>> {
  const answer: Record<string, unknown> = { ok: true }
  if (order.reset) {
    world.faults.clear()
    world.counters.reset()
    world.load.reset()
    world.log.length = 0
  }
  if (order.faults) {
    world.faults.clear()
    world.faults.add(...order.faults)
  }
  for (const { pn, name } of order.accounts ?? []) someone(world, pn, name)
  for (let i = 0; i < (order.crowd?.count ?? 0); i++) {
    someone(world, String((order.crowd?.first ?? 0) + i))
  }
  if (order.link) answer.creds = link(world, order.link.pn, order.link.name)
  if (order.scan) scanQr(world, order.scan.qr, known(world, order.scan.pn))
  if (order.enterCode) await enterCode(world, order.enterCode.code, known(world, order.enterCode.pn))
  if (order.group) {
    const members = order.group.members.map((pn) => known(world, pn))
    answer.group = world.groups.add(order.group.subject, members).jid
  }
  if (order.phone) answer.did = await act(world, order.phone)
  await Promise.all(
    (order.says ?? []).map(({ pn, to, text, at }) =>
      someone(world, pn).phone.sendText(known(world, to), text, at === undefined ? {} : { at: new Date(at) }),
    ),
  )
  if (order.stopLoad) world.load.stop()
  if (order.load) world.load.start(order.load)
  return { ...answer, ...tell(world, order) }
}

function tell(world: World, order: Order): Record<string, unknown> {
  const ask = new Set(order.ask)
  const told: Record<string, unknown> = {}
  if (ask.has('stats')) told.stats = world.counters.snapshot(world)
  if (ask.has('perChat')) told.perChat = perChat(world)
  if (ask.has('load') || ask.has('latencies')) told.load = world.load.report(ask.has('latencies'))
  if (ask.has('log')) told.log = world.log.map(({ id, to, from }) => ({ id, to, from }))
  if (order.heard) {
    told.heard = Object.fromEntries(order.heard.map((pn) => [pn, known(world, pn).phone.texts()]))
  }
  return told
}

/** How often each text stands on each phone: more than once, and the bot said it twice. */
function perChat(world: World): Record<string, Record<string, number>> {
  const chats: Record<string, Record<string, number>> = {}
  for (const { pn, phone } of world.accounts.all()) {
    const counts: Record<string, number> = {}
    for (const { device, message, deviceSent } of phone.inbox) {
      const text = textOf(message)
      if (text !== undefined && device && !deviceSent) counts[text] = (counts[text] ?? 0) + 1
    }
    if (Object.keys(counts).length > 0) chats[pn] = counts
  }
  return chats
}

function link(world: World, pn: string, name?: string): unknown {
  const creds = initAuthCreds()
  linkDevice(someone(world, pn, name), creds)
  return JSON.parse(JSON.stringify(creds, BufferJSON.replacer))
}

async function act(world: World, { pn, does, to, with: args = [] }: NonNullable<Order['phone']>) {
  if (!VERBS.has(does)) throw new Error(`a phone cannot '${does}'`)
  const { phone } = known(world, pn)
  const receiver: Account | Group = world.groups.find(to) ?? known(world, to)
  const verbs = phone as unknown as Record<string, (...args: unknown[]) => unknown>
  return verbs[does]?.(receiver, ...args)
}

const someone = (world: World, pn: string, name?: string): Account =>
  world.accounts.find(pn) ?? world.accounts.add(pn, name)

function known(world: World, pn: string): Account {
  const account = world.accounts.find(pn)
  if (!account) throw new Error(`nobody has ${pn}`)
  return account
}
