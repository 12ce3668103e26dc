import { normalise } from '../../language/normalise.ts'
import { findWhen } from '../../language/when.ts'
import { dayOf, plusDays } from '../agenda/day.ts'

/** Longer than a quarter nobody looks at in one answer. */
export const MOST_DAYS = 92

export type InspectionWish = {
  /** What is left beside the days: a unit, a kind of activity, a name. As typed. */
  about: string
  event: string | null
  /** Days of the city, both included; or why there are none. */
  span: { from: string; to: string } | { problem: 'noSuchDate' | 'tooLong' | 'future' }
}

const ASKS =
  /^\W*(?:(?:pak|bu|min|kak|mohon|tolong|maaf|ijin|izin|saya|mau|ingin|hendak|untuk)[\s,]+)*(?:periksa|me?meriksa|lakukan\s+pemeriksaan|pemeriksaan|audit)\s+(.{2,200})$/is
const EVENT = /\b(apel|senam|upacara|rapat|retret|pelatihan)\b/i
/** What stands around a name, or says again that it is about attendance. */
const AROUND =
  /^(?:kehadiran|presensi|absensi|absen|data|catatan|rekap|unit|opd|pegawai|atas|nama|pak|bapak|bu|ibu|sdr|saudara|saudari|di|pada|untuk|utk|dari|mulai|sejak|sampai|s\/d|sd|tanggal|tgl|periode|selama|hari|bulan|tahun|ya|dong|akbar|gabungan)$/i

/** "periksa Dinkes 1–30 November"; null for anything else. Nothing said of days: this month until today. Pure. */
export function readInspection(
  text: string,
  { ref, zone }: { ref: Date; zone: string },
): InspectionWish | null {
  const asked = ASKS.exec(text.slice(0, 400))?.[1]?.replace(/[?!.\s]+$/, '')
  if (!asked) return null
  const heard = normalise(asked).text
  const today = dayOf(ref, zone)
  // "1–30 November", said on the 24th, is of this November; "Oktober" is of the last one.
  const coming = findWhen(heard, { ref, zone }).when
  const begun = coming !== null && coming.kind !== 'invalid' && (coming.date ?? '9') <= today
  const when = begun ? coming : findWhen(heard, { ref, zone, past: true }).when
  const left = findWhen(asked.toLowerCase().replace(/[–—]/g, '-'), { ref, zone, past: true }).rest
  const typed = [...asked].map((letter, n) => (left[n] === '¤' ? ' ' : letter)).join('')
  const words = typed.replace(/[,.;:!?()"“”–—-]/g, ' ').split(/\s+/)
  const about = words.filter((word) => word !== '' && !AROUND.test(word) && !/^\d+$/.test(word))
  const event = EVENT.exec(asked)?.[1]?.toLowerCase() ?? null
  return {
    about: about.filter((word) => word.toLowerCase() !== event).join(' '),
    event,
    span: spanOf(when, today),
  }
}

function spanOf(when: ReturnType<typeof findWhen>['when'], today: string): InspectionWish['span'] {
  if (when?.kind === 'invalid') return { problem: 'noSuchDate' }
  const days = [...(when?.dates ?? [])].sort()
  const from = days[0] ?? when?.date ?? `${today.slice(0, 7)}-01`
  const to = days.at(-1) ?? when?.dateTo ?? when?.date ?? today
  if (from > today) return { problem: 'future' }
  if (to < from) return { problem: 'noSuchDate' }
  return to >= plusDays(from, MOST_DAYS) ? { problem: 'tooLong' } : { from, to }
}
