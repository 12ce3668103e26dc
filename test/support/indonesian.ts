import { readLocales } from '../../src/lib/i18n.ts'

/** Every sentence of a language, without its values and the formats in them. */
function sentences(language: string): string[] {
  const leaves = (node: unknown): string[] =>
    typeof node === 'string'
      ? [node.replace(/\{\{[^}]*\}\}/g, ' ')]
      : Object.values(node as object).flatMap(leaves)
  return leaves(readLocales()[language])
}

/** An address on the web is no sentence, and a code ("BB6KK") has no words. */
export const wordsOf = (text: string): string[] =>
  text
    .replace(/https?:\/\/\S+/g, ' ')
    .replace(/\b(?=[A-Z]*\d)[A-Z\d]{4,}\b/g, ' ')
    // A head of an audit chain, in groups.
    .replace(/\b[\da-f]{4}(?: [\da-f]{4}){2,}\b/g, ' ')
    .toLowerCase()
    .match(/\p{L}+/gu) ?? []

const english = new Set(sentences('en').flatMap(wordsOf))
/** Words that only our Indonesian sentences use: where one of them stands in English text, something was not translated. */
const indonesian = new Set(
  sentences('id')
    .flatMap(wordsOf)
    .filter((word) => word.length > 1 && !english.has(word)),
)

/** @param names words that stay as they are: of people, places, units, and what was typed */
export function leftovers(text: string, names: Set<string>): string[] {
  return wordsOf(text).filter((word) => indonesian.has(word) && !names.has(word))
}
