import { concernsUnit, type Urgent } from '../features/announcements/urgent.ts'
import type { City } from '../lib/city.ts'
import type { Clock } from '../lib/clock.ts'
import type { Tx } from '../lib/db.ts'
import type { Translate } from '../lib/i18n.ts'
import { shielded, unshield } from '../lib/marks.ts'
import type { Address, Choice, Outgoing } from '../message.ts'
import { advance } from './advance.ts'
import type { Ctx, PersonView, Said } from './dialog.ts'
import { glossing } from './gloss.ts'
import { lines } from './lines.ts'
import { fromEnglish } from './meaning/english.ts'
import { offer, readPress, readQuoted, readTyped } from './offers.ts'
import { contextOf, readStanding, type Standing, writeStanding } from './standing.ts'
import { understand } from './understand.ts'
import { vocabularyOf } from './vocabulary.ts'

/** One message with what the database knows of its address: what `inbox/` hands over. */
export type Heard = {
  inboxId: bigint
  incoming: {
    at: string
    clock: Said['clock']
    text: string
    choice?: string | undefined
    quotes?: string | undefined
    phone?: Said['phone']
    place?: Said['place']
    attachment?: Said['attachment']
    group: boolean
    /** Who wrote it; in a group that is not the address of the conversation. */
    from?: Address | undefined
    edited: boolean
    forwarded: boolean
    linked?: boolean | undefined
    hadNik: boolean
    cutFrom?: number | undefined
    /** What stood below the message that this one answers to. */
    below?: Choice[] | undefined
  }
  address: Ctx['address']
  person: PersonView | null
  people: PersonView[]
  /** What stood below the message that `incoming.quotes` points at; null when it is none of ours. */
  quoted: Choice[] | null
  conversation: {
    dialog: string | null
    state: unknown
    offers: unknown
    resume: unknown
    misses: number
  } | null
}

export type Replies = {
  say: Outgoing[]
  tell: { addressId: number; message: Outgoing; key: string }[]
  conversation: { dialog: string | null; state: unknown; offers: unknown; resume: unknown; misses: number }
}

type Letter = { addressId: number; message: (t: Translate) => Outgoing; key: string }

export type ConverseDeps = {
  city: City
  clock: Clock
  translator(locale: string): Translate
  digest(text: string): string
  link: Ctx['link']
  chatLinks: Ctx['chatLinks']
  messengers: Ctx['messengers']
  /** Emergencies of the moment. */
  urgent(): Urgent[]
  jobs: Ctx['jobs']
  settings: Ctx['settings']
}

/** Version of the privacy notice that `conversation:notice` is; a new text shows once to everybody again. */
export const NOTICE_VERSION = '2026-11'

/**
 * A conversation: what stood, what was said → what is answered, what stands now. It writes through `tx` by way of
 * the features' verbs and sends nothing.
 */
export function createConverse(deps: ConverseDeps) {
  const named = () => vocabularyOf({ ...deps.city, places: deps.city.placeNames })
  let vocabulary = named()
  let holidays = deps.city.holidays
  /** Whoever typed a name or a title hears it back as it was typed, stars and all. */
  const speech = (locale: string) => shielded(deps.translator(locale))
  /** How somebody is spoken to; in the demo what is Indonesian comes with its English captions. */
  const voice = (locale: string) =>
    deps.settings.demo
      ? glossing(speech(locale), speech('en'))
      : { t: speech(locale), caption: (message: Outgoing) => message }

  return async function converse(
    tx: Tx,
    heard: Heard,
    shared: Pick<Ctx, 'memo' | 'company' | 'defer'>,
  ): Promise<Replies> {
    const letters: Letter[] = []
    const { t, caption } = voice(heard.address.locale)
    const ctx: Ctx = {
      tx,
      now: deps.clock.now(),
      city: deps.city,
      t,
      address: heard.address,
      person: heard.person,
      people: heard.people,
      ...shared,
      tell: (addressId, message, key) => letters.push({ addressId, message, key }),
      jobs: deps.jobs,
      settings: deps.settings,
      messengers: deps.messengers,
      urgent: deps.urgent().filter((one) => heard.people.some(({ unitPath }) => concernsUnit(one, unitPath))),
      digest: deps.digest,
      link: deps.link,
      chatLinks: deps.chatLinks,
    }
    const standing = readStanding(heard.conversation)
    const said = readSaid(heard, standing, ctx)
    const turn =
      said === 'ignored'
        ? { say: [], standing }
        : await advance(standing, said, { ...heard.incoming, below: heard.quoted ?? undefined }, ctx, readAt)
    // A group hears what it asked for and no more: the notice is for whoever writes in private.
    const silent = said === 'ignored' || heard.incoming.group
    const say = silent ? turn.say : await withNotice(turn.say, ctx)
    const offered = offer(
      say.map(drawable),
      turn.standing.offers,
      turn.standing.active?.dialog.name ?? null,
      ctx.now,
    )
    return {
      say: offered.say.map(caption),
      tell: await written(letters, tx),
      conversation: {
        ...writeStanding(turn.standing),
        offers: offered.offers,
        misses: turn.standing.misses,
      },
    }
  }

  /** Others are written to in the language of whoever reads it, which is not always the writer's. */
  async function written(letters: Letter[], tx: Tx): Promise<Replies['tell']> {
    if (letters.length === 0) return []
    const readers = await tx.address.findMany({
      where: { id: { in: letters.map((one) => one.addressId) } },
      select: { id: true, locale: true },
    })
    const localeOf = new Map(readers.map((one) => [one.id, one.locale]))
    return letters.map(({ addressId, message, key }) => {
      const { t, caption } = voice(localeOf.get(addressId) ?? 'id')
      return { addressId, message: caption(drawable(message(t))), key }
    })
  }

  function readAt(text: string, at: Date, context?: string) {
    // An admin may have changed the holidays; everything else of a city stands still while we run.
    if (holidays !== deps.city.holidays) {
      holidays = deps.city.holidays
      vocabulary = named()
    }
    return understand(text, { ref: at, zone: deps.city.zone, vocabulary, ...(context ? { context } : {}) })
  }

  /** What was said, as a dialog hears it; 'ignored' for what deserves no answer at all. */
  function readSaid(heard: Heard, standing: Standing, ctx: Ctx): Said | 'stale' | 'ignored' {
    const { incoming } = heard
    // A thumb under a message is not a message, and a moving dot on a map has been answered once.
    if (incoming.attachment?.kind === 'reaction' || (incoming.edited && incoming.place)) return 'ignored'
    const at = new Date(incoming.at)
    const base = {
      at,
      clock: incoming.clock,
      forwarded: incoming.forwarded,
      edited: incoming.edited,
      inboxId: heard.inboxId,
      ...(incoming.linked ? { linked: true } : {}),
      ...(incoming.place ? { place: incoming.place } : {}),
      // WhatsApp names the number with every message: it is an answer only where nothing else was said.
      ...(incoming.phone && !incoming.text && !incoming.attachment && !incoming.place
        ? { phone: incoming.phone }
        : {}),
      ...(incoming.attachment ? { attachment: incoming.attachment } : {}),
    }
    const context = contextOf(standing)
    const read = (text: string) => readAt(text, at, context)
    // Pointing at an older list and naming a line of it is as good as pressing its button.
    const pointed = readQuoted(incoming.text, incoming.quotes, heard.quoted)
    if (pointed === 'stale') return 'stale'
    const choice = incoming.choice ?? pointed
    if (choice !== undefined) {
      const pressed = readPress(choice, standing.offers, standing.active?.dialog.name ?? null, ctx.now)
      if (pressed.kind === 'stale') return 'stale'
      if (pressed.kind === 'again') return 'ignored'
      return pressed.kind === 'typed'
        ? { ...base, text: pressed.text, meaning: read(pressed.text) }
        : { ...base, text: '', choice: pressed.value, meaning: read('') }
    }
    const typedIn = incoming.text.trim()
    const text = ctx.address.locale === 'en' ? fromEnglish(typedIn) : typedIn
    const meaning = read(text)
    const index =
      meaning.intent === 'menu_choice' && typeof meaning.slots.index === 'number'
        ? meaning.slots.index
        : digits(text)
    // Where a small number is the answer itself, it is not a line of the list.
    const numeric = context === 'quantity'
    const typed =
      text.length > 0 && text.length <= 60
        ? readTyped(
            typedIn,
            numeric ? null : index,
            standing.offers,
            standing.active?.dialog.name ?? null,
            at,
          )
        : null
    if (typed?.kind === 'typed') return { ...base, text: typed.text, meaning: read(typed.text) }
    return { ...base, text, meaning, ...(typed?.kind === 'value' ? { choice: typed.value } : {}) }
  }
}

/** Labels are drawn without marks: what was typed needs no stand-ins there. */
function drawable(message: Outgoing): Outgoing {
  if (!message.choices) return message
  return { ...message, choices: message.choices.map((one) => ({ ...one, label: unshield(one.label) })) }
}

function digits(text: string): number | null {
  return /^\d{1,2}[.)]?$/.test(text) ? Number.parseInt(text, 10) : null
}

/** The receipt comes first, the notice after: who is behind this, what is kept, what is never asked for. */
async function withNotice(say: Outgoing[], ctx: Ctx): Promise<Outgoing[]> {
  if (ctx.address.noticeVersion === NOTICE_VERSION || say.length === 0) return say
  await ctx.tx.address.update({ where: { id: ctx.address.id }, data: { noticeVersion: NOTICE_VERSION } })
  const notice = lines.notice(ctx)
  return say.some((message) => message.text === notice.text) ? say : [...say, notice]
}
