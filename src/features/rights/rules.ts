import { Prisma } from '../../lib/prisma/client.ts'
import { heldByDisputes } from '../check-in/held-messages.ts'
import { givingChats } from '../pledges/forget-old.ts'

/**
 * How long what is kept: one row a rule, walked every night (retention.ts), stated by docs/privasi.md and by the copy that
 * somebody gets of their own data; a test compares them. Times are the database's, `keep` as PostgreSQL reads it.
 * - `steps`: statements of at most `most` rows each, repeated until nothing is left.
 * - `by`: who keeps the rule where the night does not: a job of the minute, or the desk that made it.
 */
export type Rule = { name: string; keep: string; steps?: (most: number) => Prisma.Sql[]; by?: string }

const { sql } = Prisma
/** What is older than `keep`, for a rule of one statement. */
const rule = (name: string, keep: string, step: (old: Prisma.Sql, most: number) => Prisma.Sql): Rule => ({
  ...{ name, keep },
  steps: (most) => [step(sql`now() - ${keep}::interval`, most)],
})

/** What was the same for all messages of an announcement goes with the last of them; in the halves that have an index. */
const EMPTY_BATCH = sql`NOT EXISTS (SELECT 1 FROM outbox o WHERE o.batch_id = b.id AND o.state = 'queued')
  AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.batch_id = b.id AND o.state <> 'queued')`

export const rules: Rule[] = [
  // A parked message keeps its text until somebody has looked at it, at most as long as its key.
  rule(
    'inbox-text',
    '7 days',
    (old, most) => sql`
      UPDATE inbox SET payload = jsonb_build_object('text', '') WHERE id IN (
        SELECT id FROM inbox WHERE state = 'done' AND received_at < ${old} AND payload ->> 'text' <> ''
          AND id NOT IN (${heldByDisputes}) LIMIT ${most})`,
  ),
  rule(
    'inbox-key',
    '30 days',
    (old, most) => sql`
      DELETE FROM inbox WHERE id IN (
        SELECT id FROM inbox WHERE state <> 'new' AND received_at < ${old} AND id NOT IN (${heldByDisputes}) LIMIT ${most})`,
  ),
  rule(
    'outbox',
    '90 days',
    (old, most) => sql`
      DELETE FROM outbox WHERE id IN (
        SELECT id FROM outbox WHERE state NOT IN ('queued', 'claimed', 'sending') AND created_at < ${old} LIMIT ${most})`,
  ),
  rule(
    'outbox-batch',
    '90 days',
    (old, most) => sql`
      DELETE FROM outbox_batch WHERE id IN (
        SELECT b.id FROM outbox_batch b WHERE settled_at < ${old} AND ${EMPTY_BATCH} LIMIT ${most})`,
  ),
  rule(
    'misses',
    '90 days',
    (old, most) => sql`
      DELETE FROM announcement_miss WHERE (announcement_id, person_id) IN (
        SELECT m.announcement_id, m.person_id FROM announcement a JOIN announcement_miss m ON m.announcement_id = a.id
        WHERE a.finished_at < ${old} LIMIT ${most})`,
  ),
  rule(
    'questions',
    '90 days',
    (old, most) =>
      sql`DELETE FROM question WHERE id IN (SELECT id FROM question WHERE at < ${old} LIMIT ${most})`,
  ),
  rule(
    'reminders',
    '90 days',
    (old, most) => sql`
      DELETE FROM reminder WHERE id IN (
        SELECT id FROM reminder WHERE fired_at IS NOT NULL AND expires_at < ${old} LIMIT ${most})`,
  ),
  rule(
    'unasked',
    '7 days',
    (old, most) => sql`
      DELETE FROM unasked WHERE (person_id, day) IN (
        SELECT person_id, day FROM unasked WHERE day < to_char(${old}, 'YYYY-MM-DD') LIMIT ${most})`,
  ),
  // A dialog that was left half-way may hold a NIP.
  rule(
    'dialogs',
    '7 days',
    (old, most) => sql`
      UPDATE conversation SET dialog = NULL, state = NULL, resume = NULL, offers = '[]'::jsonb WHERE address_id IN (
        SELECT address_id FROM conversation WHERE updated_at < ${old}
          AND (state IS NOT NULL OR resume IS NOT NULL) LIMIT ${most})`,
  ),
  rule(
    'roll-looks',
    '30 days',
    (old, most) => sql`
      DELETE FROM roll_look WHERE (person_id, session_id) IN (
        SELECT person_id, session_id FROM roll_look WHERE at < ${old} LIMIT ${most})`,
  ),
  rule(
    'claims',
    '90 days',
    (old, most) => sql`
      DELETE FROM claim WHERE id IN (SELECT id FROM claim WHERE status <> 'open' AND decided_at < ${old} LIMIT ${most})`,
  ),
  rule(
    'codes',
    '30 days',
    (old, most) => sql`
      DELETE FROM one_time_code WHERE digest IN (
        SELECT digest FROM one_time_code WHERE expires_at < ${old} LIMIT ${most})`,
  ),
  rule(
    'guesses',
    '1 day',
    (old, most) =>
      sql`DELETE FROM guess_limit WHERE key IN (SELECT key FROM guess_limit WHERE reset_at < ${old} LIMIT ${most})`,
  ),
  rule(
    'data-requests',
    '365 days',
    (old, most) => sql`
      DELETE FROM data_request WHERE id IN (
        SELECT id FROM data_request WHERE state NOT IN ('open', 'held') AND decided_at < ${old} LIMIT ${most})`,
  ),
  {
    // A chat that speaks for nobody, follows nothing and gave nothing; what it agreed to goes with it.
    ...{ name: 'strangers', keep: '120 days' },
    steps: (most) => [
      sql`
      DELETE FROM address WHERE id IN (
        SELECT a.id FROM address a WHERE coalesce(a.last_inbound_at, a.first_seen_at) < now() - '120 days'::interval
          AND NOT EXISTS (SELECT 1 FROM address_person x WHERE x.address_id = a.id)
          AND NOT EXISTS (SELECT 1 FROM group_link x WHERE x.address_id = a.id)
          AND NOT EXISTS (SELECT 1 FROM follow x WHERE x.address_id = a.id)
          AND NOT EXISTS (SELECT 1 FROM inbox x WHERE x.address_id = a.id)
          AND NOT EXISTS (SELECT 1 FROM outbox x WHERE x.address_id = a.id)
          AND NOT EXISTS (SELECT 1 FROM claim x WHERE x.address_id = a.id AND x.status = 'open')
          AND NOT EXISTS (SELECT 1 FROM announcement x WHERE x.address_id = a.id AND x.finished_at IS NULL)
          AND a.id NOT IN (${givingChats}) LIMIT ${most})`,
      sql`
      DELETE FROM consent WHERE id IN (
        SELECT c.id FROM consent c WHERE c.person_id IS NULL
          AND NOT EXISTS (SELECT 1 FROM address a WHERE a.id = c.address_id) LIMIT ${most})`,
    ],
  },
  // Names in lines of petugas; pledges and weekly gifts 13 months after their end (pledges/forget-old.ts).
  { name: 'giving', keep: '90 days', by: 'retention' },
  { name: 'pledges', keep: '13 months', by: 'retention' },
  // What an erasure had to leave for its last answer (finish-erasures.ts).
  { name: 'erasures', keep: '1 day', by: 'retention' },
  // What people wrote of a retret: the number stays.
  rule(
    'feedback',
    '90 days',
    (old, most) => sql`
      UPDATE feedback SET text = NULL WHERE (activity_id, person_id) IN (
        SELECT activity_id, person_id FROM feedback WHERE text IS NOT NULL AND at < ${old} LIMIT ${most})`,
  ),
  // Once the session is settled; the longest that one may take.
  { name: 'positions', keep: '2 days', by: 'places' },
  { name: 'job-runs', keep: '3 days', by: 'retention' },
  // Pictures and PDFs of announcements, recaps and copies that were made to be sent.
  { name: 'media', keep: '40 days', by: 'retention' },
  { name: 'letters', keep: '7 days', by: 'letters' },
  { name: 'roster-undo', keep: '30 days', by: 'roster desk' },
]

/** In days, where a rule is kept by a program and not by the database. */
export const daysOf = (name: string): number => {
  const found = rules.find((one) => one.name === name)
  if (!found) throw new Error(`no rule ${name}`)
  return Number.parseInt(found.keep, 10)
}

/** The record of attendance and of decisions: no night deletes from these; the city's archive schedule does, by people. */
export const ARCHIVED = [
  ...[
    'check_in',
    'attendance',
    'ruling',
    'absence',
    'letter_look',
    'off_duty',
    'head_count',
    'dispute',
    'seal',
  ],
  ...['hand_in', 'award', 'audit', 'person', 'role', 'assignment', 'hand_over', 'session', 'activity'],
  ...['movement', 'correction', 'point_line', 'check_in_place', 'participant', 'inspection'],
]
