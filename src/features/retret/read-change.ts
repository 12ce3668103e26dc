import type { Day } from '../../language/calendar.ts'
import { iso } from '../../language/calendar.ts'
import { daysIn } from './dates.ts'
import { cleaned, firstTime } from './programme-line.ts'
import { type Line, readProgramme } from './read-programme.ts'

/** What one sentence changes about a programme that was read back. */
export type ProgrammeChange =
  | { kind: 'mandatory'; which: number[] | 'all'; value: boolean }
  | { kind: 'remove'; which: number[] }
  | { kind: 'move'; n: number; day: string | null; time: string | null; end: string | null }
  | { kind: 'rename'; n: number; title: string }
  | { kind: 'add'; lines: Line[] }
  | { kind: 'place'; place: string }
  | { kind: 'name'; title: string }
  | { kind: 'rule'; percent?: number; mandatory?: boolean; leave?: boolean }
  | { kind: 'people'; how: 'add' | 'remove' | 'set'; text: string }

const POLITE =
  /^(?:(?:tolong|mohon|minta|coba|harap|izin(?=[\s,]+(?:pak|bu|sesi|hapus|tambah|semua|wajibkan)\b)|pak|bu|min|kak|oke?|ok|ya|baik|siap|yang|yg)\b[\s,.]*)+/i
const NUMBERS = '(\\d{1,2}(?:\\s*(?:,|dan|&|\\+|s/d|-|sampai)\\s*\\d{1,2})*)'
const NO = '(?:tidak|tdk|gak|nggak|ga|bukan|tak|tanpa)'
const one = (source: string) => new RegExp(source, 'i')

const MANDATORY = one(
  `^(?:sesi\\s+)?(?:nomor\\s+|no\\.?\\s*)?${NUMBERS}\\s+(?:(?:jadi|dijadikan|menjadi|itu|juga)\\s+)*(${NO}\\s+)?(?:di)?wajib(?:kan)?\\b`,
)
const MAKE = one(`^(?:(${NO})\\s+)?wajibkan\\s+sesi\\s+${NUMBERS}`)
const ALL = one(`^semua(?:\\s+sesi)?(?:nya)?\\s+(${NO}\\s+)?(?:di)?wajib`)
const REMOVE = one(
  `^(?:hapus|hapuskan|buang|coret|hilangkan|batalkan|tiadakan|keluarkan)\\s+sesi\\s+(?:nomor\\s+)?${NUMBERS}`,
)
const OF_ONE =
  /^(?:(?:ubah|ganti|pindah(?:kan)?|geser|undur(?:kan)?|majukan)\s+)?(?:jam\s+)?sesi\s+(?:nomor\s+|no\.?\s*|ke-?\s*)?(\d{1,2})\b\s*(.+)$/is
const NAMED =
  /^(?:(?:judul|nama|acara)(?:nya)?|(?:di)?ganti|diubah|ubah)?\s*(?:jadi|menjadi|:|=|adalah)?\s*(.{2,80})$/i
const ADD = /^(?:tambah(?:kan|i)?|masukkan|sisipkan)\s+(?:sesi\s+)?(.+)$/is
const PEOPLE =
  /^(?:(tambah(?:kan|i)?|ikutkan|masukkan|undang)|(hapus|keluarkan|coret|kurangi|buang)|ganti|ubah)?\s*peserta(?:nya)?\s*[:=]?\s+(?:(?:jadi|menjadi|adalah)\s+)?(.+)$/is
const PLACE = /^(?:tempat|lokasi)(?:nya)?\s*(?:jadi|menjadi|pindah\s+ke|ganti|di|ke|:|=)?\s+(.{3,80})$/i
const TITLE =
  /^(?:judul|nama)(?:nya)?(?:\s+(?:kegiatan|acara)(?:nya)?)?\s*(?:jadi|menjadi|:|=)?\s+(.{3,80})$/i
const PERCENT = /(\d{1,3})\s*(?:%|persen)/i
const RULE = /\b(?:aturan|syarat|lulus|selesai|minimal|kehadiran|hadir)\b|^\d{1,3}\s*(?:%|persen)/i
const EXCUSES = one(
  `\\bizin\\b.*\\b(?:${NO}\\s+(?:dihitung|mengurangi)|dikecualikan|dikeluarkan|dimaklumi)\\b`,
)
const MISSES = /\bizin\b.*\b(?:mengurangi|dihitung|dianggap)\b/i
const TAKE = /^(?:hapus(?:kan)?|keluarkan|coret|buang)\s+(?!sesi\b)(\D{3,})$/is

/** Pure. @param ref the day from which a date without a year is reckoned; null for what is no change */
export function readChange(text: string, ref: Day): ProgrammeChange | null {
  const said = text.normalize('NFKC').trim().replace(POLITE, '')
  const people = PEOPLE.exec(said)
  if (people) {
    const how = people[1] ? 'add' : people[2] ? 'remove' : 'set'
    return { kind: 'people', how, text: people[3] ?? '' }
  }
  const all = ALL.exec(said)
  if (all) return { kind: 'mandatory', which: 'all', value: !all[1] }
  const made = MAKE.exec(said)
  if (made) return { kind: 'mandatory', which: numbersOf(made[2]), value: !made[1] }
  const marked = MANDATORY.exec(said)
  if (marked) return { kind: 'mandatory', which: numbersOf(marked[1]), value: !marked[2] }
  const removed = REMOVE.exec(said)
  if (removed) return { kind: 'remove', which: numbersOf(removed[1]) }
  const own = OF_ONE.exec(said)
  if (own) return ofOne(Number(own[1]), own[2] ?? '', ref)
  const rule = ruleIn(said)
  if (rule) return rule
  const place = PLACE.exec(said)
  if (place?.[1]) return { kind: 'place', place: cleaned(place[1]) }
  const title = TITLE.exec(said)
  if (title?.[1]) return { kind: 'name', title: cleaned(title[1]) }
  const added = ADD.exec(said)
  const { lines } = readProgramme(added?.[1] ?? said, ref)
  // Without the word, only what has a day and a time of its own.
  if (lines.length > 0 && (added || lines.every((line) => line.day !== null))) return { kind: 'add', lines }
  // "tambah Budi Santoso", "keluarkan Siti": somebody.
  const taken = TAKE.exec(said)?.[1]
  if (taken) return { kind: 'people', how: 'remove', text: taken }
  return added?.[1] && !firstTime(added[1]) ? { kind: 'people', how: 'add', text: added[1] } : null
}

function ofOne(n: number, rest: string, ref: Day): ProgrammeChange | null {
  const at = firstTime(rest)
  const [day] = daysIn(rest, ref, true)
  const moved = day && !day.wrong ? iso(day.from) : null
  if (at || moved) return { kind: 'move', n, day: moved, time: at?.time ?? null, end: at?.end ?? null }
  const title = cleaned(NAMED.exec(rest)?.[1] ?? '')
  return title.length >= 2
    ? { kind: 'rename', n, title: title.charAt(0).toUpperCase() + title.slice(1) }
    : null
}

function ruleIn(said: string): ProgrammeChange | null {
  if (EXCUSES.test(said)) return { kind: 'rule', leave: true }
  if (MISSES.test(said)) return { kind: 'rule', leave: false }
  if (!RULE.test(said)) return null
  const percent = PERCENT.exec(said)?.[1]
  const without = /\b(?:tanpa|tidak\s+(?:perlu|harus))\b.*\bwajib\b/i.test(said)
  const with_ = !without && /\b(?:semua|seluruh|plus|dan|\+)\b.*\bwajib\b/i.test(said)
  if (percent === undefined && !without && !with_) return null
  return {
    kind: 'rule',
    ...(percent !== undefined && { percent: Number(percent) }),
    ...((without || with_) && { mandatory: with_ }),
  }
}

/** "3, 5-7 dan 9" */
function numbersOf(text = ''): number[] {
  const numbers: number[] = []
  for (const [, from, to] of text.matchAll(/(\d{1,2})(?:\s*(?:s\/d|-|sampai)\s*(\d{1,2}))?/g)) {
    const last = Number(to ?? from)
    for (let n = Number(from); n <= last; n++) numbers.push(n)
  }
  return [...new Set(numbers)]
}
