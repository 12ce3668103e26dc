import type { Tx } from '../../lib/db.ts'
import { audit } from '../people/audit.ts'
import { mayDecide } from './may-read.ts'

type Person = { id: number; unitPath: string | null; roles: { role: string; unitPath: string }[] }
export type Award = { unitNames: string[]; why: string; by: string; at: Date }

/** Records whom a human has chosen as the best units of a month, and why. The same message counts once. */
export async function chooseBest(
  tx: Tx,
  wish: { month: string; unitIds: number[]; why: string; by: Person; at: Date; inboxId: bigint },
): Promise<'recorded' | 'notYours' | 'double'> {
  const { month, unitIds, why, by, at, inboxId } = wish
  if (!mayDecide(by)) return 'notYours'
  const written = await tx.award.createMany({
    data: [{ month, unitIds, why, by: by.id, at, inboxId }],
    skipDuplicates: true,
  })
  if (written.count === 0) return 'double'
  await audit(tx, {
    ...{ at, actorId: by.id, action: 'award.choose', subject: `award/${month}`, why },
    after: { unitIds },
  })
  return 'recorded'
}

/** What stands for a month: the latest choice. */
export async function awardOf(tx: Tx, month: string): Promise<Award | null> {
  const last = await tx.award.findFirst({ where: { month }, orderBy: { id: 'desc' } })
  if (!last) return null
  const units = await tx.unit.findMany({
    where: { id: { in: last.unitIds } },
    select: { id: true, name: true },
  })
  const by = await tx.person.findUnique({ where: { id: last.by }, select: { name: true } })
  const unitNames = last.unitIds.flatMap((id) => units.find((one) => one.id === id)?.name ?? [])
  return { unitNames, why: last.why, by: by?.name ?? '', at: last.at }
}
