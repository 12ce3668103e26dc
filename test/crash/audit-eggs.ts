import type { EggCrowd } from '../../bench/eggs-crowd.ts'
import type { Db } from '../../src/lib/db.ts'
import type { EggLine, EggSaid } from './eggs-messages.ts'
import type { Heard } from './loopback.ts'

/** One moment of the ledger, read in one statement; all of MUST_BE_ZERO is. */
export type LedgerMoment = {
  new: number
  /** Handled messages without a reply row. */
  unanswered: number
  /** What is promised, less what stands open. */
  promised: number
  /** Accounts of goods below zero. */
  negative: number
  /** Movements from one book into the other. */
  astray: number
  /** Lines that moved something else than they say, as corrected, or that do not count and moved something. */
  unlike: number
  /** Pledges that ended more than once. */
  twice: number
  movements: number
  lines: number
  corrections: number
}

export const LEDGER_SQL = `
  WITH entry AS (
    SELECT campaign_id, target AS account, amount FROM movement
    UNION ALL SELECT campaign_id, source, -amount FROM movement),
  held AS (SELECT campaign_id, account, sum(amount) AS amount FROM entry GROUP BY 1, 2),
  moved AS (
    SELECT l.id,
      CASE WHEN l.kind = 'receive'
        THEN sum(CASE 'giver' WHEN m.source THEN m.amount WHEN m.target THEN -m.amount ELSE 0 END)
        ELSE sum(CASE 'stock/' || l.point_id WHEN m.source THEN m.amount WHEN m.target THEN -m.amount ELSE 0 END) END AS amount
    FROM point_line l JOIN movement m ON m.line_id = l.id GROUP BY l.id),
  said AS (
    SELECT l.id, coalesce(
      (SELECT c.amount + c.broken FROM correction c WHERE c.line_id = l.id AND c.state = 'approved' ORDER BY c.decided_at DESC, c.id DESC LIMIT 1),
      CASE WHEN l.state = 'counted' THEN l.amount + l.broken ELSE 0 END) AS amount
    FROM point_line l)
  SELECT
    (SELECT count(*)::int FROM inbox WHERE state = 'new') AS new,
    (SELECT count(*)::int FROM inbox i WHERE state = 'done'
      AND NOT EXISTS (SELECT FROM outbox o WHERE o.key = 'r/' || i.id || '/0')) AS unanswered,
    (coalesce((SELECT sum(amount) FROM held WHERE account = 'promised'), 0)
      - coalesce((SELECT sum(amount) FROM pledge WHERE state = 'open'), 0))::int AS promised,
    (SELECT count(*)::int FROM held WHERE amount < 0 AND account NOT IN ('intent', 'giver')) AS negative,
    (SELECT count(*)::int FROM movement WHERE (source IN ('intent', 'promised')) <> (target IN ('intent', 'promised'))) AS astray,
    (SELECT count(*)::int FROM said LEFT JOIN moved USING (id) WHERE said.amount <> coalesce(moved.amount, 0)) AS unlike,
    (SELECT count(*)::int FROM (SELECT FROM movement WHERE why <> 'change' AND 'promised' IN (source, target)
      GROUP BY pledge_id HAVING sum(CASE WHEN source = 'promised' THEN 1 ELSE -1 END) > 0) p) AS twice,
    (SELECT count(*)::int FROM movement) AS movements,
    (SELECT count(*)::int FROM point_line) AS lines,
    (SELECT count(*)::int FROM correction WHERE state = 'approved') AS corrections`

const MUST_BE_ZERO = ['unanswered', 'promised', 'negative', 'astray', 'unlike', 'twice'] as const

export function faultOfLedger(moment: LedgerMoment): string | null {
  const wrong = MUST_BE_ZERO.filter((key) => moment[key] !== 0)
  return wrong.length === 0 ? null : wrong.map((key) => `${key} ${moment[key]}`).join(', ')
}

type LineRow = EggLine & { person: number; n: number }

/** Each line stands written down once, each pledge once, and nothing else; what came is what was said. */
export async function auditEggs(
  db: Db,
  crowd: EggCrowd,
  said: EggSaid[],
): Promise<{ lost: string[]; doubled: string[] }> {
  const rows = await db.prisma.$queryRaw<LineRow[]>`
    SELECT l.person_id AS person, l.kind, l.point_id AS point, p.code, l.giver, l.amount, l.broken, l.recipients,
      l.to_point_id AS "to", count(*)::int AS n
    FROM point_line l LEFT JOIN pledge p ON p.id = l.pledge_id WHERE l.state IN ('counted', 'waiting', 'withdrawn')
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9`
  const written = new Map(rows.map(({ n, person, ...line }) => [keyOf(person, line), n]))
  const found = { lost: [] as string[], doubled: [] as string[] }
  const once = (what: string, times: number) => {
    if (times === 0) found.lost.push(what)
    if (times > 1) found.doubled.push(`${what}: ${times} times`)
  }
  for (const { user, lines } of said) {
    for (const line of lines) {
      const key = keyOf(user, line)
      once(key, written.get(key) ?? 0)
      written.delete(key)
    }
  }
  for (const key of written.keys()) found.doubled.push(`${key} was never said`)

  const pledges = await db.prisma.pledge.findMany({ where: { addressId: { gte: crowd.donors.first } } })
  for (const { user, pledge } of said) {
    if (!pledge) continue
    const own = pledges.filter(({ addressId }) => addressId === user)
    const right = own.filter(({ amount, pointId }) => amount === pledge.amount && pointId === pledge.point)
    const stands = own.map(({ amount, pointId }) => `${amount} at ${pointId}`).join(', ')
    once(`${user} pledged ${pledge.amount} at ${pledge.point}, and has: ${stands}`, right.length)
    if (own.length > 1) found.doubled.push(`${user} has ${own.length} pledges`)
  }
  return found
}

const keyOf = (person: number, line: EggLine): string =>
  [
    person,
    line.point,
    line.kind,
    line.code,
    line.giver,
    line.amount,
    line.broken,
    line.recipients,
    line.to,
  ].join('/')

/** Replies as the peer took them: every message answered, every giver told, and how many came twice. */
export function auditEggReplies(heard: Heard, crowd: EggCrowd, said: EggSaid[]) {
  const lost: string[] = []
  let doubled = 0
  for (const texts of Object.values(heard)) for (const times of Object.values(texts)) doubled += times - 1
  const messages = new Map<number, number>()
  for (const one of said) messages.set(one.user, (messages.get(one.user) ?? 0) + one.messages)
  for (const [user, count] of messages) {
    const texts = Object.keys(heard[String(user)] ?? {}).length
    if (texts < count) lost.push(`${user} said ${count}, heard ${texts}`)
  }
  const codes = new Set(said.flatMap(({ lines }) => lines).map(({ code }) => code))
  for (const { user, code } of crowd.promised) {
    if (codes.has(code) && !Object.keys(heard[String(user)] ?? {}).some((text) => text.includes(code)))
      lost.push(`${user} was not told that ${code} was received`)
  }
  return { lost, doubled }
}
