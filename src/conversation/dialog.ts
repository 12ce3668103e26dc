import type { ZodType } from 'zod'
import type { City } from '../lib/city.ts'
import type { Tx } from '../lib/db.ts'
import type { Translate } from '../lib/i18n.ts'
import type { JobState } from '../lib/timetable.ts'
import type { AttachmentRef, E164, Incoming, Outgoing, Place } from '../message.ts'
import type { Meaning } from './understand.ts'

/** What the person said, as a dialog wants to hear it. */
export type Said = {
  /** As typed, trimmed; empty for a press or a bare location. */
  text: string
  /** The value of the offered choice that this is: pressed, typed as its number, or typed as its words. */
  choice?: string
  meaning: Meaning
  place?: Place
  phone?: E164
  attachment?: AttachmentRef
  at: Date
  clock: Incoming['clock']
  forwarded: boolean
  edited: boolean
  /** Written on a linked device, not on the phone itself. */
  linked?: boolean | undefined
  /** Inbox row, for idempotent effects. */
  inboxId: bigint
}

export type PersonView = {
  id: number
  name: string
  status: 'roster' | 'pending' | 'active' | 'merged' | 'erased'
  nip: string | null
  employment: string | null
  unitId: number | null
  unitName: string | null
  unitPath: string | null
  kelurahanId: number | null
  /** Those that are in force now. */
  roles: { role: string; unitId: number; unitPath: string }[]
}

export type AddressView = {
  id: number
  channel: string
  externalId: string
  locale: string
  phone: string | null
  noticeVersion: string | null
  optedOut: boolean
}

/** What the messengers of this process can do: for previews. */
export type Messengers = {
  /** Those that are on; too slow for everybody; able to change what they sent; to send files. */
  ways(): { channels: string[]; slow: string[]; edits: string[]; files: string[] }
  /** When the first and the last of so many messages that nobody asked for would have gone; null: never. */
  howLong(
    tx: Tx,
    channel: string,
    count: number,
    how: { urgent: boolean; inMs: number },
  ): Promise<{ first: number; last: number } | null>
  /** When the last of so many reminders would have gone, from a moment on, and whether there is a cap of a day. */
  reach(tx: Tx, channel: string, count: number, from: Date): Promise<{ at: Date | null; capped: boolean }>
  /** How a message would stand there, as text. */
  look(channel: string, message: Outgoing): string
}

/** Everything a dialog may use. Decisions go by `said.at`; `now` is for what is shown. */
export type Ctx = {
  tx: Tx
  now: Date
  city: City
  t: Translate
  address: AddressView
  /** Who is speaking; null for a guest, and for a shared phone that has not said. */
  person: PersonView | null
  /** All whom this address may speak for. */
  people: PersonView[]
  /** Reads that several turns of one transaction share. */
  memo<T>(key: string, read: () => Promise<T>): Promise<T>
  /** Everybody whom the turns of this transaction may be about: a shared read can be for all of them. */
  company: number[]
  /** A row that is written together with those of the other turns, at the end of the transaction. */
  defer<T>(write: (tx: Tx, rows: T[]) => Promise<unknown>, row: T): void
  /**
   * A message to somebody else, in the same transaction, written in the language of whoever reads it: `t` is theirs.
   * `key` makes it once only.
   */
  tell(addressId: number, message: (t: Translate) => Outgoing, key: string): void
  messengers: Messengers
  /** Emergencies that concern whoever is speaking. */
  urgent: { ref: string; text: string }[]
  /** The timetable as it stands. */
  jobs(tx: Tx): Promise<JobState[]>
  /** `site`: where our pages lie as this process knows it; `publicUrl`: what the city has said. */
  settings: { latePhoneMinutes: number; publicUrl: string | null; site: string; demo: boolean }
  /** A signed address of one of our pages: for half an hour, a report's and a sheet's for a week, a calendar's for two years. */
  link(page: 'whatsapp' | 'surat' | 'laporan' | 'kalender' | 'qr' | 'lembar', payload: string): string
  /** Links that open a chat with us, with a text already typed. */
  chatLinks(text: string): string[]
  /** Digests for one-time codes (keyed, so that a stolen table opens nothing). */
  digest(text: string): string
}

/** No `next`: the dialog is over. `missed`: the answer was not understood (twice, and a person is offered). */
export type Turn<S> = { say: Outgoing[]; next?: S; missed?: boolean }

/**
 * A conversation is a function: state + what was said → replies + next state. State is plain JSON in the
 * database; a state that `state` no longer parses after an upgrade restarts the dialog politely.
 */
export interface Dialog<S, A = undefined> {
  name: string
  state: ZodType<S>
  /** `A` with undefined: it may begin with nothing said (`dialogs.ts`). */
  start(ctx: Ctx, args: A): Promise<Turn<S>>
  answer(state: S, said: Said, ctx: Ctx): Promise<Turn<S>>
  /** Asks the open question again: after a detour, or when it was lost. */
  ask(state: S, ctx: Ctx): Promise<Outgoing[]> | Outgoing[]
  /** The open question takes any text (a name, a title): then only commands and codes interrupt. */
  freeText?(state: S): boolean
  /** What is an answer to the open question although it sounds like a request of its own: it does not interrupt. */
  claims?(state: S, said: Said, ctx: Ctx): boolean
  /** The same, even where a short form of another request has these words. */
  keeps?(state: S, said: Said, ctx: Ctx): boolean
  /** What may answer the open question besides words: 'phone', or kinds of attachments. The rest is declined politely. */
  takes?(state: S): readonly string[]
  /** Which question stands open, so that "30" or "besok" is read as its answer (`understand`). */
  context?(state: S): string | undefined
  /** What the open question expects, in a sentence or two: the first thing that "bantuan" says. */
  expects(state: S, ctx: Ctx): string
  /** What "ulang" does where beginning afresh would lose what somebody else sent. */
  again?(state: S, ctx: Ctx): Promise<Turn<S>> | Turn<S>
  /** A question about another request: once something else is asked, it is not worth coming back to. */
  fleeting?: true
}
