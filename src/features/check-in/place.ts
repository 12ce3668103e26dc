import type { Db, Tx } from '../../lib/db.ts'
import { transaction } from '../../lib/db.ts'
import { toJson } from '../../lib/json.ts'
import { audit } from '../people/audit.ts'
import { ACCURACY_HELPS } from '../venues/distance.ts'

/** Where a check-in was, as it is kept beside its line of the raw log. */
export type PlaceLine = {
  inboxId: bigint
  sessionId: number
  /** Null while the address has not said whose phone it is. */
  personId: number | null
  venue: string
  radius: number
  metres: number
  accuracy: number | null
  live: boolean
  latitude: number
  longitude: number
}

/** Only of check-ins by location, after their lines stand (`recordAll`): the ordinary check-in by code pays nothing. */
export async function recordPlaces(tx: Tx, lines: PlaceLine[]): Promise<void> {
  const rows = lines.map((one) => ({ ...one, inboxId: String(one.inboxId) }))
  await tx.$executeRaw`
    INSERT INTO check_in_place (check_in_id, session_id, venue, radius, metres, accuracy, live, latitude, longitude)
    SELECT c.id, c.session_id, g.venue, g.radius, g.metres, g.accuracy, g.live, g.latitude, g.longitude
    FROM jsonb_to_recordset(${toJson(rows)}::jsonb) AS g("inboxId" bigint, "sessionId" int, "personId" int, venue text, radius int,
      metres int, accuracy float8, live boolean, latitude float8, longitude float8)
    JOIN check_in c ON c.inbox_id = g."inboxId" AND c.session_id = g."sessionId" AND c.person_id IS NOT DISTINCT FROM g."personId"
    ON CONFLICT DO NOTHING`
}

/** A position written with fewer decimals is rounded, and two people may well share it. */
const EXACT_DECIMALS = 5
/** A session that never settles keeps no positions for that. */
const LONGEST_MS = 24 * 3_600_000

/**
 * Marks positions that people on different phones sent to the last digit, as GPS of two phones never gives it: not
 * where it was rounded, and not where a phone was unsure, because the same Wi-Fi tells everybody in a hall the same. Then
 * the positions of what is decided, cancelled or long over are forgotten; distance and verdict stay.
 * @returns how many of each
 */
export async function lookAtPlaces(
  db: Pick<Db, 'prisma'>,
  now: Date,
): Promise<{ same: number; forgotten: number }> {
  // Nearly every minute there is none.
  const some = await db.prisma.checkInPlace.findFirst({
    where: { latitude: { not: null } },
    select: { checkInId: true },
  })
  if (!some) return { same: 0, forgotten: 0 }
  return transaction(db, async (tx) => {
    const same = await tx.$queryRaw<{ sessionId: number; personId: number }[]>`
      WITH shared AS (
        SELECT p.session_id, p.latitude, p.longitude FROM check_in_place p JOIN check_in c ON c.id = p.check_in_id
        WHERE p.latitude IS NOT NULL AND c.verdict IN ('accepted', 'waits') AND coalesce(p.accuracy, 0) <= ${ACCURACY_HELPS}
          AND greatest(scale(trim_scale(p.latitude::numeric)), scale(trim_scale(p.longitude::numeric))) >= ${EXACT_DECIMALS}::int
        GROUP BY p.session_id, p.latitude, p.longitude
        HAVING count(DISTINCT c.person_id) > 1 AND count(DISTINCT c.address_id) > 1),
      marked AS (
        UPDATE check_in_place p SET same = true FROM shared s
        WHERE p.session_id = s.session_id AND p.latitude = s.latitude AND p.longitude = s.longitude AND NOT p.same
        RETURNING p.check_in_id)
      SELECT c.session_id AS "sessionId", c.person_id AS "personId" FROM marked m JOIN check_in c ON c.id = m.check_in_id
      WHERE c.person_id IS NOT NULL ORDER BY c.session_id, c.person_id`
    for (const { sessionId, personId } of same)
      await audit(tx, {
        ...{
          at: now,
          actorId: null,
          action: 'check_in.same_place',
          subject: `person/${personId}`,
          sessionId,
        },
      })
    const forgotten = await tx.$executeRaw`
      UPDATE check_in_place p SET latitude = NULL, longitude = NULL FROM session s
      WHERE s.id = p.session_id AND p.latitude IS NOT NULL
        AND (s.settled_at IS NOT NULL OR s.status = 'cancelled' OR s.grace_until < ${new Date(now.getTime() - LONGEST_MS)})`
    return { same: same.length, forgotten }
  })
}
