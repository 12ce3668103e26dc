import { randomBytes } from 'node:crypto'
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import type { Config } from '../config.ts'
import type { Secret } from '../lib/secret.ts'
import type { DemoRole } from './deps.ts'

/**
 * Whose chat this is: an address that nobody can guess, in a signed cookie that no script can read. In the demo
 * one browser is several people, each with a cookie of its own.
 */
export type Slot = DemoRole | null

const SLOTS = new Set<string>(['pegawai', 'koordinator', 'warga', 'tamu'])
const HALF_A_YEAR_S = 180 * 86_400

export function slotOf(value: unknown): Slot {
  return typeof value === 'string' && SLOTS.has(value) ? (value as DemoRole) : null
}

export function createChatCookie(deps: { secret: Secret; config: Pick<Config, 'web'> }) {
  const name = (slot: Slot) => (slot ? `guyub_chat_${slot}` : 'guyub_chat')
  return {
    /** @returns null without a cookie, or with one that we did not sign */
    read(c: Context, slot: Slot): string | null {
      const [address = '', signature = ''] = (getCookie(c, name(slot)) ?? '').split('.')
      return address && deps.secret.verify('webchat', address, signature) ? address : null
    },
    /** @returns the new address */
    give(c: Context, slot: Slot): string {
      const address = randomBytes(18).toString('base64url')
      setCookie(c, name(slot), `${address}.${deps.secret.sign('webchat', address)}`, {
        path: '/',
        httpOnly: true,
        // Not Strict: a link from a messenger or a scanned QR must find the same chat again.
        sameSite: 'Lax',
        secure: deps.config.web.publicUrl?.startsWith('https:') ?? false,
        maxAge: HALF_A_YEAR_S,
      })
      return address
    },
  }
}
