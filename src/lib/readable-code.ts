import { randomInt } from 'node:crypto'

/** Letters and digits that are not mistaken for each other when read aloud or copied by hand. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/** A random code of that many characters (5 bits each), with a digit in it: it is never a word ("batal apel"). */
export function readableCode(length: number): string {
  for (;;) {
    const code = Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
    if (/\d/.test(code)) return code
  }
}
