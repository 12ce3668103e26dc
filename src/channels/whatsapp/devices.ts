import type { CacheStore } from '@whiskeysockets/baileys'
import type { KeyCache } from './key-cache.ts'

/** Beside Baileys' own types of keys. */
const TYPE = 'devices'
/** WhatsApp tells of every change; a list that was missed all the same does not stay for ever. */
const OLDEST_MS = 30 * 86_400_000

type Kept = { at: number; devices: unknown }

/**
 * With which devices somebody reads, kept with the keys: otherwise each process asks WhatsApp for everybody anew, and
 * Baileys begins a new session with each of them.
 * @param keep writes it with the next keys
 */
export function storedDevices(
  cache: KeyCache,
  keep: (type: string, name: string, value: Kept | null) => void,
): CacheStore {
  return {
    // Its type promises a value at once; it is awaited all the same.
    async get(user: string) {
      const [text] = await cache.get([{ type: TYPE, name: user }])
      const kept = text ? (JSON.parse(text) as Kept) : null
      return kept && Date.now() - kept.at < OLDEST_MS ? kept.devices : undefined
    },
    set: (user, devices) => keep(TYPE, user, { at: Date.now(), devices }),
    del: (user) => keep(TYPE, user, null),
    flushAll: () => undefined,
  } as CacheStore
}
