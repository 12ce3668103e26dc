import { z } from 'zod'
import type { City } from '../../lib/city.ts'
import { type Db, type Tx, transaction } from '../../lib/db.ts'
import { attendPast } from './attendance.ts'
import { giveGoods } from './goods.ts'
import { type DemoPerson, demoPeople } from './people.ts'

const member = z.object({ personId: z.number(), name: z.string(), unitId: z.number(), unitName: z.string() })

/** Who a visitor of the demo can be. Their webchat addresses are bound where webchat is. */
const cast = z.object({
  employee: member,
  coordinator: member,
  resident: member,
  admin: member,
  petugas: member,
})

export type DemoMember = z.infer<typeof member>
export type DemoCast = z.infer<typeof cast>

/** Where the database keeps who is who. */
export const CAST = 'demo-cast'

/**
 * Fills the demo's database once with an invented city hall: about forty people over several units, some
 * still only in the roster. Later calls only tell who is who.
 * @param units what `seedCity` returned
 * @param now domain time, from when the roles hold
 */
export async function seedDemo(
  db: Pick<Db, 'prisma'>,
  city: City,
  units: Map<string, number>,
  now: Date,
): Promise<DemoCast> {
  return transaction(db, async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('guyub.seed'))`
    const known = await tx.meta.findUnique({ where: { key: CAST } })
    if (known) return cast.parse(JSON.parse(known.value))
    return fillDemo(tx, city, units, now)
  })
}

/** The same within a transaction, on a database that holds no people yet. */
export async function fillDemo(tx: Tx, city: City, units: Map<string, number>, now: Date): Promise<DemoCast> {
  const names = new Map(city.units.map((unit) => [unit.key, unit.name]))
  const places = pickUnits(city, units)
  const people = demoPeople(places)
  // The example of a location lies here, so that one can be tried as proof: rough, and nobody really stands there.
  const [hall] = city.places.filter((one) => one.latitude !== undefined && one.longitude !== undefined)
  if (hall)
    await tx.venue.updateMany({
      where: { name: hall.name, latitude: null },
      data: { latitude: hall.latitude ?? null, longitude: hall.longitude ?? null },
    })
  // Two statements for all: the embedded database is ours alone until this transaction ends, and a visitor waits.
  const rows = await tx.person.createManyAndReturn({
    data: people.map((person) => ({
      name: person.name,
      status: person.active ? ('active' as const) : ('roster' as const),
      nip: person.nip,
      employment: person.employment,
      employmentLabel: person.label,
      ...(person.resident
        ? { kelurahanId: idOf(units, person.unitKey) }
        : { unitId: idOf(units, person.unitKey) }),
    })),
    select: { id: true, name: true },
  })
  // Every name of the demo is its bearer's only.
  const ids = new Map(rows.map(({ id, name }) => [name, id]))
  const made = people.map((person) => ({ ...person, personId: ids.get(person.name) as number }))
  await tx.role.createMany({
    data: made.flatMap(({ personId, roles }) =>
      roles.map(({ name, unitKey }) => ({ personId, role: name, unitId: idOf(units, unitKey), from: now })),
    ),
  })
  const who = (key: string): DemoMember => {
    const found = made.find((person) => person.key === key)
    if (!found) throw new Error(`The demo has no ${key}.`)
    const { personId, name, unitKey } = found
    return { personId, name, unitId: idOf(units, unitKey), unitName: names.get(unitKey) ?? unitKey }
  }
  const result = {
    employee: who('employee'),
    coordinator: who('coordinator'),
    resident: who('resident'),
    admin: who('admin'),
    petugas: who('petugas'),
  }
  await giveGoods(tx, city, result.petugas.personId, now)
  await attendPast(tx, city, await attendersOf(tx, made, units, result.admin.personId), now)
  await tx.meta.create({ data: { key: CAST, value: JSON.stringify(result) } })
  return result
}

type Made = DemoPerson & { personId: number }

/** Who has to come, and who leads them. */
async function attendersOf(tx: Tx, made: Made[], units: Map<string, number>, admin: number) {
  const rows = await tx.unit.findMany({ select: { id: true, path: true, kind: true } })
  const at = (key: string) => {
    const id = idOf(units, key)
    return { unitId: id, unitPath: rows.find((one) => one.id === id)?.path ?? '' }
  }
  const root = rows.find(({ kind }) => kind === 'kota')
  if (!root) throw new Error('The demo needs a city above its units.')
  return {
    root,
    admin,
    attenders: made
      .filter(({ resident }) => !resident)
      .map(({ personId, unitKey, active }) => ({ personId, active, ...at(unitKey) })),
    leaders: made.flatMap(({ personId, roles }) =>
      roles.filter(({ name }) => name === 'koordinator').map(({ unitKey }) => ({ personId, ...at(unitKey) })),
    ),
  }
}

/** A few offices, a kecamatan and a kelurahan of it: every city has these. */
function pickUnits(city: City, units: Map<string, number>) {
  const here = city.units.filter((unit) => units.has(unit.key))
  const kelurahan = here.find((unit) => unit.kind === 'kelurahan')
  const root = here.find((unit) => unit.kind === 'kota')
  if (!kelurahan?.parent || !root)
    throw new Error(`The demo needs a kelurahan in the profile of ${city.key}.`)
  const offices = here
    .filter((unit) => unit.kind === 'opd')
    .slice(0, 4)
    .map((unit) => unit.key)
  return { root: root.key, offices, kecamatan: kelurahan.parent, kelurahan: kelurahan.key }
}

function idOf(units: Map<string, number>, key: string): number {
  const id = units.get(key)
  if (id === undefined) throw new Error(`The demo needs the unit "${key}", which was removed.`)
  return id
}
