import { type Day, iso } from '../../language/calendar.ts'
import { type DaysFound, daysIn } from './dates.ts'
import { chunksOf, cleaned, TIME } from './programme-line.ts'

/** A session as it was written. `day` null: on each day of the activity; `nth`: "hari ke-2". */
export type Line = {
  day: string | null
  nth: number | null
  time: string
  end: string | null
  title: string
  mandatory: boolean
}

/** What a sentence or a pasted programme says; what it does not say is asked. */
export type Programme = {
  title: string | null
  place: string | null
  from: string | null
  to: string | null
  lines: Line[]
  /** Who takes part, as it was written. */
  people: string | null
  /** What could not be read: said back as it was written. */
  wrong: Wrong[]
}
export type Wrong = { text: string; why: 'date' | 'weekday' | 'title' | 'days' }

const PEOPLE = /(?:^|[\n,;.])\s*(?:daftar\s+)?peserta(?:nya)?\s*[:=]?\s+/i
const PLACE =
  /(?:^|[\s,;])(?:bertempat\s+di|tempat(?:nya)?\s*[:=]|lokasi(?:nya)?\s*[:=]|di)\s+([^\n,;:]{3,80})/i
const PROGRAMME = /[\s,;.]*\b(?:susunan\s+acara|(?:jadwal|sesi|acara|agenda)(?:nya)?)\s*[:=]/i
const NTH =
  /\bhari\s*(?:ke\s*-?\s*)?(\d{1,2}|pertama|kedua|ketiga|keempat|kelima|satu|dua|tiga|empat|lima)\b/i
const NTHS = ['pertama|satu', 'kedua|dua', 'ketiga|tiga', 'keempat|empat', 'kelima|lima'].map(
  (word) => new RegExp(`^(?:${word})$`, 'i'),
)
const LONG = /\b(\d{1,2}|dua|tiga|empat|lima|enam|tujuh)\s+hari\b/i
const NUMBERS = ['', 'satu', 'dua', 'tiga', 'empat', 'lima', 'enam', 'tujuh']
const ALL_MANDATORY = /\bsemua(?:\s+sesi)?(?:nya)?\s+wajib\b/i
const BEGINNING = /^\s*(?:\d{1,2}[.)]\s+|[-•*–▪]+\s*)/u
/** What stands in front of the name of the activity. */
const PRELUDE =
  /^(?:(?:assala\S*|selamat\s+\S+|mohon|tolong|izin|minta|pak|bu|bapak|ibu|min|saya|sy|mau|ingin|hendak|akan|buat(?:kan)?|bikin(?:kan)?|jadwalkan|tambah(?:kan)?|adakan|ada|kegiatan|jadwal|acara|program|nama(?:\s+kegiatan)?|judul)\b[\s,.!:]*)+/i

/**
 * Reads a programme of several sessions from one sentence or many lines. Pure.
 * @param today the day from which a date without a year is reckoned
 */
export function readProgramme(text: string, today: Day): Programme {
  const read: Programme = {
    ...{ title: null, place: null, from: null, to: null, lines: [], people: null, wrong: [] },
  }
  const rest = withoutPeople(text.normalize('NFKC').replace(/\r/g, ''), read)
  let ref = today
  /** Null below a day that there is not: what stands there is said back, not guessed. */
  let current: Pick<Line, 'day' | 'nth'> | null = { day: null, nth: null }
  let first = true
  const spans: DaysFound[] = []
  for (const written of rest.split('\n')) {
    const line = written.replace(BEGINNING, '').trim()
    if (line === '') continue
    const at = line.search(TIME)
    const programme = PROGRAMME.exec(line)
    const head = line.slice(
      0,
      programme && (at < 0 || programme.index < at) ? programme.index : at < 0 ? line.length : at,
    )
    const body = line.slice(head.length).replace(PROGRAMME, '')
    const named = daysIn(head, ref, !first || read.from !== null)
    const [days] = named
    const alone = days !== undefined && isLine(line, at, head, days)
    if (days?.wrong) {
      read.wrong.push({ text: line.slice(0, 60), why: days.wrong })
      if (!first || alone) current = null
    } else if (days && (days.to > days.from || (first && read.from === null && !alone))) {
      spans.push(days)
      Object.assign(read, { from: iso(days.from), to: days.to > days.from ? iso(days.to) : read.to })
      ref = days.from
    } else if (days) {
      current = { day: iso(days.from), nth: null }
      if (read.from === null) ref = days.from
    }
    const nth = NTH.exec(head)
    if (nth && !days) current = { day: null, nth: nthOf(nth[1] ?? '') }
    // "Hari 1 (8 Desember)" says when all of it begins.
    if (nth && days && !days.wrong) read.from ??= iso(days.from - nthOf(nth[1] ?? '') + 1)
    if (first) readHead(head, read)
    else if (at < 0) readLabel(line, read)
    const { lines, wrong } = chunksOf(first ? body : `${withoutDays(head, named)} ${body}`, (tail) =>
      daysIn(tail, ref, false),
    )
    for (const { days: own, ...one } of lines) {
      if (own) current = own.wrong ? null : { day: iso(own.from), nth: null }
      if (own?.wrong) read.wrong.push({ text: one.title, why: own.wrong })
      else if (current) read.lines.push({ ...one, ...current })
    }
    read.wrong.push(...wrong.map((one) => ({ text: one, why: 'title' as const })))
    first = false
  }
  if (ALL_MANDATORY.test(rest)) read.lines = read.lines.map((one) => ({ ...one, mandatory: true }))
  return lasting(read, rest)
}

/** "Senin 8 Des 08.00 Pembukaan" as the first line is a session, and no name of the activity. */
function isLine(line: string, at: number, head: string, days: DaysFound): boolean {
  return at >= 0 && !PROGRAMME.test(line) && cleaned(withoutDays(head, [days])) === ''
}

const withoutDays = (text: string, days: DaysFound[]): string =>
  [...days]
    .sort((a, b) => b.start - a.start)
    .reduce((left, { start, end }) => `${left.slice(0, start)} ${left.slice(end)}`, text)
    .replace(NTH, ' ')

function nthOf(word: string): number {
  const named = NTHS.findIndex((one) => one.test(word))
  return named < 0 ? Number(word) : named + 1
}

/** Takes what follows "peserta:" away, up to the next line with a time. */
function withoutPeople(text: string, read: Programme): string {
  const found = PEOPLE.exec(text)
  if (!found) return text
  const after = text.slice(found.index + found[0].length).split('\n')
  const until = after.findIndex((line) => TIME.test(line))
  const mine = until < 0 ? after : after.slice(0, Math.max(until, 1))
  read.people = mine.join('\n').trim() || null
  return [text.slice(0, found.index), ...after.slice(mine.length)].join('\n')
}

/** The name of the activity, and where it is. */
function readHead(head: string, read: Programme): void {
  const place = PLACE.exec(head)
  if (place) read.place = cleaned(place[1]?.replace(LONG, '') ?? '') || null
  const name = head
    .replace(PRELUDE, '')
    .split(
      /[,;:(]|\bdi\s|\bselama\b|\bmulai\b|\bpada\b|\btanggal\b|\btgl\b|(?<!\b(?:gelombang|angkatan|tahap|batch|kelompok|kelas|tingkat|jilid)\s+(?:ke\s*-?\s*)?\d?)\d|\b(?:dua|tiga|empat|lima|enam|tujuh)\s+hari\b/i,
    )[0]
  const title = cleaned(withoutDays(name ?? '', daysIn(name ?? '', 0, true)))
  if (title.length >= 3) read.title = title
}

function readLabel(line: string, read: Programme): void {
  const place = /^(?:tempat|lokasi|bertempat)\b/i.test(line) ? PLACE.exec(line) : null
  if (place?.[1]) read.place = cleaned(place[1])
}

/** "3 hari", and what follows from it. */
function lasting(read: Programme, text: string): Programme {
  const word = LONG.exec(text)?.[1]?.toLowerCase()
  const count = word === undefined ? null : NUMBERS.includes(word) ? NUMBERS.indexOf(word) : Number(word)
  if (count === null || read.from === null || count < 1) return read
  const to = iso(Date.parse(`${read.from}T00:00:00Z`) / 86_400_000 + count - 1)
  if (read.to === null) return { ...read, to }
  return read.to === to
    ? read
    : { ...read, wrong: [...read.wrong, { text: LONG.exec(text)?.[0] ?? '', why: 'days' }] }
}
