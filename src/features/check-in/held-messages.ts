import { Prisma } from '../../lib/prisma/client.ts'

/**
 * Messages that an open dispute is about, as SQL that selects ids of the inbox: what the person sent for that session, what
 * others said about them there, leave that covers it. They stay until it is decided, whatever their age.
 */
export const heldByDisputes = Prisma.sql`
  SELECT d.inbox_id FROM dispute d WHERE d.state = 'open' AND d.inbox_id IS NOT NULL
  UNION SELECT c.inbox_id FROM dispute d JOIN check_in c ON c.session_id = d.session_id AND c.person_id = d.person_id
    WHERE d.state = 'open' AND c.inbox_id IS NOT NULL
  UNION SELECT r.inbox_id FROM dispute d JOIN ruling r ON r.session_id = d.session_id AND r.person_id = d.person_id
    WHERE d.state = 'open' AND r.inbox_id IS NOT NULL
  UNION SELECT a.inbox_id FROM dispute d JOIN session s ON s.id = d.session_id JOIN absence a ON a.person_id = d.person_id
    AND (a.session_id = s.id OR (a.session_id IS NULL AND a.from_at <= s.starts_at AND a.until_at > s.starts_at))
    WHERE d.state = 'open' AND a.inbox_id IS NOT NULL`
