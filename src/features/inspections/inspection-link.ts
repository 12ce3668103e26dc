import { z } from 'zod'

/** A file of a look that is written down already: its number says everything else. */
const link = z.object({ look: z.number().int(), f: z.enum(['xlsx', 'pdf']) })
export type InspectionLink = z.infer<typeof link>
const opening = link.extend({ until: z.number() })

const MARK = 'periksa:'
/** Names stand in it: it opens no longer than it takes to load it. */
const OPENS_MS = 60 * 60_000

export const inspectionPayload = (wish: InspectionLink, now: Date): string =>
  `${MARK}${JSON.stringify({ ...wish, until: now.getTime() + OPENS_MS })}`

/** @returns null for the payload of another report, and after its hour */
export function readInspectionPayload(payload: string, now: Date): InspectionLink | null {
  if (!payload.startsWith(MARK)) return null
  const { until, ...wish } = opening.parse(JSON.parse(payload.slice(MARK.length)))
  return until > now.getTime() ? wish : null
}

/** The same for a message that goes out with the file (outbox/made-files.ts). */
export const inspectionRef = ({ look, f }: InspectionLink, locale: string): string =>
  `made:periksa/${locale}/${look}.${f}`

export function readInspectionRef(name: string): InspectionLink {
  const [look, f] = name.split('.')
  return link.parse({ look: Number(look), f })
}
