import type { BinaryNode } from '@whiskeysockets/baileys'
import { answer, refusal } from './answers.ts'
import type { Connection } from './connection.ts'
import type { Device } from './device.ts'
import { MESSAGE_FAULTS } from './faults.ts'
import { type Attrs, attr, child, children, node, seconds, userOf } from './nodes.ts'
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
  if (child(iq, 'remove-companion-device') && device) {
    device.removed = true
    connection.loggedOut()
  }
}

async function message(
  world: World,
  connection: Connection,
  from: Device,
  stanza: BinaryNode,
): Promise<void> {
  const id = attr(stanza, 'id')
  const to = attr(stanza, 'to')
  const names = world.accounts.find(to)?.names ?? [userOf(to) ?? to]
  const fault = world.faults.meet(MESSAGE_FAULTS, { to: names, account: from.account.names })
  if (fault?.kind === 'killBefore') return connection.kill()
  if (fault?.kind === 'swallowed') return
  const ack: Attrs = { class: 'message', id, from: to, t: seconds() }
  if (fault?.kind === 'refused')
    return connection.send(node('ack', { ...ack, error: String(fault.code ?? 463) }))
  world.accept({ id, to, from: from.account.pn, stanza })
  if (fault?.kind === 'slow') setTimeout(() => connection.send(node('ack', ack)), fault.delayMs ?? 1_000)
  else if (fault?.kind !== 'ackLost') connection.send(node('ack', ack))
  if (fault?.kind === 'killAfter') connection.kill()
  await spread(world, from, stanza)
}

/** Every device has its own ciphertext: in <participants>, or alone when the message is for one device. */
async function spread(world: World, from: Device, stanza: BinaryNode): Promise<void> {
  const copies = children(child(stanza, 'participants'), 'to').map((to) => ({
    jid: attr(to, 'jid'),
    enc: child(to, 'enc'),
  }))
  const alone = child(stanza, 'enc')
  if (alone) copies.push({ jid: attr(stanza, 'to'), enc: alone })
  for (const { jid, enc } of copies) {
    const account = world.accounts.find(jid)
    if (!account || !enc) continue
    const number = Number(/:(\d+)@/.exec(jid)?.[1] ?? 0)
    if (number === 0) await account.phone.take(from, stanza, enc)
    else account.devices.get(number)?.deliver(forwarded(from, stanza, enc, account === from.account))
  }
}

function forwarded(from: Device, stanza: BinaryNode, enc: BinaryNode, own: boolean): BinaryNode {
  const { pn, lid } = from.account.phone
  const to = attr(stanza, 'to')
  const sender: Attrs = to.endsWith('@lid')
    ? { from: from.lid, addressing_mode: 'lid', sender_pn: pn }
    : { from: from.pn, addressing_mode: 'pn', sender_lid: lid }
  const identity = child(stanza, 'device-identity')
  const attrs = {
    id: attr(stanza, 'id'),
    type: attr(stanza, 'type'),
    t: seconds(),
    notify: from.account.name,
    ...sender,
    ...(own && { recipient: to }),
  }
  return node('message', attrs, identity ? [enc, identity] : [enc])
}

function receipt(world: World, connection: Connection, from: Device, stanza: BinaryNode): void {
  const { to, type } = stanza.attrs
  const id = attr(stanza, 'id')
  connection.send(node('ack', { class: 'receipt', id, ...(to && { from: to }), ...(type && { type }) }))
  const ids = [id, ...children(child(stanza, 'list'), 'item').map((item) => attr(item, 'id'))]
  // After a retry receipt an ack follows, which settles the message.
  if (type !== 'retry') for (const each of ids) from.pending.settle({ tag: 'message', id: each, from: to })
  const account = world.accounts.find(to)
  if (!account || account === from.account) return
  account.phone.receipts.push({ ids, type: type ?? 'delivered', from: from.account })
  const own = to?.endsWith('@lid') ? from.account.phone.lid : from.account.phone.pn
  const { content } = stanza
  const attrs = { id, from: own, t: seconds(), ...(type && { type }) }
  for (const device of account.linked()) device.deliver(node('receipt', attrs, content))
}
