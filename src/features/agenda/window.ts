/** Local wall-clock time of a city → the times of a session. Minutes everywhere; the defaults are only that. */

export type WindowInput = {
  /** 'YYYY-MM-DD' and 'HH:MM' (or 'HH.MM') as the city's clocks show it. */
  date: string
  time: string
  /** IANA, 'Asia/Jakarta'. */
  zone: string
  /** Minutes before the start from which check-ins count. */
  opensMinutesBefore?: number
  /** Minutes after the start that are still on time. */
  onTimeMinutes?: number
  /** Minutes after the start at which the session closes. */
  closesMinutesAfter?: number
  /** Minutes after closing in which an absence can still be explained. */
  graceMinutes?: number
  /** Domain time; a session that would already be closed is refused. */
  now?: Date
}

export type SessionTimes = {
  opensAt: Date
  startsAt: Date
  onTimeUntil: Date
  closesAt: Date
  graceUntil: Date
}

export type WindowProblem =
  | 'date'
  | 'time'
  | 'zone'
  /** Clocks jump over this time (never in Indonesia). */
  | 'no_such_time'
  /** A minute count that is negative, broken or longer than a day. */
  | 'minutes'
  /** It would close before "on time" ends, or at once. */
  | 'end_before_start'
  | 'past'

export type WindowResult = ({ ok: true } & SessionTimes) | { ok: false; reason: WindowProblem }

const MINUTE = 60_000
const DAY = 24 * 60

export function windowFor(input: WindowInput): WindowResult {
  const { opensMinutesBefore = 30, onTimeMinutes = 0, closesMinutesAfter = 30, graceMinutes = 120 } = input
  const wall = wallTime(input.date, input.time)
  if (typeof wall === 'string') return refused(wall)
  const minutes = [opensMinutesBefore, onTimeMinutes, closesMinutesAfter, graceMinutes]
  if (minutes.some((m) => !Number.isInteger(m) || m < 0 || m > DAY)) return refused('minutes')
  if (closesMinutesAfter === 0 || closesMinutesAfter < onTimeMinutes) return refused('end_before_start')

  const clock = clockOf(input.zone)
  if (!clock) return refused('zone')
  const start = firstMoment(wall, clock)
  if (start === null) return refused('no_such_time')

  const at = (minutesFromStart: number) => new Date(start + minutesFromStart * MINUTE)
  const times = {
    opensAt: at(-opensMinutesBefore),
    startsAt: at(0),
    onTimeUntil: at(onTimeMinutes),
    closesAt: at(closesMinutesAfter),
    graceUntil: at(closesMinutesAfter + graceMinutes),
  }
  if (input.now && times.closesAt <= input.now) return refused('past')
  return { ok: true, ...times }
}

const refused = (reason: WindowProblem): WindowResult => ({ ok: false, reason })

/**
 * The moment at which the zone's clock shows `date` ('YYYY-MM-DD') `time` ('HH:MM' or 'HH.MM'). Where clocks
 * jump over it, the moment of the jump; where it comes twice, the first. Throws a RangeError for what is no
 * date, time or zone: give it checked values.
 */
export function instantOf(date: string, time: string, zone: string): Date {
  const wall = wallTime(date, time)
  const clock = clockOf(zone)
  if (typeof wall === 'string' || !clock) throw new RangeError(`No such moment: ${date} ${time} ${zone}`)
  for (let minute = 0; minute <= DAY; minute++) {
    const start = firstMoment(wall + minute * MINUTE, clock)
    if (start !== null) return new Date(start)
  }
  throw new RangeError(`No such moment: ${date} ${time} ${zone}`)
}

/** The clock's reading as ms, as if it were UTC, or what is wrong with it. */
function wallTime(date: string, time: string): number | 'date' | 'time' {
  const [, year, month, day] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(date) ?? []).map(Number)
  const [, hour, minute] = (/^([01]?\d|2[0-3])[:.]([0-5]\d)$/.exec(time) ?? []).map(Number)
  if (year === undefined || month === undefined || day === undefined || !isDate(year, month, day))
    return 'date'
  if (hour === undefined || minute === undefined) return 'time'
  return Date.UTC(year, month - 1, day, hour, minute)
}

function isDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  return year >= 1970 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

type WallClock = (instant: number) => number
/** Making a format costs more than all its readings of a session: a year of a city's agenda asks for thousands. */
const clocks = new Map<string, WallClock>()

/** The wall clock of a zone, as if it were UTC: ms → ms. Null for a zone that nobody knows. */
function clockOf(zone: string): WallClock | null {
  const known = clocks.get(zone)
  if (known) return known
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch {
    return null
  }
  const clock: WallClock = (instant) => {
    const part = Object.fromEntries(format.formatToParts(instant).map((p) => [p.type, Number(p.value)]))
    return Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!, part.second!)
  }
  // Zones are few, but a text may come from anywhere.
  if (clocks.size < 50) clocks.set(zone, clock)
  return clock
}

/**
 * The instant at which the zone's clock shows `wall`; null when it is jumped over, the first one when it comes
 * twice. Two offsets a day apart are tried: a change of the clocks lies between them at most once.
 */
function firstMoment(wall: number, clock: (instant: number) => number): number | null {
  const offsets = [wall - DAY * MINUTE, wall + DAY * MINUTE].map((near) => clock(near) - near)
  const hits = offsets.map((offset) => wall - offset).filter((instant) => clock(instant) === wall)
  return hits.length ? Math.min(...hits) : null
}
