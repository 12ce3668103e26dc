import type { Db } from '../../lib/db.ts'
import type { Log } from '../../lib/log.ts'
import { forgetRuns } from '../../lib/timetable.ts'
import { heldByDisputes } from '../check-in/held-messages.ts'
import { forgetOldGivers } from '../pledges/forget-old.ts'
import { forgetFeedback } from '../retret/feedback.ts'

/** How long what people wrote is kept, in days (DESIGN.md §4, docs/privasi.md). */
const INBOX_TEXT = 7
const INBOX_KEY = 30
const OUTBOX = 90
const JOB_RUNS = 3
const REMINDERS = 90
const QUESTIONS = 90
const CHUNK = 2_000

/**
 * Empties and deletes what is old, in chunks, so that nobody waits behind a long delete. A parked message keeps its
 * text until somebody has looked at it, at most as long as its key; one that an open dispute is about stays.
 */
export async function sweep(db: Db, log: Log): Promise<void> {
  const emptied = await inChunks(
    () => db.prisma.$executeRaw`
    UPDATE inbox SET payload = jsonb_build_object('text', '') WHERE id IN (
      SELECT id FROM inbox WHERE state = 'done' AND received_at < now() - make_interval(days => ${INBOX_TEXT}::int)
        AND payload ->> 'text' <> '' AND id NOT IN (${heldByDisputes}) LIMIT ${CHUNK})`,
  )
  const inbox = await inChunks(
    () => db.prisma.$executeRaw`
    DELETE FROM inbox WHERE id IN (
      SELECT id FROM inbox WHERE state <> 'new' AND received_at < now() - make_interval(days => ${INBOX_KEY}::int)
        AND id NOT IN (${heldByDisputes}) LIMIT ${CHUNK})`,
  )
  const outbox = await inChunks(
    () => db.prisma.$executeRaw`
    DELETE FROM outbox WHERE id IN (
      SELECT id FROM outbox WHERE state NOT IN ('queued', 'claimed', 'sending')
        AND created_at < now() - make_interval(days => ${OUTBOX}::int) LIMIT ${CHUNK})`,
  )
  // What an announcement's messages shared goes with the last of them; a day's "one message" does not matter later.
  await db.prisma.$executeRaw`
    DELETE FROM outbox_batch b WHERE settled_at < now() - make_interval(days => ${OUTBOX}::int)
      AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.batch_id = b.id AND o.state = 'queued')
      AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.batch_id = b.id AND o.state <> 'queued')`
  await inChunks(
    () => db.prisma.$executeRaw`
    DELETE FROM unasked WHERE (person_id, day) IN (
      SELECT person_id, day FROM unasked WHERE day < to_char(now() - interval '7 days', 'YYYY-MM-DD') LIMIT ${CHUNK})`,
  )
  // A dialog that was left half-way may hold a NIP.
  await db.prisma.$executeRaw`
    UPDATE conversation SET dialog = NULL, state = NULL, resume = NULL, offers = '[]'::jsonb
    WHERE updated_at < now() - make_interval(days => ${INBOX_TEXT}::int) AND (state IS NOT NULL OR resume IS NOT NULL)`
  await inChunks(() => forgetOldGivers(db.prisma, CHUNK))
  const guesses = await db.prisma
    .$executeRaw`DELETE FROM guess_limit WHERE reset_at < now() - interval '1 day'`
  await forgetRuns(db.prisma, new Date(Date.now() - JOB_RUNS * 86_400_000))
  await db.prisma.$executeRaw`
    DELETE FROM reminder WHERE fired_at IS NOT NULL AND expires_at < now() - make_interval(days => ${REMINDERS}::int)`
  await db.prisma.$executeRaw`
    DELETE FROM question WHERE at < now() - make_interval(days => ${QUESTIONS}::int)`
  await forgetFeedback(db.prisma, new Date())
  log.info({ emptied, inbox, outbox, guesses }, 'retention done')
}

async function inChunks(step: () => Promise<number>): Promise<number> {
  let total = 0
  for (;;) {
    const count = await step()
    total += count
    if (count < CHUNK) return total
  }
}
