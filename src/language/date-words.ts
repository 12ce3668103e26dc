/** The words of the calendar, as data. Weekdays count from Monday (0). */
export const WEEKDAYS: Record<string, number> = {
  senin: 0,
  selasa: 1,
  rabu: 2,
  kamis: 3,
  jumat: 4,
  sabtu: 5,
  minggu: 6,
  ahad: 6,
}

/** BYDAY names of RFC 5545, Monday first. */
export const BYDAY = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const

const MONTH_WORDS = [
  'januari jan',
  'februari pebruari feb peb pebr febr',
  'maret mar mrt',
  'april apr',
  'mei may',
  'juni jun',
  'juli jul',
  'agustus agt agust ags agu aug agst',
  'september sept sep',
  'oktober okt oct oktb',
  'november nopember nov nop novem',
  'desember des dec desem december',
]

/** Month names and their usual short forms → 1–12. */
export const MONTHS: Record<string, number> = Object.fromEntries(
  MONTH_WORDS.flatMap((line, i) => line.split(' ').map((word) => [word, i + 1])),
)

export const WD = 'senin|selasa|rabu|kamis|jumat|sabtu|minggu|ahad'
export const MON = Object.keys(MONTHS)
  .sort((a, b) => b.length - a.length)
  .join('|')

/** How a week, month or day is said to be past or to come. */
export const PAST = 'lalu|kemarin|yang lalu|kemarin ini|silam|tadi|sebelumnya|barusan|yang kemarin'
export const NEXT = 'depan|yang akan datang|mendatang|berikutnya|nanti|besok|akan datang|selanjutnya'
