import { Prisma } from '../../lib/prisma/client.ts'

/** Whether a person `p` has asked for leave that covers a session `s`, and nobody has decided yet, as SQL over these two. */
export const waitingLeave = Prisma.sql`EXISTS (SELECT 1 FROM absence w WHERE w.person_id = p.id AND w.state IN ('open', 'asked')
  AND (w.session_id = s.id OR (w.session_id IS NULL AND s.starts_at >= w.from_at AND s.starts_at < w.until_at)))`

/**
 * Whether a check-in `c` in a session `s` waits for a coordinator's word, as SQL over these two. The word is about the person: once
 * it was said of one of their messages, no other one waits. What was said before a move waits for nothing.
 */
export const waitsForWord = Prisma.sql`(c.verdict = 'waits' AND c.person_id IS NOT NULL AND c.counts_at > coalesce(s.counts_from, '-infinity')
  AND NOT EXISTS (SELECT 1 FROM ruling r WHERE r.session_id = c.session_id AND r.person_id = c.person_id AND r.check_in_id IS NOT NULL
    AND r.proposed_at > coalesce(s.counts_from, '-infinity')))`

/** Whether anything about them waits for a coordinator's word, a check-in too: so long nobody is absent without notice. */
export const waiting = Prisma.sql`(${waitingLeave}
  OR EXISTS (SELECT 1 FROM check_in c WHERE c.session_id = s.id AND c.person_id = p.id AND ${waitsForWord}))`
