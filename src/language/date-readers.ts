import { type Day, dayOf, partsOf, weekday } from './calendar.ts'
import { MON, MONTHS, WD, WEEKDAYS } from './date-words.ts'
import { at, bad, dated, month, ofMonth, span, withWeekday } from './day-math.ts'
import { type Reader, re, YEAR } from './day-reader.ts'

/** Days that are said by their date: numbers, with or without a month. */
export const DATE_READERS: Reader[] = [
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
]
