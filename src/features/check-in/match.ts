import type { Tx } from '../../lib/db.ts'
import { type Attendee, concerns, type SessionView } from '../agenda/sessions.ts'
import { findStep, SCREEN_STEP, UNIT_STEP } from './code.ts'
import { CODE_EARLY_SECONDS, type Proof } from './judge.ts'
import type { CodeReading } from './read-code.ts'

/** How far back a code is recognised as an old one of its session, rather than as wrong: its whole window (findStep ends there). */
const OLD_HOURS = 4

const FRESH_MS = 10 * 60_000

export type Match = { session: SessionView; proof: Extract<Proof, { kind: 'code' | 'unit_code' }> }

type Who = Attendee | null

/**
 * Which session, and which moment of it, a code belongs to: the screen's codes and the own unit's first, for the
 * sessions that this person must attend; then everything else that could explain the code (another session, another
 * unit's called-out code), so that the answer says what is wrong.
 */
export async function matchCode(
  tx: Tx,
  reading: CodeReading,
  sessions: SessionView[],
  who: Who,
  at: Date,
): Promise<Match | null> {
  const span = {
    from: new Date(at.getTime() - OLD_HOURS * 3_600_000),
    to: new Date(at.getTime() + CODE_EARLY_SECONDS * 1000),
  }
  const live = sessions.filter((one) => one.status !== 'cancelled')
  const mine = live.filter((one) => who === null || concerns(one, who))
  const others = live.filter((one) => !mine.includes(one))
  const screen = (session: SessionView): Match | null => {
    const shownAt = findStep({ key: session.codeKey, ...reading, ...span })
    return shownAt ? { session, proof: { kind: 'code', shownAt, stepSeconds: SCREEN_STEP } } : null
  }
  const unit = (session: SessionView, unitId: number, ownUnit: boolean): Match | null => {
    const shownAt = findStep({ key: session.codeKey, ...reading, unitId, ...span })
    return shownAt
      ? {
          session,
          proof: { kind: 'unit_code', shownAt, stepSeconds: UNIT_STEP, codeUnitId: unitId, ownUnit },
        }
      : null
  }
  const ownUnits = (who?.unitPath ?? '').split('/').filter(Boolean).map(Number)
  const own = () => mine.flatMap((session) => ownUnits.map((id) => unit(session, id, true)))
  const shown = newest(mine.map(screen))
  // What hangs on a wall now needs no second look; an old code may by chance be one that was called out now.
  const fresh = shown && at.getTime() - shown.proof.shownAt.getTime() < FRESH_MS
  return (
    (fresh ? shown : newest([shown, ...own()])) ??
    newest(others.map(screen)) ??
    (await anyUnit(tx, mine, ownUnits, (session, id) => unit(session, id, who === null)))
  )
}

/**
 * Of several sessions whose code this could be, the one that showed it last: within four hours a session has shown one code
 * in a hundred, so that the second session of a morning would lose so many to the first.
 */
function newest(found: (Match | null)[]): Match | null {
  return found.reduce(
    (best, one) => (one && (!best || one.proof.shownAt > best.proof.shownAt) ? one : best),
    null,
  )
}

function first<T, R>(items: T[], find: (item: T) => R | null): R | null {
  for (const item of items) {
    const found = find(item)
    if (found) return found
  }
  return null
}

/** Only for codes that nothing else explains: whose unit called this one out? */
async function anyUnit(
  tx: Tx,
  sessions: SessionView[],
  known: number[],
  find: (session: SessionView, unitId: number) => Match | null,
): Promise<Match | null> {
  for (const session of sessions) {
    const units = await tx.$queryRaw<{ id: number }[]>`
      SELECT DISTINCT u.id FROM unit u JOIN role r ON r.unit_id = u.id AND r.role IN ('koordinator', 'admin')
      WHERE EXISTS (SELECT 1 FROM unnest(${session.audiencePaths}::text[]) AS a(path) WHERE u.path LIKE a.path || '%' OR a.path LIKE u.path || '%')`
    const found = first(
      units.filter((one) => !known.includes(one.id)),
      (one) => find(session, one.id),
    )
    if (found) return found
  }
  return null
}
