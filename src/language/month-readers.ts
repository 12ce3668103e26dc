import { dayOf, partsOf, weekday } from './calendar.ts'
import { MON, WD, WEEKDAYS } from './date-words.ts'
import { at, edge, monday, month, namedMonth, ordinal, span, sunday, upcoming } from './day-math.ts'
import { type Reader, re, YEAR } from './day-reader.ts'

/** Places within a month, a week or a year. */
export const EDGE_READERS: Reader[] = [
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
]

/** A month as a whole. */
export const MONTH_READERS: Reader[] = [
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
