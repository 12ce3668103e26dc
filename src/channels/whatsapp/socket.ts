import type { Agent } from 'node:https'
import type { proto, SocketConfig, UserFacingSocketConfig, WAVersion } from '@whiskeysockets/baileys'
import type { Log } from '../../lib/log.ts'
import { concernsUs } from './address.ts'
import type { Auth } from './auth.ts'
import { boundedCache } from './caches.ts'
import type { Timing } from './options.ts'
import { quietLogger } from './quiet-logger.ts'

export type SocketParts = {
  auth: Auth
  log: Log
  timing: Timing
  version: WAVersion
  /** Only for a loopback peer. */
  url: string | null
  uploads: Agent | undefined
  makeSignalRepository: SocketConfig['makeSignalRepository']
  /** What we sent under this id. */
  getMessage: (id: string) => Promise<proto.IMessage | undefined>
}

const HOUR = 3_600_000

/** How we use Baileys. */
export function socketConfig(parts: SocketParts): UserFacingSocketConfig {
  const { auth, timing } = parts
  return {
    auth: { creds: auth.creds, keys: auth.keys },
    logger: quietLogger(parts.log),
    version: parts.version,
    ...(parts.url && { waWebSocketUrl: parts.url }),
    ...(parts.uploads && { fetchAgent: parts.uploads }),
    browser: ['Guyub', 'Chrome', '126.0.0'],
    // The phone of whoever holds the number goes on ringing.
    markOnlineOnConnect: false,
    syncFullHistory: false,
    emitOwnEvents: false,
    generateHighQualityLinkPreview: false,
    // Baileys would put it on every single write, and take three stack traces for each. While a connection is being
    // made session.ts looks at the clock, afterwards the keep-alive hears the silence.
    connectTimeoutMs: 0,
    keepAliveIntervalMs: timing.keepAlive,
    defaultQueryTimeoutMs: timing.query,
    shouldIgnoreJid: (jid) => !concernsUs(jid),
    // By id alone: a retry can come from another form of the same address (shared/WHATSAPP.md 3.5).
    getMessage: async ({ id }) => (id ? parts.getMessage(id) : undefined),
    // Our own `set` waits for the database itself; what it throws is final.
    transactionOpts: { maxCommitRetries: 1, delayBetweenTriesMs: 0 },
    makeSignalRepository: parts.makeSignalRepository,
    userDevicesCache: auth.devices,
    msgRetryCounterCache: boundedCache(5_000, HOUR),
    callOfferCache: boundedCache(500, HOUR / 12),
    placeholderResendCache: boundedCache(1_000, HOUR),
  }
}
