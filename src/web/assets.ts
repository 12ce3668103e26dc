import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Hono } from 'hono'
import { root } from '../lib/root.ts'

/**
 * The few static files, read once. Scripts are served under a name that changes with their content: a browser may keep
 * them for ever, and an upgrade is seen at once. Style sheets stand in the page itself: they are a few kilobytes when
 * sent, and a phone paints after one answer instead of two.
 *
 * They are what a browser reads: the build leaves them where they are.
 */
const folder = join(root, 'src/web/static')
const types = { js: 'text/javascript; charset=utf-8', svg: 'image/svg+xml' }
// A module stands behind those that it imports.
const names = [
  'stream.js',
  'phone.js',
  'venue.js',
  'tour.js',
  'chat.js',
  'demo.js',
  'screen.js',
  'numbers.js',
  'icon.svg',
] as const
const sheets = ['style.css', 'demo.css', 'progress.css', 'sheet.css'] as const

export type AssetName = (typeof names)[number]
export type SheetName = (typeof sheets)[number]

type File = { body: Uint8Array; type: string; path: string; imports: AssetName[] }
const files = new Map<AssetName, File>()
for (const name of names) files.set(name, read(name))
const styles = new Map(sheets.map((name) => [name, readFileSync(join(folder, name), 'utf8')]))

function read(name: AssetName): File {
  // The browser knows a file by its address only, so what a module imports is named by it.
  const imports: AssetName[] = []
  const text = readFileSync(join(folder, name), 'utf8')
  const body = text.replace(/from '\.\/([\w.]+)'/g, (_, other) => {
    imports.push(other as AssetName)
    return `from '${asset(other as AssetName)}'`
  })
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 10)
  const [stem, extension] = name.split('.') as [string, keyof typeof types]
  const path = `/aset/${stem}-${hash}.${extension}`
  return { body: new Uint8Array(Buffer.from(body)), type: types[extension], path, imports }
}

/** @returns the address of the file's present content */
export function asset(name: AssetName): string {
  return files.get(name)!.path
}

/** @returns the addresses of all that a script imports, so that a page can ask for them at once */
export function importsOf(script: AssetName): string[] {
  const found = new Set<AssetName>()
  const walk = (name: AssetName) => {
    for (const other of files.get(name)!.imports) {
      found.add(other)
      walk(other)
    }
  }
  walk(script)
  return [...found].map(asset)
}

export function styleText(name: SheetName): string {
  return styles.get(name)!
}

/** What a content security policy calls the style sheets that stand in our pages: no other one is obeyed. */
export const styleHashes = [...styles.values()].map(
  (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
)

export const assetRoutes = new Hono()
for (const file of files.values()) {
  assetRoutes.get(file.path, () => {
    return new Response(file.body as BodyInit, {
      headers: { 'content-type': file.type, 'cache-control': 'public, max-age=31536000, immutable' },
    })
  })
}
