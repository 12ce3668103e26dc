import type { BinaryNode } from '@whiskeysockets/baileys'
import type { Account } from './accounts.ts'
import type { Answer } from './answers.ts'
import type { Group } from './groups.ts'
import { attr, child, children, node } from './nodes.ts'
import { Refusal } from './refusal.ts'

/** What a client may ask about groups, and do in them. */
export const GROUP_ANSWERS: Record<string, Answer> = {
  'w:g2/get/query': ({ world, connection, iq }) => {
    const group = world.groups.find(iq.attrs.to)
    if (!group) return new Refusal('404', 'item-not-found')
    const { device } = connection
    if (!device || !group.members.includes(device.account)) return new Refusal('403', 'forbidden')
    return [group.describe()]
  },
  'w:g2/get/participating': ({ world, connection: { device } }) => {
    const groups = device ? world.groups.of(device.account) : []
    return [
      node(
        'groups',
        {},
        groups.map((group) => group.describe()),
      ),
    ]
  },
  'w:g2/set/create': ({ world, connection: { device }, asked }) => {
    if (!device || !asked) return new Refusal('401', 'not-authorized')
    const others = named(asked).flatMap((jid) => world.accounts.find(jid) ?? [])
    return [world.groups.add(attr(asked, 'subject'), [device.account, ...others]).describe()]
  },
  'w:g2/set/leave': ({ world, connection: { device }, asked }) => {
    const group = world.groups.find(child(asked, 'group')?.attrs.id)
    if (device) group?.remove(device.account, device.account)
    return undefined
  },
  'w:g2/set/add': change((group, member, by) => group.add(member, by)),
  'w:g2/set/remove': change((group, member, by) => group.remove(member, by)),
}

function change(act: (group: Group, member: Account, by: Account | undefined) => void): Answer {
  return ({ world, connection: { device }, iq, asked }) => {
    const group = world.groups.find(iq.attrs.to)
    if (!group || !asked) return new Refusal('404', 'item-not-found')
    const results = named(asked).map((jid) => {
      const member = world.accounts.find(jid)
      if (member) act(group, member, device?.account)
      return node('participant', member ? { jid } : { jid, error: '404' })
    })
    return [node(asked.tag, {}, results)]
  }
}

const named = (asked: BinaryNode) =>
  children(asked, 'participant').map((participant) => attr(participant, 'jid'))
