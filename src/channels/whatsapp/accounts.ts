import { jidDecode } from '@whiskeysockets/baileys'
import type { Db } from '../../lib/db.ts'
import type { Lease } from '../../lib/lease.ts'
import { LeaseLost } from './auth.ts'

export type Account = { id: number; rank: number; state: string; reason: string | null; phone: string | null }

export type Accounts = ReturnType<typeof openAccounts>

/** The rows of our numbers. Whoever changes one names the lease under which it may. */
export function openAccounts(db: Db) {
  async function change(id: number, lease: Lease, data: Parameters<typeof update>[2]): Promise<void> {
    await update(id, lease, data)
  }

  async function update(
    id: number,
    { lease, holder, epoch }: Lease,
    data: Partial<{
      state: string
      reason: string | null
      phone: string | null
      pairedAt: Date
      openAt: Date
      creds: null
    }>,
  ): Promise<void> {
    await db.prisma.$transaction(async (tx) => {
      const held = await tx.$queryRaw<unknown[]>`
        SELECT 1 AS held FROM lease WHERE name = ${lease} AND holder = ${holder} AND epoch = ${epoch} FOR SHARE`
      if (held.length === 0) throw new LeaseLost('the account is somebody else’s by now')
      await tx.whatsAppAccount.update({ where: { id }, data })
      if (data.creds === null) await tx.whatsAppKey.deleteMany({ where: { accountId: id } })
    })
  }

  return {
    /** All numbers in the order in which they are asked to send; the first one is made when there is none. */
    async list(): Promise<Account[]> {
      await db.prisma
        .$executeRaw`INSERT INTO whatsapp_account (rank) VALUES (0) ON CONFLICT (rank) DO NOTHING`
      return db.prisma.whatsAppAccount.findMany({ orderBy: { rank: 'asc' }, select })
    },
    read: (id: number): Promise<Account> =>
      db.prisma.whatsAppAccount.findUniqueOrThrow({ where: { id }, select }),
    opened: (id: number, lease: Lease, jid: string, at: Date) =>
      change(id, lease, { state: 'paired', reason: null, phone: phoneOf(jid), openAt: at }),
    paired: (id: number, lease: Lease, jid: string, at: Date) =>
      change(id, lease, { state: 'paired', reason: null, phone: phoneOf(jid), pairedAt: at }),
    /** The login stays, for whoever looks for the reason. */
    needPerson: (id: number, lease: Lease, why: string) =>
      change(id, lease, { state: 'needs_person', reason: why }),
    unpair: (id: number, lease: Lease) => change(id, lease, { state: 'unpaired', reason: null }),
    /** Before a new pairing: an identity that was half paired must not be logged in with. */
    forgetIdentity: (id: number, lease: Lease) => change(id, lease, { creds: null }),
  }
}

const select = { id: true, rank: true, state: true, reason: true, phone: true } as const

function phoneOf(jid: string): string | null {
  const user = jidDecode(jid)?.user
  return user ? `+${user}` : null
}
