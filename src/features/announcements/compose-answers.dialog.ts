import type { Ctx, Said, Turn } from '../../conversation/dialog.ts'
import type { City } from '../../lib/city.ts'
import { dayBounds, dayOf } from '../agenda/day.ts'
import { instantOf } from '../agenda/window.ts'
import { mayReach } from './announcements.ts'
import type { Audience } from './audience.ts'
import { audienceIn, type Topic } from './audience-words.ts'
import { MOST_CAPTION, MOST_TEXT } from './body.ts'
import { question } from './compose-questions.dialog.ts'
import { type State, stepOf } from './compose-state.ts'

/** WhatsApp takes 16 MB of a picture, Telegram's bots may fetch 20 MB. */
const MOST_BYTES = 16 * 1024 * 1024
const MORNING = '07:00'

export async function proceed(state: State, ctx: Ctx): Promise<Turn<State>> {
  return { say: await question(state, ctx), next: state }
}

/** The open question in other words: why it is asked. */
export async function askBecause(
  state: State,
  ctx: Ctx,
  key: string,
  values: Record<string, unknown> = {},
): Promise<Turn<State>> {
  const open = (await question(state, ctx)).at(-1)
  return { say: [{ ...open, text: ctx.t(`announcements:compose.${key}`, values) }], next: state }
}

export async function missed(...asked: Parameters<typeof askBecause>): Promise<Turn<State>> {
  return { ...(await askBecause(...asked)), missed: true }
}

export async function answerText(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const { attachment } = said
  const file = attachment?.kind === 'photo' || attachment?.kind === 'document' ? attachment : null
  if (attachment && !file) return missed(state, ctx, 'onlyPicture')
  if (file?.kind === 'document' && file.mime !== undefined && !/pdf|image\//.test(file.mime))
    return missed(state, ctx, 'onlyPicture')
  if ((file?.bytes ?? 0) > MOST_BYTES) return missed(state, ctx, 'tooLarge', { most: MOST_BYTES / 1_048_576 })
  const kept = file
    ? { ...file, kind: file.kind as 'photo' | 'document', channel: ctx.address.channel }
    : state.attachment
  const text = said.text.trim() || state.text || ''
  if (text.length < 5) return proceed({ ...state, attachment: kept, text: null, changing: null }, ctx)
  const most = kept ? MOST_CAPTION : MOST_TEXT
  if (text.length > most) return missed(state, ctx, 'tooLong', { count: text.length, most })
  return proceed({ ...state, attachment: kept, text, changing: null }, ctx)
}

export async function answerAudience(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const picked =
    said.choice === 'all'
      ? ''
      : said.choice === 'coordinators'
        ? 'koordinator'
        : said.choice === 'absent'
          ? 'belum-hadir'
          : said.text
  const read = await readAudience(picked, state.class, ctx)
  if ('unsure' in read) return missed(state, ctx, ...read.unsure)
  return proceed({ ...state, audience: read.audience, changing: null }, ctx)
}

/** What has to be asked before it is known for whom something is: the sentence, and its values. */
export type Unsure = [key: string, values?: Record<string, unknown>]

export async function readAudience(
  text: string,
  kind: State['class'],
  { tx, person, now, city }: Ctx,
): Promise<{ audience: Audience } | { unsure: Unsure }> {
  const ask = (...unsure: Unsure) => ({ unsure })
  if (!person) return ask('audienceAgain')
  const read = await audienceIn(tx, text, person, now, topicsOf(city))
  if ('unclear' in read) {
    const at = text.toLowerCase().indexOf(read.unclear)
    // As it was typed, where it stands there in one piece.
    const named = at < 0 ? read.unclear : text.slice(at, at + read.unclear.length)
    return ask(read.names.length > 0 ? 'unitsUnclear' : 'unitsUnknown', {
      text: named.slice(0, 40),
      names: read.names.join('; '),
    })
  }
  if (/hadir/.test(text) && !read.audience.session) return ask('noSession')
  if (!(await mayReach(tx, read.audience, person, kind))) return ask('unitsNotYours')
  return read
}

/** When it begins, or until when it is of use. */
export async function answerTime(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const starting = stepOf(state) === 'start'
  if (starting && (said.choice === 'now' || /^(sekarang|langsung)$/i.test(said.text)))
    return proceed({ ...state, startAt: null, changing: null }, ctx)
  const { when, slots } = said.meaning
  if (when?.kind === 'invalid') return missed(state, ctx, 'noSuchDate', { text: said.text.slice(0, 40) })
  const text = (value: unknown) => (typeof value === 'string' ? value : null)
  const date = text(slots.date) ?? when?.date ?? (when?.kind === 'date' ? text(when.value) : null)
  const time = text(slots.time) ?? when?.time ?? (when?.kind === 'time' ? text(when.value) : null)
  if (!date && !time) return missed(state, ctx, starting ? 'startAgain' : 'expiryAgain')
  const day = date ?? dayOf(ctx.now, ctx.city.zone)
  const at = time
    ? instantOf(day, time, ctx.city.zone)
    : starting
      ? instantOf(day, MORNING, ctx.city.zone)
      : dayBounds(day, ctx.city.zone).end
  if (at <= ctx.now) return missed(state, ctx, 'past', { at })
  const next = starting ? { startAt: at.toISOString() } : { expiresAt: at.toISOString() }
  return proceed({ ...state, ...next, changing: null }, ctx)
}

/** What a city's people can follow, as they call it. */
export const topicsOf = (city: City): Topic[] =>
  city.activityKinds
    .filter((one) => one.public)
    .map(({ kind, title, aliases }) => ({
      kind,
      names: [title, ...aliases].map((name) => name.toLowerCase()),
    }))
