import { ALSO_WORDS, CORRECTABLE } from './lexicon.ts'
import { SHORT_FORMS } from './words.ts'

const MIN_LENGTH = 5
const known = new Set<string>([...CORRECTABLE, ...SHORT_FORMS.keys(), ...SHORT_FORMS.values()])
for (const phrase of SHORT_FORMS.values()) for (const word of phrase.split(' ')) known.add(word)

/** Every word less one letter → the words it may come from: one look-up instead of a scan (symmetric delete). */
const byDeletion = new Map<string, string[]>()
for (const word of CORRECTABLE) {
  if (word.length < MIN_LENGTH) continue
  for (const form of [word, ...deletions(word)]) {
    const list = byDeletion.get(form)
    if (!list) byDeletion.set(form, [word])
    else if (!list.includes(word)) list.push(word)
  }
}

function deletions(word: string): string[] {
  const forms: string[] = []
  for (let i = 0; i < word.length; i++) forms.push(word.slice(0, i) + word.slice(i + 1))
  return forms
}

/** One insertion, deletion, substitution or swap of neighbours apart. */
function oneLetterApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || a === b) return false
  let i = 0
  while (i < a.length && i < b.length && a[i] === b[i]) i++
  if (a.length === b.length) {
    if (a.slice(i + 1) === b.slice(i + 1)) return true
    return a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2)
  }
  return a.length > b.length ? a.slice(i + 1) === b.slice(i) : a.slice(i) === b.slice(i + 1)
}

const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm']

/** Keys that a thumb confuses: side by side, or above each other. */
function nearKeys(a: string, b: string): boolean {
  const [ra, rb] = [a, b].map((key) => ROWS.findIndex((row) => row.includes(key))) as [number, number]
  // A digit lies beside all of them, and nobody means a letter by it.
  if (ra < 0 || rb < 0) return false
  const gap = ROWS[ra]!.indexOf(a) - ROWS[rb]!.indexOf(b)
  return Math.abs(ra - rb) <= 1 && Math.abs(gap) <= 1
}

/** Short words stand close to many others: only a swap, a doubled letter or the key beside counts as a slip. */
function likelySlip(token: string, word: string): boolean {
  let i = 0
  while (token[i] === word[i]) i++
  if (token.length < word.length) return true
  if (token.length > word.length)
    return token[i] === token[i - 1] || nearKeys(token[i]!, token[i - 1] ?? token[i + 1]!)
  if (token[i] === word[i + 1] || nearKeys(token[i]!, word[i]!)) return true
  return word.length > 6 && 'aeiou'.includes(token[i]!) && 'aeiou'.includes(word[i]!)
}

/** Is it a word of ours, short forms included? */
export function isKnown(word: string): boolean {
  return known.has(word) || ALSO_WORDS.has(word)
}

/**
 * The everyday word that a token with one wrong letter stands for; the token itself when it is a word, shorter
 * than five letters, begins with another letter, or could be two words. Names survive by these rules.
 */
export function correct(token: string): string {
  if (token.length < MIN_LENGTH || token.length > 16 || isKnown(token)) return token
  let found: string | undefined
  for (const form of [token, ...deletions(token)]) {
    for (const word of byDeletion.get(form) ?? []) {
      if (word === found || word[0] !== token[0] || !oneLetterApart(token, word) || !likelySlip(token, word))
        continue
      // A real suffix ("apelnya", "papannya") never gets here; "hadiri" and the like are left to the rules.
      if (found) return token
      found = word
    }
  }
  return found ?? token
}
