import type { City } from '../../lib/city.ts'
import type { Clock } from '../../lib/clock.ts'
import { type Db, transaction } from '../../lib/db.ts'
import { seedDemo } from './demo-city.ts'

type Role = 'pegawai' | 'koordinator' | 'warga' | 'tamu'

/** The demo's front page lets anybody be somebody of the invented city; it exists in demo mode only. */
export async function enterDemo(db: Db, city: City, units: Map<string, number>, clock: Clock) {
  const cast = await seedDemo(db, city, units, clock.now())
  const members = { pegawai: cast.employee, koordinator: cast.coordinator, warga: cast.resident }
  const [place] = city.places.filter((one) => one.latitude !== undefined && one.longitude !== undefined)
  return {
    people: Object.entries(members).map(([role, one]) => ({
      role: role as Role,
      name: one.name,
      about: one.unitName,
    })),
    cast,
    place: { latitude: place?.latitude ?? 0, longitude: place?.longitude ?? 0, accuracy: 12, live: false },
    /** An invented number that no roster entry has: the way by the coordinator's approval. */
    phone: async () => '+6281200000999' as const,
    enter: async (role: Role, address: string): Promise<void> => {
      const member = role === 'tamu' ? null : members[role]
      await transaction(db, async (tx) => {
        const { id } = await tx.address.upsert({
          where: { channel_externalId: { channel: 'webchat', externalId: address } },
          create: { channel: 'webchat', externalId: address, firstSeenAt: clock.now() },
          update: {},
        })
        await tx.addressPerson.deleteMany({ where: { addressId: id } })
        if (member)
          await tx.addressPerson.create({
            data: { addressId: id, personId: member.personId, how: 'code', at: clock.now() },
          })
        await tx.address.update({ where: { id }, data: { personId: member?.personId ?? null } })
      })
    },
  }
}
