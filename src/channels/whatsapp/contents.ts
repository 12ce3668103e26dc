import { normalizeMessageContent, type proto } from '@whiskeysockets/baileys'
import type { AttachmentKind, AttachmentRef, Place } from '../../message.ts'

/** What a message carries, unwrapped from whatever it was sent in (disappearing, view once, with a caption). */
export type Content = {
  text: string
  attachment?: AttachmentRef
  place?: Place
  forwarded: boolean
  /** The message that it answers to, and who wrote that. */
  quotes?: string
  quotedFrom?: string
  mentions: string[]
}

type Media = {
  directPath?: string | null
  mediaKey?: Uint8Array | null
  fileSha256?: Uint8Array | null
  mimetype?: string | null
  fileLength?: number | { toNumber(): number } | null
  fileName?: string | null
}

/** @returns null when nothing was said to us: keys, settings, receipts of polls */
export function contentOf(message: proto.IMessage): Content | null {
  const said = normalizeMessageContent(message)
  if (!said) return null
  const context = contextOf(said)
  const text =
    said.conversation ??
    said.extendedTextMessage?.text ??
    said.imageMessage?.caption ??
    said.videoMessage?.caption ??
    said.documentMessage?.caption ??
    said.buttonsResponseMessage?.selectedDisplayText ??
    said.listResponseMessage?.title ??
    said.templateButtonReplyMessage?.selectedDisplayText ??
    ''
  const attachment = attachmentOf(said)
  const place = placeOf(said)
  if (!text && !attachment && !place) return null
  return {
    text,
    // A place with a name was picked from a list: not where the phone says that it is.
    forwarded: Boolean(context?.isForwarded || said.locationMessage?.name || said.locationMessage?.address),
    ...(attachment && { attachment }),
    ...(place && { place }),
    mentions: context?.mentionedJid ?? [],
    ...(context?.stanzaId && { quotes: context.stanzaId }),
    ...(context?.participant && { quotedFrom: context.participant }),
  }
}

function contextOf(said: proto.IMessage): proto.IContextInfo | null | undefined {
  for (const part of Object.values(said)) {
    if (part !== null && typeof part === 'object' && 'contextInfo' in part && part.contextInfo)
      return part.contextInfo as proto.IContextInfo
  }
  return undefined
}

function placeOf({ locationMessage: at, liveLocationMessage: live }: proto.IMessage): Place | undefined {
  const found = at ?? live
  if (typeof found?.degreesLatitude !== 'number' || typeof found.degreesLongitude !== 'number')
    return undefined
  const accuracy = found.accuracyInMeters
  return {
    latitude: found.degreesLatitude,
    longitude: found.degreesLongitude,
    ...(typeof accuracy === 'number' && accuracy > 0 && { accuracy }),
    live: Boolean(live ?? at?.isLive),
  }
}

function attachmentOf(said: proto.IMessage): AttachmentRef | undefined {
  const files: [AttachmentKind, string, Media | null | undefined][] = [
    ['photo', 'image', said.imageMessage],
    ['video', 'video', said.videoMessage ?? said.ptvMessage],
    ['document', 'document', said.documentMessage],
    ['voice', 'audio', said.audioMessage],
    ['sticker', 'sticker', said.stickerMessage],
  ]
  for (const [kind, type, media] of files) if (media) return fileOf(kind, type, media)
  if (said.contactMessage || said.contactsArrayMessage) return { kind: 'contact', ref: 'whatsapp' }
  if (
    said.pollCreationMessage ||
    said.pollCreationMessageV2 ||
    said.pollCreationMessageV3 ||
    said.pollUpdateMessage
  )
    return { kind: 'poll', ref: 'whatsapp' }
  if (said.reactionMessage) return { kind: 'reaction', ref: 'whatsapp' }
  const others = [
    said.eventMessage,
    said.orderMessage,
    said.productMessage,
    said.groupInviteMessage,
    said.invoiceMessage,
  ]
  return others.some(Boolean) ? { kind: 'other', ref: 'whatsapp' } : undefined
}

/** How a file is found again and opened: all of it in the reference, because WhatsApp itself keeps no list. */
export type FileKey = { type: string; path: string; key: string; sha256: string }

function fileOf(kind: AttachmentKind, type: string, media: Media): AttachmentRef {
  const file: FileKey = {
    type,
    path: media.directPath ?? '',
    key: Buffer.from(media.mediaKey ?? []).toString('base64'),
    sha256: Buffer.from(media.fileSha256 ?? []).toString('base64'),
  }
  const bytes = typeof media.fileLength === 'number' ? media.fileLength : media.fileLength?.toNumber()
  return {
    kind,
    ref: Buffer.from(JSON.stringify(file)).toString('base64url'),
    ...(media.fileName && { name: media.fileName }),
    ...(media.mimetype && { mime: media.mimetype }),
    ...(bytes && { bytes }),
  }
}

/** @returns null when this is no reference of ours */
export function fileKeyOf(ref: string): FileKey | null {
  try {
    const { type, path, key, sha256 } = JSON.parse(Buffer.from(ref, 'base64url').toString()) as FileKey
    return type && path && key && sha256 ? { type, path, key, sha256 } : null
  } catch {
    return null
  }
}
