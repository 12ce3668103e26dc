import type { Tx } from '../../lib/db.ts'
import type { Prisma } from '../../lib/prisma/client.ts'
import { audit } from '../people/audit.ts'

/** Something that an admin changed while Guyub runs, as it was stored; null while it is as the city's profile says. */
export async function readSetting(tx: Tx, key: string): Promise<unknown> {
  return (await tx.setting.findUnique({ where: { key } }))?.value ?? null
}

/** Keeps a change, with who made it and what stood there before. */
export async function writeSetting(
  tx: Tx,
  key: string,
  value: Prisma.InputJsonValue,
  actorId: number,
  now: Date,
): Promise<void> {
  const before = (await readSetting(tx, key)) as Prisma.InputJsonValue | null
  const row = { value, editedBy: actorId, at: now }
  await tx.setting.upsert({ where: { key }, create: { key, ...row }, update: row })
  await audit(tx, {
    ...{ at: now, actorId, action: 'setting.change', subject: `setting/${key}`, after: value },
    ...(before === null ? {} : { before }),
  })
}
