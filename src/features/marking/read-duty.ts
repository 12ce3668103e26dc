import { normalise } from '../../language/normalise.ts'
import { findWhen, type When } from '../../language/when.ts'

export type Duty = {
  act: 'add' | 'remove' | 'show'
  /** "piket", "shift malam" */
  label: string
  night: boolean
  when: When | null
  /** Names of people or units, as they were said. */
  names: string[]
  /** "batalkan piket tadi": whatever was written last. */
  last: boolean
}

const DUTY = /\b(?:piket|shift|sif|(?:tugas|dinas) malam|jaga malam)\b/
const REMOVE = /\b(?:batal|batalkan|hapus|cabut|dibatalkan|tidak jadi)\b/g
const LAST = /\b(?:tadi|terakhir|barusan|itu)\b/
const SHOW = /\b(?:siapa|berapa|lihat|cek|daftar)\b/
/** What may stand around the names and names nobody. */
const AROUND =
  /\b(?:piket|shift|sif|jaga|dinas|pagi|siang|sore|malam|jadwal|jadwalkan|tolong|mohon|izin|bantu|catat|catatkan|atur|tambah|tambahkan|masukkan|untuk|oleh|pada|hari|tanggal|mulai|sampai|yang|adalah|bapak|ibu|kakak|admin|tadi|ini|saja|saya|lapor|melaporkan|selamat|bertugas|tugas|jadi|kena|giliran|nama)\b/g

/** "1. Budi", and "M. Yusuf". */
const NUMBERED = /(^|\s)\d{1,2}[.)]\s+(?=\p{L})/gu
const INITIAL = /\b(\p{L})\.\s*(?=\p{L})/gu

/** "Budi piket besok", "shift malam 3-7 des: regu A": who is on duty when. Null for anything else. Pure. */
export function readDuty(text: string, at: Date, zone: string): Duty | null {
  if (text.length > 1_000) return null
  const heard = normalise(text.replace(NUMBERED, '$1').replace(/\r?\n/g, ', ').replace(INITIAL, '$1 '))
  if (!DUTY.test(heard.text)) return null
  const { when, rest } = findWhen(heard.text, { ref: at, zone })
  // Taking part of the day away with the date would lose "malam".
  const part =
    /\b(?:piket|shift|sif|jaga|tugas|dinas) (pagi|siang|sore|malam)\b/.exec(heard.text)?.[1] ?? null
  const label = [/\b(?:shift|sif)\b/.test(heard.text) ? 'shift' : 'piket', ...(part ? [part] : [])].join(' ')
  const removing = heard.text.search(REMOVE) >= 0
  const names = rest
    .replace(REMOVE, ' ')
    .replace(AROUND, ' ')
    .split(/[,&/+]|\bdan\b|\bserta\b|¤/)
    .map((one) =>
      one
        .replace(/[^\p{L}\d'.\s-]/gu, ' ')
        .replace(/\s+/g, ' ')
        .replace(/^[\s.-]+|[\s.-]+$/g, ''),
    )
    .filter((one) => /[\p{L}\d]/u.test(one))
  const asking = heard.question || SHOW.test(heard.text)
  const base = { label, night: part === 'malam', when, names: asking ? [] : names }
  if (asking) return { ...base, act: 'show', last: false }
  if (removing) return { ...base, act: 'remove', last: names.length === 0 && LAST.test(heard.text) }
  return { ...base, act: names.length > 0 ? 'add' : 'show', last: false }
}
