import type { Amount, Goods, Token } from './line-words.ts'

export const BREAK = /^(?:pecah|pecahan|retak|rusak|busuk|bocor)$/
const AGAIN = /^lagi$/
const NO = new Set('tidak tdk gak ga nggak tanpa nol'.split(' '))
const FOR = new Set('untuk utk u buat kepada bagi kpd'.split(' '))
const TO = new Set('ke kepada di'.split(' '))

/** "untuk 60 balita"; also "60 orang". */
export function takeRecipients(tokens: Token[]): {
  recipients: number | null
  rest: Token[]
  after: Token[]
} {
  const at = tokens.findIndex(
    (one, n) => one.kind === 'word' && FOR.has(one.word) && tokens[n + 1]?.kind === 'number',
  )
  const said = tokens[at + 1]
  if (at >= 0 && said?.kind === 'number') {
    let end = at + 2
    for (let one = tokens[end]; one?.kind === 'word' && !TO.has(one.word); one = tokens[end]) end += 1
    // A place may follow: "untuk 25 ke Posyandu Mawar".
    return {
      recipients: whole(said.value),
      rest: [...tokens.slice(0, at), ...tokens.slice(end)],
      after: tokens.slice(at + 2, end),
    }
  }
  const counted = tokens.findIndex(
    (one, n) =>
      one.kind === 'number' && n > 0 && wordIn(tokens[n + 1], /^(?:orang|org|jiwa|anak|balita|penerima)$/),
  )
  const number = tokens[counted]
  if (counted < 0 || number?.kind !== 'number') return { recipients: null, rest: tokens, after: [] }
  return {
    recipients: whole(number.value),
    rest: tokens.filter((_, n) => n !== counted && n !== counted + 1),
    after: [],
  }
}

const whole = (value: number): number | null =>
  Number.isInteger(value) && value > 0 && value <= 100_000 ? value : null

export function takePlace(tokens: Token[]): { to: string | null; rest: Token[] } {
  const at = tokens.findIndex((one) => one.kind === 'word' && TO.has(one.word))
  if (at < 0) return { to: null, rest: tokens }
  const to = wordsOf(tokens.slice(at + 1))
  return { to: to || null, rest: tokens.slice(0, at) }
}

export function takeAgain(tokens: Token[]): { again: boolean; rest: Token[] } {
  const rest = tokens.filter((one) => !wordIn(one, AGAIN))
  return { again: rest.length < tokens.length, rest }
}

/** "pecah 1", "1 pecah", "pecah semua", "tidak ada yang pecah". */
export function takeBroken(tokens: Token[], goods: Goods): { broken: Amount | 'all' | null; rest: Token[] } {
  const at = tokens.findIndex((one) => wordIn(one, BREAK))
  if (at < 0) return { broken: null, rest: tokens }
  const before = tokens.slice(Math.max(0, at - 3), at)
  // "tanpa nama 30 pecah 2" denies a name, not what is broken.
  const no = before.findIndex(
    (one, n) => one.kind === 'word' && NO.has(one.word) && !wordIn(before[n + 1], /^(?:nama|bernama)$/),
  )
  if (no >= 0)
    return { broken: null, rest: [...tokens.slice(0, at - before.length + no), ...tokens.slice(at + 1)] }
  const next = tokens[at + 1]
  if (next?.kind === 'word' && /^semua(?:nya)?$/.test(next.word))
    return { broken: 'all', rest: [...tokens.slice(0, at), ...tokens.slice(at + 2)] }
  const measureAfter = (n: number) => (wordIn(tokens[n], null, goods) ? 1 : 0)
  if (next?.kind === 'number') {
    const end = at + 2 + measureAfter(at + 2)
    return {
      broken: [{ count: next.value, measure: measureOf(tokens[at + 2], goods) }],
      rest: [...tokens.slice(0, at), ...tokens.slice(end)],
    }
  }
  const back = measureAfter(at - 1)
  const number = tokens[at - 1 - back]
  if (number?.kind === 'number')
    return {
      broken: [{ count: number.value, measure: back ? measureOf(tokens[at - 1], goods) : null }],
      rest: [...tokens.slice(0, at - 1 - back), ...tokens.slice(at + 1)],
    }
  return { broken: null, rest: tokens }
}

export function wordIn(token: Token | undefined, shape: RegExp | null, goods?: Goods): boolean {
  if (token?.kind !== 'word') return false
  return shape ? shape.test(token.word) : (goods?.measures.has(token.word) ?? false)
}
const measureOf = (token: Token | undefined, goods: Goods): string | null =>
  token?.kind === 'word' && goods.measures.has(token.word) ? token.word : null

export const wordsOf = (tokens: Token[]): string =>
  tokens
    .map((one) => (one.kind === 'word' || one.kind === 'number' ? one.text : ''))
    .filter(Boolean)
    .join(' ')
