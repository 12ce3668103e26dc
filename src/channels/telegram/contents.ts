import type { AttachmentKind, AttachmentRef, E164, Place } from '../../message.ts'
import type { File, Message } from './shapes.ts'

/** What a message carries besides its text. */

/** The sender's own number, only where Telegram itself filled it in: a card of the sender, not passed on. */
export function ownPhone({ contact, from, forward_origin, via_bot }: Message): E164 | undefined {
  if (!contact || !from || contact.user_id !== from.id || forward_origin || via_bot) return undefined
  // The plus may be missing; without one and with a leading zero it is not an international number.
  const digits = contact.phone_number.replace(/[\s()+-]/g, '')
  return /^[1-9]\d{7,14}$/.test(digits) ? `+${digits}` : undefined
}

export function placeOf({ location }: Message): Place | undefined {
  if (!location) return undefined
  const { latitude, longitude, horizontal_accuracy: accuracy, live_period } = location
  return { latitude, longitude, ...(accuracy !== undefined && { accuracy }), live: live_period !== undefined }
}

export function attachmentOf(said: Message): AttachmentRef | undefined {
  // An animation comes with the same file as a document: named once, as what it is.
  const kinds: [AttachmentKind, File | undefined][] = [
    ['photo', said.photo?.at(-1)],
    ['video', said.video ?? said.video_note ?? said.animation],
    ['document', said.document],
    ['voice', said.voice],
    ['sticker', said.sticker],
    ['other', said.audio],
  ]
  for (const [kind, file] of kinds) if (file) return fromFile(kind, file)
  const without = `message:${said.message_id}`
  if (said.contact) return { kind: 'contact', ref: without }
  if (said.poll) return { kind: 'poll', ref: without }
  const others = [said.dice, said.game, said.story, said.checklist, said.paid_media]
  return others.some((other) => other !== undefined) ? { kind: 'other', ref: without } : undefined
}

function fromFile(kind: AttachmentKind, file: File): AttachmentRef {
  return {
    kind,
    ref: file.file_id,
    ...(file.file_name !== undefined && { name: file.file_name }),
    ...(file.mime_type !== undefined && { mime: file.mime_type }),
    ...(file.file_size !== undefined && { bytes: file.file_size }),
  }
}
