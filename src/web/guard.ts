import type { Context, MiddlewareHandler } from 'hono'
import { styleHashes } from './assets.ts'

/** What stands before every page: who may ask at all, and what a browser may do with the answer. */

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]'])

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src ${styleHashes.join(' ')}`,
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** In the demo our own page shows the venue screen beside the phones, in a frame. */
export function framedByUs(c: Context): void {
  c.header('content-security-policy', POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'"))
  c.header('x-frame-options', 'SAMEORIGIN')
}

export function framesOurs(c: Context): void {
  c.header('content-security-policy', `${POLICY}; frame-src 'self'`)
}

/** No page is cached unless it says so: almost all of them belong to one browser. */
export const headers: MiddlewareHandler = async (c, next) => {
  await next()
  const set = (name: string, value: string) => {
    if (!c.res.headers.has(name)) c.res.headers.set(name, value)
  }
  set('content-security-policy', POLICY)
  set('x-content-type-options', 'nosniff')
  set('x-frame-options', 'DENY')
  set('cross-origin-opener-policy', 'same-origin')
  set('permissions-policy', 'geolocation=(self), camera=(), microphone=()')
  // Never tells another site where somebody came from. Not `no-referrer`: with it a browser sends
  // `Origin: null` with a form, and the check of the sender below could not tell friend from foe.
  set('referrer-policy', 'same-origin')
  set('cache-control', 'no-store')
}

/**
 * The demo lets anybody be anybody, so only this machine may open it. Checking the name that the browser asked
 * for keeps out a foreign site whose name was pointed at 127.0.0.1 (DNS rebinding).
 */
export function loopbackOnly(refuse: (c: Context) => Response | Promise<Response>): MiddlewareHandler {
  return async (c, next) => {
    const host = (c.req.header('host') ?? new URL(c.req.url).host).replace(/:\d+$/, '')
    if (!LOOPBACK.has(host)) return refuse(c)
    return next()
  }
}

/** Something is changed only for our own pages: never for a form or script of another site. */
export function ownPagesOnly(
  refuse: (c: Context) => Response | Promise<Response>,
  publicUrl: string | null,
): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD' && !fromOwnPage(c, publicUrl)) return refuse(c)
    return next()
  }
}

function fromOwnPage(c: Context, publicUrl: string | null): boolean {
  // A browser sets it, a page cannot.
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin'
  const origin = c.req.header('origin')
  if (!origin || !URL.canParse(origin)) return false
  const host = c.req.header('host') ?? new URL(c.req.url).host
  return new URL(origin).host === host || origin === (publicUrl && new URL(publicUrl).origin)
}

/**
 * Asked from this machine itself, and not passed on by a proxy on it. An in-process call (a test) has no socket
 * and counts as this machine.
 */
export function fromThisMachine(c: Context): boolean {
  if (c.req.header('x-forwarded-for') || c.req.header('forwarded') || c.req.header('x-real-ip')) return false
  const peer = peerOf(c)
  return peer === undefined || peer === '127.0.0.1' || peer === '::1' || peer === '::ffff:127.0.0.1'
}

/** The other end of the connection; a proxy's, if there is one. */
export function peerOf(c: Context): string | undefined {
  const env = c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined
  return env?.incoming?.socket?.remoteAddress
}
