import { DEFAULT_CONNECTION_CONFIG, fetchLatestWaWebVersion, type WAVersion } from '@whiskeysockets/baileys'
import type { Db } from '../../lib/db.ts'
import type { Log } from '../../lib/log.ts'

const KEY = 'whatsapp.version'
const HOUR = 3_600_000

/**
 * WhatsApp Web's version: the one that was set, else the last good one that was asked for, else the one that Baileys
 * brings. A stale one is answered with 405; then WhatsApp is asked for its present one, at most once an hour.
 * @param ask for tests; by default WhatsApp's own site
 */
export function createVersion(
  { db, log }: { db: Db; log: Log },
  fixed: WAVersion | null,
  ask: () => Promise<WAVersion | null> = askWhatsApp,
): { current(): Promise<WAVersion>; refresh(): Promise<void> } {
  let askedAt = Number.NEGATIVE_INFINITY
  return {
    async current() {
      if (fixed) return fixed
      const kept = await db.prisma.meta.findUnique({ where: { key: KEY } })
      const baked = DEFAULT_CONNECTION_CONFIG.version
      const known = kept && parse(kept.value)
      return known && newer(known, baked) ? known : baked
    },
    async refresh() {
      if (fixed || performance.now() - askedAt < HOUR) return
      askedAt = performance.now()
      const found = await ask().catch(() => null)
      if (!found) return log.warn({}, 'whatsapp: its present version could not be asked for')
      const value = found.join('.')
      await db.prisma.meta.upsert({ where: { key: KEY }, create: { key: KEY, value }, update: { value } })
      log.info({ version: value }, 'whatsapp: goes on with another version')
    },
  }
}

async function askWhatsApp(): Promise<WAVersion | null> {
  const { version, isLatest } = await fetchLatestWaWebVersion({ signal: AbortSignal.timeout(15_000) })
  return isLatest ? version : null
}

function parse(text: string): WAVersion | null {
  const parts = text.split('.').map(Number)
  return parts.length === 3 && parts.every(Number.isSafeInteger) ? (parts as WAVersion) : null
}

function newer(one: WAVersion, other: WAVersion): boolean {
  const n = [0, 1, 2].find((at) => one[at] !== other[at])
  return n !== undefined && (one[n] as number) > (other[n] as number)
}
