import { Prisma } from '../../lib/prisma/client.ts'

/**
 * Whether a person `p` has asked for leave that covers a session `s`, and nobody has decided yet, as SQL over these two: so
 * long nobody is absent without notice.
 */
export const waiting = Prisma.sql`EXISTS (SELECT 1 FROM absence w WHERE w.person_id = p.id AND w.state IN ('open', 'asked')
  AND (w.session_id = s.id OR (w.session_id IS NULL AND s.starts_at >= w.from_at AND s.starts_at < w.until_at)))`
