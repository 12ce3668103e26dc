import type { QuietHours, QuietSpan } from '../channels/channel.ts'
import { offsetOf } from '../lib/cron.ts'

// A feature that sets them knows delivery, and no messenger.
export type { QuietHours } from '../channels/channel.ts'

/**
 * When people are left alone: at night, during Friday prayers, around iftar and tarawih in Ramadan. Pure; several spans
 * that touch are one quiet time. It holds for whatever nobody asked for, on every messenger; never for an answer.
 */
const MINUTE = 60_000
const DAY_MINUTES = 1_440

/** The first moment, not before `at`, at which people may be written to. */
export function afterQuiet(at: Date, hours: QuietHours, zone: string): Date {
  const ahead = hours.ahead ?? 0
  let moment = at.getTime() + ahead
  const offset = offsetOf(moment, zone)
  // A week has ends enough; spans that leave no minute free would never let go.
  for (let round = 0; round < 7 * hours.spans.length; round += 1) {
    const ends = hours.spans.map((span) => endOf(span, moment + offset)).filter((end) => end !== null)
    if (ends.length === 0) break
    moment = Math.max(...ends) - offset
  }
  return moment === at.getTime() + ahead ? at : new Date(moment - ahead)
}

/** When a span that holds this wall-clock time (as if it were UTC) ends; null when it holds it not. */
function endOf(span: QuietSpan, wall: number): number | null {
  const midnight = Math.floor(wall / (DAY_MINUTES * MINUTE)) * DAY_MINUTES * MINUTE
  const length = (span.until - span.from + DAY_MINUTES) % DAY_MINUTES
  // It began today, or yesterday and goes on over midnight.
  for (const day of [midnight, midnight - DAY_MINUTES * MINUTE]) {
    const begin = day + span.from * MINUTE
    const end = begin + length * MINUTE
    if (wall >= begin && wall < end && holds(span, day)) return end
  }
  return null
}

function holds({ days, within }: QuietSpan, day: number): boolean {
  const date = new Date(day)
  const iso = date.toISOString().slice(0, 10)
  return (
    (!days || days.includes(date.getUTCDay() || 7)) &&
    (!within || within.some(({ from, to }) => from <= iso && iso <= to))
  )
}
