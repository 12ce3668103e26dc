import type { Pacing } from '../channels/channel.ts'

/** When messages that nobody asked for may go: pure, so that a preview can say how long they will take. */

const HOUR = 3_600_000
const DAY = 24 * HOUR
const MINUTE = 60_000

/** What there is where a messenger sets no pace of its own: Telegram's 29 a second. */
export const PLATFORM_PACE: Pacing = {
  ...{ gap: [35, 35], perHour: Number.POSITIVE_INFINITY, perDay: Number.POSITIVE_INFINITY },
  ...{ quiet: null, closedUntil: null },
}

/**
 * The first moment at which the next one may go.
 * @param sent when the last ones went, oldest first; what is older than a day does not matter
 * @param zone the city's, for its quiet hours
 * @param random 0 ≤ x < 1, for the jitter
 */
export function nextMoment(pacing: Pacing, sent: Date[], now: Date, zone: string, random: number): Date {
  const [least, most] = pacing.gap
  let at = now.getTime()
  const last = sent.at(-1)
  if (last) at = Math.max(at, last.getTime() + least + (most - least) * random)
  at = Math.max(at, freeAt(sent, pacing.perHour, HOUR), freeAt(sent, pacing.perDay, DAY))
  if (pacing.closedUntil) at = Math.max(at, pacing.closedUntil.getTime())
  return afterQuiet(new Date(at), pacing.quiet, zone)
}

/** When fewer than `most` lie within the span before it. */
function freeAt(sent: Date[], most: number, span: number): number {
  if (most <= 0) return Number.MAX_SAFE_INTEGER / 2
  const binding = sent[sent.length - most]
  return binding ? binding.getTime() + span : 0
}

function afterQuiet(at: Date, quiet: Pacing['quiet'], zone: string): Date {
  if (!quiet || quiet.from === quiet.until) return at
  const minute = minuteOfDay(at, zone)
  const inside =
    quiet.from < quiet.until
      ? minute >= quiet.from && minute < quiet.until
      : minute >= quiet.from || minute < quiet.until
  if (!inside) return at
  const left = (quiet.until - minute + 1_440) % 1_440
  return new Date(Math.floor(at.getTime() / MINUTE) * MINUTE + left * MINUTE)
}

const formats = new Map<string, Intl.DateTimeFormat>()

function minuteOfDay(at: Date, zone: string): number {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  formats.set(zone, format)
  const [hour = 0, minute = 0] = format.format(at).split(':').map(Number)
  return hour * 60 + minute
}

/**
 * When the last of so many messages will have gone, at the mean of the jitter: for a preview, before anything is sent.
 * @param count 0 to 100,000
 * @returns null when they never would (a pace of nothing)
 */
export function howLong(pacing: Pacing, count: number, sent: Date[], now: Date, zone: string): Date | null {
  if (pacing.perHour <= 0 || pacing.perDay <= 0) return null
  const memory = Math.min(pacing.perDay, 200_000)
  const gone = [...sent]
  let at = now
  for (let n = 0; n < count; n += 1) {
    at = nextMoment(pacing, gone, at, zone, 0.5)
    gone.push(at)
    if (gone.length > memory + 1_000) gone.splice(0, gone.length - memory)
  }
  return at
}
