import type { Tx } from '../../lib/db.ts'
import type { Keyed, Secret } from '../../lib/secret.ts'
import { compare, type Entry, linkOf, unpack } from './entries.ts'
import { type Kind, type Row, type RowName, readRows } from './rows.ts'

/** Where a chain does not hold. */
export type Finding = {
  kind: 'row_changed' | 'row_missing' | 'seal_changed' | 'seal_missing' | 'no_key'
  sessionId: number
  title: string
  startsAt: Date
  /** Of the seal; the missing one. */
  seq: number
  row: RowName | null
}

export type Verified = {
  sessions: number
  seals: number
  rows: number
  /** Rows of which an erasure emptied what it may. */
  erased: number
  findings: Finding[]
}

/**
 * Recomputes every chain from what stands in the database now. Reads only, a session at a time.
 * @param only of these sessions
 */
export async function verifyChains(
  { prisma }: { prisma: Tx },
  secret: Pick<Secret, 'keyed'>,
  only: number[] | null = null,
): Promise<Verified> {
  const total: Verified = { sessions: 0, seals: 0, rows: 0, erased: 0, findings: [] }
  for (let after = 0; ; ) {
    const [next] = await prisma.$queryRaw<{ id: number; title: string; startsAt: Date }[]>`
      SELECT s.id, s.title, s.starts_at AS "startsAt" FROM session s
      WHERE s.id > ${after} AND (${only}::int[] IS NULL OR s.id = ANY(${only}::int[])) AND EXISTS (SELECT 1 FROM seal WHERE session_id = s.id) ORDER BY s.id LIMIT 1`
    if (!next) return total
    after = next.id
    total.sessions += 1
    await verifyOne(prisma, secret.keyed('seal'), next, total)
  }
}

async function verifyOne(
  tx: Tx,
  keys: Keyed[],
  session: { id: number; title: string; startsAt: Date },
  total: Verified,
): Promise<void> {
  const seals = await tx.seal.findMany({ where: { sessionId: session.id }, orderBy: { seq: 'asc' } })
  const note = (kind: Finding['kind'], seq: number, row: RowName | null = null) => {
    const { id: sessionId, title, startsAt } = session
    const name = row && { kind: row.kind, id: row.id }
    total.findings.push({ kind, sessionId, title, startsAt, seq, row: name })
  }
  let before = ''
  let expected = 1
  for (const seal of seals) {
    total.seals += 1
    for (; expected < seal.seq; expected++) note('seal_missing', expected)
    const missing = seal.seq > 1 && seals.every((one) => one.seq !== seal.seq - 1)
    expected = seal.seq + 1
    const entries = unpack(seal.entries)
    // After a missing one nothing is known of the link before; what stands in this one is checked all the same.
    const whole = entries !== null && entries.length === seal.rows
    if (!whole || (!missing && linkOf(before, seal) !== seal.digest)) note('seal_changed', seal.seq)
    before = seal.digest
    const key = keys.find(({ id }) => id === seal.key)
    if (!key) note('no_key', seal.seq)
    else await verifyRows(tx, entries ?? [], key, total, (kind, row) => note(kind, seal.seq, row))
  }
}

async function verifyRows(
  tx: Tx,
  entries: Entry[],
  key: Keyed,
  total: Verified,
  note: (kind: 'row_changed' | 'row_missing', row: RowName) => void,
): Promise<void> {
  const rows = new Map<Kind, Map<bigint, Row>>()
  for (const kind of new Set(entries.map((one) => one.kind))) {
    const ids = entries.filter((one) => one.kind === kind).map((one) => one.id)
    rows.set(kind, await readRows(tx, kind, ids))
  }
  for (const entry of entries) {
    total.rows += 1
    const row = rows.get(entry.kind)?.get(entry.id)
    const found = row ? compare(entry, row, key) : 'missing'
    if (found === 'missing') note('row_missing', entry)
    if (found === 'changed') note('row_changed', entry)
    if (found === 'erased') total.erased += 1
  }
}
