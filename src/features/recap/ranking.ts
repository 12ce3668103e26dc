import type { Tx } from '../../lib/db.ts'
import { type Counts, countsByUnit, sessionsOf } from './query.ts'
import { sumsOf } from './sums.ts'
import { topUnits } from './top-units.ts'

/** Fewer people than this are no unit to compare. */
export const FEWEST = 5
const RATE_WEIGHT = 0.7
const PUNCTUAL_WEIGHT = 0.3

/** Shares in tenths of a percent, as they are printed: what looks the same is the same. */
export type Ranked = {
  place: number
  id: number
  name: string
  score: number
  rate: number
  punctual: number
}
type Unit = { id: number; name: string; people: number; counts: Counts }

/**
 * Units by how many of those who could have come were there, and how many of them in time:
 * rate = (H + T) / (expected − excused), punctual = H / (H + T), score = 0.7 · rate + 0.3 · punctual.
 * *Belum dipastikan* counts for nobody: nobody knows. Equal scores share a place. Never a ranking of people. Pure.
 */
export function rank(units: Unit[]): { ranked: Ranked[]; small: string[] } {
  const big = units.filter(({ people }) => people >= FEWEST)
  const scored = big.flatMap(({ id, name, counts }) => {
    const { hadir, terlambat, absent } = sumsOf(counts)
    const due = hadir + terlambat + absent
    if (due === 0) return []
    const rate = (hadir + terlambat) / due
    const punctual = hadir + terlambat === 0 ? 0 : hadir / (hadir + terlambat)
    const score = RATE_WEIGHT * rate + PUNCTUAL_WEIGHT * punctual
    return [{ id, name, score: tenths(score), rate: tenths(rate), punctual: tenths(punctual) }]
  })
  const sorted = scored.sort((a, b) => b.score - a.score || a.name.localeCompare(b.name, 'id'))
  return {
    ranked: sorted.map((one) => ({
      ...one,
      place: 1 + sorted.filter(({ score }) => score > one.score).length,
    })),
    small: units.filter(({ people }) => people < FEWEST).map(({ name }) => name),
  }
}

const tenths = (share: number): number => Math.round(share * 1_000) / 10

/** The units right below the city, each with everything below it, in a month's settled sessions. */
export async function rankingOf(tx: Tx, path: string, month: string, zone: string) {
  const sessions = (await sessionsOf(tx, { month, zone, path })).filter(({ settled }) => settled)
  const units = await countsByUnit(
    tx,
    [path],
    sessions.map(({ id }) => id),
  )
  // People of the city itself, beside its units, are no unit.
  const parts = await topUnits(
    tx,
    path,
    units.filter(({ unitPath }) => unitPath !== path),
  )
  return { sessions: sessions.length, ...rank(parts) }
}
