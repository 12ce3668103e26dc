import type { Db } from '../src/lib/db.ts'
import { type Crowd, countsAt, FIRST } from './crowd.ts'

/** Employees `first` to `first + count - 1` (of the crowd) sent one check-in each, between these moments. */
export type Wave = { first: number; count: number; from: Date; until: Date }

export type Audit = {
  expected: number
  recorded: number
  missing: number
  doubled: number
  wrongTime: number
  unexpected: number
}

type Row = { person: number; countsAt: Date; at: Date; text: string; raw: number }

/** Counts in the database whether each check-in of these waves is recorded once, at the right time. */
export async function auditWaves(db: Db, crowd: Crowd, waves: Wave[]): Promise<Audit> {
  const rows = await db.prisma.$queryRaw<Row[]>`
    SELECT a.person_id AS person, a.counts_at AS "countsAt", i.at, i.payload->>'text' AS text,
      (SELECT count(*)::int FROM check_in o WHERE o.session_id = a.session_id AND o.person_id = a.person_id) AS raw
    FROM attendance a JOIN check_in c ON c.id = a.check_in_id JOIN inbox i ON i.id = c.inbox_id
    WHERE a.session_id = ${crowd.sessionId}`
  const byPerson = new Map(rows.map((row) => [row.person, row]))
  const found: Audit = { expected: 0, recorded: 0, missing: 0, doubled: 0, wrongTime: 0, unexpected: 0 }
  for (const wave of waves) {
    // The platform stamps whole seconds.
    const from = Math.floor(wave.from.getTime() / 1000) * 1000
    for (let i = 0; i < wave.count; i++) {
      const row = byPerson.get(FIRST + wave.first + i)
      byPerson.delete(FIRST + wave.first + i)
      found.expected += 1
      if (!row) {
        found.missing += 1
        continue
      }
      found.recorded += 1
      if (row.raw !== 1) found.doubled += 1
      const right = countsAt(crowd, row.text, row.at)?.getTime() === row.countsAt.getTime()
      if (!right || row.at.getTime() < from || row.at > wave.until) found.wrongTime += 1
    }
  }
  found.unexpected = byPerson.size
  return found
}

/** @throws Error when a bench measured a program that was wrong */
export function assertRight(audit: Audit): void {
  const { missing, doubled, wrongTime, unexpected } = audit
  if (missing + doubled + wrongTime + unexpected > 0)
    throw new Error(`not recorded as it should be: ${JSON.stringify(audit)}`)
}
