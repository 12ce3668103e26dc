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
  /** All sessions of one activity. */
  a: z.number().int().optional(),
  f: z.enum(['xlsx', 'pdf', 'png']),
})
export type RecapLink = z.infer<typeof link>
const MARK = 'rekap:'

/** Names and NIPs stand in it: it opens no longer than it takes to load it. */
const OPENS_MS = 60 * 60_000
const opening = link.extend({ until: z.number() })

export const recapPayload = (wish: RecapLink, now: Date): string =>
  `${MARK}${JSON.stringify({ ...wish, until: now.getTime() + OPENS_MS })}`

/** @returns null for the payload of another report, and after its hour */
export function readRecapPayload(payload: string, now: Date): RecapLink | null {
  if (!payload.startsWith(MARK)) return null
  const { until, ...wish } = opening.parse(JSON.parse(payload.slice(MARK.length)))
  return until > now.getTime() ? wish : null
}

/** The same for a message that goes out with the file (outbox/made-files.ts). */
export const recapRef = (wish: RecapLink, locale: string): string =>
  `made:rekap/${locale}/${Buffer.from(JSON.stringify(wish)).toString('base64url')}`

export const readRecapRef = (name: string): RecapLink =>
  link.parse(JSON.parse(Buffer.from(name, 'base64url').toString()))
