import { createHash } from 'node:crypto'
import type { City } from '../../lib/city.ts'
import { type Db, type Tx, transaction } from '../../lib/db.ts'
import { cancel } from '../../outbox/cancel.ts'
import { momentsOf } from './moments.ts'
import { readRules } from './rule-rows.ts'
import { type StoredRule, scopesFor } from './rules.ts'

/** How the keys of our messages begin. */
export const OWN_KEYS = 'reminder/'

/** A session whose reminders have to be reckoned. */
type Unplanned = {
  id: number
  kind: string
  startsAt: Date
  onTimeUntil: Date
  graceUntil: Date
  createdAt: Date
  status: string
  audiencePaths: string[]
  /** What decides on its reminders: its own facts, and the rules. */
  signature: string
  /** Of several sessions of one day, behind the first: the evening before tells of all of them. */
  later: boolean
  known: boolean
  moved: boolean
}

/**
 * Finds sessions without reminders, whoever made them, and those that were moved, cancelled, or whose rules changed since:
 * their rows are written anew. What has been fired stays, and is not fired again at the same time.
 * @returns how many sessions
 */
export async function planSessions(db: Db, city: City, now: Date): Promise<number> {
  const rules = await readRules(db.prisma)
  const version = createHash('sha256')
    .update(JSON.stringify([rules, city.reminders]))
    .digest('base64url')
  let count = 0
  for (const session of await unplanned(db.prisma, version, city.zone, now)) {
    await transaction(db, (tx) => plan(tx, session, rules, city, now))
    count += 1
  }
  return count
}

/** What decides on the reminders stands in the signature, and nothing else: so a session is looked at once. */
function unplanned(tx: Tx, version: string, zone: string, now: Date): Promise<Unplanned[]> {
  return tx.$queryRaw<Unplanned[]>`
    WITH near AS (
      SELECT s.*, a.kind, a.complete_percent IS NOT NULL AND EXISTS (
        SELECT 1 FROM session f WHERE f.activity_id = s.activity_id AND f.status = 'scheduled' AND f.starts_at < s.starts_at
          AND date(f.starts_at AT TIME ZONE ${zone}) = date(s.starts_at AT TIME ZONE ${zone})) AS later
      FROM session s JOIN activity a ON a.id = s.activity_id WHERE s.grace_until > ${now}),
    s AS (
      SELECT s.*, md5(concat_ws('|', extract(epoch FROM s.starts_at), extract(epoch FROM s.on_time_until),
        extract(epoch FROM s.grace_until), s.status, s.kind, array_to_string(s.audience_units, ','), CASE WHEN s.later THEN 'later' END)) AS facts FROM near s)
    SELECT s.id, s.kind, s.starts_at AS "startsAt", s.on_time_until AS "onTimeUntil", s.grace_until AS "graceUntil",
      s.created_at AS "createdAt", s.status::text AS status, s.facts || ':' || ${version} AS signature, s.later,
      p.subject IS NOT NULL AS known, split_part(p.signature, ':', 1) IS DISTINCT FROM s.facts AS moved,
      ARRAY(SELECT u.path FROM unit u WHERE u.id = ANY(s.audience_units)) AS "audiencePaths"
    FROM s LEFT JOIN reminder_plan p ON p.subject = 'session/' || s.id
    WHERE p.signature IS DISTINCT FROM s.facts || ':' || ${version} ORDER BY s.starts_at LIMIT 500`
}

async function plan(tx: Tx, session: Unplanned, rules: StoredRule[], city: City, now: Date): Promise<void> {
  const subject = `session/${session.id}`
  // Two processes that plan the same: one after the other, and the second changes nothing.
  await tx.$executeRaw`
    INSERT INTO reminder_plan (subject, signature, at) VALUES (${subject}, ${session.signature}, ${now})
    ON CONFLICT (subject) DO UPDATE SET signature = excluded.signature, at = excluded.at`
  await tx.$executeRaw`
    DELETE FROM reminder WHERE subject = ${subject} AND fired_at IS NULL AND person_id IS NULL`
  // What waits to be sent tells the old time, or of a session that is off.
  if (session.known && session.moved) await cancel(tx, null, [subject], OWN_KEYS)
  if (session.status !== 'scheduled') return
  const scopes = scopesFor(session.kind, session.audiencePaths, rules, city.reminders)
  // Whoever makes a session late, or moves it, tells people of it: a reminder of yesterday would only repeat that. But
  // one that came due while nobody ticked is fired late.
  const since = session.known ? now : session.createdAt
  const rows = scopes
    .filter(({ template }) => !(session.later && template === 'ahead'))
    .flatMap((scope) => momentsOf(scope, session, city.zone))
    .filter(({ fireAt }) => fireAt >= since)
    .map(({ scope, fireAt, expiresAt }) => ({
      key: `${subject}/${scope.template}${scope.unitPath}${fireAt.toISOString()}`,
      ...{
        template: scope.template,
        subject,
        unitPath: scope.unitPath,
        except: scope.except,
        route: scope.route,
      },
      ...{ fireAt, expiresAt },
    }))
  if (rows.length > 0) await tx.reminder.createMany({ data: rows, skipDuplicates: true })
}
