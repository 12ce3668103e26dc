import { normalise } from '../../language/normalise.ts'
import { findWhen } from '../../language/when.ts'

/** A sentence about somebody's attendance, taken apart: about when it is, whom, and why. */
export type AboutWords = {
  /** A day that lies behind, or today; null when none was said. */
  day: string | null
  /** What is left of the part before the reason: a name, perhaps. As typed. */
  name: string
  reason: string | null
}

const BECAUSE =
  /\s*[,;(]?\s*\b(?:karena|karna|krn|sebab|soalnya|lantaran|gara-?gara|dengan\s+alasan|alasan(?:nya)?)\b\s*:?\s*/i

/** What stands around a name, or names what everybody knows already. */
const AROUND =
  /^(?:apel|senam|upacara|rapat|retret|pelatihan|kegiatan|akbar|gabungan|perdana|kehadiran|hadir|presensi|absen|absensi|tanggal|tgl|hari|kemarin|kmrn|kemaren|tadi|pagi|siang|sore|malam|ini|itu|lalu|barusan|sekarang|jam|pukul|wib|pak|bapak|bu|ibu|sdr|saudara|saudari|si|kak|mas|mbak|dari|untuk|utk|atas|nama|an|yang|yg|punya|milik|di|pada|dgn|dengan|tolong|mohon|ya|dong|min|status|statusnya)$/i

const LONGEST = 300

/** @param ref when it was said: a bare weekday is the last one */
export function readAbout(text: string, { ref, zone }: { ref: Date; zone: string }): AboutWords {
  const [about = '', ...because] = text.slice(0, 1_000).split(BECAUSE)
  const reason = because.join(' ').trim().slice(0, LONGEST)
  const spoken = findWhen(normalise(about).text, { ref, zone, past: true })
  // The name as it was typed: correcting the spelling would make other people of it.
  const left = findWhen(about.toLowerCase(), { ref, zone, past: true }).rest
  const typed = about
    .split('')
    .map((letter, n) => (left[n] === '¤' ? ' ' : letter))
    .join('')
  const words = typed.replace(/[,.;:!?()"“”]/g, ' ').split(/\s+/)
  return {
    day: spoken.when?.date ?? null,
    name: words.filter((word) => word !== '' && !AROUND.test(word) && !/^\d+$/.test(word)).join(' '),
    reason: reason.length >= 3 ? reason : null,
  }
}
