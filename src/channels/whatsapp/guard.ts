import { Curve, generateSignalPubKey, WA_CERT_DETAILS } from '@whiskeysockets/baileys'
import { verifySignature } from 'libsignal/src/curve.js'

/**
 * Two repairs of the libraries below us, made before the first connection (shared/WHATSAPP.md 2.1 and 3.8).
 */
export function guardLibraries(): void {
  // Baileys 7.0.0-rc14 takes every signature for good: libsignal answers, but throws nothing.
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
  for (const level of ['log', 'info', 'warn', 'error'] as const) hush(level)
}

const hushed = new WeakSet<object>()

/** libsignal writes sessions to the console, private keys and all. Whoever else uses the console is left alone. */
function hush(level: 'log' | 'info' | 'warn' | 'error'): void {
  if (hushed.has(console[level])) return
  console[level] = new Proxy(console[level], {
    apply(original, self, parts) {
      const caller = new Error().stack ?? ''
      if (!/[\\/]libsignal[\\/]/.test(caller)) Reflect.apply(original, self, parts)
    },
  })
  hushed.add(console[level])
}

/** Only for a loopback peer, which has an authority of its own. */
export function trustRoot(key: Buffer): void {
  ;(WA_CERT_DETAILS as { PUBLIC_KEY: Uint8Array }).PUBLIC_KEY = key
}
