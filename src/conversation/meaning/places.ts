import type { Gazetteer } from '../vocabulary.ts'
import { titleCase } from './names.ts'

/** Heads that are part of a proper name, and heads that are plain nouns ("halaman kantor"). */
const PROPER =
  'posyandu|alun-alun|stadion|masjid|musala|taman|gor|kecamatan|kelurahan|puskesmas|rsud|mal|mall|hotel|balai|aula|pantai|gedung|mpp|sma|smp|sd|universitas|pasar|rumah dinas|rumah sakit|dinas(?! luar)|rt|tps'
const PLAIN = 'halaman|lapangan|kantor|ruang|ruangan|depan|lobi|parkiran|tempat|area|lokasi|pendopo|rumah'
const END =
  '(?=,| ?¤|$| (?:jam|pukul|tanggal|hari|besok|lusa|senin|selasa|rabu|kamis|jumat|sabtu|minggu|iya|pakai|dengan|untuk|karena|wajib|mulai|saja|sekarang|nanti|tadi|sudah|siap|hadir|mau|saya|apel|sampai|dan|atau|tapi|bukan|dalam|yang|ada|tidak|kapan|berapa|oke|terima|lagi|semua|oleh|bersama|kak|bapak|pagi|sore|siang|malam|kecuali|selain|selama|tiap|setiap|libur)\\b)'
const SAID = new RegExp(
  `(?:^|[ ,])(?:(?:di|ke|pada|bertempat di|menuju) )?((?:${PROPER}|${PLAIN})(?: [a-z0-9'-]+){0,5}?)${END}`,
)
const AFTER = new RegExp(
  `\\b(?:di|ke|bertempat di) (?!(?:mana|sini|sana|hari|tanggal|jalan|jam|opd|jadi|rumah$)\\b)([a-z][a-z0-9'-]*(?: [a-z0-9'-]+){0,4}?)${END}`,
)

/**
 * The place that a normalised text names: from the city's list, a unit of it, or as said. Proper names get
 * capitals ("Posyandu Melati"), plain nouns do not ("halaman kantor wali kota"). `text` should have its dates
 * blanked out (`WhenFound.rest`), which also end a name.
 */
export function placeIn(text: string, gazetteer: Gazetteer): string | undefined {
  const listed = gazetteer.place(text)
  const said = SAID.exec(text)?.[1] ?? AFTER.exec(text)?.[1]
  if (listed && (!said?.includes(text.slice(listed.start, listed.end)) || /^(?:di |ke )?$/.test(''))) {
    if (!said || said.length <= listed.end - listed.start) return listed.name
  }
  if (!said) return undefined
  return placeName(said, gazetteer)
}

/** One name with the capitals it should have. */
export function placeName(said: string, gazetteer: Gazetteer): string {
  const text = said.trim().replace(/ (?:iya|saja|lagi)$/, '')
  const unit = gazetteer.unit(text)
  if (unit && unit.start === 0 && unit.end === text.length)
    return unit.name.length > 40 ? unit.shown : unit.name
  const listed = gazetteer.place(text)
  if (listed && listed.start === 0 && listed.end === text.length) return listed.name
  if (/^(?:halaman|kantor|ruang|ruangan|depan|lobi|parkiran|tempat|area|lokasi|rumah|pendopo)\b/.test(text))
    return text
  if (/^(?:lapangan|aula|gedung|balai|taman|masjid|pasar|gor|mal|stadion)$/.test(text)) return text
  return titleCase(text).replace(/\b(?:Rsud|Gor|Mpp|Sma|Smp|Sd|Rt|Bkpsdmd)\b/g, (w) => w.toUpperCase())
}
