import { setImmediate } from 'node:timers/promises'
import { type Db, type Tx, transaction } from '../../lib/db.ts'
import type { Secret } from '../../lib/secret.ts'
import { type Entry, entryOf, linkOf, pack, unpack } from './entries.ts'
import { countsIn, type Kind, namesIn, type RowName, readRows } from './rows.ts'

/** Rows of one link; more become more links, so that no transaction is long. */
const SLICE = 1_000
/** Rows of the log that one step looks through for sessions with something new. */
const STEP = 20_000
/** A row may be written under a smaller number than one that is there already: that many are looked at again. */
const OVERLAP = 2_000
/** A run of the job ends after this time; the next one goes on. */
const LONGEST_MS = 60_000

const MARK = 'sealed'
type Mark = { audit: number; checkIn: number; ruling: number }

/**
 * Seals what was said since the last time, session by session, outside of every turn. Each link of a session's chain
 * covers the rows that no link before it covers, and holds the digest of the one before.
 * @returns links that were made
 */
export async function sealNew(
  { db, secret }: { db: Pick<Db, 'prisma'>; secret: Pick<Secret, 'keyed'> },
  now: Date,
): Promise<number> {
  const until = Date.now() + LONGEST_MS
  let links = 0
  for (;;) {
    const mark = await readMark(db.prisma)
    const { sessions, next, more } = await withNews(db.prisma, mark)
    const counts = await countsIn(db.prisma, sessions)
    const sealed = await sealedRows(db.prisma, sessions)
    for (const sessionId of sessions) {
      if (counts.get(sessionId) === (sealed.get(sessionId) ?? 0)) continue
      links += await sealSession(db, secret, sessionId, now)
    }
    await writeMark(db.prisma, next)
    if (!more || Date.now() > until) return links
  }
}

/** Sessions about which the next rows of the log say something, and how far that is. */
async function withNews(tx: Tx, mark: Mark): Promise<{ sessions: number[]; next: Mark; more: boolean }> {
  const [top] = await tx.$queryRaw<{ audit: number; checkIn: number; ruling: number }[]>`
    SELECT coalesce((SELECT max(id) FROM audit), 0)::float8 AS audit, coalesce((SELECT max(id) FROM check_in), 0)::float8 AS "checkIn",
      coalesce((SELECT max(id) FROM ruling), 0)::float8 AS ruling`
  const last = top ?? mark
  const upTo = (from: number, most: number) => Math.min(from + STEP, most)
  const next = {
    audit: upTo(mark.audit, last.audit),
    checkIn: upTo(mark.checkIn, last.checkIn),
    ruling: upTo(mark.ruling, last.ruling),
  }
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT DISTINCT session_id AS id FROM audit WHERE session_id IS NOT NULL AND id > ${mark.audit - OVERLAP} AND id <= ${next.audit}
    UNION SELECT DISTINCT session_id FROM check_in WHERE id > ${mark.checkIn - OVERLAP} AND id <= ${next.checkIn}
    UNION SELECT DISTINCT session_id FROM ruling WHERE id > ${mark.ruling - OVERLAP} AND id <= ${next.ruling}
    ORDER BY id`
  const more = next.audit < last.audit || next.checkIn < last.checkIn || next.ruling < last.ruling
  return { sessions: rows.map(({ id }) => id), next, more }
}

/** How far the log has been looked through. Seals say it too, but not of rows that were found sealed already. */
async function readMark(tx: Tx): Promise<Mark> {
  const row = await tx.meta.findUnique({ where: { key: MARK } })
  return row ? (JSON.parse(row.value) as Mark) : { audit: 0, checkIn: 0, ruling: 0 }
}

async function writeMark(tx: Tx, mark: Mark): Promise<void> {
  const value = JSON.stringify(mark)
  await tx.meta.upsert({ where: { key: MARK }, create: { key: MARK, value }, update: { value } })
}

async function sealedRows(tx: Tx, sessionIds: number[]): Promise<Map<number, number>> {
  const sums = await tx.seal.groupBy({
    by: ['sessionId'],
    where: { sessionId: { in: sessionIds } },
    _sum: { rows: true },
  })
  return new Map(sums.map(({ sessionId, _sum }) => [sessionId, _sum.rows ?? 0]))
}

async function sealSession(
  db: Pick<Db, 'prisma'>,
  secret: Pick<Secret, 'keyed'>,
  sessionId: number,
  now: Date,
): Promise<number> {
  const known = new Set<string>()
  const seals = await db.prisma.seal.findMany({ where: { sessionId }, select: { entries: true } })
  for (const { entries } of seals) for (const one of unpack(entries) ?? []) known.add(nameOf(one))
  const fresh = (await namesIn(db.prisma, sessionId)).filter((one) => !known.has(nameOf(one)))
  let links = 0
  for (let from = 0; from < fresh.length; from += SLICE) {
    await transaction(db, (tx) => link(tx, secret, sessionId, fresh.slice(from, from + SLICE), now))
    links += 1
    // Somebody may be waiting for an answer.
    await setImmediate()
  }
  return links
}

const nameOf = ({ kind, id }: RowName) => `${kind}/${id}`

async function link(
  tx: Tx,
  secret: Pick<Secret, 'keyed'>,
  sessionId: number,
  names: RowName[],
  now: Date,
): Promise<void> {
  const [key] = secret.keyed('seal')
  const before = await tx.seal.findFirst({ where: { sessionId }, orderBy: { seq: 'desc' } })
  const entries: Entry[] = []
  for (const kind of new Set(names.map((one) => one.kind))) {
    const ids = names.filter((one) => one.kind === kind).map((one) => one.id)
    for (const row of (await readRows(tx, kind, ids)).values()) entries.push(entryOf(row, key))
  }
  const highest = (kind: Kind) =>
    entries.reduce((most, one) => (one.kind === kind && one.id > most ? one.id : most), 0n)
  const bytes = pack(entries)
  const seal = {
    ...{ sessionId, seq: (before?.seq ?? 0) + 1, rows: entries.length, key: key.id, at: now },
    entries: new Uint8Array(bytes),
  }
  await tx.seal.create({
    data: {
      ...{ ...seal, digest: linkOf(before?.digest ?? '', seal) },
      ...{ auditTo: highest('audit'), checkInTo: highest('check_in'), rulingTo: Number(highest('ruling')) },
    },
  })
}
