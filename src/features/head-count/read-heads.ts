import { normalise } from '../../language/normalise.ts'

const HEADS =
  /^(?:(?:hasil |jumlah |total )?(?:hitung(?:an)? )?(?:jumlah )?kepala|(?:hasil )?hitung(?:an)? (?:orang|peserta)|(?:jumlah |total |ada )?(?:orang |peserta |kepala )?(?:yang )?(?:hadir )?(?:di )(?:lapangan|lokasi|barisan|tempat))(?: apel| unit| hari ini| sekarang)*(?: ada| adalah)?[, :=]*(?:(\d[\d.]*)(?: orang| kepala| peserta)?)?$/
const POLITE =
  /^(?:(?:selamat )?(?:pagi|siang)|mohon izin|izin|lapor|melaporkan|bapak|ibu|admin|tolong|mau|saya)[, ]+/

/** "hitung kepala", "jumlah di lapangan 87": how many heads were counted; `count` null where no number was said. Pure. */
export function readHeads(text: string): { count: number | null } | null {
  if (text.length > 120) return null
  const heard = normalise(text)
  if (heard.question) return null
  let said = heard.text
  for (let rest = said.replace(POLITE, ''); rest !== said; rest = said.replace(POLITE, '')) said = rest
  const found = HEADS.exec(said)
  if (!found) return null
  // "di lapangan" alone says where, and counts nothing.
  if (found[1] === undefined) return /\b(?:hitung|hitungan|kepala)\b/.test(said) ? { count: null } : null
  return { count: Number(found[1].replaceAll('.', '')) }
}
