import { parse } from 'node-cron'

/**
 * When a job of the timetable is due, by the clocks of a zone. node-cron gives the ticks; which moments they stand for,
 * also those that passed while nobody ticked, is reckoned here. Pure.
 */
const MINUTE = 60_000
/** Further than a year and a day nothing is looked for: 29 February may be years away. */
const FAR = 367 * 1_440

/**
 * The last moment at or before `at` that a cron names.
 * @param minutes how far back to look
 */
export function lastDue(cron: string, at: Date, zone: string, minutes: number): Date | null {
  return search(cron, floor(at), zone, -1, minutes)
}

/** The first moment after `at` that a cron names; null when there is none within a year. */
export function nextDue(cron: string, at: Date, zone: string): Date | null {
  return search(cron, floor(at) + MINUTE, zone, 1, FAR)
}

function search(cron: string, from: number, zone: string, step: 1 | -1, most: number): Date | null {
  const fields = parse(cron)
  const fits = (wall: Date) =>
    fields.minute.includes(wall.getUTCMinutes()) &&
    fields.hour.includes(wall.getUTCHours()) &&
    fields.dayOfMonth.includes(wall.getUTCDate()) &&
    fields.month.includes(wall.getUTCMonth() + 1) &&
    fields.dayOfWeek.some((day) => Number(day) % 7 === wall.getUTCDay())
  // The zone's offset is asked once an hour: clocks change on the hour, if at all.
  let hour = Number.NaN
  let offset = 0
  for (let n = 0, at = from; n <= most; n += 1, at += step * MINUTE) {
    if (Math.floor(at / 3_600_000) !== hour) {
      hour = Math.floor(at / 3_600_000)
      offset = offsetOf(at, zone)
    }
    if (fits(new Date(at + offset))) return new Date(at)
  }
  return null
}

const floor = (at: Date) => Math.floor(at.getTime() / MINUTE) * MINUTE

const formats = new Map<string, Intl.DateTimeFormat>()

/** How far the zone's clocks are ahead of UTC, in milliseconds. */
export function offsetOf(at: number, zone: string): number {
  const known =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
      ...{ hour: 'numeric', minute: 'numeric' },
    })
  formats.set(zone, known)
  const part = Object.fromEntries(known.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const wall = Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day, part.hour, part.minute)
  return wall - Math.floor(at / MINUTE) * MINUTE
}
