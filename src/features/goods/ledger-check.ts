import type { Tx } from '../../lib/db.ts'
import { type Account, balances } from './ledger.ts'
import { type Line, movesOf } from './stock.ts'

/**
 * Whether the ledger agrees with what it is about. It changes nothing: what it finds is a mistake of the program, or of
 * somebody who wrote into the database by hand.
 *
 * - `books`: movements from one book into the other, or to an account that nobody knows
 * - `promised`: pledges whose movements are not what stands open of them
 * - `lines`: lines whose movements are not what they, or their last correction, say; goods that no line moved
 * - `negative`: accounts that hold less than nothing
 * - `agree`: campaigns whose received or handed-out goods are not those of their lines
 * - `waiting`: lines that have waited for stock for more than a day
 */
export type LedgerCheck = 'books' | 'promised' | 'lines' | 'negative' | 'agree' | 'waiting'

/** What is wrong, by check, as ids: "pledge/12", "line/7". */
export type LedgerFindings = Record<LedgerCheck, string[]>

/** So many lines at a time. */
const CHUNK = 2_000
const DAY_MS = 86_400_000

/** @param now domain time */
export async function checkLedger(tx: Tx, now: Date): Promise<LedgerFindings> {
  const campaigns = await tx.campaign.findMany({ select: { id: true }, orderBy: { id: 'asc' } })
  const sums = new Map(campaigns.map(({ id }) => [id, { received: 0, handed: 0 }]))
  const lines = await checkLines(tx, sums)
  const [negative, agree]: [string[], string[]] = [[], []]
  for (const [id, { received, handed }] of sums) {
    const held = await balances(tx, id)
    for (const [account, amount] of held)
      if (amount < 0 && account !== 'intent' && account !== 'giver') negative.push(`${id}/${account}`)
    const out = [...held].reduce((sum, [name, amount]) => sum + (name.startsWith('handed/') ? amount : 0), 0)
    if (-(held.get('giver') ?? 0) !== received || out !== handed) agree.push(`campaign/${id}`)
  }
  const waiting = await tx.pointLine.findMany({
    where: { state: 'waiting', at: { lt: new Date(now.getTime() - DAY_MS) } },
    select: { id: true },
  })
  return {
    books: await crossing(tx),
    promised: await brokenPromises(tx),
    ...{ lines, negative, agree },
    waiting: waiting.map(({ id }) => `line/${id}`),
  }
}

/** Each book sums to zero by itself unless something moves between them. */
async function crossing(tx: Tx): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM movement
    WHERE (source IN ('intent', 'promised')) <> (target IN ('intent', 'promised'))
      OR source !~ '^(intent|promised|giver|(stock|broken|handed)/[0-9]+)$'
      OR target !~ '^(intent|promised|giver|(stock|broken|handed)/[0-9]+)$' ORDER BY id`
  return rows.map(({ id }) => `movement/${id}`)
}

/** What is promised is, pledge by pledge, what stands open: then it is so for all of them together. */
async function brokenPromises(tx: Tx): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: number | null }[]>`
    WITH net AS (
      SELECT pledge_id, sum(CASE WHEN target = 'promised' THEN amount ELSE -amount END) AS amount
      FROM movement WHERE source = 'promised' OR target = 'promised' GROUP BY pledge_id)
    SELECT coalesce(p.id, n.pledge_id) AS id FROM pledge p FULL JOIN net n ON n.pledge_id = p.id
    WHERE coalesce(n.amount, 0) <> CASE WHEN p.state = 'open' THEN p.amount ELSE 0 END ORDER BY 1`
  return rows.map(({ id }) => `pledge/${id ?? 'none'}`)
}

type Sums = Map<number, { received: number; handed: number }>

/** @param sums what the lines say of each campaign is added up here */
async function checkLines(tx: Tx, sums: Sums): Promise<string[]> {
  const found: string[] = []
  for (let after = 0n; ; ) {
    const lines = await tx.pointLine.findMany({
      where: { id: { gt: after } },
      orderBy: { id: 'asc' },
      take: CHUNK,
    })
    const last = lines.at(-1)
    if (!last) break
    const within = { lineId: { gt: after, lte: last.id } }
    const corrections = new Map(
      (
        await tx.correction.findMany({
          where: { ...within, state: 'approved' },
          orderBy: [{ decidedAt: 'asc' }, { id: 'asc' }],
        })
      ).map((one) => [one.lineId, one]),
    )
    const effects = new Map<bigint, Effect[]>()
    for (const { lineId, ...move } of await tx.movement.findMany({
      where: { ...within, NOT: { OR: [{ source: 'promised' }, { target: 'promised' }] } },
      select: { lineId: true, source: true, target: true, amount: true },
    }))
      if (lineId !== null) effects.set(lineId, [...(effects.get(lineId) ?? []), move])
    for (const row of lines) {
      const { amount, broken } = corrections.get(row.id) ?? row
      const said: Line = { ...row, amount, broken, kind: row.kind as Line['kind'] }
      const counts = row.state === 'counted'
      if (!same(counts ? movesOf(said) : [], effects.get(row.id) ?? [])) found.push(`line/${row.id}`)
      const sum = sums.get(row.campaignId)
      if (counts && sum && row.kind === 'receive') sum.received += amount + broken
      if (counts && sum && row.kind === 'hand_out') sum.handed += amount
    }
    after = last.id
  }
  const orphans = await tx.$queryRaw<{ id: bigint }[]>`
    SELECT m.id FROM movement m WHERE m.line_id IS NULL AND m.source NOT IN ('intent', 'promised')
      AND m.target NOT IN ('intent', 'promised') ORDER BY m.id`
  return [...found, ...orphans.map(({ id }) => `movement/${id}`)]
}

type Effect = { source: Account | string; target: Account | string; amount: number }

/** Whether two lists of movements change every account by the same. */
function same(one: Effect[], other: Effect[]): boolean {
  const net = new Map<string, number>()
  const add = (account: string, amount: number) => net.set(account, (net.get(account) ?? 0) + amount)
  for (const [moves, sign] of [
    [one, 1],
    [other, -1],
  ] as const)
    for (const { source, target, amount } of moves) {
      add(source, -sign * amount)
      add(target, sign * amount)
    }
  return [...net.values()].every((amount) => amount === 0)
}
