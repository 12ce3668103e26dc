import type { Tx } from '../../lib/db.ts'
import type { Member } from './audience.ts'
import type { Template } from './rules.ts'

/** What a messenger can carry of what nobody asked for. */
export type Carried = {
  /** When the last of so many would have gone, in domain time; null: never. */
  at: Date | null
  /** It has a cap of a day, so that each message takes something from those that matter more. */
  capped: boolean
}

/** @param from domain time at which they would begin to go */
export type Reach = (tx: Tx, channel: string, count: number, from: Date) => Promise<Carried>

/** How the people of a reminder are told. */
export type Route = {
  /** Each by a message of their own. */
  personal: Member[]
  /** Everybody else: by the unit's group and the coordinator. */
  others: Member[]
  /** When the last personal message will have gone, by messenger. */
  arrivals: { channel: string; count: number; at: Date | null; personal: boolean }[]
}

/**
 * Who is written to. On a messenger with a cap of a day, thousands of messages take hours: there only somebody for whom
 * something is pending gets one, and only when all of them arrive while it is of use; else nobody does, because whoever
 * happens to come first would be told and the rest not.
 */
export async function routeOf(
  tx: Tx,
  reminder: { template: Template; fireAt: Date; expiresAt: Date; route: string },
  members: Member[],
  reach: Reach,
): Promise<Route> {
  const wanted = reminder.template === 'missing' ? members.filter((one) => !one.recorded) : members
  const counts = new Map<string, number>()
  for (const { to } of wanted) if (to) counts.set(to.channel, (counts.get(to.channel) ?? 0) + 1)
  const arrivals: Route['arrivals'] = []
  for (const [channel, count] of counts) {
    const { at, capped } = await reach(tx, channel, count, reminder.fireAt)
    const personal = maySend(reminder, { at, capped })
    arrivals.push({ channel, count, at, personal })
  }
  const open = new Set(arrivals.filter((one) => one.personal).map((one) => one.channel))
  const personal = wanted.filter((one) => one.to !== null && open.has(one.to.channel))
  const told = new Set(personal)
  return { personal, others: wanted.filter((one) => !told.has(one)), arrivals }
}

/** Pure. */
export function maySend(
  { template, expiresAt, route }: { template: Template; expiresAt: Date; route: string },
  { at, capped }: Carried,
): boolean {
  if (route === 'groups') return false
  return (template === 'missing' || !capped) && at !== null && at <= expiresAt
}
