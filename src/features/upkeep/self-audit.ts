import type { Db, Tx } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import { enqueue, rowsFor } from '../../outbox/enqueue.ts'
import { inTongue, type Voice } from '../agenda/captioned.ts'

/** What the last day was like, in numbers. */
export type Day = {
  /** Messages by where they ended; what still waits is `queued`. */
  states: Record<string, number>
  parked: number
  /** Answers that took longer than a minute. */
  late: number
  jobsFailed: number
  /** People whose messages all failed. */
  unreached: number
  /** What the last nightly check of the ledger of gifts found. */
  ledger: number
}

export async function lastDay(tx: Tx): Promise<Day> {
  const states = await tx.$queryRaw<{ state: string; count: number }[]>`
    SELECT state::text AS state, count(*)::int AS count FROM outbox WHERE created_at > now() - interval '1 day' GROUP BY state`
  const [rest] = await tx.$queryRaw<Omit<Day, 'states'>[]>`
    SELECT
      (SELECT count(*)::int FROM inbox WHERE state = 'parked' AND received_at > now() - interval '1 day') AS parked,
      (SELECT count(*)::int FROM outbox WHERE created_at > now() - interval '1 day' AND lane = 'reply'
        AND sent_at > created_at + interval '1 minute') AS late,
      (SELECT count(*)::int FROM job_run WHERE result = 'failed' AND started_at > now() - interval '1 day') AS "jobsFailed",
      (SELECT count(*)::int FROM (
        SELECT recipient FROM outbox WHERE created_at > now() - interval '1 day' AND recipient LIKE 'person/%'
          AND state <> 'cancelled'
        GROUP BY recipient HAVING bool_and(state IN ('failed', 'blocked', 'expired', 'uncertain'))) lost) AS unreached,
      (SELECT coalesce(sum(v.value::int), 0)::int FROM (
        SELECT found FROM job_run WHERE name = 'ledger-check' AND found IS NOT NULL ORDER BY due_at DESC LIMIT 1) run,
        jsonb_each_text(run.found) v WHERE v.key <> 'waiting') AS ledger`
  const byState = Object.fromEntries(states.map(({ state, count }) => [state, count]))
  return { states: byState, ...(rest ?? { parked: 0, late: 0, jobsFailed: 0, unreached: 0, ledger: 0 }) }
}

/** The day in one line: what went well as one number, and whatever did not. */
export function dayLine({ states, ...rest }: Day, t: Translate): string {
  const of = (...names: string[]) => names.reduce((sum, name) => sum + (states[name] ?? 0), 0)
  const counts = {
    ...{ delivered: of('delivered', 'read'), waiting: of('queued', 'claimed', 'sending') },
    ...{ failed: of('failed'), blocked: of('blocked'), uncertain: of('uncertain') },
    ...{ expired: of('expired'), cancelled: of('cancelled'), ...rest },
  }
  const odd = Object.entries(counts).filter(([, count]) => count > 0)
  const all = odd.every(([name]) => name === 'delivered' || name === 'cancelled')
  return [
    t('jobs:day.sent', { count: of('sent', 'delivered', 'read') }),
    ...odd.map(([name, count]) => t(`jobs:day.${name}`, { count })),
    ...(all ? [t('jobs:day.fine')] : []),
  ].join('; ')
}

/** Each morning to the admins, each at the address that they used last. `day` makes it once a day. */
export async function tellAdmins(
  { db: { prisma }, ...voice }: Voice & { db: Db },
  day: string,
  now: Date,
): Promise<number> {
  const found = await lastDay(prisma)
  const admins = await prisma.$queryRaw<{ personId: number; addressId: number; locale: string }[]>`
    SELECT DISTINCT ON (r.person_id) r.person_id AS "personId", a.id AS "addressId", a.locale
    FROM role r JOIN address_person ap ON ap.person_id = r.person_id JOIN address a ON a.id = ap.address_id
    WHERE r.role = 'admin' AND r.from_at <= ${now} AND (r.until_at IS NULL OR r.until_at > ${now})
      AND a.blocked_at IS NULL AND a.opted_out_at IS NULL AND a.last_inbound_at IS NOT NULL
    ORDER BY r.person_id, a.last_inbound_at DESC`
  const rows = admins.flatMap(({ personId, addressId, locale }) => {
    const message = inTongue((t) => ({ text: dayLine(found, t) }), locale, voice)
    return rowsFor(addressId, message, `day/${day}/${personId}`, 4_000, {
      ...{ lane: 'reminder', recipient: `person/${personId}`, topic: 'day', ttl: 12 * 3_600 },
    })
  })
  return enqueue(prisma, rows)
}
