import type { Tx } from '../../lib/db.ts'
import { PRESENT } from '../attendance/statuses.ts'

/** By what somebody is held to have been there, as a recap says it. */
export const PROOFS = ['code', 'place', 'coordinator', 'after_closing', 'ruling'] as const
export type Proof = (typeof PROOFS)[number]

export type Proven = { unit: string; name: string; proof: Proof }

/** Everybody recorded as present below these paths, by unit and name, with the proof. A called-out code is a code. */
export function provenIn(tx: Tx, sessionId: number, paths: string[]): Promise<Proven[]> {
  return tx.$queryRaw<Proven[]>`
    SELECT u.name AS unit, p.name,
      CASE WHEN 'by_coordinator' = ANY(t.flags) THEN 'coordinator' WHEN t.proof = 'unit_code' THEN 'code' WHEN t.proof = ANY(${[...PROOFS]}::text[]) THEN t.proof ELSE 'ruling' END AS proof
    FROM attendance t JOIN unit u ON u.id = t.unit_id JOIN person p ON p.id = t.person_id
    WHERE t.session_id = ${sessionId} AND t.status = ANY(${[...PRESENT]}::text[])
      AND EXISTS (SELECT 1 FROM unnest(${paths}::text[]) AS c(path) WHERE u.path LIKE c.path || '%')
    ORDER BY u.name, p.name, p.id`
}

export type Share = { proof: Proof; percent: number }

/** How much of the presence rests on each proof, in whole percent that add up to 100. Pure. */
export function sharesOf(proofs: readonly Proof[]): Share[] {
  const total = proofs.length
  const exact = PROOFS.map((proof) => {
    const part = (100 * proofs.filter((one) => one === proof).length) / total
    return { proof, percent: Math.floor(part), rest: part - Math.floor(part), some: part > 0 }
  }).filter(({ some }) => some)
  const missing = 100 - exact.reduce((sum, { percent }) => sum + percent, 0)
  const rounded = new Set([...exact].sort((a, b) => b.rest - a.rest).slice(0, missing))
  return exact.map((one) => ({ proof: one.proof, percent: one.percent + (rounded.has(one) ? 1 : 0) }))
}

/** "kode 80 %, koordinator 20 %" for each unit. Pure. */
export function sharesByUnit(proven: readonly Proven[]): { unit: string; shares: Share[] }[] {
  const units = [...new Set(proven.map((one) => one.unit))]
  return units.map((unit) => ({
    unit,
    shares: sharesOf(proven.filter((one) => one.unit === unit).map((one) => one.proof)),
  }))
}
