import { z } from 'zod'
import { type Audience, audience } from './audience.ts'

/** What a link to the people whom a draft would not reach carries: the draft is nowhere but in its conversation. */
const draft = z.object({ of: audience, day: z.string().nullable() })
const MARK = 'draf:'

export const draftPayload = (of: Audience, day: string | null) => `${MARK}${JSON.stringify({ of, day })}`

/** @returns null for the payload of a report */
export function readDraft(payload: string): z.infer<typeof draft> | null {
  return payload.startsWith(MARK) ? draft.parse(JSON.parse(payload.slice(MARK.length))) : null
}
