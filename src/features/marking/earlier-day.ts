import { findWhen } from '../../language/when.ts'
import type { City } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import { dayBounds, dayOf } from '../agenda/day.ts'
import { type SessionView, sessionsBetween } from '../agenda/sessions.ts'
import { daysOff, workdayAfter } from '../agenda/workdays.ts'
import { type Marks, readMarks } from './read-marks.ts'

/** So many working days after its own a session may still be marked, as long as it may be disputed. */
const WORKDAYS = 3

/** A day is spoken of at all: numbers of a list ("hadir 1, 4") are none. */
const NAMED =
  /\b(?:kemarin|kmrn|kemaren|kmr|lalu|senin|selasa|rabu|kamis|jumat|jum'at|sabtu|minggu|tanggal|tgl|jan(?:uari)?|feb(?:ruari)?|mar(?:et)?|apr(?:il)?|mei|juni?|juli?|agustus|ags|sep(?:tember)?|okt(?:ober)?|nov(?:ember)?|des(?:ember)?)\b|\b\d{1,2}\/\d{1,2}\b/i
const PAST = /\b(?:kemarin|kmrn|kemaren|kmr|lalu)\b|\b\d{1,2}[\s/]/i

/**
 * Who is what, and the day that lies behind of which it is said: "hadir kemarin: Budi, Siti", "tandai Budi hadir apel Senin".
 * Leave of a bare weekday is of one that comes. `text` is without the day. Pure.
 */
export function marksOf(
  text: string,
  { ref, zone }: { ref: Date; zone: string },
): { marks: Marks | null; day: string | null; text: string } {
  const plain = { marks: readMarks(text), day: null, text }
  const low = text.toLowerCase()
  if (!NAMED.test(low) || low.length !== text.length) return plain
  const { when, days } = findWhen(low, { ref, zone, past: true })
  const [only, second] = days
  const day = when?.date ?? null
  if (!only || second || only.kind !== 'day' || day === null || when?.dateTo || day >= dayOf(ref, zone))
    return plain
  const left = `${text.slice(0, only.start)} ${text.slice(only.end)}`
  const marks = readMarks(left)
  const present =
    marks && (marks.all ?? 'hadir') === 'hadir' && marks.entries.every((one) => one.status === 'hadir')
  return marks && (present || PAST.test(low)) ? { marks, day, text: left } : plain
}

/** Sessions of an earlier day in which people below these paths had to attend, and whether it may still be marked. */
export async function sessionsOfDay(
  tx: Tx,
  day: string,
  paths: string[],
  { city, at }: { city: City; at: Date },
): Promise<{ sessions: SessionView[]; late: boolean }> {
  const { start, end } = dayBounds(day, city.zone)
  const all = await sessionsBetween(tx, start, end)
  const sessions = all.filter(
    ({ status, audiencePaths }) =>
      status === 'scheduled' &&
      audiencePaths.some((path) => paths.some((own) => path.startsWith(own) || own.startsWith(path))),
  )
  return { sessions, late: !markable(day, city, at) }
}

/** Whether what happened on a day may still be said: until the end of the third working day after it. Pure. */
export function markable(day: string, city: City, at: Date): boolean {
  const off = daysOff(city.holidays)
  let last = day
  for (let n = 0; n < WORKDAYS; n++) last = workdayAfter(last, off)
  return dayOf(at, city.zone) <= last
}
