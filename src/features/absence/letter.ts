import type { Tx } from '../../lib/db.ts'
import type { AttachmentRef } from '../../message.ts'
import type { Absence } from './absences.ts'

export const MOST_LETTER_BYTES = 5 * 1024 * 1024

/** What a letter may be, by the first bytes of the file: what a messenger or a name says of it proves nothing. */
const TYPES: [string, (head: Buffer) => boolean][] = [
  ['image/jpeg', (head) => head.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))],
  ['image/png', (head) => head.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))],
  [
    'image/webp',
    (head) => head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP',
  ],
  ['application/pdf', (head) => head.toString('latin1', 0, 5) === '%PDF-'],
]

/** So many bytes are enough to know. */
export const HEAD_BYTES = 16

/** @returns null for a file that is no letter */
export function letterType(head: Buffer): string | null {
  return TYPES.find(([, fits]) => fits(head))?.[0] ?? null
}

export type Kept = 'kept' | 'tooLarge' | 'wrongType' | 'closed'

/**
 * Notes that a letter has come for a request; it is fetched beside the turn (fetch-letters.ts). A later one takes the place
 * of an earlier one. What the messenger itself calls too large or of another type is refused at once.
 */
export async function keepLetter(
  tx: Tx,
  absence: Pick<Absence, 'id' | 'state'>,
  attachment: AttachmentRef,
  channel: string,
): Promise<Kept> {
  if (absence.state === 'withdrawn') return 'closed'
  if (attachment.kind !== 'photo' && attachment.kind !== 'document') return 'wrongType'
  const mime = attachment.mime?.split(';')[0]?.trim().toLowerCase()
  if (attachment.kind === 'document' && mime && !TYPES.some(([type]) => type === mime)) return 'wrongType'
  if ((attachment.bytes ?? 0) > MOST_LETTER_BYTES) return 'tooLarge'
  const letterRef = { ...attachment, ref: `${channel}:${attachment.ref}` }
  await tx.absence.update({ where: { id: absence.id }, data: { letterRef } })
  return 'kept'
}
