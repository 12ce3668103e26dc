/** The words that every part of Guyub shares. Types only: this file imports nothing and does nothing. */

export type ChannelName = 'telegram' | 'whatsapp' | 'webchat'

/** One way to reach somebody. `id` is opaque outside the adapter of its channel. */
export type Address = { channel: ChannelName; id: string }

/** A phone number with its plus, `+6281234567890`. */
export type E164 = `+${string}`

/** A position as a client claimed it: degrees, metres. Never proof by itself. */
export type Place = { latitude: number; longitude: number; accuracy?: number; live: boolean }

export type AttachmentKind =
  | 'photo'
  | 'document'
  | 'voice'
  | 'video'
  | 'sticker'
  | 'contact'
  | 'call'
  | 'poll'
  | 'reaction'
  | 'other'

/** A file by reference: it stays with the platform until somebody needs it. `bytes` is its size. */
export type AttachmentRef = {
  kind: AttachmentKind
  ref: string
  name?: string
  mime?: string
  bytes?: number
}

/**
 * What came in, the same for every messenger.
 * - `id`: the platform's own id of this event; with the channel it is unique for ever.
 * - `at`: when the platform's server took the message; `clock: 'ours'` where the platform gives no time
 *   of its own (a pressed button), which can open a check-in but never be one.
 * - `text`: as typed; a platform's command is already plain words ("/menu" → "menu", "/start X-1" → "X 1",
 *   a bare "/start" → "start"); a photo's caption is its text.
 * - `choice`: the id of the choice that was pressed.
 * - `quotes`: the platform's id of the message that this one answers to, where a person pointed at it.
 * - `via`: which of our own accounts heard it, where a messenger gives us several.
 * - `linked`: written on another device that the account is linked to (WhatsApp Web), not on the phone itself.
 * - `phone`: only when the platform vouches that it is the sender's own.
 */
export type Incoming = {
  id: string
  from: Address
  aliases: Address[]
  phone?: E164
  chat: Address
  group: boolean
  at: Date
  clock: 'platform' | 'ours'
  text: string
  choice?: string
  quotes?: string
  via?: string
  attachment?: AttachmentRef
  place?: Place
  edited: boolean
  forwarded: boolean
  linked?: true
}

/**
 * `id`: 1–48 bytes of ASCII; `=text` means "as if the person had typed text". `gloss`: the label in English, for the
 * demo's captions. `number`: what to type instead of pressing, where the conversation remembers it; a choice without one
 * (a letter, a broadcast) is answered by its words.
 */
export type Choice = { id: string; label: string; gloss?: string; number?: number }

/** What goes out. `text` is plain, with *bold* and _italic_ as the only marks; adapters translate them. */
export type Outgoing = {
  text: string
  choices?: Choice[]
  attachment?: AttachmentRef
  /** The outbox key of an earlier message whose place this one takes, where the messenger can change what it has sent. */
  replaces?: string
  /** Ask the phone for its position or its number, where the messenger can. */
  ask?: 'place' | 'phone'
  /** What the button that does so says, in the reader's language. */
  askLabel?: string
  /** The same in English: the demo's captions, for who reads no Indonesian. No messenger sends it. */
  gloss?: string
}
