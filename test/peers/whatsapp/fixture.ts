import { Curve, generateSignalPubKey, type UserFacingSocketConfig } from '@whiskeysockets/baileys'
import { verifySignature } from 'libsignal/src/curve.js'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import type { Account } from './accounts.ts'
import { Client, MemoryAuth } from './client.ts'
import type { Device } from './device.ts'
import { startWhatsApp, type WhatsApp } from './server.ts'

/** The one of this test file. */
export let peer: WhatsApp
/** A new account for each test: under a device's old number, new keys would not fit the phones' sessions. */
export let bot: Account
const clients: Client[] = []
let lastPn = 6_281_200_000_000

/** Call at the top of a test file. */
export function usePeer(): void {
  let distrust: () => void
  silenceSignal()
  beforeAll(async () => {
    verifySignatures()
    peer = await startWhatsApp()
    distrust = peer.trust()
  })
  beforeEach(() => {
    bot = someone('Guyub')
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.end()
    peer.faults.clear()
    expect(peer.errors).toEqual([])
  })
  afterAll(async () => {
    await peer.stop()
    distrust()
  })
}

export const someone = (name?: string): Account => peer.addAccount(String(++lastPn), name)

/** A Baileys that is ended after the test. */
export function connect(auth: MemoryAuth, config: Partial<UserFacingSocketConfig> = {}): Client {
  const client = new Client(peer.url, auth, config)
  clients.push(client)
  return client
}

export function link(account: Account = bot): { auth: MemoryAuth; device: Device } {
  const auth = new MemoryAuth()
  return { auth, device: peer.linkDevice(account, auth.creds) }
}

export const linked = (config?: Partial<UserFacingSocketConfig>, account?: Account): Promise<Client> =>
  connect(link(account).auth, config).open()

/** Baileys 7.0.0-rc14 takes every signature of 64 bytes for good: libsignal answers, but throws nothing. */
function verifySignatures(): void {
  Curve.verify = (key, message, signature) => {
    try {
      return verifySignature(
        Buffer.from(generateSignalPubKey(key)),
        Buffer.from(message),
        Buffer.from(signature),
      )
    } catch {
      return false
    }
  }
}

const NOISE =
  /^(Closing (open )?session|Session (already|error)|Removing old|Opening session|Decrypted message with|Failed to decrypt)/

/** libsignal tells the console of its sessions, private keys and all. */
export function silenceSignal(): void {
  const before: Partial<Pick<Console, 'info' | 'warn' | 'error'>> = {}
  beforeEach(() => {
    for (const level of ['info', 'warn', 'error'] as const) {
      const original = console[level]
      before[level] = original
      console[level] = (...parts: unknown[]) => {
        if (!NOISE.test(String(parts[0]))) original.apply(console, parts)
      }
    }
  })
  // The spy of setup.ts must be back before it is asked.
  afterEach(() => void Object.assign(console, before))
}
