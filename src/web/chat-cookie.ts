import { randomBytes } from 'node:crypto'
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import type { Config } from '../config.ts'
import type { Secret } from '../lib/secret.ts'
import type { DemoRole, DemoStage } from './deps.ts'

/**
 * Whose chat this is: an address that nobody can guess, in a signed cookie that no script can read. In the demo
 * one browser is several people, each with a cookie of its own; a reset makes all of them nobody's, because the
 * people whom they were are gone.
 */
export type Slot = DemoRole | null

const SLOTS = new Set<string>(['pegawai', 'koordinator', 'warga', 'tamu'])
const HALF_A_YEAR_S = 180 * 86_400

export function slotOf(value: unknown): Slot {
  return typeof value === 'string' && SLOTS.has(value) ? (value as DemoRole) : null
}

export type ChatCookie = ReturnType<typeof createChatCookie>

export function createChatCookie(deps: {
  secret: Secret
  config: Pick<Config, 'web'>
  demo: { stage: Pick<DemoStage, 'time'> } | null
}) {
  const name = (slot: Slot) => (slot ? `guyub_chat_${slot}` : 'guyub_chat')
  const signed = async (address: string) =>
    deps.demo ? `${address}/${(await deps.demo.stage.time()).epoch}` : address

  return {
    /** @returns null without a cookie, with one that we did not sign, or with one from before the demo's reset */
    async read(c: Context, slot: Slot): Promise<string | null> {
      const [address = '', signature = ''] = (getCookie(c, name(slot)) ?? '').split('.')
      return address && deps.secret.verify('webchat', await signed(address), signature) ? address : null
    },
    /** @returns the new address */
    async give(c: Context, slot: Slot): Promise<string> {
      const address = randomBytes(18).toString('base64url')
      const signature = deps.secret.sign('webchat', await signed(address))
      setCookie(c, name(slot), `${address}.${signature}`, {
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
