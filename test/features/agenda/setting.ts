import type { Actor } from '../../../src/features/agenda/create-session.ts'
import { seedHolidays } from '../../../src/features/agenda/holidays.ts'
import { type NewSeries, saveSeries } from '../../../src/features/agenda/save-series.ts'
import { type Series, seriesById } from '../../../src/features/agenda/series.ts'
import { seedCity } from '../../../src/features/people/seed-city.ts'
import { loadCity } from '../../../src/lib/city.ts'
import type { Db } from '../../../src/lib/db.ts'

/** A city with two offices, a coordinator of one, an employee of each, each with a chat that has been written from. */
export const at = (text: string) => new Date(`${text.replace(' ', 'T').replace('.', ':')}:00+07:00`)
export const translator = () => (key: string, values?: Record<string, unknown>) =>
  `${key} ${JSON.stringify(values ?? {})}`

export async function openCity(db: Db) {
  const city = loadCity('pangkalpinang')
  await seedCity(db, city)
  await seedHolidays(db.prisma, city.holidays, at('2026-01-01 00.00'))
  const unit = (name: string) =>
    db.prisma.unit.findFirstOrThrow({ where: { name }, select: { id: true, name: true, path: true } })
  const [health, traffic, gerunggang, gabek] = await Promise.all(
    ['Dinas Kesehatan', 'Dinas Perhubungan', 'Kecamatan Gerunggang', 'Kecamatan Gabek'].map(unit),
  )
  if (!health || !traffic || !gerunggang || !gabek) throw new Error('the city has changed')
  const chat = async (name: string, unitId: number | null) => {
    const person = await db.prisma.person.create({ data: { name, unitId, status: 'active' } })
    const address = await db.prisma.address.create({
      data: {
        channel: 'webchat',
        externalId: name,
        firstSeenAt: at('2026-11-01 08.00'),
        lastInboundAt: at('2026-11-01 08.00'),
      },
    })
    await db.prisma.addressPerson.create({
      data: { addressId: address.id, personId: person.id, how: 'code', at: at('2026-11-01 08.00') },
    })
    return { personId: person.id, addressId: address.id }
  }
  const ratna = await chat('Ratna', health.id)
  const siti = await chat('Siti', health.id)
  const dewi = await chat('Dewi', traffic.id)
  await db.prisma.role.create({
    data: { personId: ratna.personId, role: 'koordinator', unitId: health.id, from: at('2026-11-01 08.00') },
  })
  const actor: Actor = {
    id: ratna.personId,
    unitPath: health.path,
    roles: [{ role: 'koordinator', unitId: health.id, unitPath: health.path }],
  }
  return { city, health, traffic, gerunggang, gabek, ratna, siti, dewi, actor }
}
export type TestCity = Awaited<ReturnType<typeof openCity>>

/** A weekly apel of the health office, as somebody saved it. */
export async function weekly(
  db: Db,
  { city, health, actor }: TestCity,
  now: Date,
  more: Partial<NewSeries> = {},
): Promise<Series> {
  const id = await saveSeries(
    db.prisma,
    {
      ...{ kind: 'apel', title: 'Apel', places: ['lapangan'], endTime: null, units: [health], except: [] },
      ...{ rrule: 'FREQ=WEEKLY;BYDAY=MO', firstDay: '2026-11-27', lastDay: null, time: '07:15', seasons: [] },
      ...{ onHoliday: 'skip', onLeave: 'skip' },
      ...more,
    },
    actor,
    city,
    now,
  )
  const series = id === 'not_yours' ? null : await seriesById(db.prisma, id)
  if (!series) throw new Error('the series was not saved')
  return series
}

/** The sessions of a database as "2026-11-30 07.15 scheduled", in order. */
export async function sessionsOf(db: Db, activityId?: number): Promise<string[]> {
  const rows = await db.prisma.session.findMany({
    where: activityId === undefined ? {} : { activityId },
    orderBy: { startsAt: 'asc' },
  })
  const local = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Asia/Jakarta',
    dateStyle: 'short',
    timeStyle: 'short',
  })
  return rows.map((row) => `${local.format(row.startsAt).replace(':', '.')} ${row.status}`)
}
