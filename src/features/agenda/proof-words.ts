import type { Policy } from './proof.ts'

/** What a sentence says of the proof of a session, as far as it says it. */
export type ProofWish = {
  proof: Policy | null
  /** A code of the end is asked for; false: none any more. */
  closing: boolean | null
  /** A code and a location together: nobody has to bring both. */
  problem: 'both' | null
  /** The sentence without those words: the rest names a session, a place, a day. */
  rest: string
}

const CODE = '(?:kode|code)(?:\\s*(?:di\\s+)?layar)?'
const PLACE = '(?:share\\s*lok(?:asi)?|shareloc|lokasi|lok|gps|posisi)(?:\\s+(?:terkini|hp|gps))?'
const COORDINATOR = 'ko?ordinator|koord|korlap'
const ABOUT = '(?:bukti|presensi|absensi|absen|kehadiran|check\\s*-?\\s*in|cekin)(?:nya)?'
const BY =
  '(?:dengan|dgn|pakai|pake|memakai|menggunakan|lewat|melalui|via|berupa|adalah|boleh|bisa|cukup|hanya|kirim)'
const ONLY = '(?:cukup|hanya|cuma|cuman|khusus)'
const JUST = '(?:saja|aja|sj|doang)'
/** What may stand between the word for proof and what it is: ": ", " cukup dengan ". */
const LEAD = `(?:${ABOUT}\\s*(?:apel|senam|upacara|rapat)?\\s*(?:ini|itu|nya)?\\s*[:=,-]?\\s*)?(?:${BY}\\s+)*`
const OR =
  '\\s*(?:,|/|atau|ato|atw|maupun|boleh\\s+juga|bisa\\s+juga)\\s*(?:juga\\s+)?(?:dengan\\s+|pakai\\s+)?'
const AND = '\\s*(?:dan|dn|sekaligus|plus|serta|\\+|&)\\s*(?:juga\\s+)?'

/** "pindah lokasi saja ke stadion" is where it is held. */
const THERE = '(?!\\s+(?:di|ke|dan)(?![\\p{L}]))'
const MOVED = '(?<!(?:pindah(?:kan)?|ganti|ubah|rubah|geser)\\s)'
/** "hanya koordinator yang wajib hadir" is who must come. */
const MUST = '(?!\\s+(?:dan|yang\\s+(?:wajib|perlu|harus|hadir|ikut|datang|diundang)|se(?:-|\\p{L})|hadir))'

const words = (source: string) => new RegExp(`(?<![\\p{L}\\p{N}])${source}(?![\\p{L}\\p{N}])`, 'iu')

/** "bukti apel senin depan: …" names the session between the two. */
const SAID = `(?<=(?:^|[^\\p{L}\\p{N}])${ABOUT}[^:=\\n]{0,60}[:=]\\s*)(?:${BY}\\s+)*`

const END = `kode\\s+(?:penutup(?:an)?|akhir|pulang|selesai)`
const NO_END = words(
  `(?:tanpa|tdk|tidak|gak|nggak|ga|hapus|hilangkan|batalkan)(?:\\s+(?:usah|perlu|pakai|ada|memakai))*\\s+${END}`,
)
const WITH_END = words(`(?:(?:dengan|dgn|pakai|pake|tambah|ada|minta|dan|serta|plus)\\s+)*${END}`)

/** In this order: what says more comes first. "lokasi di stadion" is where it is held, and no proof. */
const SHAPES: [RegExp, Policy | 'both'][] = [
  [words(`${LEAD}(?:${CODE}${AND}${PLACE}|${PLACE}${AND}${CODE})`), 'both'],
  [words(`${LEAD}(?:${CODE}${OR}${PLACE}|${PLACE}${OR}${CODE})(?:\\s+${JUST})?`), 'code_or_place'],
  [
    words(
      `(?:${ABOUT}\\s*[:=,-]?\\s*)?(?:${ONLY}|oleh|lewat|melalui|kata|dicatat|ditentukan)\\s+(?:(?:oleh|lewat|kata|dari)\\s+)*(?:${COORDINATOR})${MUST}`,
    ),
    'coordinator',
  ],
  [
    words(`(?:${COORDINATOR})\\s+(?:${JUST}${MUST}|yang\\s+(?:catat|mencatat|menentukan|tentukan))`),
    'coordinator',
  ],
  [words(`${ABOUT}\\s*[:=,-]?\\s*(?:${BY}\\s+)*(?:${COORDINATOR})`), 'coordinator'],
  [words(`${SAID}(?:${COORDINATOR})`), 'coordinator'],
  [
    words(
      `(?:${ABOUT}\\s*[:=,-]?\\s*)?(?:${ONLY}\\s+(?:${BY}\\s+)*${PLACE}|${MOVED}${PLACE}\\s+${JUST})${THERE}`,
    ),
    'place',
  ],
  [words(`${ABOUT}\\s*[:=,-]?\\s*(?:${BY}\\s+)*${PLACE}${THERE}`), 'place'],
  [words(`${SAID}${PLACE}${THERE}`), 'place'],
  [words(`(?:pakai|pake|lewat|via)\\s+${PLACE}(?=\\s*(?:[,.!]|$))`), 'place'],
  [words(`(?:${ABOUT}\\s*[:=,-]?\\s*)?(?:${ONLY}\\s+(?:${BY}\\s+)*${CODE}|${CODE}\\s+${JUST})`), 'code'],
  [words(`${ABOUT}\\s*[:=,-]?\\s*(?:${BY}\\s+)*${CODE}`), 'code'],
  [words(`${SAID}${CODE}`), 'code'],
]

/** "bukti: kode atau lokasi", "cukup lokasi", "hanya koordinator", "dengan kode penutup". Pure. */
export function proofWish(text: string): ProofWish {
  const wish: ProofWish = { proof: null, closing: null, problem: null, rest: text }
  const cut = (shape: RegExp): boolean => {
    const found = shape.exec(wish.rest)
    if (!found) return false
    const before = wish.rest.slice(0, found.index).replace(/[\s,:;-]+$/, '')
    const after = wish.rest.slice(found.index + found[0].length)
    wish.rest = `${before}${before && !/^[\s,.]/.test(after) ? ' ' : ''}${after}`.trim()
    return true
  }
  if (cut(NO_END)) wish.closing = false
  else if (cut(WITH_END)) wish.closing = true
  const found = SHAPES.find(([shape]) => cut(shape))?.[1]
  if (found === 'both') wish.problem = 'both'
  else if (found) wish.proof = found
  // "bukti apel: lokasi" leaves "bukti apel" in front of nothing.
  if (found || wish.closing !== null)
    wish.rest = wish.rest.replace(words(`(?:bukti)(?:nya)?`), ' ').replace(/\s+/g, ' ').trim()
  return wish
}

export const saysProof = ({ proof, closing, problem }: ProofWish): boolean =>
  proof !== null || closing !== null || problem !== null

/** A place that was read from the same sentence, without the words about proof: "stadion cukup lokasi" is the stadium. */
export function placeBeside(place: string | null, wish: ProofWish): string | null {
  if (place === null || !saysProof(wish)) return place
  const left = proofWish(place).rest.replace(LEFT, ' ').replace(/\s+/g, ' ').trim()
  return left.length >= 3 ? left : null
}

const LEFT = /(?<!\p{L})(?:bukti|kode|lokasi|cukup|hanya|saja|dengan|pakai|atau|penutup)(?:nya)?(?!\p{L})/giu
