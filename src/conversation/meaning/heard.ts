import { normalise } from '../../language/normalise.ts'
import { findQuantity, type Quantity } from '../../language/quantities.ts'
import { findWhen, type When, type WhenFound } from '../../language/when.ts'
import { ADDRESS_WORDS } from '../../language/words.ts'
import type { Gazetteer } from '../vocabulary.ts'

/** How a greeting is answered in kind; `halo` for all that is no salam and no time of day. */
export type Greeting = 'salam' | 'pagi' | 'siang' | 'sore' | 'malam' | 'halo'

/** A message taken apart: what `understand` weighs and what the slots are read from. */
export type Message = {
  raw: string
  /** Normalised, greeting, prelude and forms of address taken off. */
  core: string
  /** Normalised, whole. */
  text: string
  question: boolean
  emoji: 'yes' | 'no' | 'thanks' | null
  greeting?: Greeting
  /** "mohon izin", "izin bertanya": politeness that precedes any wish (DOMAIN.md §4.2). */
  prelude: boolean
  when: When | null
  found: WhenFound
  quantity: Quantity | null
  gazetteer: Gazetteer
  /** Today's date in the city. */
  today: string
}

const SALAM =
  /^(?:assalamualaikum|waalaikumsalam|walaikumsalam)(?:,? (?:warahmatullahi|warahmatullah|wr|wb|wabarakatuh|wabarokatuh|warohmatullahi|w))*[, ]*/
const GREETING =
  /^(?:selamat (pagi|siang|sore|malam)|(?:halo|hallo|hai|hi|hello|hay|permisi|punten|misi|shalom|om swastiastu|namo buddhaya|salam|salam sejahtera|salam sehat|hei|hey|woi|oi|ping|p|tes|test|testing|cek|tabik|numpang tanya|selamat datang|met|pagi2)\b(?! kesehatan| absen| kehadiran| data| janji)|(pagi|siang|sore|malam)(?=$|,| (?:bapak|ibu|kakak|admin|bang|mas|mbak|om|semua|guyub|bot|komandan|ndan)\b))[, ]*/
const PRELUDE =
  /^(?:mohon |maaf,? |ijin |saya |mau |numpang |permisi |sebelum )*(?:izin|mohon izin|ingin|mau|numpang)(?: (?:bapak|ibu|kakak|admin|komandan|ndan|pimpinan))* (?:tanya|bertanya|menyampaikan|sampaikan|melaporkan|melapor|menanyakan|konfirmasi|menginfokan|info|mengabarkan|menginformasikan|memberitahukan|memberitahu|lapor(?! hadir| masuk))\b(?: (?:bahwa|saja|sesuatu|dulu|sebentar))*[, ]*/
const PLEASE =
  /^(?:mohon maaf|mohon izin|maaf|mohon|mohon bantuan|tolong bantu|izin)(?: (?:bapak|ibu|kakak|admin))*(?:,| sebelum(?:nya)?,?) /

const isAddress = (word: string | undefined): boolean =>
  word !== undefined && ADDRESS_WORDS.has(word.replace(',', ''))

/** Forms of address at the beginning, before a comma and at the end; "ibu Ani" and "bapak meninggal" stay. */
function withoutAddress(text: string): string {
  let t = text
  const start =
    /^((?:bapak|ibu|kakak|admin|bang|mas|mbak|om|tante|guyub|bot|komandan|ndan|bos|boss|guys|gaes)(?:\/(?:bapak|ibu))?)(,? )(?=\S)/
  for (let i = 0; i < 3; i++) {
    const m = start.exec(t)
    if (!m) break
    const rest = t.slice(m[0].length)
    if (
      /^(?:bapak|ibu|bang|mas|mbak)$/.test(m[1]!) &&
      !m[2]!.includes(',') &&
      /^(?:saya )?(?:sakit|meninggal|dirawat|hamil|melahirkan|wali)/.test(rest)
    )
      break
    t = rest
  }
  t = t.replace(/ (?:bapak ?\/ ?ibu|ibu ?\/ ?bapak)/g, '')
  t = t.replace(
    / (?:bapak|ibu|kakak|admin|bang|mas|mbak|om|komandan|ndan|bos|boss|guyub|bot)(?: iya)?(?=,)/g,
    '',
  )
  t = t.replace(/ iya (?:bapak|ibu|kakak|admin|bang|mas|mbak|om)\b(?= )/g, '')
  t = t.replace(
    / (?:bapak|ibu|kakak|admin|bang|mas|mbak|ndan)\b(?= (?:ada|mau|saya|karena|besok|hari|lagi|sudah|belum|tidak|jam|untuk|dan|tapi|masih|terlambat|izin|apel|senam|bagaimana|kapan|di mana|lusa|nanti|bisa|kalau|ini|tolong)\b)/g,
    (said, at: number) => (/\b(?:ke|dari|oleh|untuk|sama|dengan)$/.test(t.slice(0, at)) ? said : ''),
  )
  let words = t.split(' ')
  while (
    words.length > 1 &&
    (isAddress(words[words.length - 1]) || (words[words.length - 1] === 'iya' && words.length > 2))
  ) {
    if (
      /^(?:untuk|dari|oleh|ke|sama|dengan|ini|itu|nomor|chat|hubungi|kontak|cari|dan|ada|buat|pakai|tentang|soal)$/.test(
        words[words.length - 2]!,
      ) &&
      words[words.length - 1] !== 'iya'
    )
      break
    words = words.slice(0, -1)
  }
  return words.join(' ').replace(/,$/, '')
}

/** Takes a message apart. `past`: it tells of something that was, so bare dates lie behind. */
export function hear(raw: string, ref: Date, zone: string, gazetteer: Gazetteer, today: string): Message {
  const heard = normalise(raw)
  let core = heard.text
  let greeting: Greeting | undefined
  let prelude = false
  for (let i = 0; i < 3; i++) {
    const salam = SALAM.exec(core)
    if (salam && salam[0].length > 0) {
      greeting = 'salam'
      core = core.slice(salam[0].length)
    }
    const hello = GREETING.exec(core)
    if (hello) {
      greeting ??= (hello[1] ?? hello[2] ?? 'halo') as Greeting
      core = core.slice(hello[0].length)
    }
    if (salam || hello || i === 0) core = withoutAddress(core)
    if (isAddress(core)) core = ''
    const polite = PRELUDE.exec(core)
    if (polite) {
      prelude = true
      core = core.slice(polite[0].length)
    }
    if (!salam && !hello && !polite) break
  }
  const please = PLEASE.exec(core)
  if (please && core.length > please[0].length) {
    prelude = true
    // "izin, ..." is a polite opening as often as a wish; the wish shows in what follows.
    if (!/^izin/.test(please[0])) core = core.slice(please[0].length)
  }
  core = withoutAddress(core)
  if (isAddress(core)) core = ''
  const past =
    /\b(?:tadi|kemarin|padahal|lupa|sudah|lalu|tercatat|seharusnya|harusnya)\b/.test(core) &&
    !/\b(?:besok|lusa|depan|nanti|akan)\b/.test(core)
  const found = findWhen(core, { ref, zone, past, isHoliday: gazetteer.isHoliday })
  const message: Message = {
    raw,
    core,
    text: heard.text,
    // "ada apel gak", "sudah tercatat belum": the negation at the end asks.
    question: heard.question || /\S [^,]*\b(?:tidak|belum|kan|apa tidak)$/.test(core.replace(/ iya$/, '')),
    emoji: heard.emoji,
    prelude,
    when: found.when,
    found,
    quantity: findQuantity(found.rest),
    gazetteer,
    today,
  }
  if (greeting) message.greeting = greeting
  return message
}
