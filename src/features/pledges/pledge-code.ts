import { randomInt } from 'node:crypto'

/** As in lib/readable-code.ts: 32 letters and digits that are not taken for each other. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const LENGTH = 5
const SHAPE = /(?<![\p{L}\d])([2-9A-HJ-NP-Z]{5})(?![\p{L}\d])/giu

/**
 * A pledge's code, "K7QF3": four random characters, a digit and a letter among them (it is never a word or an amount), and a check. A million of
 * them, so that one is hardly ever tried twice; the caller tries again when it is taken.
 */
export function newPledgeCode(): string {
  for (;;) {
    const body = Array.from({ length: LENGTH - 1 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
    // A letter too: a number alone is an amount.
    if (/\d/.test(body) && /[A-Z]/.test(body)) return body + checkOf(body)
  }
}

/**
 * Weighted so that a wrong character, and two neighbours exchanged, never go unnoticed: the sum of value × power of the
 * generator of GF(32), which is 0 for a right code.
 */
function checkOf(body: string): string {
  let sum = 0
  for (const char of body) sum = double(sum ^ ALPHABET.indexOf(char))
  return ALPHABET[sum] ?? ''
}

/** Times x in GF(2^5) modulo x^5 + x^2 + 1. */
function double(value: number): number {
  const shifted = value << 1
  return shifted & 32 ? (shifted ^ 0b100101) & 31 : shifted
}

/**
 * What could be a pledge's code in a text, in capitals, in order. `right: false`: it has the shape and a digit, and its
 * check says that it was mistyped.
 */
export function pledgeCodesIn(text: string): { code: string; right: boolean; start: number; end: number }[] {
  return [...text.matchAll(SHAPE)]
    .map((match) => ({ code: (match[1] ?? '').toUpperCase(), start: match.index, end: match.index + LENGTH }))
    .filter(({ code }) => /\d/.test(code) && /[A-Z]/.test(code))
    .map((one) => ({ ...one, right: checkOf(one.code.slice(0, -1)) === one.code.at(-1) }))
}
