import { normalise } from '../../language/normalise.ts'
import { findWhen } from '../../language/when.ts'
import type { ActivityKind, ReminderTime } from '../../lib/city.ts'

/** Most times that one sentence sets: more is a mistake, or too much for people. */
const MOST = 5
const BEFORE = /\b(?:(\d{1,3})|(se|satu)|(setengah))\s*(jam|menit) (?:sebelum|menjelang)(?:nya)?\b/g

/**
 * "H-1 jam 7 malam dan hari H jam 6 pagi", "30 menit sebelum", "sehari sebelum jam 4 sore": when to remind, in the order
 * in which it was said. Null where no time is said, or only half of one ("H-1"). Pure.
 */
export function readTimes(text: string, ref: Date, zone: string): ReminderTime[] | null {
  const said = normalise(text).text
  const minutes = [...said.matchAll(BEFORE)].map(([, number, , half, unit]): ReminderTime => {
    const count = number ? Number(number) : half ? 0.5 : 1
    return { minutesBefore: Math.round(count * (unit === 'jam' ? 60 : 1)) }
  })
  // What was read above is not a time of the day as well.
  const { offsets, times } = findWhen(said.replace(BEFORE, ' '), { ref, zone })
  const days: (ReminderTime | null)[] = offsets.map((offset, n) => {
    const next = offsets[n + 1]?.start ?? Number.POSITIVE_INFINITY
    const time =
      times.find((one) => one.start >= offset.end && one.start < next) ??
      (offsets.length === 1 ? times[0] : undefined)
    if (!time?.value || offset.days > 0 || offset.days < -14) return null
    return { daysBefore: Math.abs(offset.days), clock: time.value.replace(':', '.') }
  })
  if (days.some((one) => one === null)) return null
  const all = [...days, ...minutes].filter((one) => one !== null)
  const sane = all.every(
    (one) => !('minutesBefore' in one) || (one.minutesBefore >= 5 && one.minutesBefore <= 1_440),
  )
  return all.length > 0 && all.length <= MOST && sane ? all : null
}

/** What kind of reminder a sentence is about; by itself one that comes before. Pure. */
export function templateIn(text: string): 'ahead' | 'missing' | 'names' {
  if (/\bdaftar nama\b/i.test(text)) return 'names'
  return /\b(belum|blm)\s+(hadir|tercatat|absen)\b/i.test(text) ? 'missing' : 'ahead'
}

/** "lewat grup saja": nobody is to be written to one by one. Pure. */
export function onlyGroups(text: string): boolean {
  return /\b(lewat|melalui|ke|di|via)\s+(grup|group)\b/i.test(text)
}

/** The kind of activity that a sentence names, by its longest name; '*' for all of them, null for none. Pure. */
export function kindIn(text: string, kinds: ActivityKind[]): string | null {
  const said = ` ${text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ')} `
  const found = kinds
    .flatMap(({ kind, title, aliases }) =>
      [kind.replaceAll('_', ' '), title, ...aliases].map((name) => ({ kind, name })),
    )
    .filter(({ name }) => said.includes(` ${name.toLowerCase()} `))
    .sort((a, b) => b.name.length - a.name.length)[0]
  if (found) return found.kind
  return / (semua|seluruh|setiap|tiap) (kegiatan|acara|jadwal) /.test(said) ? '*' : null
}
