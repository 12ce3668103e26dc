import { normalise } from '../../language/normalise.ts'

const HEADS =
  /^(?:(?:hasil |jumlah |total )?(?:hitung(?:an)? )?(?:jumlah )?kepala|(?:hasil )?hitung(?:an)? (?:orang|peserta)|(?:jumlah |total |ada )?(?:orang |peserta |kepala )?(?:yang )?(?:hadir )?(?:di )(?:lapangan|lokasi|barisan|tempat))(?: apel| unit| hari ini| sekarang)*(?: ada| adalah)?[, :=]*(?:(\d[\d.]*)(?: orang| kepala| peserta)?)?$/
const POLITE =
  /^(?:(?:selamat )?(?:pagi|siang)|mohon izin|izin|lapor|melaporkan|bapak|ibu|admin|tolong|mau|saya)[, ]+/

/** What cannot be a number of heads although it wants to be one: "-5", "1,5", "seratusan", "sekitar 90". */
const ODD =
  /^(?:(?:hasil |jumlah |total )?(?:hitung(?:an)? )(?:jumlah )?kepala|hitung(?:an)? orang)(?: apel| unit)*[, :=]*(?:.*\d.*|.*\b(?:(?:se|be)?(?:puluh|ratus|ribu)(?:an)?|belasan|puluhan|minus|setengah|banyak)\b.*)$/

/**
 * "hitung kepala", "jumlah di lapangan 87": how many heads were counted; `count` null where no number was said, `odd` where
 * what was said is no whole number. Pure.
 */
export function readHeads(text: string): { count: number | null; odd?: true } | null {
  if (text.length > 120) return null
  const heard = normalise(text)
  if (heard.question) return null
  let said = heard.text
  for (let rest = said.replace(POLITE, ''); rest !== said; rest = said.replace(POLITE, '')) said = rest
  const found = HEADS.exec(said)
  if (!found) return ODD.test(said) || ODD.test(text.trim().toLowerCase()) ? { count: null, odd: true } : null
  // "di lapangan" alone says where, and counts nothing.
  if (found[1] === undefined) return /\b(?:hitung|hitungan|kepala)\b/.test(said) ? { count: null } : null
  return { count: Number(found[1].replaceAll('.', '')) }
}
