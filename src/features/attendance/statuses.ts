/** What may stand in a roll, and how offices write it: one letter code for each in their columns. */

/** Was there. */
export const PRESENT = ['hadir', 'terlambat'] as const
/** Was not, and need not have been: somebody with a role has agreed. */
export const EXCUSED = ['izin', 'sakit', 'cuti', 'dinas_luar', 'tugas_belajar'] as const

export type Present = (typeof PRESENT)[number]
export type Excused = (typeof EXCUSED)[number]
/**
 * `tanpa_keterangan`: closing and grace are over, and nothing was said. `belum_dipastikan`: the same in a session of
 * which nobody can say so (messages may have been lost, or no code was shown): the coordinator decides.
 */
export type Status = Present | Excused | 'tanpa_keterangan' | 'belum_dipastikan'

export const isPresent = (status: string | null): status is Present =>
  status !== null && (PRESENT as readonly string[]).includes(status)
export const isExcused = (status: string | null): status is Excused =>
  status !== null && (EXCUSED as readonly string[]).includes(status)

/** How personnel offices write each in their columns; what nobody can say yet is `BP`, belum dipastikan. */
export const LETTERS: Record<Status, string> = {
  ...{ hadir: 'H', terlambat: 'T', izin: 'I', sakit: 'S', cuti: 'C', dinas_luar: 'DL', tugas_belajar: 'TB' },
  ...{ tanpa_keterangan: 'TK', belum_dipastikan: 'BP' },
}
