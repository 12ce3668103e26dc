import { Prisma } from '../../lib/prisma/client.ts'

/**
 * Whether a person `p` of a unit `u` belongs to the audience of a session `s`, as SQL over these three: as one of a unit all
 * of which must attend, or by name as a participant of its activity. Whoever was named after it had closed is none of it.
 */
export const inAudience = Prisma.sql`(
  EXISTS (SELECT 1 FROM unit au WHERE au.id = ANY(s.audience_units) AND au.id <> ALL(s.named_units) AND u.path LIKE au.path || '%')
  OR (cardinality(s.named_units) > 0
    AND EXISTS (SELECT 1 FROM participant n WHERE n.activity_id = s.activity_id AND n.person_id = p.id AND n.at <= s.closes_at)))`

/**
 * Whether a person `p` of a unit `u` is expected in a session `s`, as SQL over these three: of its audience, in the roster,
 * of a unit whose wave has come, and not on a shift or piket at its beginning.
 */
export const expected = Prisma.sql`
  p.unit_id = u.id AND p.status IN ('roster', 'active') AND u.joined AND s.status <> 'cancelled' AND ${inAudience}
  AND NOT EXISTS (SELECT 1 FROM off_duty d WHERE d.person_id = p.id AND d.from_at <= s.starts_at AND d.until_at > s.starts_at)`
