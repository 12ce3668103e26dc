import type { Tx } from '../../lib/db.ts'
import { join } from './claim.ts'

/** A resident: a kelurahan, a name only if one was given. Agreement was recorded before. */
export async function registerResident(
  tx: Tx,
  addressId: number,
  kelurahanId: number,
  name: string | null,
  at: Date,
): Promise<number> {
  const person = await tx.person.create({ data: { name: name ?? 'Warga', status: 'active', kelurahanId } })
  await join(tx, addressId, person.id, 'self', at, person.id)
  return person.id
}
