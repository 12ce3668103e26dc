import type { Config } from '../config.ts'
import type { Ways } from '../features/announcements/reach.ts'
import type { Urgent } from '../features/announcements/urgent.ts'
import type { City } from '../lib/city.ts'
import type { Clock } from '../lib/clock.ts'
import type { Db } from '../lib/db.ts'
import type { Translate } from '../lib/i18n.ts'
import type { Log } from '../lib/log.ts'
import type { Secret } from '../lib/secret.ts'
import type { E164, Place } from '../message.ts'
import type { HealthReport } from './health.ts'

/** What the web door needs, as small as it can be; `app.ts` hands it over. */
export type WebDeps = {
  config: Pick<Config, 'demo' | 'web'> & { whatsapp?: Config['whatsapp'] }
  db: Db
  city: City
  clock: Clock
  secret: Secret
  /** Where letters about absences lie. */
  letters: string
  log: Log
  t: Translate
  english: Translate
  /** Null where people talk to Guyub by messenger only. */
  webchat: WebchatDoor | null
  telegramWebhook?: { path: string; handle(request: Request): Promise<Response> }
  health: () => Promise<HealthReport>
  /** Telegram's without "@", WhatsApp's as E.164; the venue screen's QR and the official page name it. */
  botLinks: { telegram?: string; whatsapp?: string | undefined }
  /** What the messengers can do. */
  ways(): Ways
  /** Emergencies of the moment. */
  urgent(): Urgent[]
  /** Looks now which there are. */
  lookUrgent(): Promise<void>
  /** Null outside the demo. */
  demo: DemoDoor | null
  /** Calls back soon after something was committed in this process: a hint to look again, never the truth. */
  changes: { listen(wake: () => void): () => void }
}

export type DemoRole = 'pegawai' | 'koordinator' | 'warga' | 'tamu'

/** Lets a visitor be somebody of the demo city. `tamu` is a stranger: nobody is bound. */
export type DemoDoor = {
  people: { role: DemoRole; name: string; about: string }[]
  /** Binds the address to the demo person, and unbinds it for a `tamu`. */
  enter(role: DemoRole, address: string): Promise<void>
  /** Where the demo's phones claim to be. */
  place: Place
  /** The number of which this address's phone would prove that it is its own. */
  phone?(address: string): Promise<E164 | null>
  stage: DemoStage
}

/** What the demo's page moves and shows besides its phones. */
export type DemoStage = {
  time(): Promise<DemoTime>
  /** Moves the demo's clock: by so many minutes or hours, or to the next event. */
  forward(by: 'minute' | 'hour' | 'next', times?: number): Promise<DemoTime>
  /** The demo city as at its first start, with the clock at the machine's time; within two seconds. */
  reset(): Promise<DemoTime>
  /** What the last messages of this address left in the database, newest first, masked as the logs are. */
  traces(address: string, most: number): Promise<Trace[]>
}

export type DemoTime = {
  now: Date
  /** True when it is not the machine's time. */
  moved: boolean
  /** Grows with each reset: a page that knows another one begins anew. */
  epoch: number
  /** What the clock would run into next; null when nothing is planned. */
  next: { at: Date; what: 'opens' | 'onTimeUntil' | 'closes' | 'settled'; title: string } | null
}

/** One message and every row that its turn wrote. `line` is its id in the conversation (`u12`). */
export type Trace = { line: string; at: Date; rows: TraceRow[] }
/** `fields` in the order in which they are shown; names are the columns, values short and masked. */
export type TraceRow = { table: string; id: string; fields: [name: string, value: string][] }

/** The page's side of webchat: structurally what `channels/webchat` offers, so that web/ imports no adapter. */
export type WebchatDoor = {
  say(
    address: string,
    said: { text: string } | { choice: string } | { place: Place } | { phone: E164 },
    clientId: string,
  ): Promise<
    | { result: 'stored' }
    | { result: 'too_fast'; waitSeconds: number }
    | { result: 'too_long' | 'empty' | 'invalid' | 'closed' }
  >
  history(address: string, at?: { after?: string; before?: string; limit?: number }): Promise<ChatLine[]>
  listen(address: string, wake: () => void): () => void
}

export type ChatLine = {
  id: string
  key: string
  by: 'person' | 'bot'
  at: Date
  text: string
  pressed?: string
  place?: Place
  phone?: boolean
  choices?: { id: string; label: string; gloss?: string }[]
  ask?: 'place' | 'phone'
  clientId?: string
  /** The same in English, for the demo's captions. */
  gloss?: string
}
