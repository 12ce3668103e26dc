import { z } from 'zod'
import type { AttachmentRef } from '../../message.ts'
import { audience } from './audience.ts'

export const State = z.object({
  class: z.enum(['darurat', 'dinas', 'layanan', 'sosial', 'duka']),
  kind: z.enum(['new', 'correction', 'withdrawal']).default('new'),
  correctsId: z.number().nullable().default(null),
  text: z.string().nullable(),
  attachment: z
    .object({
      kind: z.enum(['photo', 'document']),
      ref: z.string(),
      name: z.string().optional(),
      mime: z.string().optional(),
      bytes: z.number().optional(),
      /** The messenger that has it. */
      channel: z.string(),
    })
    .nullable(),
  audience: audience.nullable(),
  /** Null: at once. */
  startAt: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime().nullable(),
  changing: z.enum(['text', 'audience', 'start', 'expiry']).nullable(),
})
export type State = z.infer<typeof State>
export type Step = 'text' | 'audience' | 'start' | 'expiry' | 'confirm'

export function stepOf(state: State): Step {
  if (state.changing) return state.changing
  if (!state.text) return 'text'
  return state.audience ? 'confirm' : 'audience'
}

export const EMPTY: State = {
  ...{ class: 'dinas', kind: 'new', correctsId: null, text: null, attachment: null, audience: null },
  ...{ startAt: null, expiresAt: null, changing: null },
}

/** The file of a draft, as the messenger that has it knows it. */
export function refOf({ kind, ref, name, mime, bytes }: NonNullable<State['attachment']>): AttachmentRef {
  return {
    ...{ kind, ref },
    ...(name !== undefined && { name }),
    ...(mime !== undefined && { mime }),
    ...(bytes !== undefined && { bytes }),
  }
}
