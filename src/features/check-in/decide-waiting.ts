import type { Tx } from '../../lib/db.ts'
import { redecide } from '../attendance/redecide.ts'
import type { Status } from '../attendance/statuses.ts'
import { type Actor, mayDecide } from '../attendance/voices.ts'
import { audit } from '../people/audit.ts'

export type WaitingWord = {
  personId: number
  name: string
  /** What it is now; null: nothing is recorded yet. */
  status: Status | null
  countsAt: Date
  /** The session leaves everybody to the coordinator's word. */
  byCoordinator: boolean
}

export type DecidedWaiting =
  | { kind: 'done'; approved: boolean; title: string; startsAt: Date; people: WaitingWord[] }
  | { kind: 'already' | 'not_yours' | 'own' | 'no_such_number' }

/**
 * The coordinator's word on check-ins that wait for it: all of one question, or those with these numbers. Each is decided
 * once; who comes second changes nothing.
 * @returns null when the word names no such question
 */
export async function decideWaiting(
  tx: Tx,
  ref: string,
  wish: { approve: boolean; numbers: number[]; inboxId: bigint },
  actor: Actor,
  at: Date,
): Promise<DecidedWaiting | null> {
  const [ask] = await tx.$queryRaw<
    { sessionId: number; title: string; startsAt: Date; unitPath: string; checkInIds: bigint[] }[]
  >`
    SELECT k.session_id AS "sessionId", s.title, s.starts_at AS "startsAt", u.path AS "unitPath", k.check_in_ids AS "checkInIds"
    FROM check_in_ask k JOIN session s ON s.id = k.session_id JOIN unit u ON u.id = k.unit_id
    WHERE k.ref = ${ref.toUpperCase()} FOR UPDATE OF k`
  if (!ask) return null
  const { approve, numbers } = wish
  if (numbers.some((n) => n < 1 || n > ask.checkInIds.length)) return { kind: 'no_such_number' }
  const ids = numbers.length > 0 ? numbers.flatMap((n) => ask.checkInIds[n - 1] ?? []) : ask.checkInIds
  const lines = await tx.checkIn.findMany({ where: { id: { in: ids } }, orderBy: { id: 'asc' } })
  const people = lines.flatMap(({ id, personId, countsAt, flags }) =>
    personId === null
      ? []
      : [{ checkInId: id, personId, countsAt, byCoordinator: flags.includes('by_coordinator') }],
  )
  const may = await mayDecide(
    tx,
    actor,
    ask.unitPath,
    people.map((one) => one.personId),
  )
  if (may !== 'yes') return { kind: may }
  const decided = await tx.ruling.findMany({ where: { checkInId: { in: ids } }, select: { checkInId: true } })
  const open = people.filter((one) => !decided.some(({ checkInId }) => checkInId === one.checkInId))
  if (open.length === 0) return { kind: 'already' }
  const { sessionId } = ask
  for (const { checkInId, personId } of open) {
    await tx.ruling.create({
      data: {
        ...{ ref: ref.toUpperCase(), sessionId, personId, status: null, checkInId, kind: 'coordinator' },
        ...{ proposedBy: actor.id, proposedAt: at, second: false, confirmedAt: at, inboxId: wish.inboxId },
        ...(approve ? {} : { refusedBy: actor.id, refusedAt: at }),
      },
    })
    await audit(tx, {
      ...{ at, actorId: actor.id, action: approve ? 'check_in.count' : 'check_in.refuse' },
      ...{ subject: `person/${personId}`, sessionId, after: { checkInId: String(checkInId) } },
    })
  }
  await redecide(
    tx,
    open.map(({ personId }) => ({ sessionId, personId })),
    { at, actorId: actor.id },
  )
  const rows = await tx.attendance.findMany({
    where: { sessionId, personId: { in: open.map((one) => one.personId) } },
    include: { person: { select: { name: true } } },
  })
  const names = await tx.person.findMany({ where: { id: { in: open.map((one) => one.personId) } } })
  return {
    ...{ kind: 'done', approved: approve, title: ask.title, startsAt: ask.startsAt },
    people: open.map(({ personId, countsAt, byCoordinator }) => ({
      ...{ personId, countsAt, byCoordinator, name: names.find(({ id }) => id === personId)?.name ?? '–' },
      status: (rows.find((row) => row.personId === personId)?.status ?? null) as Status | null,
    })),
  }
}
