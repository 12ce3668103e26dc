import { z } from 'zod'

/** What a link to a recap carries, and what a message asks for that goes out with one: decided when it was asked. */
const link = z.object({
  /** Unit, with everything below it. */
  u: z.number().int(),
  /** Calendar month of the city, of one kind of activity where that was said; or one session. */
  m: z
    .string()
    .regex(/^20\d\d-(0[1-9]|1[0-2])$/)
    .optional(),
  k: z
    .string()
    .regex(/^[a-z_]{2,40}$/)
    .optional(),
  s: z.number().int().optional(),
  f: z.enum(['xlsx', 'pdf', 'png']),
})
export type RecapLink = z.infer<typeof link>
const MARK = 'rekap:'

export const recapPayload = (wish: RecapLink): string => `${MARK}${JSON.stringify(wish)}`

/** @returns null for the payload of another report */
export function readRecapPayload(payload: string): RecapLink | null {
  return payload.startsWith(MARK) ? link.parse(JSON.parse(payload.slice(MARK.length))) : null
}

/** The same for a message that goes out with the file (outbox/made-files.ts). */
export const recapRef = (wish: RecapLink, locale: string): string =>
  `made:rekap/${locale}/${Buffer.from(JSON.stringify(wish)).toString('base64url')}`

export const readRecapRef = (name: string): RecapLink =>
  link.parse(JSON.parse(Buffer.from(name, 'base64url').toString()))
