import { readNumeral } from './numbers.ts'

/** An amount of some goods, as far as a sentence says it. `said`: as it was said, in the words of those goods. */
export type Amount =
  | { kind: 'none' }
  | { kind: 'exact'; units: number; said: string }
  /** It makes this many, if that is meant: a part of a tray, several kinds together, "sekitar 20", very much. */
  | { kind: 'check'; why: 'part' | 'sum' | 'about' | 'much'; units: number; said: string }
  /** Nobody can know how many units it is. */
  | { kind: 'ask'; why: 'measure' | 'part' | 'vague' | 'range' | 'each'; said: string }
  | { kind: 'refuse'; why: 'zero' | 'tooMany'; said: string }

/** `measures`: other measures in units; null: it has to be asked. `target`: of a month, in units. */
export type Goods = {
  goods: string
  unit: string
  measures: Record<string, number | null>
  target: number | null
}

/** More than a city hopes for in a month is possible, and more often a slip of the finger. */
const MUCH = 1_000

/** Measures that have to be asked about, unless the campaign says how many units they hold. */
const OPAQUE =
  'lusin kodi pasang kg kilo kilogram ons gram liter peti dus kardus karton kotak karung sak ikat bungkus plastik kantong keranjang krat bakul ember'
const NUMBER = '\\d{1,3}(?:\\.\\d{3})+(?:,\\d{1,2})?|\\d+(?:[.,]\\d+)?'
const ABOUT =
  'sekitar|kira-kira|kurang lebih|kurleb|lebih kurang|plus minus|hampir|lebih dari|minimal|paling sedikit'
const VAGUE =
  /\b(beberapa|sedikit|banyak|puluhan|ratusan|ribuan|belasan|secukupnya|seadanya|berapa pun|sejumlah|semampu(?:nya)?)\b/
const EACH = /\b(?:per|se|tiap|setiap|masing-masing|1) ?(?:orang|pegawai|anggota|kepala)\b|\bmasing-masing\b/
/** What a number belongs to when it is no amount: an address, a clock, an age. */
const NO_AMOUNT_BEFORE =
  /(?:\b(?:rt|rw|no|nomor|jalan|gang|blok|lantai|jam|pukul|tanggal|tgl|hari|ke|hp|wa|usia|umur|rp|nip)\.? ?|[\d/])$/
const NO_AMOUNT_AFTER =
  /^ ?(?:orang|anak|hari|minggu|pekan|bulan|tahun|jam|menit|kali|x|rt|rw|persen|%|ribu|juta|rupiah|posyandu|opd|\/)/

type Item = {
  count: number
  measure: string
  unsure: boolean
  about: boolean
  start: number
  end: number
  text: string
}

/**
 * Reads an amount from a *normalised* text of which dates are blanked out, about eggs or as if (`asEggs`). Pure.
 * @param most more units than that are refused
 * @param bare a number by itself counts too: an amount was asked for, or something is being given
 */
export function readAmount(text: string, goods: Goods, most: number, bare: boolean): Amount {
  const words = measuresOf(goods)
  const t = text.replace(/\bselusin\b/g, '1 lusin').replace(/\bminus (?=\d)/g, '- ')
  const unit = [...words.keys()].sort((a, b) => b.length - a.length).join('|')
  const show = (said: string) =>
    said
      .replace(/\bbutir\b/g, goods.unit)
      .replace(/ telur\b/g, '')
      .replace(/\s+/g, ' ')
      .trim()
  const range = new RegExp(
    `(?<![\\w.,/-])(?:${NUMBER}) ?(?:-|sampai|atau) ?(?:${NUMBER})(?: ?(?:${unit}))?\\b`,
  ).exec(t)
  if (range && !NO_AMOUNT_AFTER.test(t.slice(range.index + range[0].length)))
    return { kind: 'ask', why: 'range', said: show(range[0]) }
  const items = itemsIn(t, unit, bare)
  const [first, ...others] = items
  if (!first) return vagueIn(t, unit, words, show)
  const said = show(t.slice(first.start, items.at(-1)?.end))
  if (items.some(({ text: one }) => /^- ?\d/.test(one)) || items.every(({ count }) => count === 0))
    return { kind: 'refuse', why: 'zero', said }
  if (EACH.test(t)) return { kind: 'ask', why: 'each', said }
  let units = 0
  for (const { count, measure } of items) {
    const per = words.get(measure)
    if (per == null) return { kind: 'ask', why: 'measure', said }
    units += count * per
  }
  units = Math.round(units * 1000) / 1000
  if (units > most) return { kind: 'refuse', why: 'tooMany', said }
  if (!Number.isInteger(units)) return { kind: 'ask', why: 'part', said }
  if (items.some(({ about, unsure }) => about || unsure)) return { kind: 'check', why: 'about', units, said }
  if (items.some(({ count }) => !Number.isInteger(count))) return { kind: 'check', why: 'part', units, said }
  if (others.length > 0 && !joined(t, items)) return { kind: 'check', why: 'sum', units, said }
  if (units > Math.max(MUCH, goods.target ?? 0)) return { kind: 'check', why: 'much', units, said }
  return { kind: 'exact', units, said }
}

/** Units by the word for a measure; null: it cannot be known. "butir" and "telur" stand for the unit (`asEggs`). */
function measuresOf(goods: Goods): Map<string, number | null> {
  const opaque = OPAQUE.split(' ').map((word): [string, number | null] => [word, null])
  return new Map([
    ...opaque,
    ...Object.entries(goods.measures),
    ['butir', 1],
    ['telur', 1],
    ['biji', 1],
    ['buah', 1],
  ])
}

function itemsIn(text: string, unit: string, bare: boolean): Item[] {
  const pattern = new RegExp(
    `(?<![\\w.,/])(?<about>(?:${ABOUT}) )?(?<number>(?:- ?)?(?:(?<a>\\d{1,2}) ?/ ?(?<b>\\d{1,2})(?!\\d)|(?<n>${NUMBER})(?<half> setengah)?|(?<only>setengah|separuh|seperempat)))` +
      `(?<approx> ?(?:an|lebih|kurang lebih)(?= |$|,))?(?<slip> [a-z](?= (?:${unit})\\b))?(?: (?<measure>${unit})\\b)?(?: telur\\b)?(?<after> setengah\\b)?`,
    'g',
  )
  const found: Item[] = []
  for (const match of text.matchAll(pattern)) {
    const g = match.groups as Record<string, string | undefined>
    const [start, end] = [match.index, match.index + match[0].length]
    const near =
      /\btelur(?:,| sebanyak| jadi| total| sejumlah)? $/.test(text.slice(0, start)) || / telur/.test(match[0])
    if (!g.measure && !near && (!bare || g.only)) continue
    if (!g.measure && (NO_AMOUNT_BEFORE.test(text.slice(0, start)) || NO_AMOUNT_AFTER.test(text.slice(end))))
      continue
    const one = countOf(g)
    if (!one) continue
    // "3p butir": a slip of the finger, so that it is asked whether it is meant.
    const about = Boolean(g.about || g.approx || g.slip)
    found.push({ ...one, measure: g.measure ?? 'butir', about, start, end, text: match[0] })
  }
  // "papan setengah": a whole and a half.
  const half = new RegExp(`\\b(${unit}) setengah\\b`).exec(text)
  if (found.length === 0 && half?.[1])
    found.push({ ...{ count: 1.5, measure: half[1], unsure: false, about: false }, ...spanOf(half) })
  // Numbers that belong to nothing, beside one that does ("1 papan, rt 5"), are no amounts.
  const measured = found.filter(({ text: one }) => new RegExp(`\\b(?:${unit})\\b`).test(one))
  return measured.length > 0 && !joined(text, found)
    ? measured.concat(trailing(text, found, measured))
    : found
}

/** "2 telur ayam 3 bebek": a number after a kind of eggs is an amount too. */
function trailing(text: string, found: Item[], measured: Item[]): Item[] {
  const last = measured.at(-1)
  return found.filter(
    (one) =>
      last !== undefined &&
      !measured.includes(one) &&
      one.start > last.end &&
      /^ ?(?:ayam|bebek|puyuh|kampung|itik|,|dan| )+$/.test(text.slice(last.end, one.start)) &&
      /^ (?:ayam|bebek|puyuh|kampung|itik)\b/.test(text.slice(one.end)),
  )
}

const spanOf = (match: RegExpExecArray) => ({
  ...{ start: match.index, end: match.index + match[0].length, text: match[0] },
})

function countOf(g: Record<string, string | undefined>): { count: number; unsure: boolean } | null {
  if (g.a && g.b) return g.b === '0' ? null : { count: Number(g.a) / Number(g.b), unsure: false }
  if (g.only) return { count: g.only === 'seperempat' ? 0.25 : 0.5, unsure: false }
  // Longer than any numeral: certainly too many.
  if (/^\d{10,}$/.test(g.n ?? '')) return { count: Number(g.n), unsure: false }
  const numeral = readNumeral(g.n ?? '')
  return numeral && { count: numeral.value + (g.half || g.after ? 0.5 : 0), unsure: numeral.unsure }
}

/** Nothing but "dan", "tambah" or "lebih" between them: "2 papan 5 butir" is one amount. */
function joined(text: string, items: Item[]): boolean {
  return items.every(
    (one, n) =>
      n === 0 ||
      /^(?:|,|dan|tambah|plus|\+|&|lebih|sama)$/.test(text.slice(items[n - 1]?.end, one.start).trim()),
  )
}

/** "beberapa butir", "telur sekarung banyak", a measure without a number: something is meant, and has to be asked. */
function vagueIn(
  text: string,
  unit: string,
  words: Map<string, number | null>,
  show: (said: string) => string,
): Amount {
  const vague = VAGUE.exec(text)
  if (vague?.[1]) return { kind: 'ask', why: 'vague', said: show(vague[1]) }
  const alone = new RegExp(`\\b(${unit})\\b`, 'g')
  for (const [word] of text.matchAll(alone)) {
    if (words.get(word) === null) return { kind: 'ask', why: 'measure', said: show(word) }
  }
  return { kind: 'none' }
}
