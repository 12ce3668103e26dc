import { type Day, dayOf, partsOf, weekday } from './calendar.ts'
import { MON, MONTHS, NEXT, PAST, WD, WEEKDAYS } from './date-words.ts'
import {
  at,
  bad,
  byWeekday,
  counted,
  type DayContext,
  dated,
  edge,
  type Found,
  monday,
  month,
  namedMonth,
  ofMonth,
  ordinal,
  partField,
  period,
  span,
  sunday,
  upcoming,
  withWeekday,
} from './day-math.ts'

/** `needs`: a cheap test that spares most texts the pattern. */
type Reader = {
  needs: RegExp
  pattern: RegExp
  read: (m: RegExpMatchArray, c: DayContext, text: string) => Found
}

const PARTS = 'dini hari|pagi|siang|sore|malam|subuh|magrib'
const YEAR = '(?:,? (20\\d{2}|\\d{2}(?![\\d.:/]| ?(?:butir|papan|telur|orang|biji|lusin))))?'
const re = (source: string): RegExp => new RegExp(`(?<![\\w/.])(?:${source})(?![\\w/])`, 'g')
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
/** The ways of saying a day, as patterns over normalised text (DOMAIN.md §4.1). */
export const READERS: Reader[] = [
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
