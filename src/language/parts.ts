/** Parts of the day and moments that hang on a prayer: kept as words, never turned into a clock time (§4.1). */
export type PartAtom = { kind: 'part'; start: number; end: number; value: string }

const PRAYERS: Record<string, string> = {
  subuh: 'subuh',
  shubuh: 'subuh',
  dhuha: 'duha',
  duha: 'duha',
  zuhur: 'zuhur',
  dzuhur: 'zuhur',
  dhuhur: 'zuhur',
  duhur: 'zuhur',
  dzuhr: 'zuhur',
  zhuhur: 'zuhur',
  lohor: 'zuhur',
  luhur: 'zuhur',
  asar: 'asar',
  ashar: 'asar',
  ashr: 'asar',
  magrib: 'magrib',
  maghrib: 'magrib',
  mahgrib: 'magrib',
  magrip: 'magrib',
  isya: 'isya',
  isa: 'isya',
  "isya'": 'isya',
  isyak: 'isya',
  jumatan: 'jumatan',
  tarawih: 'tarawih',
  taraweh: 'tarawih',
}
const NAMES = Object.keys(PRAYERS).join('|')
const AROUND = new RegExp(
  `\\b(habis|setelah|selesai|bakda|bada|sehabis|selepas|lepas|sebelum|jelang|menjelang)(?: (?:salat|sholat|shalat|solat))? (${NAMES}|jumat(?= *$|,))\\b`,
  'g',
)
const PLAIN = new RegExp(
  `\\b(dini hari|pagi|siang|sore|malam|petang|(?:waktu |pas |saat )?(?:${NAMES}))(?: hari)?\\b`,
  'g',
)

/** "habis asar" → setelah_asar, "sebelum zuhur" → sebelum_zuhur, "dini hari" → dini_hari, "sore" → sore. */
export function findParts(text: string): PartAtom[] {
  const atoms: PartAtom[] = []
  for (const match of text.matchAll(AROUND)) {
    const before = /sebelum|jelang/.test(match[1]!)
    const prayer = match[2] === 'jumat' ? 'jumatan' : PRAYERS[match[2]!]
    atoms.push(atom(match, `${before ? 'sebelum' : 'setelah'}_${prayer}`))
  }
  for (const match of text.matchAll(PLAIN)) {
    if (atoms.some((a) => match.index < a.end && a.start < match.index + match[0].length)) continue
    const word = match[1]!.replace(/^(?:waktu|pas|saat) /, '')
    atoms.push(atom(match, word === 'petang' ? 'sore' : (PRAYERS[word] ?? word.replace(' ', '_'))))
  }
  return atoms.sort((a, b) => a.start - b.start)
}

const atom = (match: RegExpMatchArray, value: string): PartAtom => ({
  kind: 'part',
  start: match.index!,
  end: match.index! + match[0].length,
  value,
})
