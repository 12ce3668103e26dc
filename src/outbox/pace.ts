import type { Pacing } from '../channels/channel.ts'
import { afterQuiet } from './quiet.ts'

/** When messages that nobody asked for may go: pure, so that a preview can say how long they will take. */

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** What there is where a messenger sets no pace of its own: Telegram's 29 a second. */
export const PLATFORM_PACE: Pacing = {
  ...{ gap: [35, 35], perHour: Number.POSITIVE_INFINITY, perDay: Number.POSITIVE_INFINITY },
  closedUntil: null,
}

/**
 * The first moment at which the next one may go.
 * @param sent when the last ones went, oldest first; what is older than a day does not matter
 * @param zone the city's, for its quiet hours
 * @param random 0 ≤ x < 1, for the jitter
 * @param urgent may wake people up: only the pace counts, not the quiet hours
 */
export function nextMoment(
  pacing: Pacing,
  sent: Date[],
  now: Date,
  zone: string,
  random: number,
  urgent = false,
): Date {
  const [least, most] = pacing.gap
  let at = now.getTime()
  const last = sent.at(-1)
  if (last) at = Math.max(at, last.getTime() + least + (most - least) * random)
  at = Math.max(at, freeAt(sent, pacing.perHour, HOUR), freeAt(sent, pacing.perDay, DAY))
  if (pacing.closedUntil) at = Math.max(at, pacing.closedUntil.getTime())
  return urgent || !pacing.quiet ? new Date(at) : afterQuiet(new Date(at), pacing.quiet, zone)
}

/** When fewer than `most` lie within the span before it. */
function freeAt(sent: Date[], most: number, span: number): number {
  if (most <= 0) return Number.MAX_SAFE_INTEGER / 2
  const binding = sent[sent.length - most]
  return binding ? binding.getTime() + span : 0
}

/**
 * When the last of so many messages will have gone, at the mean of the jitter: for a preview, before anything is sent.
 * @param count 0 to 100,000
 * @returns null when they never would (a pace of nothing)
 */
export function howLong(
  pacing: Pacing,
  count: number,
  sent: Date[],
  now: Date,
  zone: string,
  urgent = false,
): Date | null {
  if (pacing.perHour <= 0 || pacing.perDay <= 0) return null
  const memory = Math.min(pacing.perDay, 200_000)
  const gone = [...sent]
  let at = now
  for (let n = 0; n < count; n += 1) {
    at = nextMoment(pacing, gone, at, zone, 0.5, urgent)
    gone.push(at)
    if (gone.length > memory + 1_000) gone.splice(0, gone.length - memory)
  }
  return at
}
