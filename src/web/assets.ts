import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Hono } from 'hono'

/**
 * The few static files, read once, served under a name that changes with their content: a browser may keep
 * them for ever, and an upgrade is seen at once.
 *
 * The build only compiles TypeScript, so the files stay in src/web/static; dist/web lies equally deep.
 */
const folder = new URL('../../src/web/static/', import.meta.url)
const types = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', svg: 'image/svg+xml' }
// A module stands behind those that it imports.
const names = [
  'style.css',
  'demo.css',
  'stream.js',
  'phone.js',
  'venue.js',
  'tour.js',
  'chat.js',
  'demo.js',
  'screen.js',
  'icon.svg',
] as const

export type AssetName = (typeof names)[number]

type File = { body: Uint8Array; type: string; path: string }
const files = new Map<AssetName, File>()
for (const name of names) files.set(name, read(name))

function read(name: string): File {
  // The browser knows a file by its address only, so what a module imports is named by it.
  const body = Buffer.from(
    readFileSync(fileURLToPath(new URL(name, folder)), 'utf8').replace(
      /from '\.\/([\w.]+)'/g,
      (_, other) => `from '${asset(other as AssetName)}'`,
    ),
  )
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 10)
  const [stem, extension] = name.split('.') as [string, keyof typeof types]
  return { body: new Uint8Array(body), type: types[extension], path: `/aset/${stem}-${hash}.${extension}` }
}

/** @returns the address of the file's present content */
export function asset(name: AssetName): string {
  return files.get(name)!.path
}

export const assetRoutes = new Hono()
for (const file of files.values()) {
  assetRoutes.get(file.path, () => {
    return new Response(file.body as BodyInit, {
      headers: { 'content-type': file.type, 'cache-control': 'public, max-age=31536000, immutable' },
    })
  })
}
