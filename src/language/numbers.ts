/** Number words. "se-" counts as one: seribu, seratus, sepuluh, sebelas (DOMAIN.md §4.1). */
const UNITS: Record<string, number> = {
  nol: 0,
  kosong: 0,
  satu: 1,
  dua: 2,
  tiga: 3,
  empat: 4,
  lima: 5,
  enam: 6,
  tujuh: 7,
  delapan: 8,
  lapan: 8,
  sembilan: 9,
  sepuluh: 10,
  sebelas: 11,
}
const SCALES: Record<string, number> = { ribu: 1000, rb: 1000, juta: 1_000_000, jt: 1_000_000 }
const SE_SCALES: Record<string, number> = { seratus: 100, seribu: 1000, sejuta: 1_000_000 }

/** Nouns that take "se-" for one: "sekarpet" → "1 karpet". */
const SE_NOUNS = new Set(
  (
    'butir biji buah papan karpet tray rak lusin kodi pasang kilo kg ikat peti dus kardus kotak bungkus krat ' +
    'hari minggu bulan tahun jam menit baki pekan'
  ).split(' '),
)

function isNumberWord(token: string | undefined): boolean {
  return token !== undefined && (token in UNITS || token in SE_SCALES)
}

/**
 * Replaces number words by digits in a list of lower-case tokens: "dua puluh lima" → "25", "seratus ribu" →
 * "100000", "100 ribu" → "100000", "sekarpet" → "1 karpet". A comma after a token ends the number. Everything
 * else stays. "selusin" keeps its word: it is a count of twelve by itself (quantities.ts).
 */
export function digitsFor(tokens: readonly string[]): string[] {
  const out: string[] = []
  let i = 0
  while (i < tokens.length) {
    const token = tokens[i]!
    const bare = token.endsWith(',') ? token.slice(0, -1) : token
    if (isNumberWord(bare) || (/^\d+$/.test(bare) && isScale(tokens[i + 1]) && bare === token)) {
      const [value, next, comma] = readNumber(tokens, i)
      out.push(String(value) + (comma ? ',' : ''))
      i = next
      continue
    }
    if (bare.startsWith('se') && bare !== 'selusin' && SE_NOUNS.has(bare.slice(2))) {
      out.push('1', token.slice(2))
      i++
      continue
    }
    out.push(token)
    i++
  }
  return out
}

const strip = (token: string | undefined): string | undefined => token?.replace(/,$/, '')
const isScale = (token: string | undefined): boolean => strip(token) !== undefined && strip(token)! in SCALES

/** Reads one number from `start`: its value, the next index, and whether a comma closed it. */
function readNumber(tokens: readonly string[], start: number): [number, number, boolean] {
  let total = 0
  let part = 0
  let last = Number.POSITIVE_INFINITY
  let i = start
  let comma = false
  while (i < tokens.length && !comma) {
    const raw = tokens[i]!
    const token = strip(raw)!
    comma = raw.endsWith(',')
    if (token in UNITS) {
      const value = UNITS[token]!
      const next = comma ? undefined : strip(tokens[i + 1])
      const tens =
        next === 'belas' ? value + 10 : next === 'puluh' ? value * 10 : next === 'ratus' ? value * 100 : value
      // "dua tiga": two numbers, not one; "tiga puluh lima" goes down in rank and is one.
      const rank = next === 'ratus' ? 3 : next === 'puluh' ? 2 : 1
      if (rank >= last) break
      last = rank
      part += tens
      if (tens !== value || next === 'belas' || (value === 0 && next === 'puluh')) {
        i++
        comma = tokens[i]!.endsWith(',')
      }
      i++
    } else if (token in SE_SCALES) {
      const value = SE_SCALES[token]!
      if (value === 100) {
        if (last <= 3) break
        part += 100
        last = 3
      } else {
        total += value
        last = Number.POSITIVE_INFINITY
      }
      i++
    } else if (token in SCALES && i > start) {
      total += (part || 1) * SCALES[token]!
      part = 0
      last = Number.POSITIVE_INFINITY
      i++
    } else if (/^\d+$/.test(token) && i === start) {
      part = Number(token)
      last = 0
      i++
    } else {
      comma = false
      break
    }
  }
  return [total + part, i, comma && i <= tokens.length]
}

/**
 * A number as typed: "1.000" → 1000 (dot thousands), "1,5" → 1.5 (comma decimal), "2.5" → 2.5. `unsure` for
 * "1,000": a decimal by the Indonesian rule, a thousand by the English one; whoever reads it must ask.
 */
export function readNumeral(text: string): { value: number; unsure: boolean } | null {
  if (/^\d{1,3}(\.\d{3})+$/.test(text)) return { value: Number(text.replaceAll('.', '')), unsure: false }
  if (/^\d{1,3}(,\d{3})+$/.test(text)) return { value: Number(text.replaceAll(',', '')), unsure: true }
  if (/^\d{1,9}([.,]\d{1,2})?$/.test(text)) return { value: Number(text.replace(',', '.')), unsure: false }
  if (/^\d{1,3}(\.\d{3})+,\d{1,2}$/.test(text)) {
    return { value: Number(text.replaceAll('.', '').replace(',', '.')), unsure: false }
  }
  return null
}
