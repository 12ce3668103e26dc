import { digitsFor, readNumeral } from '../../language/numbers.ts'
import type { Campaign } from '../goods/campaigns.ts'
import { pledgeCodesIn } from '../pledges/pledge-code.ts'

/** How the goods of the running campaigns are counted and called, in lower case. */
export type Goods = { measures: ReadonlySet<string>; names: ReadonlySet<string> }

export function goodsOf(campaigns: Pick<Campaign, 'unit' | 'measures' | 'goods' | 'goodsAliases'>[]): Goods {
  const lower = (words: string[]) => new Set(words.map((word) => word.toLowerCase()))
  return {
    measures: lower(campaigns.flatMap((one) => [one.unit, ...Object.keys(one.measures)])),
    names: lower(campaigns.flatMap((one) => [one.goods, ...one.goodsAliases])),
  }
}

/** "1 papan 5": numbers with what was said behind each, which is counted once the campaign is known. */
export type Amount = { count: number; measure: string | null }[]

export type Token =
  | { kind: 'code'; code: string; right: boolean }
  | { kind: 'number'; value: number; text: string }
  /** "-5", "1,000", "12345678901": a number that cannot be meant. */
  | { kind: 'odd'; text: string }
  | { kind: 'word'; word: string; text: string }
  /** "+", "dan" */
  | { kind: 'plus' }

const PIECE =
  /(?<![\p{L}\p{N}])-\d[\d.,]*|½|\d+(?:[.,/]\d+)*(?![\p{L}\d])|[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}'’]|\.(?=\p{L}))*|\+|&/gu
const ONE_OF = /(?<![\p{L}\d])se(\p{L}+)/giu
/** Nothing but digits before it: "S26KG" is a code. */
const GLUED = /(?<![\p{L}\d])(\d[\d.,]*)(\p{L}+)(?![\p{L}\d])/gu
/** "RT05" and "7A" belong to an address; what else mixes letters and digits was meant as a code. */
const MIXED = /^(?!(?:rt|rw|no|gg|blok|jl)\d|\d+\D+$)(?=.*\d)(?=.*\p{L})[\p{L}\d]{4,6}$/iu

/** A line in pieces. @param spelt number words are numbers: where no name stands in the line */
export function tokensOf(line: string, goods: Goods, spelt: boolean): Token[] {
  // "30butir" and "selusin" are amounts, "K7QF3" is none.
  const apart = line
    .normalize('NFKC')
    .replace(/½/g, ' ½ ')
    .replace(ONE_OF, (all, word: string) => (goods.measures.has(word.toLowerCase()) ? `1 ${word}` : all))
    .replace(GLUED, (all, digit: string, word: string, at: number, text: string) =>
      goods.measures.has(word.toLowerCase()) && !endsCode(text.slice(0, at) + all) ? `${digit} ${word}` : all,
    )
  const pieces = apart.match(PIECE) ?? []
  const words = spelt || !/[\d½]/.test(apart) ? inDigits(pieces) : pieces
  return words.map((text) => tokenOf(text))
}

function tokenOf(text: string): Token {
  const word = text.toLowerCase()
  if (text === '+' || text === '&' || word === 'dan' || word === 'tambah' || word === 'plus')
    return { kind: 'plus' }
  if (word === 'setengah' || word === 'separuh' || text === '½' || text === '1/2')
    return { kind: 'number', value: 0.5, text }
  if (/^-?\d[\d.,/]*$/.test(text)) {
    const read = readNumeral(text.replace(/[.,]+$/, ''))
    return read && !read.unsure ? { kind: 'number', value: read.value, text } : { kind: 'odd', text }
  }
  const [code] = pledgeCodesIn(text)
  if (code && text.length === code.code.length) return { kind: 'code', code: code.code, right: code.right }
  if (MIXED.test(text)) return { kind: 'code', code: text.toUpperCase(), right: false }
  return { kind: 'word', word, text }
}

/** "T34KG" is a code that ends like an amount. */
function endsCode(text: string): boolean {
  const piece = /[\p{L}\d]+$/u.exec(text)?.[0] ?? ''
  const [code] = pledgeCodesIn(piece)
  return code?.right === true && code.code.length === piece.length
}

/** Number words as digits, everything else as it was typed. */
function inDigits(pieces: string[]): string[] {
  const typed = new Map(pieces.map((one) => [one.toLowerCase(), one]))
  return digitsFor(pieces.map((one) => one.toLowerCase())).map((one) => typed.get(one) ?? one)
}

export type Found = { amount: Amount | null; odd: string | null; rest: Token[] }

/**
 * The one amount of a line: numbers side by side, with their measures. A number that names its measure is believed
 * before one that does not ("RT 5, 2 butir").
 * @returns `odd`: what stands there is no amount, or there are several
 */
export function takeAmount(tokens: Token[], goods: Goods): Found {
  const odd = tokens.find((one) => one.kind === 'odd')
  if (odd?.kind === 'odd') return { amount: null, odd: odd.text, rest: tokens }
  const runs = runsOf(tokens, goods)
  const measured = runs.filter(({ amount }) => amount.some(({ measure }) => measure !== null))
  const meant = measured.length > 0 ? measured : runs
  const [run, second] = meant
  if (!run) return { amount: null, odd: null, rest: tokens }
  const plain = run.amount.filter(({ measure }) => measure === null).length
  if (second || plain > 1)
    return {
      amount: null,
      odd: meant.flatMap(({ amount }) => amount.map(({ count }) => count)).join(' / '),
      rest: tokens,
    }
  return { amount: run.amount, odd: null, rest: [...tokens.slice(0, run.start), ...tokens.slice(run.end)] }
}

function runsOf(tokens: Token[], goods: Goods): { start: number; end: number; amount: Amount }[] {
  const runs: { start: number; end: number; amount: Amount }[] = []
  let i = 0
  while (i < tokens.length) {
    const amount: Amount = []
    const start = i
    for (;;) {
      const token = tokens[i]
      if (token?.kind !== 'number') break
      const next = tokens[i + 1]
      const measure = next?.kind === 'word' && goods.measures.has(next.word) ? next.word : null
      amount.push({ count: token.value, measure })
      i += measure === null ? 1 : 2
      // "2 butir telur", "1 papan dan 5"
      const after = tokens[i]
      if (after?.kind === 'word' && goods.names.has(after.word)) i += 1
      if (tokens[i]?.kind === 'plus' && tokens[i + 1]?.kind === 'number') i += 1
      // "RT 5, 2 butir" are two numbers, "1 papan 5" is one amount.
      else if (measure === null) break
    }
    if (amount.length > 0) runs.push({ start, end: i, amount })
    else i += 1
  }
  return runs
}

/** `ask`: that measure holds no known number of units; `odd`: it comes to no whole number, or to an impossible one. */
export type Units = { kind: 'units'; units: number } | { kind: 'ask'; measure: string } | { kind: 'odd' }

/** An amount in the units of a campaign. @param most more than this is a slip of the finger */
export function unitsOf(amount: Amount, campaign: Pick<Campaign, 'unit' | 'measures'>, most: number): Units {
  let units = 0
  for (const { count, measure } of amount) {
    const per =
      measure === null || measure === campaign.unit.toLowerCase() ? 1 : (campaign.measures[measure] ?? null)
    if (per === null) return { kind: 'ask', measure: measure ?? '' }
    units += count * per
  }
  const whole = Math.round(units * 1000) / 1000
  return Number.isInteger(whole) && whole >= 0 && whole <= most
    ? { kind: 'units', units: whole }
    : { kind: 'odd' }
}
