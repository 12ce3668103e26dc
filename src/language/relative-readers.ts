import { NEXT, PAST, WD } from './date-words.ts'
import { at, byWeekday, counted, partField, period } from './day-math.ts'
import { type Reader, re } from './day-reader.ts'

const PARTS = 'dini hari|pagi|siang|sore|malam|subuh|magrib'
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

/** Days as seen from today: counted, by their weekday, "besok pagi". */
export const RELATIVE_READERS: Reader[] = [
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
]
