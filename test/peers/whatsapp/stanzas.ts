import type { BinaryNode } from '@whiskeysockets/baileys'
import { answer, refusal } from './answers.ts'
import type { Connection } from './connection.ts'
import type { Device } from './device.ts'
import { MESSAGE_FAULTS } from './faults.ts'
import { type Attrs, attr, child, node, seconds, userOf } from './nodes.ts'
import { receipt } from './receipts.ts'
import { spread } from './routing.ts'
import type { World } from './world.ts'

/** Does what the server does with a stanza of a client. */
export async function handle(world: World, connection: Connection, stanza: BinaryNode): Promise<void> {
  const { device } = connection
  if (stanza.tag === 'iq') return question(world, connection, stanza)
  if (!device) return
  if (stanza.tag === 'message') return message(world, connection, device, stanza)
  if (stanza.tag === 'receipt') return receipt(world, connection, device, stanza)
  if (stanza.tag === 'ack') {
    const { class: tag = '', id = '', to, type } = stanza.attrs
    device.pending.settle({ tag, id, from: to, type })
  }
}

function question(world: World, connection: Connection, iq: BinaryNode): void {
  if (iq.attrs.type === 'result') {
    // The client has signed its new identity, and must come again with it.
    if (child(iq, 'pair-device-sign')) connection.streamError(515)
    return
  }
  const { device } = connection
  const met = { account: device?.account.names ?? [], xmlns: iq.attrs.xmlns }
  const fault = world.faults.meet(['queryRefused', 'querySwallowed'], met)
  if (fault?.kind === 'querySwallowed') return
  if (fault) return void connection.send(refusal(iq, String(fault.code ?? 500), 'on demand of the test'))
  connection.send(answer(world, connection, iq))
  if (child(iq, 'remove-companion-device')) device?.unlink()
}

async function message(
  world: World,
  connection: Connection,
  from: Device,
  stanza: BinaryNode,
): Promise<void> {
  // To its own phone, about the account: to ask for a message once more, for instance.
  if (stanza.attrs.category === 'peer') return spread(world, from, stanza)
  const id = attr(stanza, 'id')
  const to = attr(stanza, 'to')
  const names = world.accounts.find(to)?.names ?? [userOf(to) ?? to]
  const fault = world.faults.meet(MESSAGE_FAULTS, { to: names, account: from.account.names })
  if (fault?.kind === 'killBefore') return connection.kill()
  if (fault?.kind === 'swallowed') {
    world.counters.swallowed++
    return
  }
  const ack: Attrs = { class: 'message', id, from: to, t: seconds() }
  if (fault?.kind === 'refused') {
    world.counters.refused++
    return connection.send(node('ack', { ...ack, error: String(fault.code ?? 463) }))
  }
  world.accept({ id, to, from: from.account.pn, stanza })
  if (fault?.kind === 'slow') setTimeout(() => connection.send(node('ack', ack)), fault.delayMs ?? 1_000)
  else if (fault?.kind !== 'ackLost') connection.send(node('ack', ack))
  if (fault?.kind === 'killAfter') connection.kill()
  await spread(world, from, stanza)
}
