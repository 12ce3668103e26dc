import { z } from 'zod'

const Status = z.enum(['hadir', 'izin', 'sakit', 'cuti', 'dinas_luar', 'tugas_belajar'])

/** What a coordinator is about to say about people in a session. */
export const State = z.object({
  /** Null while it is asked which session is meant. */
  sessionId: z.number().nullable(),
  /** Of several sessions: the words wait. */
  which: z.array(z.object({ id: z.number(), label: z.string() })),
  text: z.string(),
  entries: z.array(z.object({ id: z.number(), status: Status, note: z.string().nullable() })),
  /** Called by name: the others came with "semua". */
  named: z.array(z.number()),
  /** Several people of one name; status null: they are taken out. The first is asked. */
  asks: z.array(
    z.object({
      text: z.string(),
      status: Status.nullable(),
      note: z.string().nullable(),
      options: z.array(z.object({ id: z.number(), label: z.string() })),
    }),
  ),
  /** What no name could be found for, as it was typed. */
  unknown: z.array(z.string()),
  /** So many of that name that it has to be said in full. */
  many: z.array(z.string()),
  /** Named without a word about them. */
  bare: z.array(z.string()),
  /** Numbers in front of no name. */
  numbers: z.array(z.number()),
  /** The same person with two different words. */
  twice: z.array(z.string()),
  /** The list was shown and the answer is awaited. */
  listed: z.boolean(),
})
export type State = z.infer<typeof State>

export const EMPTY: State = {
  ...{ sessionId: null, which: [], text: '', entries: [], named: [], asks: [] },
  ...{ unknown: [], many: [], bare: [], numbers: [], twice: [], listed: false },
}

export type Step = 'which' | 'list' | 'who' | 'confirm'

export function stepOf(state: State): Step {
  if (state.sessionId === null) return 'which'
  if (state.asks.length > 0) return 'who'
  return state.listed && state.entries.length === 0 ? 'list' : 'confirm'
}
