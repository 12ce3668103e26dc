import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

/** One import as it stands in a file: both paths relative to src, or a package's name. */
export type Import = { from: string; to: string; typeOnly: boolean }

type Rule = { folder: RegExp; may: RegExp[]; packages?: RegExp }

const LIB = /^lib\//
const WORDS = [/^message\.ts$/, /^language\//, LIB]
const VERBS = /^features\/[^/]+\/(?!.*\.dialog\.tsx?$)[^/]+$/
const DIALOGS = /\.dialog\.ts$/

/** Who may import whom (DESIGN.md §1), first match decides. What is not listed is forbidden. */
export const rules: Rule[] = [
  // It opens the database while the rest is read.
  { folder: /^main\.ts$/, may: [/^app\.ts$/, /^config\.ts$/, /^lib\/db\.ts$/] },
  { folder: /^app\.ts$/, may: [/./] },
  // The other half of the wiring: it builds the messengers and knows nothing of what is said over them.
  {
    folder: /^messengers\.ts$/,
    may: [
      /^config\.ts$/,
      /^channels\//,
      /^features\/(settings\/quiet-hours|figures\/pictures)\.ts$/,
      /^outbox\//,
      ...WORDS,
    ],
  },
  // Run by hand: each is a main.ts of its own.
  {
    folder: /^cli\//,
    may: [
      /^cli\/installation\.ts$/,
      /^config\.ts$/,
      VERBS,
      /^conversation\/(understand|vocabulary)\.ts$/,
      ...WORDS,
    ],
  },
  { folder: /^config\.ts$/, may: [] },
  { folder: /^message\.ts$/, may: [] },
  { folder: LIB, may: [LIB] },
  { folder: /^language\//, may: [/^language\//] },
  // The dialog contract is shared by everybody who holds a conversation.
  { folder: /^conversation\/dialog\.ts$/, may: [...WORDS, /^conversation\/understand\.ts$/] },
  { folder: /^channels\/channel\.ts$/, may: [/^message\.ts$/, LIB] },
  {
    folder: /^channels\/telegram\//,
    may: [/^channels\/(channel\.ts|telegram\/)/, /^message\.ts$/, LIB, /^config\.ts$/],
  },
  {
    folder: /^channels\/webchat\//,
    may: [/^channels\/(channel\.ts|webchat\/)/, /^message\.ts$/, LIB, /^config\.ts$/],
  },
  {
    folder: /^channels\/whatsapp\//,
    may: [/^channels\/(channel\.ts|whatsapp\/)/, /^message\.ts$/, LIB, /^config\.ts$/],
  },
  { folder: /^outbox\//, may: [/^outbox\//, /^message\.ts$/, /^channels\/channel\.ts$/, LIB] },
  {
    folder: /^features\/[^/]+\/.*\.dialog\.ts$/,
    may: [VERBS, DIALOGS, /^conversation\/dialog\.ts$/, /^outbox\//, ...WORDS],
  },
  // Everybody knows people; people know nobody.
  { folder: /^features\/people\//, may: [/^features\/people\/(?!.*\.dialog\.ts$)/, /^outbox\//, ...WORDS] },
  { folder: /^features\//, may: [VERBS, /^outbox\//, ...WORDS] },
  { folder: /^conversation\//, may: [/^conversation\//, /^features\//, /^outbox\//, ...WORDS] },
  { folder: /^inbox\//, may: [/^inbox\//, /^conversation\//, /^outbox\//, ...WORDS] },
  {
    folder: /^web\//,
    may: [/^web\//, VERBS, /^outbox\//, /^channels\/channel\.ts$/, /^message\.ts$/, LIB, /^config\.ts$/],
  },
  { folder: /^jobs\.ts$/, may: [VERBS, /^outbox\//, LIB] },
]

/** Packages that only one folder may know. */
const owned: [RegExp, RegExp][] = [
  [/^(grammy|@grammyjs\/)/, /^channels\/telegram\//],
  [/^(@whiskeysockets\/baileys|libsignal)/, /^channels\/whatsapp\//],
  [/^(@electric-sql\/pglite|pglite-prisma-adapter|@prisma\/)/, LIB],
  [/^(hono|@hono\/)/, /^web\//],
]

/** What is wrong with an import, or null. A type needs the same permission: it is knowledge, too. */
export function verdict({ from, to }: Import): string | null {
  const owner = owned.find(([name]) => name.test(to))
  if (owner) return owner[1].test(from) ? null : `${from} may not know ${to}`
  if (!/\.tsx?$/.test(to)) return null
  const rule = rules.find((one) => one.folder.test(from))
  if (!rule) return `${from} stands in no folder of the design`
  return rule.may.some((one) => one.test(to)) ? null : `${from} may not import ${to}`
}

/** Circles among files, each as the path that comes back to its start. Types do not count: they vanish. */
export function circles(imports: Import[]): string[][] {
  const next = new Map<string, string[]>()
  for (const { from, to, typeOnly } of imports) if (!typeOnly) next.set(from, [...(next.get(from) ?? []), to])
  const found: string[][] = []
  const done = new Set<string>()
  const visit = (file: string, path: string[]): void => {
    const at = path.indexOf(file)
    if (at >= 0) found.push([...path.slice(at), file])
    if (at >= 0 || done.has(file)) return
    for (const to of next.get(file) ?? []) visit(to, [...path, file])
    done.add(file)
  }
  for (const file of next.keys()) visit(file, [])
  return found
}

/** Every import below a folder. The generated client is not ours to judge. */
export function readImports(root: string): Import[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('lib/prisma/'))
    .flatMap((file) => importsOf(file, readFileSync(join(root, file), 'utf8')))
}

/** @param text TypeScript whose imports are formatted by Biome */
export function importsOf(file: string, text: string): Import[] {
  const found = text.matchAll(
    /^(?:import|export)\s+(type\s+)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm,
  )
  return [...found].map(([, type, fixed, dynamic]) => {
    const target = fixed ?? dynamic ?? ''
    const to = target.startsWith('.') ? normalize(join(dirname(file), target)).replaceAll('\\', '/') : target
    return { from: file, to, typeOnly: type !== undefined }
  })
}
