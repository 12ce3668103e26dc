import type { Tx } from '../../lib/db.ts'
import { findUnits } from '../people/units.ts'

export type Scope = { id: number; name: string; path: string; kind: string }

/** Words of the request itself, and those of politeness: what is left may be a unit that only the database knows. */
const REQUEST =
  /\b(?:rekap(?:an|itulasi)?|laporan|lap|data|daftar|kehadiran|presensi|absen(?:si)?|hadir|apel|senam|upacara|kegiatan|bulan(?:an)?|lalu|ini|kemarin|januari|februari|pebruari|maret|april|mei|juni|juli|agustus|september|oktober|november|nopember|desember|jan|feb|mar|apr|jun|jul|agu|agt|sep|sept|okt|nov|nop|des|20\d\d|excel|exel|xlsx?|pdf|gambar|file|berkas|unduh|minta|tolong|mohon|bantu|lihat|cek|kirim(?:kan)?|tampilkan|untuk|utk|dari|di|unit|opd|kami|kita|saya|ya|dong|pak|bu|min|kak|yang|yg|dan|dalam|format|bentuk|per|peringkat|ranking|rangking)\b/gi

/**
 * Which unit a request for a recap names: the city, one of the units, or none. What is named and not known, or not alone
 * in its name, is never guessed.
 * @param official the unit's name as the message was understood
 */
export async function unitMeant(
  tx: Tx,
  text: string,
  official: string | undefined,
): Promise<{ kind: 'none' } | { kind: 'one'; unit: Scope } | { kind: 'several'; units: Scope[] }> {
  if (official === undefined && /\b(?:se)?kota\b/i.test(text) && !/kantor/i.test(text)) {
    const city = await tx.unit.findFirst({
      where: { kind: 'kota' },
      select: { id: true, name: true, path: true, kind: true },
    })
    if (city) return { kind: 'one', unit: city }
  }
  const left = text
    .replace(REQUEST, ' ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  const wanted = official ?? (left.length >= 3 ? left : null)
  const found = wanted === null ? [] : await findUnits(tx, wanted)
  const [unit, ...others] = found
  if (!unit) return { kind: 'none' }
  return others.length === 0 ? { kind: 'one', unit } : { kind: 'several', units: found }
}
