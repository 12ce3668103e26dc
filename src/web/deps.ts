import type { Config } from '../config.ts'
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
  config: Pick<Config, 'demo' | 'web'>
  db: Db
  city: City
  clock: Clock
  secret: Secret
  log: Log
  t: Translate
  /** Null where people talk to Guyub by messenger only. */
  webchat: WebchatDoor | null
  telegramWebhook?: { path: string; handle(request: Request): Promise<Response> }
  health: () => Promise<HealthReport>
  /** Without "@"; the venue screen's QR and the official page name it. */
  botLinks: { telegram?: string }
  /** Null outside the demo. */
  demo: DemoDoor | null
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
}

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
  choices?: { id: string; label: string }[]
  ask?: 'place' | 'phone'
  clientId?: string
}
