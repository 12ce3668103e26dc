import { randomInt } from 'node:crypto'

/** As in lib/readable-code.ts: 32 letters and digits that are not taken for each other. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const LENGTH = 5
/** Letters and digits that the alphabet lacks too: "K7QFO" was meant to be a code. */
const SHAPE = /(?<![\p{L}\d])([\dA-Z]{5})(?![\p{L}\d])/giu
/** "25btr", "2buah", "28nov": an amount and its unit, a day. */
const AMOUNT = /^\d+\D+$/
/** A letter, and later a digit that something other than digits follows. */
const BODY = /^[A-Z](?=[A-Z]*\d+[A-Z])[\dA-Z]{3}$/

/**
 * A pledge's code, "K7QF3": four random characters and a check. It is never a word or an amount: letters stand before and
 * after a digit. 290,000 of them, so that one is seldom tried twice; the caller tries again when it is taken.
 */
export function newPledgeCode(): string {
  for (;;) {
    const body = Array.from({ length: LENGTH - 1 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
    if (BODY.test(body)) return body + checkOf(body)
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
 * What could be a pledge's code in a text, in capitals, in order. `right: false`: it has the shape of one, and was
 * mistyped: its check says so, or a character that no code has.
 */
export function pledgeCodesIn(text: string): { code: string; right: boolean; start: number; end: number }[] {
  return [...text.matchAll(SHAPE)]
    .map((match) => ({ code: (match[1] ?? '').toUpperCase(), start: match.index, end: match.index + LENGTH }))
    .filter(({ code }) => looksLikeOne(code))
    .map((one) => ({ ...one, right: isRight(one.code) }))
}

/** The codes that a word may have been meant as, where its only digit was mistyped as a letter; in capitals. */
export function codesNear(word: string): string[] {
  const typed = word.toUpperCase()
  if (!/^[A-Z]{5}$/.test(typed)) return []
  const digits = [...ALPHABET].filter((char) => /\d/.test(char))
  return [...typed].flatMap((_, n) =>
    digits.map((digit) => typed.slice(0, n) + digit + typed.slice(n + 1)).filter(isRight),
  )
}

function isRight(code: string): boolean {
  const body = code.slice(0, -1)
  return BODY.test(body) && isOurs(body) && checkOf(body) === code.at(-1)
}

function looksLikeOne(code: string): boolean {
  if (!/\d/.test(code) || !/[A-Z]/.test(code) || AMOUNT.test(code)) return false
  // "jam10" and "RT01A" are none; "K7QFO" is.
  return isOurs(code) || BODY.test(code.slice(0, -1))
}

const isOurs = (text: string): boolean => [...text].every((char) => ALPHABET.includes(char))
