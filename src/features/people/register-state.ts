import { z } from 'zod'

const Known = z.object({
  nip: z.string().nullable().default(null),
  name: z.string().nullable().default(null),
  unitId: z.number().nullable().default(null),
  employment: z.enum(['PNS', 'CPNS', 'PPPK', 'PPPK_PW', 'NON_ASN']).nullable().default(null),
  label: z.string().nullable().default(null),
  /** The person does not want to share the phone number: the coordinator decides. */
  noPhone: z.boolean().default(false),
  /** The NIP that was already compared with the roster: a guess is counted once. */
  tried: z.string().nullable().default(null),
})
export const State = z.object({
  step: z.enum(['kind', 'nip', 'employment', 'phone', 'name', 'unit', 'confirm', 'kelurahan', 'consent']),
  known: Known,
  /** Units that the last answer may have meant. */
  units: z.array(z.object({ id: z.number(), name: z.string() })).default([]),
})
export type State = z.infer<typeof State>
export type Known = z.infer<typeof Known>
