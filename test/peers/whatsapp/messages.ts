import { type BinaryNode, proto } from '@whiskeysockets/baileys'
import type { Account } from './accounts.ts'
import type { Device } from './device.ts'
import type { Group } from './groups.ts'
import type { Attrs } from './nodes.ts'

/** A message as a phone has it. */
export type Received = {
  id: string
  from: Account
  /** The real client that sent it; another phone has none. */
  device: Device | undefined
  group?: Group | undefined
  message: proto.IMessage
  stanza: BinaryNode
  /** Sent by another device of the phone's own account. */
  deviceSent: boolean
  /** Sent again because the phone asked for it. */
  retry: boolean
}

export type SendOptions = {
  id?: string
  /** When the server took it, the stanza's `t`. */
  at?: Date
  /** Damages the ciphertext. */
  corrupt?: boolean
  addressing?: Addressing
  /** How many times more the same id is sent, as by a phone with a bad network. */
  repeat?: number
  /** Put before everything that waits for a bot that is offline. */
  first?: boolean
  /** Further attributes of the stanza, `edit` for instance. */
  attrs?: Attrs
}

export type TextOptions = SendOptions & {
  mentions?: Account[]
  /** The message that it answers. */
  quotes?: Received
}

/** By which of its names a stanza calls somebody. */
export type Addressing = 'lid' | 'pn'

/** What a person would read of it. */
export function textOf(message: proto.IMessage | null | undefined): string | undefined {
  const text =
    message?.conversation ??
    message?.extendedTextMessage?.text ??
    message?.imageMessage?.caption ??
    message?.documentMessage?.caption
  return text ?? undefined
}

const MEDIA = ['image', 'video', 'audio', 'document', 'contact', 'sticker', 'liveLocation'] as const

/** The `type` of a message stanza. */
export function kindOf(message: proto.IMessage): string {
  if (message.reactionMessage) return 'reaction'
  if (message.pollCreationMessage || message.pollUpdateMessage) return 'poll'
  return MEDIA.some((kind) => message[`${kind}Message`]) ? 'media' : 'text'
}

export function textMessage(text: string, { mentions, quotes }: TextOptions, by: Addressing): proto.IMessage {
  if (!mentions && !quotes) return { conversation: text }
  const name = (account: Account) => account.phone[by]
  const contextInfo: proto.IContextInfo = {
    ...(mentions && { mentionedJid: mentions.map(name) }),
    ...(quotes && {
      stanzaId: quotes.id,
      participant: name(quotes.from),
      quotedMessage: quotes.message,
    }),
  }
  return { extendedTextMessage: { text, contextInfo } }
}

const { Type } = proto.Message.ProtocolMessage

export const edit = (id: string, text: string): proto.IMessage => ({
  protocolMessage: {
    key: { fromMe: true, id },
    type: Type.MESSAGE_EDIT,
    editedMessage: { conversation: text },
    timestampMs: Date.now(),
  },
})

export const deletion = (id: string): proto.IMessage => ({
  protocolMessage: { key: { fromMe: true, id }, type: Type.REVOKE },
})
