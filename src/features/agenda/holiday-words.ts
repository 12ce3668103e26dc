/** What an admin says of a holiday beside its date. */
export type HolidayWords = {
  name: string | null
  source: string | null
  type: 'libur_nasional' | 'cuti_bersama'
}

const SOURCE =
  /[(,;]?\s*(?:(?:sumber|dasar|sesuai|berdasarkan)\s*:?\s*)?\b((?:SKB?|Keppres|Kepres|Perpres|Permen\w*|Perwako|Perwali|Perda|Pergub|Kepwa\w*|Kepgub|Keputusan|Surat|SE|Instruksi)\b.*?)\)?\s*$/i

/** "5 Januari 2027: Cuti Bersama Tahun Baru, SKB 1205/3/2 Tahun 2026" → its name and the decision behind it. Pure. */
export function holidayWords(text: string): HolidayWords {
  const after = /\d\s*[:\-–,]\s*(.+)$/.exec(text)?.[1] ?? ''
  const source = SOURCE.exec(after)?.[1]?.trim() ?? null
  const name = (source ? after.replace(SOURCE, '') : after).replace(/[\s,;:.(-]+$/, '').trim()
  return {
    name: name.length >= 3 ? name.slice(0, 80) : null,
    source: source ? source.slice(0, 160) : null,
    type: /\bcuti\s+bersama\b/i.test(text) ? 'cuti_bersama' : 'libur_nasional',
  }
}
