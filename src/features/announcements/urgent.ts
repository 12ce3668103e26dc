import type { Clock } from '../../lib/clock.ts'
import type { Db, Tx } from '../../lib/db.ts'
import { audit } from '../people/audit.ts'

/** An emergency that holds now, for whom it may concern. */
export type Urgent = { ref: string; text: string; paths: string[]; except: string[]; until: Date }

/** Emergencies of the moment, as last looked at: every answer begins with them, and no turn waits for them. */
export function urgentNow(db: Db, clock: Clock): { look(): Promise<void>; now(): Urgent[] } {
  let known: Urgent[] = []
  return {
    look: async () => {
      known = await look(db.prisma, clock.now())
    },
    now: () => {
      const now = clock.now()
      return known.filter(({ until }) => until > now)
    },
  }
}

async function look(tx: Tx, now: Date): Promise<Urgent[]> {
  return tx.$queryRaw<Urgent[]>`
    SELECT a.ref, a.text, a.expires_at AS until,
      ARRAY(SELECT u.path FROM unit u WHERE u.id IN (SELECT value::int FROM jsonb_array_elements_text(a.audience -> 'units'))) AS paths,
      ARRAY(SELECT u.path FROM unit u WHERE u.id IN (SELECT value::int FROM jsonb_array_elements_text(a.audience -> 'except'))) AS except
    FROM announcement a
    WHERE a.class = 'darurat' AND a.kind <> 'withdrawal' AND a.state IN ('scheduled', 'running', 'done')
      AND a.start_at <= ${now} AND a.expires_at > ${now}
      AND NOT EXISTS (SELECT 1 FROM announcement c WHERE c.corrects_id = a.id AND c.state IN ('scheduled', 'running', 'done'))
    ORDER BY a.id`
}

/** Whether an emergency concerns somebody of this unit. */
export const concernsUnit = (one: Urgent, path: string | null) =>
  path !== null &&
  one.paths.some((top) => path.startsWith(top)) &&
  !one.except.some((top) => path.startsWith(top))

/** Whether an emergency concerns a session of this unit, or of units above or below it. */
export const touches = (one: Urgent, path: string) =>
  one.paths.some((top) => path.startsWith(top) || top.startsWith(path))

export type Suspended = { id: number; title: string; startsAt: Date }

/** Sessions of these units that are on, or begin while the emergency holds. */
export async function sessionsHit(tx: Tx, units: number[], now: Date, until: Date): Promise<Suspended[]> {
  return tx.$queryRaw<Suspended[]>`
    SELECT s.id, s.title, s.starts_at AS "startsAt" FROM session s
    WHERE s.status = 'scheduled' AND s.opens_at < ${until} AND s.closes_at > ${now} AND EXISTS (
      SELECT 1 FROM unit su JOIN unit au ON au.id = ANY(${units}::int[]) AND (su.path LIKE au.path || '%' OR au.path LIKE su.path || '%')
      WHERE su.id = ANY(s.audience_units))
    ORDER BY s.starts_at`
}

/** Nobody has to come any more, and nobody is absent by it; what was checked in stays. */
export async function suspend(
  tx: Tx,
  sessions: Suspended[],
  actorId: number,
  why: string,
  now: Date,
): Promise<void> {
  for (const { id } of sessions) {
    await tx.session.update({ where: { id }, data: { status: 'cancelled' } })
    await audit(tx, {
      ...{ at: now, actorId, action: 'session.suspended', subject: `session/${id}`, sessionId: id },
      why,
    })
  }
}
