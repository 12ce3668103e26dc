import { addMonths, type Day, dayOf, daysIn, partsOf, weekday } from './calendar.ts'
import { MON, MONTHS, NEXT, PAST, WD, WEEKDAYS } from './date-words.ts'

/** A day or a span of days found in a text. `rank`: how exact it is; "tadi" gives way to "senin kemarin". */
export type DayAtom = {
  kind: 'day' | 'span' | 'days' | 'bad'
  start: number
  end: number
  day: Day
  until?: Day
  days?: Day[]
  alternative?: Day | [Day, Day]
  ambiguous?: boolean
  part?: string
  rank: number
  /** A weekday with nothing else, so that "senin dan kamis" and "sabtu minggu" can be joined. */
  weekday?: number
  /** "Selasa 23 November", which is a Monday. */
  mismatch?: boolean
  /** "minggu": Sunday, or the week. */
  week?: boolean
}

/** `today` is the civil day in the city's zone; `past`: the speaker tells of something that was. */
export type DayContext = { today: Day; past?: boolean; isHoliday?: (day: Day) => boolean }

type Found = Omit<DayAtom, 'start' | 'end'> | null
/** `needs`: a cheap test that spares most texts the pattern. */
type Reader = {
  needs: RegExp
  pattern: RegExp
  read: (m: RegExpMatchArray, c: DayContext, text: string) => Found
}

const PARTS = 'dini hari|pagi|siang|sore|malam|subuh|magrib'
const YEAR = '(?:,? (20\\d{2}|\\d{2}(?![\\d.:/]| ?(?:butir|papan|telur|orang|biji|lusin))))?'
const re = (source: string): RegExp => new RegExp(`(?<![\\w/.])(?:${source})(?![\\w/])`, 'g')
const at = (day: Day, rank = 5, more: Partial<DayAtom> = {}): Found => ({ kind: 'day', day, rank, ...more })
const bad = (): Found => ({ kind: 'bad', day: 0, rank: 9 })
const span = (day: Day, until: Day, more: Partial<DayAtom> = {}): Found => ({
  kind: 'span',
  day,
  until,
  rank: 5,
  ...more,
})
const monday = (c: DayContext): Day => c.today - weekday(c.today)
const sunday = (c: DayContext): boolean => weekday(c.today) === 6
const upcoming = (wd: number, from: Day): Day => from + ((wd - weekday(from) + 7) % 7)
const partField = (part: string | undefined): Partial<DayAtom> =>
  part ? { part: part.replace(' ', '_') } : {}

/** The whole month that `day` lies in, moved by `months`. */
function month(day: Day, months: number): [Day, Day] {
  const { year, month: m } = partsOf(addMonths(day - partsOf(day).date + 1, months))
  return [dayOf(year, m, 1)!, dayOf(year, m, daysIn(year, m))!]
}

/** Day and month without a year: this year's, or the next one's when it has passed (§4.1). */
function dated(date: number, m: number, said: string | undefined, c: DayContext): Found {
  const { year } = partsOf(c.today)
  if (m < 1 || m > 12 || date < 1) return bad()
  if (said) {
    const day = dayOf(said.length === 2 ? 2000 + Number(said) : Number(said), m, date)
    return day === null ? bad() : at(day, 9)
  }
  if (date > daysIn(2024, m)) return bad()
  const here = dayOf(year, m, date)
  if (here !== null && (here >= c.today || c.past)) {
    if (c.past && here > c.today) return at(dayOf(year - 1, m, date) ?? here, 9)
    return at(here, 9)
  }
  for (let y = year + 1; y <= year + 4; y++) {
    const next = dayOf(y, m, date)
    if (next === null) continue
    // Days just gone are told of as often as they are planned for.
    return here !== null && c.today - here <= 31
      ? at(next, 9, { alternative: here, ambiguous: true })
      : at(next, 9, y > year + 1 ? { ambiguous: true } : {})
  }
  return bad()
}

/** "Selasa 23 November": when weekday and date disagree the date is kept and the other shown. */
function withWeekday(found: Found, name: string | undefined): Found {
  const wd = name ? WEEKDAYS[name] : undefined
  if (!found || wd === undefined || found.kind !== 'day' || weekday(found.day) === wd) return found
  const near = [1, -1, 2, -2, 3, -3].map((n) => found.day + n).find((day) => weekday(day) === wd)!
  return { ...found, mismatch: true, ambiguous: true, alternative: near }
}

/** "tgl 7": this month's, or the next month's when it has passed. */
function ofMonth(date: number, c: DayContext): Found {
  if (date < 1 || date > 31) return bad()
  const { year, month: m, date: now } = partsOf(c.today)
  const here = dayOf(year, m, date)
  if (here !== null && (c.past ? date <= now : date >= now)) return at(here, 8)
  for (let i = 1; i <= 3; i++) {
    const first = addMonths(c.today - now + 1, c.past ? -i : i)
    const p = partsOf(first)
    const day = dayOf(p.year, p.month, date)
    if (day !== null) {
      const recent = !c.past && here !== null && c.today - here <= 7
      return at(day, 8, recent ? { alternative: here, ambiguous: true } : {})
    }
  }
  return bad()
}

/** A weekday with or without "depan", "kemarin", "ini", "minggu depan" (§4.1; on a Sunday much is ambiguous). */
function byWeekday(name: string, said: string | undefined, c: DayContext, hari: boolean): Found {
  const wd = WEEKDAYS[name]!
  const mark = said?.replace('pekan', 'minggu')
  const next = upcoming(wd, c.today)
  const inThisWeek = monday(c) + wd
  if (!mark) {
    if (c.past) return at(wd === weekday(c.today) ? c.today : next - 7, 6, { weekday: wd })
    const week = name === 'minggu' && !hari
    if (wd === weekday(c.today))
      return at(c.today, 6, { weekday: wd, alternative: c.today + 7, ambiguous: true, week })
    return at(next, 6, week ? { weekday: wd, week, ambiguous: true, alternative: next + 7 } : { weekday: wd })
  }
  if (mark === 'ini' || mark === 'sekarang') {
    return inThisWeek < c.today
      ? at(next, 7, { alternative: inThisWeek, ambiguous: true })
      : at(inThisWeek, 7)
  }
  if (mark === 'minggu ini') {
    if (inThisWeek >= c.today && !sunday(c)) return at(inThisWeek, 7)
    return at(sunday(c) ? next : inThisWeek, 7, {
      alternative: sunday(c) ? inThisWeek : next,
      ambiguous: true,
    })
  }
  if (/^minggu (?:depan|besok|berikutnya|yang akan datang)$/.test(mark)) {
    const day = monday(c) + 7 + wd
    return at(day, 7, sunday(c) && wd !== 6 ? { alternative: day + 7, ambiguous: true } : {})
  }
  if (/^minggu (?:lalu|kemarin|yang lalu)$/.test(mark)) {
    const day = monday(c) - 7 + wd
    return at(day, 7, sunday(c) && wd !== 6 ? { alternative: day + 7, ambiguous: true } : {})
  }
  if (/depan|datang|berikutnya/.test(mark)) {
    const later = next === c.today ? c.today + 7 : next
    const stillThisWeek = !sunday(c) && later < monday(c) + 7
    const unsure = (sunday(c) || stillThisWeek) && wd !== weekday(c.today)
    return at(later, 7, unsure ? { alternative: later + 7, ambiguous: true } : {})
  }
  if (/nanti|besok|selanjutnya/.test(mark)) return at(next === c.today ? c.today + 7 : next, 7)
  return at(next === c.today || next > c.today ? next - 7 : next, 7)
}

const RELATIVE: Record<string, number> = {
  'hari ini': 0,
  sekarang: 0,
  'saat ini': 0,
  tadi: 0,
  nanti: 0,
  besok: 1,
  'hari besok': 1,
  'besok hari': 1,
  'keesokan hari': 1,
  lusa: 2,
  'besok lusa': 2,
  tulat: 3,
  kemarin: -1,
  'hari kemarin': -1,
  semalam: -1,
  'kemarin lusa': -2,
  'kemarin dulu': -2,
}

/** In the order of trust; the longest match at a place wins. */
const READERS: Reader[] = [
  // 2026-11-23, 23/11/2026, 23-11-26, 23.11.2026
  {
    needs: /\d/,
    pattern: re('(20\\d{2}) ?[-/.] ?(\\d{1,2}) ?[-/.] ?(\\d{1,2})'),
    read: (m) => {
      const day = dayOf(Number(m[1]), Number(m[2]), Number(m[3]))
      return day === null ? bad() : at(day, 9)
    },
  },
  {
    needs: /\d/,
    pattern: re(
      `(?:(?:hari )?(${WD}),? (?:/ )?)?(?:tanggal )?[( ]*(\\d{1,2})(?: ?/ ?(\\d{1,2}) ?/ ?|\\.(\\d{1,2})\\.| - (\\d{1,2}) - )(20\\d{2}|\\d{2})`,
    ),
    read: (m, c) => withWeekday(dated(Number(m[2]), Number(m[3] ?? m[4] ?? m[5]), m[6], c), m[1]),
  },
  // 23/11, 23-11, 23.11
  {
    needs: /\d/,
    pattern: re(
      `(?:(?:hari )?(${WD}),? )?(tanggal )?[( ]*(\\d{1,2})( ?/ ?|\\.| - )(\\d{1,2})(?! ?[./:] ?\\d)`,
    ),
    read: (m, c, text) => {
      const after = text.slice(m.index! + m[0].length)
      const before = text.slice(Math.max(0, m.index! - 6), m.index!)
      if (
        /^ ?(?:butir|biji|buah|papan|karpet|tray|rak|lusin|kodi|kilo|kg|telur|orang|menit|jam|wib|wita)\b/.test(
          after,
        )
      )
        return null
      if (/(?:jam|pukul|ke) $/.test(before)) return null
      const [date, mo] = [Number(m[3]), Number(m[5])]
      if (m[4] === '.' && (m[5]!.length < 2 || (!m[2] && (mo > 12 || date > 31)))) return null
      if (m[4] === '.' && !m[2] && !(date >= 21 || (date > 12 && mo % 5 !== 0) || (m[1] && mo % 5 !== 0)))
        return null
      if (m[4] === ' - ' && (mo > 12 || date > 31 || (m[2] && date < mo))) return null
      if (m[4]!.includes('/') && (date > 31 || mo > 31)) return null
      return withWeekday(dated(date, mo, undefined, c), m[1])
    },
  },
  // 23 - 25 november 2026, tanggal 23 sampai 25
  {
    needs: /\d/,
    pattern: re(
      `(?:dari )?(?:(?:hari )?(?:${WD}) (?:- |sampai )(?:${WD}),? )?(?:mulai )?(?:dari )?(?:tanggal )?(\\d{1,2}) (?:-|sampai(?: dengan)?) (?:(?:${WD}),? )?(?:tanggal )?(\\d{1,2}) (?:bulan )?(${MON})${YEAR}`,
    ),
    read: (m, c) => {
      const last = dated(Number(m[2]), MONTHS[m[3]!]!, m[4], c)
      if (!last || last.kind === 'bad') return last
      const p = partsOf(last.day)
      const first = dayOf(p.year, p.month, Number(m[1]))
      if (first === null || first > last.day) return bad()
      // One under way counts as now, not as next year's.
      return span(first, last.day, { rank: 9 })
    },
  },
  {
    needs: /\d/,
    pattern: re(
      '(?:dari )?tanggal (\\d{1,2}) (?:-|sampai(?: dengan)?) (?:tanggal )?(\\d{1,2})(?! ?[-.,/:] ?\\d)( bulan depan| bulan ini)?',
    ),
    read: (m, c) => {
      const [a, b] = [Number(m[1]), Number(m[2])]
      if (a > 31 || b > 31) return bad()
      const first = m[3] === ' bulan depan' ? at(month(c.today, 1)[0] + a - 1) : ofMonth(a, c)
      if (!first || first.kind === 'bad') return first
      const p = partsOf(first.day)
      const last = b >= a ? dayOf(p.year, p.month, b) : (ofMonth(b, { ...c, today: first.day })?.day ?? null)
      return last === null ? bad() : span(first.day, last, { rank: 9 })
    },
  },
  // 23, 24 dan 25 november; tanggal 23 dan 25
  {
    needs: /\d/,
    pattern: re(
      `(?:tanggal )?((?:\\d{1,2}(?:, dan |, | dan | & | serta ))+)(?:tanggal )?(\\d{1,2}) (${MON})${YEAR}`,
    ),
    read: (m, c) => {
      const last = dated(Number(m[2]), MONTHS[m[3]!]!, m[4], c)
      if (!last || last.kind === 'bad') return last
      const p = partsOf(last.day)
      const days = m[1]!.match(/\d+/g)!.map((d) => dayOf(p.year, p.month, Number(d)))
      if (days.some((d) => d === null)) return bad()
      return { kind: 'days', day: days[0]!, days: [...(days as Day[]), last.day], rank: 9 }
    },
  },
  {
    needs: /\d/,
    pattern: re(
      'tanggal ((?:\\d{1,2}(?:, dan |, | dan | & | serta ))+)(?:tanggal )?(\\d{1,2})(?! ?[-.,/:] ?\\d)',
    ),
    read: (m, c) => {
      const all = [...m[1]!.match(/\d+/g)!, m[2]!].map((d) => ofMonth(Number(d), c))
      if (all.some((f) => !f || f.kind === 'bad')) return bad()
      return { kind: 'days', day: all[0]!.day, days: all.map((f) => f!.day), rank: 9 }
    },
  },
  // senin, 23 november 2026; tanggal 5 bulan desember
  {
    needs: /\d/,
    pattern: re(`(?:(?:hari )?(${WD}),? )?(?:tanggal |tgl )?[( ]*(\\d{1,2}) ?(?:bulan )?(${MON})${YEAR}`),
    read: (m, c) => withWeekday(dated(Number(m[2]), MONTHS[m[3]!]!, m[4], c), m[1]),
  },
  {
    needs: /\d/,
    pattern: re(
      `(?:(?:hari )?(${WD}),? )?tanggal (\\d{1,2})(?! ?[.:/] ?\\d)(?: bulan)?( depan| ini| lalu| kemarin| yang lalu)?`,
    ),
    read: (m, c) => {
      const date = Number(m[2])
      const mark = m[3]?.trim()
      if (mark === 'depan' || mark === 'ini' || (mark && m[0].includes('bulan'))) {
        const first = month(c.today, mark === 'depan' ? 1 : mark === 'ini' ? 0 : -1)[0]
        const p = partsOf(first)
        const day = dayOf(p.year, p.month, date)
        return day === null ? bad() : withWeekday(at(day, 9), m[1])
      }
      return withWeekday(ofMonth(date, mark ? { ...c, past: true } : c), m[1])
    },
  },
  // senin 23: only when the 23rd is a Monday, else the number is something else
  {
    needs: /\d/,
    pattern: re(
      `(?:hari )?(${WD}),? (\\d{1,2})(?! ?[-.,/:] ?\\d| (?:${MON}|jam|wib|butir|telur|papan|orang|menit|pagi|sore|siang|malam|biji|lusin|karpet))`,
    ),
    read: (m, c) => {
      const found = Number(m[2]) <= 31 ? ofMonth(Number(m[2]), c) : null
      return found?.kind === 'day' && weekday(found.day) === WEEKDAYS[m[1]!] ? found : null
    },
  },
  // senin pertama desember; jumat terakhir bulan ini; minggu pertama desember
  {
    needs: /pertama|kedua|ketiga|keempat|terakhir|ke ?\d/,
    pattern: re(
      `(hari )?(${WD}) (pertama|kedua|ketiga|keempat|terakhir|ke ?\\d) (?:di |pada )?(?:bulan )?(${MON}|ini|depan)${YEAR}`,
    ),
    read: (m, c) => {
      const wd = WEEKDAYS[m[2]!]!
      const [first, last] = namedMonth(m[4]!, m[5], c)
      if (m[3] === 'terakhir') return at(last - ((weekday(last) - wd + 7) % 7), 8)
      const n = ordinal(m[3]!)
      if (m[2] === 'minggu' && !m[1])
        return span(first + (n - 1) * 7, Math.min(first + n * 7 - 1, last), { ambiguous: true })
      return at(upcoming(wd, first) + (n - 1) * 7, 8)
    },
  },
  // awal, pertengahan, akhir of a month, week, year
  {
    needs: /awal|tengah|akhir/,
    pattern: re(`(awal|pertengahan|tengah|akhir) (?:bulan )?(${MON})${YEAR}`),
    read: (m, c) => edge(m[1]!, namedMonth(m[2]!, m[3], c)),
  },
  {
    needs: /awal|tengah|akhir/,
    pattern: re(`(awal|pertengahan|tengah|akhir) bulan( ini| depan| lalu)?`),
    read: (m, c) => {
      const which = m[2]?.trim()
      let [first, last] = month(c.today, which === 'depan' ? 1 : which === 'lalu' ? -1 : 0)
      if (!which && edge(m[1]!, [first, last])!.day < c.today) [first, last] = month(c.today, 1)
      return edge(m[1]!, [first, last])
    },
  },
  {
    needs: /awal|tengah|akhir/,
    pattern: re('(awal|pertengahan|tengah|akhir) (?:minggu|pekan)( ini| depan)?'),
    read: (m, c) => {
      const start = monday(c) + (m[2] === ' depan' || (sunday(c) && !m[2]) ? 7 : 0)
      if (m[1] === 'akhir') return span(start + 5, start + 6)
      return at(start + (m[1] === 'awal' ? 0 : 2), 7)
    },
  },
  {
    needs: /we?i?kend|wiken/,
    pattern: re('weekend|wiken|wikend'),
    read: (_, c) => span(upcoming(5, c.today), upcoming(5, c.today) + 1),
  },
  {
    needs: /awal|tengah|akhir/,
    pattern: re('(awal|pertengahan|tengah|akhir) tahun( ini| depan| 20\\d{2})?'),
    read: (m, c) => {
      const { year } = partsOf(c.today)
      const said = m[2]?.trim()
      const y =
        said === 'depan'
          ? year + 1
          : said && said !== 'ini'
            ? Number(said)
            : m[1] === 'awal' && !said
              ? year + 1
              : year
      if (m[1] === 'akhir') return at(dayOf(y, 12, 31)!, 7)
      if (m[1] !== 'awal') return at(dayOf(y, 6, 30)!, 7, { ambiguous: true })
      const first = dayOf(y, 1, 1)!
      let work = first
      while (weekday(work) > 4 || c.isHoliday?.(work) || partsOf(work).date === 1) work++
      return at(first, 7, { alternative: work, ambiguous: true })
    },
  },
  // 2 hari lagi, 3 hari yang lalu, dalam 3 hari, 3 hari ke depan
  {
    needs: /\d/,
    pattern: re(
      '(\\d{1,3}) (hari|minggu|pekan|bulan|tahun) (lagi|kemudian|mendatang|yang lalu|lalu|yang akan datang|ke depan|kedepan|kemarin|terakhir|belakangan)',
    ),
    read: (m, c) => counted(Number(m[1]), m[2]!, m[3]!, c),
  },
  {
    needs: /\d/,
    pattern: re('dalam (\\d{1,3}) (hari|minggu|bulan)'),
    read: (m, c) => counted(Number(m[1]), m[2]!, 'lagi', c),
  },
  // minggu depan (week), hari minggu depan (Sunday), bulan depan, tahun ini
  {
    needs: /minggu|pekan|bulan|tahun/,
    pattern: re(
      `(minggu|pekan|bulan|tahun) (ini|sekarang|depan|berikutnya|lalu|kemarin|yang lalu|yang akan datang|mendatang|besok|sebelumnya)(?: lagi)?`,
    ),
    read: (m, c) => period(m[1]!, m[2]!, c),
  },
  // senin depan, hari jumat kemarin, rabu besok, kamis minggu depan
  {
    needs: /senin|selasa|rabu|kamis|jumat|sabtu|minggu|ahad/,
    pattern: re(
      `(malam )?(hari )?(${WD})(?: (ini|sekarang|(?:minggu|pekan) (?:ini|depan|besok|lalu|kemarin|yang lalu|berikutnya|yang akan datang)|${PAST}|${NEXT}))?(?: (${PARTS})(?! (?:jumat|senin|sabtu|minggu))(?: hari)?)?`,
    ),
    read: (m, c, text) => {
      // "2 minggu" counts weeks.
      if (m[3] === 'minggu' && /\d $/.test(text.slice(0, m.index))) return null
      if (m[3] === 'minggu' && !m[1] && !m[2] && m[4] && !/^(?:nanti)$/.test(m[4])) return null
      const found = byWeekday(m[3]!, m[4], c, Boolean(m[2] || m[5]) || m[3] === 'ahad')
      if (!m[1] || !found) return found && { ...found, ...partField(m[5]) }
      // "malam jumat" is the evening before Friday.
      const day = found.day === c.today ? found.day + 6 : found.day - 1
      const { week: _week, weekday: _weekday, ...rest } = found
      return { ...rest, day, alternative: day + 1, ambiguous: true, part: 'malam' }
    },
  },
  // besok pagi, nanti malam, tadi malam, malam ini
  {
    needs: /hari|sekarang|saat|tadi|nanti|besok|lusa|tulat|kemarin|semalam/,
    pattern: re(
      `(${Object.keys(RELATIVE)
        .sort((a, b) => b.length - a.length)
        .join('|')})(?: (${PARTS})(?: hari)?)?(?! (?:${WD})\\b(?! (?:${WD})))`,
    ),
    read: (m, c) => {
      const back = m[1] === 'tadi' && m[2] === 'malam' ? -1 : RELATIVE[m[1]!]!
      const loose = /^(?:tadi|nanti|sekarang|saat ini)$/.test(m[1]!) && !m[2]
      return at(c.today + back, loose ? 1 : 6, m[1] === 'semalam' ? { part: 'malam' } : partField(m[2]))
    },
  },
  {
    needs: /pagi|siang|sore|malam|subuh|dini|magrib/,
    pattern: re(`(${PARTS}) (ini|nanti|tadi|besok|kemarin)`),
    read: (m, c) => {
      const move = m[2] === 'besok' ? 1 : m[2] === 'kemarin' || (m[2] === 'tadi' && m[1] === 'malam') ? -1 : 0
      return at(c.today + move, 6, partField(m[1]))
    },
  },
  // a month by itself
  {
    needs: /ari|mei|et|il|us|juni|juli|ber/,
    pattern: re(
      `(?:bulan )(${MON})${YEAR}|(januari|februari|maret|april|juni|juli|agustus|september|oktober|november|nopember|desember)${YEAR}`,
    ),
    read: (m, c) => {
      const [first, last] = namedMonth(m[1] ?? m[3]!, m[2] ?? m[4], c)
      return span(first, last, { rank: 4 })
    },
  },
]

function ordinal(word: string): number {
  const n = ['pertama', 'kedua', 'ketiga', 'keempat'].indexOf(word)
  return n >= 0 ? n + 1 : Number(/\d/.exec(word)?.[0] ?? 1)
}

function namedMonth(name: string, year: string | undefined, c: DayContext): [Day, Day] {
  if (name === 'ini') return month(c.today, 0)
  if (name === 'depan') return month(c.today, 1)
  const p = partsOf(c.today)
  const m = MONTHS[name]!
  const y = year
    ? year.length === 2
      ? 2000 + Number(year)
      : Number(year)
    : c.past
      ? m > p.month
        ? p.year - 1
        : p.year
      : m < p.month
        ? p.year + 1
        : p.year
  return [dayOf(y, m, 1) ?? c.today, dayOf(y, m, daysIn(y, m)) ?? c.today]
}

function edge(which: string, [first, last]: [Day, Day]): Found {
  if (which === 'awal') return at(first, 7)
  return which === 'akhir' ? at(last, 7) : at(first + 14, 7, { ambiguous: true })
}

function counted(n: number, unit: string, mark: string, c: DayContext): Found {
  const days = unit === 'hari' ? n : unit === 'minggu' || unit === 'pekan' ? n * 7 : null
  const months = unit === 'bulan' ? n : unit === 'tahun' ? n * 12 : 0
  const move = (sign: number): Day =>
    days === null ? addMonths(c.today, sign * months) : c.today + sign * days
  if (/ke ?depan/.test(mark)) {
    const until = move(1) - 1
    return span(c.today, until, { alternative: [c.today + 1, until + 1], ambiguous: true })
  }
  if (/terakhir|belakangan/.test(mark)) return span(move(-1) + 1, c.today)
  return at(move(/lalu|kemarin/.test(mark) ? -1 : 1), 7)
}

function period(unit: string, mark: string, c: DayContext): Found {
  const move = /ini|sekarang/.test(mark) ? 0 : /lalu|kemarin|sebelumnya/.test(mark) ? -1 : 1
  if (unit === 'bulan') return span(...month(c.today, move))
  if (unit === 'tahun') {
    const year = partsOf(c.today).year + move
    return span(dayOf(year, 1, 1)!, dayOf(year, 12, 31)!)
  }
  const start = monday(c) + move * 7
  if (mark === 'besok' && unit === 'minggu') return at(upcoming(6, c.today + 1), 6)
  // On a Sunday "this week" is the one that ends today, or the one that begins.
  if (move === 0 && sunday(c))
    return span(start, start + 6, { alternative: [start + 7, start + 13], ambiguous: true })
  return span(start, start + 6)
}

/** Every day or span of days in a normalised text, left to right, none overlapping. */
export function findDays(text: string, c: DayContext): DayAtom[] {
  const found: DayAtom[] = []
  for (const { needs, pattern, read } of READERS) {
    if (!needs.test(text)) continue
    for (const match of text.matchAll(pattern)) {
      const atom = read(match, c, text)
      if (atom) found.push({ ...atom, start: match.index, end: match.index + match[0].length } as DayAtom)
    }
  }
  if (found.length < 2) return found
  found.sort((a, b) => a.start - b.start || b.end - a.end || b.rank - a.rank)
  const kept: DayAtom[] = []
  for (const atom of found) {
    const last = kept[kept.length - 1]
    if (!last || atom.start >= last.end) kept.push(atom)
    else if (atom.end - atom.start > last.end - last.start) kept[kept.length - 1] = atom
  }
  return kept
}
