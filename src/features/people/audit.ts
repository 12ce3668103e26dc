import type { Tx } from '../../lib/db.ts'
import type { Prisma } from '../../lib/prisma/client.ts'

/** One line of the audit: who did what to whom, what it was, what it is, why. Never a NIP or a phone number. */
export async function audit(
  tx: Tx,
  entry: {
    at: Date
    actorId: number | null
    action: string
    subject: string
    sessionId?: number
    before?: Prisma.InputJsonValue
    after?: Prisma.InputJsonValue
    why?: string
  },
): Promise<void> {
  await tx.audit.create({ data: entry })
}
