import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readLocales } from '../src/lib/i18n.ts'

/**
 * Every sentence exists in both languages with the same values, every key in the code exists, and no
 * sentence is left over. A key is written whole ('people:claim.sent'), or as a template whose fixed
 * beginning says which sentences it may mean (`roster:row.${key}`).
 */
const locales = readLocales()
const plural = /_(zero|one|two|few|many|other)$/

/** `ns:path.to.key` → sentence. */
function flatten(language: string): Map<string, string> {
  const sentences = new Map<string, string>()
  const walk = (node: unknown, path: string) => {
    if (typeof node === 'string') sentences.set(path, node)
    else
      for (const [key, inner] of Object.entries(node as object))
        walk(inner, path.endsWith(':') ? path + key : `${path}.${key}`)
  }
  for (const [namespace, node] of Object.entries(locales[language] ?? {})) walk(node, `${namespace}:`)
  return sentences
}

const values = (sentence: string) =>
  [...new Set([...sentence.matchAll(/\{\{\s*(\w+)/g)].map(([, name]) => name))].sort()
const byKey = (sentences: Map<string, string>) =>
  Object.fromEntries([...sentences].map(([key, sentence]) => [key.replace(plural, ''), values(sentence)]))

const source = fileURLToPath(new URL('../src', import.meta.url))
const code = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !file.startsWith(join('lib', 'prisma')))
  .map((file) => readFileSync(join(source, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, ''))

const id = flatten('id')
const namespaces = Object.keys(locales.id ?? {})
const literal = new RegExp(`['"\`]((?:${namespaces.join('|')}):[A-Za-z][\\w.]*)(['"\`]|\\$\\{)`, 'g')
/** Small functions that put the namespace in front: `line('rsvp')` in conversation/routes.ts. */
const shorthands: Record<string, string> = { line: 'conversation' }

const written = code.flatMap((text) => [
  ...[...text.matchAll(literal)].map(([, key = '', end]) => ({ key, whole: end !== '${' })),
  ...Object.entries(shorthands).flatMap(([name, namespace]) =>
    [...text.matchAll(new RegExp(`\\b${name}\\(['"\`]([\\w.]+)(['"\`]|\\$\\{)`, 'g'))].map(
      ([, key, end]) => ({
        key: `${namespace}:${key}`,
        whole: end !== '${',
      }),
    ),
  ),
])
const keys = [...id.keys()].map((key) => key.replace(plural, ''))
/** Whole: itself, or everything below it where a page takes a group of sentences. */
const means = ({ key, whole }: { key: string; whole: boolean }, sentence: string) =>
  whole ? sentence === key || sentence.startsWith(`${key}.`) : sentence.startsWith(key)

describe('the sentences', () => {
  it('are the same in every language, with the same values', () => {
    for (const language of Object.keys(locales)) expect(byKey(flatten(language)), language).toEqual(byKey(id))
  })

  it('exist wherever the code asks for one', () => {
    const absent = written.filter((use) => !keys.some((key) => means(use, key))).map(({ key }) => key)
    expect([...new Set(absent)]).toEqual([])
  })

  it('are all used', () => {
    const left = keys.filter((key) => !written.some((use) => means(use, key)))
    expect([...new Set(left)]).toEqual([])
  })

  it('leave no namespace unused', () => {
    expect(namespaces.filter((name) => !written.some(({ key }) => key.startsWith(`${name}:`)))).toEqual([])
  })

  it('are not empty, and close what they open', () => {
    for (const [key, sentence] of id) {
      expect(sentence.trim(), key).not.toBe('')
      expect(sentence.replace(/\{\{[^{}]+\}\}/g, ''), key).not.toMatch(/[{}]/)
    }
  })
})
