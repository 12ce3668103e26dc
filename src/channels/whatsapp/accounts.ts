import { jidDecode } from '@whiskeysockets/baileys'
import type { Db } from '../../lib/db.ts'
import type { Lease } from '../../lib/lease.ts'
import { LeaseLost } from './auth.ts'

/** A wish to pair that nobody followed up is forgotten. */
const WANTED_MS = 15 * 60_000

export type Account = {
  id: number
  state: string
  reason: string | null
  /** Somebody waits for a QR, or for a code for this number. */
  wanted: { at: Date; phone: string | null } | null
  /** When it was last known to be connected. */
  openAt: Date | null
}

type Change = Partial<{
  state: string
  reason: string | null
  connection: 'connecting' | 'open' | null
  creds: null
  phone: string | null
  pairedAt: Date
  openAt: Date
  wantedAt: null
  qr: string | null
  code: string | null
  closedUntil: Date | null
  newChats: number | null
  newChatsMost: number | null
}>

export type Accounts = ReturnType<typeof openAccounts>

/**
 * The rows of our numbers: what a person wishes is read from them, and how they are is written to them, so that every
 * process and every page can tell. Whoever writes names the lease under which it may.
 */
export function openAccounts(db: Db) {
  async function change(id: number, { lease, holder, epoch }: Lease, data: Change): Promise<void> {
    await db.prisma.$transaction(async (tx) => {
      const held = await tx.$queryRaw<unknown[]>`
        SELECT 1 AS held FROM lease WHERE name = ${lease} AND holder = ${holder} AND epoch = ${epoch} FOR SHARE`
      if (held.length === 0) throw new LeaseLost('the account is somebody else’s by now')
      await tx.whatsAppAccount.update({ where: { id }, data })
      if (data.creds === null) await tx.whatsAppKey.deleteMany({ where: { accountId: id } })
    })
  }
  const done = { wantedAt: null, qr: null, code: null } as const

  return {
    change,
    /** All numbers in the order in which they are asked to send; the first one is made when there is none. */
    async list(): Promise<number[]> {
      const find = () =>
        db.prisma.whatsAppAccount.findMany({ orderBy: { rank: 'asc' }, select: { id: true } })
      let found = await find()
      if (found.length === 0) {
        await db.prisma
          .$executeRaw`INSERT INTO whatsapp_account (rank) VALUES (0) ON CONFLICT (rank) DO NOTHING`
        found = await find()
      }
      return found.map(({ id }) => id)
    },
    async read(id: number): Promise<Account> {
      const { state, reason, wantedAt, wantedPhone, openAt } =
        await db.prisma.whatsAppAccount.findUniqueOrThrow({
          where: { id },
          select: { state: true, reason: true, wantedAt: true, wantedPhone: true, openAt: true },
        })
      const fresh = wantedAt && Date.now() - wantedAt.getTime() < WANTED_MS
      return { id, state, reason, openAt, wanted: fresh ? { at: wantedAt, phone: wantedPhone } : null }
    },
    /** Since when a number is paired, and until when it may begin no new chats; null for none that is connected. */
    async standing(id: number | null): Promise<{ pairedAt: Date | null; closedUntil: Date | null }> {
      const none = { pairedAt: null, closedUntil: null }
      const select = { pairedAt: true, closedUntil: true }
      return id === null
        ? none
        : ((await db.prisma.whatsAppAccount.findUnique({ where: { id }, select })) ?? none)
    },
    /** Which of our numbers this address wrote to last. */
    async heardBy(externalId: string): Promise<string | null> {
      const where = { channel_externalId: { channel: 'whatsapp', externalId } }
      const found = await db.prisma.address.findUnique({ where, select: { via: true } })
      return found?.via ?? null
    },
    /** Before a new pairing: an identity that was half paired must not be logged in with. */
    forgetIdentity: (id: number, lease: Lease) => change(id, lease, { creds: null }),
    paired: (id: number, lease: Lease, jid: string, at: Date) =>
      change(id, lease, { ...done, state: 'paired', reason: null, phone: phoneOf(jid), pairedAt: at }),
    opened: (id: number, lease: Lease, jid: string, at: Date) =>
      change(id, lease, {
        ...done,
        state: 'paired',
        reason: null,
        phone: phoneOf(jid),
        connection: 'open',
        openAt: at,
      }),
    showPairing: (id: number, lease: Lease, qr: string | null, code: string | null) =>
      change(id, lease, { qr, code }),
    /** Nobody came: it is begun again when somebody asks. */
    pairingEnded: (id: number, lease: Lease) => change(id, lease, { ...done, connection: null }),
    connecting: (id: number, lease: Lease) => change(id, lease, { connection: 'connecting' }),
    /** The login stays, for whoever looks for the reason. */
    needPerson: (id: number, lease: Lease, why: string) =>
      change(id, lease, { ...done, state: 'needs_person', reason: why, connection: null }),
  }
}

function phoneOf(jid: string): string | null {
  const user = jidDecode(jid)?.user
  return user ? `+${user}` : null
}
