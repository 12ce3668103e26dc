import { parseAst } from 'vitest/node'

/** Words that only Indonesian has, and ours: those of the Indonesian sentences that no English one uses. */
export function indonesianOf(id: string[], en: string[]): Set<string> {
  const english = new Set(en.flatMap(wordsOf))
  return new Set(id.flatMap(wordsOf).filter((word) => word.length > 2 && !english.has(word)))
}

const wordsOf = (text: string) => text.toLowerCase().match(/\p{L}+/gu) ?? []

/**
 * Texts in a file's code that look like Indonesian sentences: string literals, templates and the words of a page.
 * What a button types for somebody ("=tutup layar 4") is a command, SQL is a tagged template, and types, keys and
 * imports are never said.
 */
export function sentencesIn(file: string, code: string, indonesian: ReadonlySet<string>): string[] {
  const found: string[] = []
  const say = (text: string, loose: boolean) => {
    const words = wordsOf(text)
    const known = words.filter((word) => indonesian.has(word)).length
    // Alone on a page one word is said; in code it takes a few of them with blanks between, or names and keys of
    // data would be sentences, and an English error that says "server" as well.
    const said = loose ? known > 0 : /\s/.test(text) && words.length > 1 && known / words.length >= 0.25
    if (said && !text.startsWith('=')) found.push(text.replace(/\s+/g, ' ').trim())
  }
  walk(parseAst(code, { lang: file.endsWith('x') ? 'tsx' : 'ts' }, file) as unknown as Node, say)
  return found
}

type Node = { type: string; [key: string]: unknown }

/** Never said: what a type allows, where a module lies, SQL. */
const SILENT = /^(TS(?!AsExpression|NonNull|Satisfies)|ImportDeclaration|Export(All|Named)|TaggedTemplate)/
/** What a page shows without being asked; other attributes are names of classes and the like. */
const SHOWN = new Set(['title', 'alt', 'aria-label', 'placeholder', 'label'])

function walk(node: Node, say: (text: string, loose: boolean) => void): void {
  if (SILENT.test(node.type) && !node.declaration) return
  if (node.type === 'Literal' && typeof node.value === 'string') say(node.value, false)
  if (node.type === 'JSXText') say(String(node.value), true)
  if (node.type === 'JSXAttribute') {
    const value = node.value as Node | null
    if (typeof value?.value === 'string') {
      if (SHOWN.has(nameOf(node))) say(value.value, true)
      return
    }
  }
  if (isWordList(node)) return
  if (node.type === 'TemplateLiteral') {
    const quasis = node.quasis as { value: { cooked: string } }[]
    say(quasis.map((one) => one.value.cooked).join('…'), false)
  }
  for (const [key, child] of Object.entries(node)) {
    if (key === 'key' && node.computed !== true) continue
    for (const one of Array.isArray(child) ? child : [child])
      if (one && typeof one === 'object' && typeof (one as Node).type === 'string') walk(one as Node, say)
  }
}

/** `'kapal kuda …'.trim().split(' ')`: vocabulary. */
function isWordList(node: Node): boolean {
  if (node.type !== 'CallExpression' || calledOn(node).name !== 'split') return false
  let object = calledOn(node).object
  while (object?.type === 'CallExpression') object = calledOn(object).object
  return object?.type === 'Literal' || object?.type === 'TemplateLiteral'
}

function calledOn({ callee }: Node): { object?: Node | undefined; name?: string | undefined } {
  const { object, property } = (callee ?? {}) as { object?: Node; property?: { name?: string } }
  return { object, name: property?.name }
}

const nameOf = (node: Node) => String((node.name as { name?: unknown } | undefined)?.name)
