import type { BinaryNode } from '@whiskeysockets/baileys'
import type { Connection } from './connection.ts'
import type { Device } from './device.ts'
import { type Attrs, attr, child, children, node, seconds } from './nodes.ts'
import type { World } from './world.ts'

/** A client tells what became of messages; that also means that it has them. */
export async function receipt(
  world: World,
  connection: Connection,
  from: Device,
  stanza: BinaryNode,
): Promise<void> {
  const { to, type, participant } = stanza.attrs
  const id = attr(stanza, 'id')
  const ack: Attrs = {
    ...{ class: 'receipt', id },
    ...(to && { from: to }),
    ...(participant && { participant }),
    ...(type && { type }),
  }
  connection.send(node('ack', ack))
  const ids = [id, ...children(child(stanza, 'list'), 'item').map((item) => attr(item, 'id'))]
  // After a retry receipt an ack follows, which settles the message.
  if (type !== 'retry') for (const each of ids) from.pending.settle({ tag: 'message', id: each, from: to })
  const account = world.accounts.find(participant ?? to)
  if (!account || account === from.account) return
  const group = world.groups.find(to)
  account.phone.receipts.push({ ids, type: type ?? 'delivered', from: from.account, ...(group && { group }) })
  if (account.phone.receipts.length > world.options.keep) account.phone.receipts.shift()
  const number = /:(\d+)@/.exec(participant ?? to ?? '')?.[1]
  if (type === 'retry' && !number) {
    await account.phone.sendAgain(from, id, child(stanza, 'retry')?.attrs.count ?? '1')
  } else {
    pass(account.linked(), from, stanza, group?.jid)
  }
}

/** Another real client learns of it, too. */
function pass(devices: Device[], from: Device, stanza: BinaryNode, group: string | undefined): void {
  const { to, participant, type } = stanza.attrs
  const own = (participant ?? to)?.endsWith('@lid') ? from.lid : from.pn
  const names: Attrs = group ? { from: group, participant: own } : { from: own }
  const attrs = { id: attr(stanza, 'id'), t: seconds(), ...names, ...(type && { type }) }
  for (const device of devices) device.deliver(node('receipt', attrs, stanza.content))
}
