import { z } from 'zod'

/** What a link to a report on a campaign carries: which, when, whose part of the city, and as what. */
const link = z.object({
  /** Campaign. */
  c: z.number().int(),
  /** Calendar month of the city. */
  m: z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/),
  /** Units whose points it is about, with everything below them. */
  u: z.array(z.number().int()).min(1).max(20),
  f: z.enum(['xlsx', 'pdf']),
})
export type ReportLink = z.infer<typeof link>
const MARK = 'barang:'

export const reportPayload = (wish: ReportLink): string => `${MARK}${JSON.stringify(wish)}`

/** @returns null for the payload of another report */
export function readReportPayload(payload: string): ReportLink | null {
  return payload.startsWith(MARK) ? link.parse(JSON.parse(payload.slice(MARK.length))) : null
}
