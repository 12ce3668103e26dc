import type { BinaryNode } from '@whiskeysockets/baileys'
import type { Account } from './accounts.ts'
import type { Device } from './device.ts'
import type { Group } from './groups.ts'
import { type Attrs, attr, child, children, node, seconds } from './nodes.ts'
import type { World } from './world.ts'

type Copy = { account: Account; device: number; encs: BinaryNode[] }

/** Brings a message of a client to everybody for whom it holds a ciphertext. */
export async function spread(world: World, from: Device, stanza: BinaryNode): Promise<void> {
  const group = world.groups.find(attr(stanza, 'to'))
  const copies = group ? groupCopies(world, from, stanza, group) : directCopies(world, stanza)
  for (const { account, device, encs } of copies) {
    if (device === 0) await account.phone.take(from, stanza, encs)
    else account.devices.get(device)?.deliver(forwarded(from, stanza, encs, account, group))
  }
}

/** Every device has its own: in <participants>, or alone when the message is for one device. */
function directCopies(world: World, stanza: BinaryNode): Copy[] {
  const copies = participants(world, stanza)
  const alone = child(stanza, 'enc')
  return alone ? [...copies, ...copyFor(world, attr(stanza, 'to'), [alone])] : copies
}

/** All have the same, and whoever needs the key for it has that besides. A retry is for one member only. */
function groupCopies(world: World, from: Device, stanza: BinaryNode, group: Group): Copy[] {
  const shared = children(stanza, 'enc')
  const { participant } = stanza.attrs
  if (participant) return copyFor(world, participant, shared)
  const keys = participants(world, stanza)
  const devices = group.members.flatMap((account) => [
    { account, device: 0 },
    ...account.linked().map(({ id }) => ({ account, device: id })),
  ])
  return devices
    .filter(({ account, device }) => account !== from.account || device !== from.id)
    .map(({ account, device }) => {
      const key = keys.find((copy) => copy.account === account && copy.device === device)
      return { account, device, encs: [...(key?.encs ?? []), ...shared] }
    })
}

const participants = (world: World, stanza: BinaryNode): Copy[] =>
  children(child(stanza, 'participants'), 'to').flatMap((to) =>
    copyFor(world, attr(to, 'jid'), children(to, 'enc')),
  )

function copyFor(world: World, jid: string, encs: BinaryNode[]): Copy[] {
  const account = world.accounts.find(jid)
  return account ? [{ account, device: Number(/:(\d+)@/.exec(jid)?.[1] ?? 0), encs }] : []
}

function forwarded(
  from: Device,
  stanza: BinaryNode,
  encs: BinaryNode[],
  receiver: Account,
  group: Group | undefined,
): BinaryNode {
  const { pn, lid } = from.account.phone
  const to = attr(stanza, 'to')
  const byLid = group ? group.addressing === 'lid' : to.endsWith('@lid')
  const [own, other, otherName] = byLid ? [from.lid, pn, 'pn'] : [from.pn, lid, 'lid']
  const names: Attrs = group
    ? { from: group.jid, participant: own, [`participant_${otherName}`]: other }
    : { from: own, [`sender_${otherName}`]: other, ...(receiver === from.account && { recipient: to }) }
  const attrs = {
    ...{ id: attr(stanza, 'id'), type: attr(stanza, 'type'), t: seconds(), notify: from.account.name },
    ...{ addressing_mode: byLid ? 'lid' : 'pn', ...names },
  }
  const identity = child(stanza, 'device-identity')
  return node('message', attrs, identity ? [...encs, identity] : encs)
}
