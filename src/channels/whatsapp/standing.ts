import type { WASocket } from '@whiskeysockets/baileys'
import type { Lease } from '../../lib/lease.ts'
import type { Log } from '../../lib/log.ts'
import type { Accounts } from './accounts.ts'

type Given = { accountId: number; accounts: Accounts; log: Log; now: () => Date; changed: () => void }

/**
 * What WhatsApp thinks of a number: read at each opening, every hour, and when a message was refused for it
 * (`refused`: then it is left alone for a day, if WhatsApp does not say how long).
 */
export function standingReader({ accountId, accounts, log, now, changed }: Given) {
  return async (sock: WASocket, lease: Lease, refused = false): Promise<void> => {
    try {
      const lock = await sock.fetchAccountReachoutTimelock()
      const until = lock.isActive || refused ? (lock.timeEnforcementEnds ?? dayFrom(now())) : null
      const cap = await sock.fetchNewChatMessageCap().catch(() => null)
      await accounts.change(accountId, lease, {
        closedUntil: until,
        newChats: cap?.total_quota ? (cap.used_quota ?? 0) : null,
        newChatsMost: cap?.total_quota || null,
      })
      changed()
    } catch (error) {
      log.debug({ err: error, accountId }, 'whatsapp: its standing is not known')
      if (refused)
        await accounts.change(accountId, lease, { closedUntil: dayFrom(now()) }).catch(() => undefined)
      changed()
    }
  }
}

const dayFrom = (now: Date) => new Date(now.getTime() + 86_400_000)
