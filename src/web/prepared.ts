import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { Context } from 'hono'

/** An answer that is made once for many: its bytes, also packed, and what a browser knows them by. */
export type Prepared = {
  body: Uint8Array<ArrayBuffer>
  packed: Uint8Array<ArrayBuffer> | null
  type: string
  etag: string
  name?: string
}

/** @param name of the file that a browser keeps; absent: it is shown */
export function prepare(content: string | Buffer, type: string, name?: string): Prepared {
  const body = new Uint8Array(typeof content === 'string' ? Buffer.from(content) : content)
  // A picture is packed already.
  const packed = type.startsWith('image/') ? null : new Uint8Array(gzipSync(body, { level: 9 }))
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 16)
  // Weak: packed or not, it is the same.
  return { body, packed, type, etag: `W/"${hash}"`, ...(name && { name }) }
}

/** @param seconds for how long a browser, or a cache before us, need not ask again */
export function send(c: Context, { body, packed, type, etag, name }: Prepared, seconds: number): Response {
  const headers: Record<string, string> = {
    etag,
    'cache-control': `public, max-age=${seconds}`,
    vary: 'accept-encoding',
    // What is open is open to other people's pages too.
    'access-control-allow-origin': '*',
  }
  const known = c.req.header('if-none-match')
  if (known?.split(/\s*,\s*/).some((one) => one === '*' || one.replace(/^W\//, '') === etag.slice(2)))
    return c.body(null, 304, headers)
  headers['content-type'] = type
  if (name) headers['content-disposition'] = `inline; filename="${name}"`
  const packs = packed && /\bgzip\b(?!\s*;\s*q=0(\.0*)?(,|$))/.test(c.req.header('accept-encoding') ?? '')
  if (packs) headers['content-encoding'] = 'gzip'
  return c.body(packs ? packed : body, 200, headers)
}
