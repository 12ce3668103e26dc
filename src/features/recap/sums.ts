import { EXCUSED, isExcused, isPresent, type Status } from '../attendance/statuses.ts'
import type { Counts } from './query.ts'

/** What a recap says in numbers. `unclear`: nothing recorded, tanpa keterangan, or belum dipastikan. */
export type Sums = {
  hadir: number
  terlambat: number
  excused: number
  absent: number
  unsure: number
  all: number
}

export function sumsOf(counts: Counts, nothing = 0): Sums {
  const n = (status: Status) => counts[status] ?? 0
  const excused = EXCUSED.reduce((sum, kind) => sum + n(kind), 0)
  const absent = n('tanpa_keterangan')
  const unsure = n('belum_dipastikan') + nothing
  const all = n('hadir') + n('terlambat') + excused + absent + unsure
  return { hadir: n('hadir'), terlambat: n('terlambat'), excused, absent, unsure, all }
}

export function addCounts(all: readonly Counts[]): Counts {
  const sum: Counts = {}
  for (const counts of all)
    for (const [status, n] of Object.entries(counts) as [Status, number][])
      sum[status] = (sum[status] ?? 0) + n
  return sum
}

/** @param statuses of people, null where nothing is recorded */
export function sumsOfPeople(statuses: readonly (Status | null)[]): Sums {
  const counts: Counts = {}
  for (const status of statuses) if (status) counts[status] = (counts[status] ?? 0) + 1
  return sumsOf(counts, statuses.filter((status) => status === null).length)
}

export const isClear = (status: Status | null): boolean => isPresent(status) || isExcused(status)

/** Of those who could have come, in whole percent; null of nobody. */
export function percentOf({ hadir, terlambat, absent }: Sums): number | null {
  const due = hadir + terlambat + absent
  return due === 0 ? null : Math.round(((hadir + terlambat) / due) * 100)
}
