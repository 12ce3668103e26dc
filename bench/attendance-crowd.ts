import { randomBytes } from 'node:crypto'
import { NOTICE_VERSION } from '../src/conversation/converse.ts'
import { seedCity } from '../src/features/people/seed-city.ts'
import { loadCity } from '../src/lib/city.ts'
import type { Db } from '../src/lib/db.ts'
import { migrate } from '../src/lib/migrate.ts'
import { markMode } from '../src/lib/mode.ts'
import { FIRST } from './crowd.ts'

/** A unit of a Monday: its numbers are person, address and Telegram user at once, as in crowd.ts. */
export type CrowdUnit = {
  id: number
  coordinators: number[]
  employees: number[]
  /** In the roster, without a phone: the coordinator marks them. */
  phoneless: { id: number; nip: string }[]
}
export type AttendanceCrowd = { units: CrowdUnit[]; openSession: number }
export type ClosedSession = { id: number; title: string; codeKey: string; startsAt: Date }

const UNITS = 6
const COORDINATORS = 2
const EMPLOYEES = 12
const PHONELESS = 24
const SIZE = COORDINATORS + EMPLOYEES + PHONELESS

const MINUTE = 60_000
const minutes = (from: number, count: number) => new Date(from + count * MINUTE)
/** No two are alike: the last three digits count. */
const nipOf = (n: number) => `19850315201001${1 + (n % 2)}${String(n).padStart(3, '0')}`

/** Migrates, seeds some units with their coordinators, and a session that is open for hours. */
export async function seedAttendance(db: Db): Promise<AttendanceCrowd> {
  await migrate(db)
  await markMode(db, 'real')
  const city = loadCity('pangkalpinang')
  const ids = await seedCity(db, city)
  const { prisma } = db
  const units = city.units
    .filter((one) => one.kind === 'opd')
    .slice(0, UNITS)
    .map((one, n): CrowdUnit => {
      const numbers = Array.from({ length: SIZE }, (_, k) => FIRST + n * SIZE + k)
      return {
        id: ids.get(one.key) as number,
        coordinators: numbers.slice(0, COORDINATORS),
        employees: numbers.slice(COORDINATORS, COORDINATORS + EMPLOYEES),
        phoneless: numbers.slice(COORDINATORS + EMPLOYEES).map((id) => ({ id, nip: nipOf(1 + id - FIRST) })),
      }
    })
  const now = Date.now()
  const people = units.flatMap((unit) => [
    ...[...unit.coordinators, ...unit.employees].map((id) => ({ id, unitId: unit.id, phone: true })),
    ...unit.phoneless.map(({ id }) => ({ id, unitId: unit.id, phone: false })),
  ])
  await prisma.person.createMany({
    data: people.map(({ id, unitId, phone }) => ({
      ...{
        id,
        unitId,
        name: `Pegawai Contoh ${id - FIRST}`,
        nip: nipOf(1 + id - FIRST),
        employment: 'PNS' as const,
      },
      status: phone ? ('active' as const) : ('roster' as const),
    })),
  })
  const speakers = people.filter(({ phone }) => phone)
  const since = new Date(now - 30 * 86_400_000)
  await prisma.address.createMany({
    data: speakers.map(({ id }) => ({
      ...{ id, channel: 'telegram', externalId: String(id), personId: id, noticeVersion: NOTICE_VERSION },
      ...{ firstSeenAt: since, lastInboundAt: since },
    })),
  })
  await prisma.addressPerson.createMany({
    data: speakers.map(({ id }) => ({ addressId: id, personId: id, how: 'code', at: since })),
  })
  await prisma.role.createMany({
    data: units.flatMap(({ id, coordinators }) =>
      coordinators.map((personId) => ({ personId, role: 'koordinator' as const, unitId: id, from: since })),
    ),
  })
  const open = await addSession(db, units, 'Apel Terbuka', {
    ...{ opensAt: minutes(now, -30), startsAt: minutes(now, 30), onTimeUntil: minutes(now, 120) },
    ...{ closesAt: minutes(now, 240), graceUntil: minutes(now, 300) },
  })
  return { units, openSession: open.id }
}

type Times = Record<'opensAt' | 'startsAt' | 'onTimeUntil' | 'closesAt' | 'graceUntil', Date>

/** So many fit into the hours in which a closing text is still sent, without one beginning before another has closed. */
export const MOST_CLOSED = 6

/** One whose closing text is due, and which can be settled: what people sent then is still on its way. */
export function addClosed(db: Db, units: CrowdUnit[], title: string, nth: number): Promise<ClosedSession> {
  const starts = -(12 + 35) - nth * 55
  const at = (after: number) => minutes(Date.now(), starts + after)
  return addSession(db, units, title, {
    ...{ opensAt: at(-20), startsAt: at(0), onTimeUntil: at(10), closesAt: at(35), graceUntil: at(45) },
  })
}

async function addSession(db: Db, units: CrowdUnit[], title: string, times: Times): Promise<ClosedSession> {
  const created = new Date(times.opensAt.getTime() - 86_400_000)
  const activity = await db.prisma.activity.create({
    data: { kind: 'rapat', title, unitId: units[0]?.id ?? 0, createdAt: created },
  })
  const session = await db.prisma.session.create({
    data: {
      ...{ activityId: activity.id, title, place: 'Halaman Kantor', createdAt: created, ...times },
      ...{ audienceUnits: units.map(({ id }) => id), codeKey: randomBytes(32).toString('base64url') },
      // A code was given: nobody is left to the coordinators.
      codeGivenAt: times.opensAt,
    },
  })
  return { id: session.id, title, codeKey: session.codeKey, startsAt: times.startsAt }
}
