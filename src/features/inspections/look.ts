import type { Tx } from '../../lib/db.ts'
import { inspects } from '../people/authority.ts'
import { MOST_DAYS } from './read-inspection.ts'

export type Target = {
  scope: 'unit' | 'session' | 'person'
  unitId: number
  sessionId: number | null
  personId: number | null
  from: Date
  until: Date
}
export type Form = 'text' | 'xlsx' | 'pdf'

type Actor = { id: number; unitPath: string | null; roles: { role: string; unitPath: string }[] }

/** What is said in less is no purpose. */
export const SHORTEST_PURPOSE = 5
const LONGEST_PURPOSE = 300
const DAY_MS = 86_400_000

/**
 * Writes down that somebody looks, before anything is shown: only whoever inspects that part of the city now, for a
 * purpose, and a span that somebody can mean. The same message twice is one look.
 * @returns number of the look
 */
export async function look(
  tx: Tx,
  target: Target,
  {
    actor,
    purpose,
    form,
    at,
    inboxId,
  }: { actor: Actor; purpose: string; form: Form; at: Date; inboxId: bigint },
): Promise<number | 'not_yours' | 'no_purpose'> {
  const unit = await tx.unit.findUnique({ where: { id: target.unitId }, select: { path: true } })
  const days = (target.until.getTime() - target.from.getTime()) / DAY_MS
  if (!unit || !inspects(actor, unit.path) || days > MOST_DAYS + 1) return 'not_yours'
  if (!(await isOf(tx, target, unit.path))) return 'not_yours'
  const why = purpose.trim().replace(/\s+/g, ' ').slice(0, LONGEST_PURPOSE)
  if (why.length < SHORTEST_PURPOSE) return 'no_purpose'
  const { scope, unitId, sessionId, personId, from, until } = target
  await tx.$executeRaw`
    INSERT INTO inspection (by_id, scope, unit_id, session_id, person_id, from_at, until_at, purpose, form, at, inbox_id)
    VALUES (${actor.id}, ${scope}, ${unitId}, ${sessionId}, ${personId}, ${from}, ${until}, ${why}, ${form}, ${at}, ${inboxId})
    ON CONFLICT (inbox_id) DO NOTHING`
  const row = await tx.inspection.findUnique({ where: { inboxId }, select: { id: true, byId: true } })
  return row && row.byId === actor.id ? row.id : 'not_yours'
}

/** A person is looked at as one of the unit: whoever works elsewhere is not reached by naming another unit. */
async function isOf(tx: Tx, { scope, personId }: Target, unitPath: string): Promise<boolean> {
  if (scope !== 'person') return personId === null
  if (personId === null) return false
  const person = await tx.person.findUnique({
    where: { id: personId },
    select: { unit: { select: { path: true } } },
  })
  return person?.unit?.path === unitPath
}
