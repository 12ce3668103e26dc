import type { FireDeps } from '../../../src/features/reminders/fire.ts'
import type { Reach } from '../../../src/features/reminders/reach.ts'
import type { City } from '../../../src/lib/city.ts'
import { loadCity } from '../../../src/lib/city.ts'
import type { Db } from '../../../src/lib/db.ts'
import { loadLocales } from '../../../src/lib/i18n.ts'
import { quiet } from '../../support/incoming.ts'

/** A city with two offices and an apel on Monday at 07.15, and what the reminders need. */
export const city: City = loadCity('pangkalpinang')
const texts = loadLocales(city)

/** '2026-11-23 07.15' by the city's clock. */
export const at = (text: string) => new Date(`${text.replace(' ', 'T').replace('.', ':')}:00+07:00`)

/** As a messenger without a cap: everything is there at once. */
export const free: Reach = async (_, __, ___, from) => ({ at: from, capped: false })

export const depsFor = (db: Db, reach: Reach = free): FireDeps & { city: City } => ({
  ...{ db, city, reach, log: quiet, translator: texts.translator },
})

export async function offices({ prisma }: Db) {
  const unit = async (name: string, parent: { id: number; path: string } | null) => {
    const made = await prisma.unit.create({
      data: { name, kind: parent ? 'opd' : 'kota', aliases: [], parentId: parent?.id ?? null },
    })
    const path = `${parent?.path ?? '/'}${made.id}/`
    return prisma.unit.update({ where: { id: made.id }, data: { path } })
  }
  const kota = await unit('Kota', null)
  const health = await unit('Dinas Kesehatan', kota)
  return {
    kota,
    health,
    gizi: await unit('Bidang Gizi', health),
    traffic: await unit('Dinas Perhubungan', kota),
  }
}

let phones = 0

/** Somebody with a phone that wrote once. */
export async function person(
  { prisma }: Db,
  unit: { id: number },
  name: string,
  more: { channel?: string; coordinator?: { id: number }; without?: 'phone' } = {},
) {
  const { id } = await prisma.person.create({ data: { name, unitId: unit.id, status: 'active' } })
  if (more.coordinator)
    await prisma.role.create({
      data: { personId: id, role: 'koordinator', unitId: more.coordinator.id, from: at('2026-01-02 07.00') },
    })
  if (more.without) return { id, address: 0 }
  phones += 1
  const address = await prisma.address.create({
    data: {
      ...{ channel: more.channel ?? 'telegram', externalId: `p${phones}`, personId: id },
      ...{ firstSeenAt: at('2026-11-01 08.00'), lastInboundAt: at('2026-11-01 08.00') },
    },
  })
  await prisma.addressPerson.create({
    data: { addressId: address.id, personId: id, how: 'code', at: at('2026-11-01 08.00') },
  })
  return { id, address: address.id }
}

/** Opens half an hour before, on time for a quarter, closes after three. */
export async function apel(
  { prisma }: Db,
  units: { id: number }[],
  starts = '2026-11-23 07.15',
  more: { kind?: string; createdAt?: string } = {},
) {
  const createdAt = at(more.createdAt ?? '2026-11-16 08.00')
  const { kind = 'apel' } = more
  const activity = await prisma.activity.create({
    data: { kind, title: 'Apel', unitId: units[0]?.id ?? 0, createdAt },
  })
  return prisma.session.create({
    data: {
      ...{
        activityId: activity.id,
        title: 'Apel',
        place: 'halaman',
        createdAt,
        codeKey: 'x',
        ...window(starts),
      },
      audienceUnits: units.map((one) => one.id),
    },
  })
}

export function window(starts: string) {
  const start = at(starts).getTime()
  const minutes = (n: number) => new Date(start + n * 60_000)
  return {
    ...{ opensAt: minutes(-30), startsAt: minutes(0), onTimeUntil: minutes(15) },
    ...{ closesAt: minutes(45), graceUntil: minutes(570) },
  }
}

export async function clear({ prisma }: Db): Promise<void> {
  await prisma.$executeRaw`TRUNCATE reminder, reminder_plan, reminder_rule, outbox, attendance, check_in, session, activity,
    claim, group_link, audit CASCADE`
}
