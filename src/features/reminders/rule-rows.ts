import type { ReminderTime } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import { audit } from '../people/audit.ts'
import type { StoredRule, Template, Via } from './rules.ts'

/** The rules that units have of their own, in the order in which they were written. */
export async function readRules(tx: Tx): Promise<StoredRule[]> {
  return tx.$queryRaw<StoredRule[]>`
    SELECT u.path AS "unitPath", r.kind, r.template, r.days_before AS "daysBefore", r.clock,
      r.minutes_before AS "minutesBefore", r.route, r.active
    FROM reminder_rule r JOIN unit u ON u.id = r.unit_id ORDER BY r.id`
}

/** What a unit wants from now on for a kind of activity; no times: none. */
export type RuleWish = {
  unitId: number
  kind: string
  template: Template
  times: ReminderTime[]
  route: Via
}

/** Replaces the unit's rules for this kind and template. The next tick reckons the reminders anew. */
export async function saveRules(tx: Tx, wish: RuleWish, actorId: number, now: Date): Promise<void> {
  const { unitId, kind, template, times, route } = wish
  const of = { unitId, kind, template }
  const before = await tx.reminderRule.findMany({ where: of, orderBy: { id: 'asc' } })
  await tx.reminderRule.deleteMany({ where: of })
  const by = { ...of, route, editedBy: actorId, at: now }
  await tx.reminderRule.createMany({
    data: times.length > 0 ? times.map((time) => ({ ...by, ...time })) : [{ ...by, active: false }],
  })
  await audit(tx, {
    ...{ at: now, actorId, action: 'reminder.rules', subject: `unit/${unitId}` },
    before: before.map(({ daysBefore, clock, minutesBefore, active, route: via }) => ({
      ...{ daysBefore, clock, minutesBefore, active, route: via },
    })),
    after: { kind, template, times, route },
  })
}

/** Back to what the city's profile, or the unit above, says. */
export async function dropRules(
  tx: Tx,
  { unitId, kind }: Pick<RuleWish, 'unitId' | 'kind'>,
  actorId: number,
  now: Date,
): Promise<number> {
  const { count } = await tx.reminderRule.deleteMany({ where: { unitId, kind } })
  if (count > 0)
    await audit(tx, {
      ...{ at: now, actorId, action: 'reminder.rules', subject: `unit/${unitId}` },
      after: { kind, times: 'usual' },
    })
  return count
}
