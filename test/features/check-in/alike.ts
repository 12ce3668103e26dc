/** How alike two words are, by finger and by ear: the measures behind `code-words.ts`. */

/** Optimal string alignment: letters wrong, missing, too many, or neighbours exchanged. */
export function damerau(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, before[j - 2]! + 1)
      }
      row.push(cost)
    }
    before = last
    last = row
  }
  return last[b.length]!
}

const SAME: Record<string, string> = {
  ...{ F: 'P', V: 'P', B: 'P', D: 'T', G: 'K', Q: 'K', X: 'S', Z: 'S', J: 'C' },
  ...{ M: 'N', R: 'L', E: 'I', Y: 'I', O: 'U', W: 'U' },
}

/** What is left of a word across a windy yard; the rule stands at the head of `code-words.ts`. */
export function soundKey(word: string): string {
  return word
    .replace(/KH/g, 'K')
    .replace(/SY/g, 'S')
    .replace(/NG|NY/g, 'N')
    .replace(/AI$/, 'E')
    .replace(/AU$/, 'O')
    .replace(/H/g, '')
    .replace(/./g, (letter) => SAME[letter] ?? letter)
    .replace(/K$/, '')
    .replace(/(.)\1+/g, '$1')
}
