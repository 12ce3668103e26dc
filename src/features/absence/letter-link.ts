import { z } from 'zod'

/** Which request's letter, and who may look: a link that was passed on says whose it was. */
const link = z.object({ a: z.number().int(), p: z.number().int() })
export type LetterLink = z.infer<typeof link>

export const letterPayload = (of: LetterLink): string => JSON.stringify(of)

export function readLetterPayload(payload: string): LetterLink | null {
  const parsed = link.safeParse(JSON.parse(payload))
  return parsed.success ? parsed.data : null
}
