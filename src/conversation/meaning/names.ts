import { normalise } from '../../language/normalise.ts'
import type { Gazetteer } from '../vocabulary.ts'

/** "siti rahmawati" → "Siti Rahmawati"; letters that were capitals stay so. */
export function titleCase(text: string): string {
  return text
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/(^|[\s\-(.'])([a-z])/g, (_, before: string, letter: string) =>
      before === "'" ? before + letter : before + letter.toUpperCase(),
    )
}

const STOP =
  /[,;\n]|\b(?:nip|ni|nik|dari|dr|di|opd|instansi|unit|kantor|dinas|pegawai|staf|staff|bagian|jabatan|pns|cpns|pppk|p3k|honorer|phl|tkk|no|nomor|hp|asn|kecamatan|kec|kelurahan|kel|dinkes|dishub|dispora|pak|bu|kak|min)\b|\d/i

/** A person's name after "nama (saya)" in the text as typed; undefined when there is none. */
export function nameAfterLabel(raw: string, gazetteer: Gazetteer): string | undefined {
  const match =
    /\b(?:nama|nm|a\.?n\.?|atas nama)\b\s*(?:lengkap)?\s*(?:saya|sy|aku)?\s*(?:adalah|yaitu|ialah)?\s*[:=]?\s*([A-Za-z'’.\- ]{2,60})/i.exec(
      raw,
    ) ??
    /(?:^|[\s,])(?:saya|sy|perkenalkan|kenalkan),?\s+(?:saya\s+)?([A-Z][A-Za-z'’.-]+(?:\s+[A-Z][A-Za-z'’.-]+){0,4})/.exec(
      raw,
    )
  if (!match) return undefined
  return cleanName(match[1]!, gazetteer)
}

/** The part of `said` that is a name: up to the next label, unit or number. */
export function cleanName(said: string, gazetteer: Gazetteer): string | undefined {
  const name = said.replace(/^(?:saya|sy|nama|nama saya|pak|bu|bapak|ibu|sdr|sdri)\s+/i, '')
  const stop = STOP.exec(name)
  const text = (stop ? name.slice(0, stop.index) : name).trim().replace(/[.\s]+$/, '')
  if (text.length < 2 || /\d/.test(text)) return undefined
  if (/^(?:salah|keliru|bukan|ganti|itu|ini|dan|atau|yang|mau|daftar|pegawai|pns|pppk)\b/i.test(text))
    return undefined
  if (gazetteer.unit(normalise(text).text)) return undefined
  return titleCase(text)
}

const HEADS =
  'dinas(?! luar)|badan(?! sakit| saya| lemas| panas)|bagian|bidang|kecamatan|kelurahan|puskesmas|rsud|rumah sakit|inspektorat|sekretariat|satpol pp|satuan polisi|kantor camat|kantor lurah|upt|uptd|sd negeri|sdn|smpn|disdukcapil|dlh|pupr|perkim|bpbd|kesbangpol|disperindagkop|bappeda|bapperida|dinsos|disperindag|damkar|pdam'
const UNIT_LIKE = new RegExp(
  `\\b(?:${HEADS})\\b(?: (?!(?:dan saya|saya|nama|nip|ni|pns|pppk|honorer|phl|iya|mau|ingin|sekarang|besok|hadir|untuk|nomor|karena)\\b)[a-z&]+){0,5}`,
)
const ACRONYMS = /^(?:rsud|dlh|pupr|bpbd|upt|uptd|pdam|sdn|smpn)$/

/**
 * The unit that a normalised text names: as the city's list has it, or, for one that is not in it, as said with
 * capitals. `official` is the list's full name.
 */
export function unitIn(text: string, gazetteer: Gazetteer): { shown: string; official?: string } | undefined {
  const named = gazetteer.unit(text)
  if (named) return { shown: named.shown, official: named.name }
  const like = UNIT_LIKE.exec(text)
  if (!like) return undefined
  const words = like[0]
    .split(' ')
    .map((w) => (ACRONYMS.test(w) ? w.toUpperCase() : w === 'dan' ? w : titleCase(w)))
  return { shown: words.join(' ').replace('Satpol Pp', 'Satpol PP') }
}

/** The kind of employment that the text says (DOMAIN.md §2.3); undefined when none is said. */
export function employmentIn(text: string): string | undefined {
  if (/(?:pppk|p3k) ?(?:paruh waktu|pw|part time)|\bpppkpw\b|\bparuh waktu\b/.test(text))
    return 'PPPK_PARUH_WAKTU'
  if (/\b(?:pppk|p3k)\b/.test(text)) return 'PPPK'
  if (/\bcpns\b/.test(text)) return 'CPNS'
  if (/\bpns\b/.test(text)) return 'PNS'
  if (/\bphl\b|pekerja harian|tenaga harian/.test(text)) return 'PHL'
  if (/\b(?:honorer|honor|tenaga honor)\b/.test(text)) return 'HONORER'
  if (/\btkk\b|tenaga kontrak/.test(text)) return 'TKK'
  if (/\bnon ?-?asn\b/.test(text)) return 'NON_ASN'
  return undefined
}
