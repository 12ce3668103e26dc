import type { CacheStore } from '@whiskeysockets/baileys'
import { LRUCache } from 'lru-cache'

/** A bounded cache in the shape that Baileys takes; its own ones grow for as long as a process lives. */
export function boundedCache(max: number, ttlMs: number): CacheStore {
  const kept = new LRUCache<string, NonNullable<unknown>>({ max, ttl: ttlMs })
  return {
    get: <T>(key: string) => kept.get(key) as T | undefined,
    set: (key, value) => void kept.set(key, value as NonNullable<unknown>),
    del: (key) => void kept.delete(key),
    flushAll: () => kept.clear(),
  }
}
