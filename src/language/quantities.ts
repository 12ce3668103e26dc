import { readNumeral } from './numbers.ts'

/**
 * An amount of eggs as said. `unit`: butir, papan, karpet, tray, rak, lusin, kodi, pasang, kg, ikat …, "mixed"
 * for a sum, "?" for a slip of the finger; null when the word says both ("selusin"). `eggs`: null when it
 * cannot be known, and the bot must ask (DOMAIN.md §2.5).
 */
export type Quantity = {
  count: number | null
  unit: string | null
  eggs: number | null
  /** "30an", "sekitar 20": not exact. */
  approximate?: boolean
  /** The unit was said, not assumed. */
  said: boolean
  start: number
  end: number
}

/** How many eggs one unit holds; null: ask. */
const EGGS: Record<string, number | null> = {
  butir: 1,
  papan: 30,
  karpet: 30,
  tray: 30,
  rak: 30,
  lusin: 12,
  kodi: 20,
  pasang: 2,
  kg: null,
  ons: null,
  ikat: null,
  peti: null,
  dus: null,
  kardus: null,
  kotak: null,
  bungkus: null,
  krat: null,
  keranjang: null,
  ember: null,
  plastik: null,
  karung: null,
  kantong: null,
  bakul: null,
}
const ALIASES: Record<string, string> = {
  biji: 'butir',
  buah: 'butir',
  bijik: 'butir',
  bijian: 'butir',
  telur: 'butir',
  telurnya: 'butir',
  'butir telur': 'butir',
  ekor: 'butir',
  pan: 'papan',
  ppn: 'papan',
  ppan: 'papan',
  trey: 'tray',
  trai: 'tray',
  tre: 'tray',
  baki: 'tray',
  egg: 'tray',
  rack: 'rak',
  kilo: 'kg',
  kilogram: 'kg',
  kilonya: 'kg',
  kotakan: 'kotak',
  box: 'kotak',
  krg: 'karung',
  psg: 'pasang',
  lusinan: 'lusin',
}
const UNIT = [...Object.keys(EGGS), ...Object.keys(ALIASES)].sort((a, b) => b.length - a.length).join('|')
const NUMBER = '\\d{1,3}(?:[.,]\\d{3})+(?:,\\d{1,2})?|\\d{1,9}(?:[.,]\\d{1,2})?'

const AMOUNT = new RegExp(
  `(?<![\\w.,/])(?:(?<about>sekitar|kira-kira|kurang lebih|kurlebih|kurleb|lebih kurang|plus minus|hampir|lebih dari|minimal|sampai) )?` +
    `(?:(?<a>\\d{1,2}) ?/ ?(?<b>\\d{1,2})(?=\\D)|(?<from>${NUMBER}) (?:-|sampai|atau) (?=\\d)(?<to>${NUMBER})|(?<n>${NUMBER})(?<half> setengah)?|(?<only>setengah|separuh))` +
    `(?<approx> ?(?:an|puluhan|ratusan|lebih|kurang lebih)(?= |$|,))?(?<typo> [a-z](?= (?:${UNIT})\\b))?(?: ?(?<unit>${UNIT})\\b)?(?: telur\\b)?(?: ?(?<after>setengah)\\b(?! (?:jam|hari|\\d)))?`,
  'g',
)
const VAGUE = new RegExp(
  `\\b(?:beberapa|sedikit|banyak|puluhan|ratusan|belasan|secukupnya|seadanya|berapa pun|sejumlah)\\b(?: (?<unit>${UNIT})\\b)?`,
)
const PREFIXED = /\b(?<unit>papan|karpet|tray|rak|lusin|kilo|kg) setengah\b/

/**
 * The amount in a *normalised* text, or null. Several that are added ("2 papan 5 butir") become one, unit
 * "mixed". A number without a unit counts as butir only when nothing else stands in the text, or "telur" does.
 */
export function findQuantity(text: string): Quantity | null {
  const found: Quantity[] = []
  const eggs = /\btelur/.test(text)
  if (/\bselusin\b/.test(text)) {
    const start = text.search(/\bselusin\b/)
    found.push({ count: 12, unit: null, eggs: 12, said: true, start, end: start + 7 })
  }
  if (/\d|setengah|separuh/.test(text)) {
    for (const match of text.matchAll(AMOUNT)) {
      const one = read(match, eggs, text)
      if (one) found.push(one)
    }
  }
  const half = found.length === 0 ? PREFIXED.exec(text) : null
  if (half) {
    const unit = ALIASES[half.groups!.unit!] ?? half.groups!.unit!
    const per = EGGS[unit]
    const size = { count: 1.5, unit, eggs: per == null ? null : 1.5 * per, said: true }
    found.push({ ...size, start: half.index, end: half.index + half[0].length })
  }
  if (found.length === 0) {
    const vague = VAGUE.exec(text)
    if (!vague || (!vague.groups!.unit && !eggs && vague[0] !== text.trim())) return null
    const unit = name(vague.groups!.unit ?? 'butir')
    return {
      count: null,
      unit,
      eggs: null,
      said: true,
      start: vague.index,
      end: vague.index + vague[0].length,
    }
  }
  const said = found.filter((q) => q.said)
  if (said.length > 1 && added(text, said)) return sum(said)
  if (said[0] && found.length > 1 && said.length === 1 && added(text, found)) return sum(found)
  return said[0] ?? found[0]!
}

const name = (unit: string): string => ALIASES[unit] ?? unit

function read(match: RegExpMatchArray, eggs: boolean, text: string): Quantity | null {
  const g = match.groups as Record<string, string | undefined>
  const start = match.index!
  const end = start + match[0].length
  const said = g.unit !== undefined
  const before = text.slice(0, start)
  const bare =
    !said &&
    text
      .trim()
      .replace(/^(?:cuma|saja|jadi|total|sebanyak|semua) /, '')
      .replace(/ saja$/, '') === match[0].trim()
  if (!said && !bare && !(eggs && !g.only && nearEggs(text, start, end))) return null
  if (!said && /(?:hari ke|nomor|jam|pukul|tanggal|rp|rupiah|nip) ?$/.test(before)) return null
  const unit = name(g.unit ?? 'butir')
  if (g.typo) return { count: Number(g.n), unit: '?', eggs: null, said: true, start, end }
  if (g.from && g.to && !(g.from === '0')) {
    return { count: null, unit, eggs: null, approximate: true, said, start, end }
  }
  let count: number
  let unsure = false
  if (g.a && g.b) {
    if (g.b === '0') return null
    count = Number(g.a) / Number(g.b)
  } else if (g.only) count = 0.5
  else {
    const numeral = readNumeral(g.n!)
    if (!numeral) return null
    count = numeral.value + (g.half || g.after ? 0.5 : 0)
    unsure = numeral.unsure
  }
  const approximate = Boolean(g.about || g.approx)
  const per = EGGS[unit] ?? null
  const total = per === null ? null : Math.round(count * per * 1000) / 1000
  const exact =
    total !== null && Number.isInteger(total) && !approximate && !unsure && total > 0 && total < 1_000_000
  const quantity: Quantity = { count, unit, eggs: exact ? total : null, said, start, end }
  if (approximate) quantity.approximate = true
  return quantity
}

/** "telur 30", "30 … telur": the number belongs to the eggs, not to "hari ke 3" further on. */
function nearEggs(text: string, start: number, end: number): boolean {
  if (
    /^ ?(?:hari|minggu|pekan|bulan|tahun|menit|jam|orang|ribu|rupiah|juta|x|kali|persen|%|opd|anak|posyandu)/.test(
      text.slice(end),
    )
  )
    return false
  return (
    /telur(?:,| sebanyak| jadi| cuma| saja| ada| total| sejumlah)? $/.test(text.slice(0, start)) ||
    /^ ?telur/.test(text.slice(end))
  )
}

/** Amounts that follow each other with nothing but "dan", "tambah", "+" or "lebih" between them. */
function added(text: string, list: Quantity[]): boolean {
  for (let i = 1; i < list.length; i++) {
    const between = text.slice(list[i - 1]!.end, list[i]!.start).trim()
    if (!/^(?:|,|dan|tambah|plus|\+|&|lebih|sama)$/.test(between)) return false
  }
  return true
}

function sum(list: Quantity[]): Quantity {
  const eggs = list.every((q) => q.eggs !== null) ? list.reduce((n, q) => n + q.eggs!, 0) : null
  return {
    count: null,
    unit: 'mixed',
    eggs,
    said: true,
    start: list[0]!.start,
    end: list[list.length - 1]!.end,
  }
}
