import type { City } from '../../lib/city.ts'
import { type Db, transaction } from '../../lib/db.ts'
import type { DemoCast } from './cast.ts'

export type DemoRole = 'pegawai' | 'koordinator' | 'warga' | 'tamu'

const membersOf = (cast: DemoCast) => ({
  pegawai: cast.employee,
  koordinator: cast.coordinator,
  warga: cast.resident,
})

/** Whom a visitor can be, for the page. */
export function demoRoles(cast: DemoCast): { role: DemoRole; name: string; about: string }[] {
  return Object.entries(membersOf(cast)).map(([role, one]) => ({
    role: role as DemoRole,
    name: one.name,
    about: one.unitName,
  }))
}

/** Where the demo's phones claim to be. */
export function demoPlace(city: City) {
  const [place] = city.places.filter((one) => one.latitude !== undefined && one.longitude !== undefined)
  return { latitude: place?.latitude ?? 0, longitude: place?.longitude ?? 0, accuracy: 12, live: false }
}

/** An invented number that no roster entry has: the way by the coordinator's approval. */
export const DEMO_PHONE = '+6281200000999' as const

/**
 * Binds a webchat address to somebody of the cast; a `tamu` is nobody yet. Whoever uses this phone already stays: a
 * visitor may have registered somebody else on it.
 */
export async function enterAs(
  db: Pick<Db, 'prisma'>,
  cast: DemoCast,
  role: DemoRole,
  address: string,
  now: Date,
): Promise<void> {
  const member = role === 'tamu' ? null : membersOf(cast)[role]
  await transaction(db, async (tx) => {
    const { id } = await tx.address.upsert({
      where: { channel_externalId: { channel: 'webchat', externalId: address } },
      create: { channel: 'webchat', externalId: address, firstSeenAt: now },
      update: {},
    })
    const using = await tx.addressPerson.findMany({ where: { addressId: id }, select: { personId: true } })
    if (member && using.some(({ personId }) => personId === member.personId)) return
    await tx.addressPerson.deleteMany({ where: { addressId: id } })
    if (member)
      await tx.addressPerson.create({
        data: { addressId: id, personId: member.personId, how: 'code', at: now },
      })
    await tx.address.update({ where: { id }, data: { personId: member?.personId ?? null } })
  })
}
