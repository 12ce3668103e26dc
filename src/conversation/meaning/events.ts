/** Kinds of activity → the word used in slots, as data (DOMAIN.md §1, §2.4). The first that matches wins. */
const EVENTS: [RegExp, string][] = [
  [/apel akbar/, 'apel_akbar'],
  [/apel gabungan/, 'apel_gabungan'],
  [/apel perdana/, 'apel_perdana'],
  [/\bapel\b/, 'apel'],
  [/\bsenam\b/, 'senam'],
  [/\bretret\b|\bretreat\b/, 'retret'],
  [/pelatihan|\bdiklat\b|bimtek|bimbingan teknis/, 'pelatihan'],
  [/\bupacara\b/, 'upacara'],
  [
    /layanan tambahan|pelayanan tambahan|layanan (?:sim|paspor|stnk|libur)|layanan hari libur/,
    'layanan_tambahan',
  ],
  [/\bgpm\b|gerakan pangan murah|pasar murah/, 'gpm'],
  [/(?:cek|pemeriksaan|periksa) kesehatan|\bckg\b/, 'cek_kesehatan'],
  [/\bsparko\b/, 'sparko'],
  [/gotong royong|kerja bakti|\bkurve\b/, 'kerja_bakti'],
  [/jalan sehat/, 'jalan_sehat'],
  [/donor darah/, 'donor_darah'],
  [/\brapat\b/, 'rapat'],
  [/sosialisasi/, 'sosialisasi'],
  [/\bseminar\b|workshop|lokakarya/, 'seminar'],
  [/\bolahraga\b/, 'olahraga'],
  [/pengajian|doa bersama|istigosah/, 'doa_bersama'],
]

/** The pattern of all of them, and of words for an activity in general. */
export const EVENT_WORDS =
  'apel|senam|retret|retreat|pelatihan|diklat|bimtek|upacara|layanan tambahan|pelayanan tambahan|layanan|gpm|gerakan pangan murah|pasar murah|cek kesehatan|pemeriksaan kesehatan|sparko|gotong royong|kerja bakti|jalan sehat|donor darah|rapat|sosialisasi|seminar|workshop|olahraga|pengajian|kegiatan|acara|upacara|sesi|agenda'

/**
 * The activity named in the text, or undefined. For a coordinator's own words about the weekly roll call
 * "apel senin" is a name, `apel_senin`; for everybody else it is an apel on a Monday.
 */
export function eventType(text: string, series = false): string | undefined {
  for (const [pattern, name] of EVENTS) {
    if (pattern.test(text))
      return series && name === 'apel' && /apel (?:hari )?senin/.test(text) ? 'apel_senin' : name
  }
  return undefined
}
