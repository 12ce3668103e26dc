import { Prisma } from '../../lib/prisma/client.ts'

/** Whether a person `p` has asked for leave that covers a session `s`, and nobody has decided yet, as SQL over these two. */
export const waitingLeave = Prisma.sql`EXISTS (SELECT 1 FROM absence w WHERE w.person_id = p.id AND w.state IN ('open', 'asked')
  AND (w.session_id = s.id OR (w.session_id IS NULL AND s.starts_at >= w.from_at AND s.starts_at < w.until_at)))`

/** Whether anything about them waits for a coordinator's word, a check-in too: so long nobody is absent without notice. */
export const waiting = Prisma.sql`(${waitingLeave}
  OR EXISTS (SELECT 1 FROM check_in w WHERE w.session_id = s.id AND w.person_id = p.id AND w.verdict = 'waits'
    AND NOT EXISTS (SELECT 1 FROM ruling r WHERE r.check_in_id = w.id)))`
