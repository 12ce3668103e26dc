import hooks, { AsyncLocalStorage } from 'node:async_hooks'
import { syncBuiltinESMExports } from 'node:module'
import type { WASocket } from '@whiskeysockets/baileys'

/** What was under way when a connection ended may still be writing its keys. */
const REST_MS = 10_000

/**
 * Makes a socket, and lets go of what it leaves behind. Baileys keeps each socket's transactions in an AsyncLocalStorage
 * of its own and never disables it; before Node 24 every promise of the process then carries one more entry for ever,
 * and gets slower with it (1,000 reconnects: 30 MB, and half of a core).
 * @returns the socket, and what to call when it has ended
 */
export function withOwnStores(make: () => WASocket): { sock: WASocket; release: () => void } {
  // From Node 24 on it costs nothing, and the name cannot be replaced.
  if (Number.parseInt(process.versions.node, 10) >= 24) return { sock: make(), release: () => undefined }
  const stores: AsyncLocalStorage<unknown>[] = []
  const original = hooks.AsyncLocalStorage
  const replace = (made: typeof AsyncLocalStorage) => {
    hooks.AsyncLocalStorage = made
    // Whoever imported the name sees the new one.
    syncBuiltinESMExports()
  }
  // Only while the socket is made, which is done in one go: nobody else makes one meanwhile.
  replace(
    class extends AsyncLocalStorage<unknown> {
      constructor() {
        super()
        stores.push(this)
      }
    } as typeof AsyncLocalStorage,
  )
  try {
    const sock = make()
    return {
      sock,
      release: () => void setTimeout(() => stores.forEach((one) => void one.disable()), REST_MS).unref(),
    }
  } finally {
    replace(original)
  }
}
