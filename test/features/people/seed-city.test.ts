import { afterAll, describe, expect, it } from 'vitest'
import { seedDemo } from '../../../src/features/demo/cast.ts'
import { parseNip } from '../../../src/features/people/nip.ts'
import { OtherCity, seedCity } from '../../../src/features/people/seed-city.ts'
import { listCities, loadCity } from '../../../src/lib/city.ts'
import { testDatabase } from '../../support/database.ts'

const { db, close } = await testDatabase()
afterAll(close)
const { prisma } = db
const city = loadCity('pangkalpinang')
const now = new Date('2026-11-22T02:00:00Z')

describe('seedCity', () => {
  it('puts the whole tree in: the city, its offices, 7 kecamatan, 42 kelurahan', async () => {
    const ids = await seedCity(db, city)
    expect(ids.size).toBe(city.units.length)
    const counts = await prisma.unit.groupBy({ by: ['kind'], _count: true, orderBy: { kind: 'asc' } })
    expect(Object.fromEntries(counts.map(({ kind, _count }) => [kind, _count]))).toMatchObject({
      kota: 1,
      kecamatan: 7,
      kelurahan: 42,
    })
    const bacang = await prisma.unit.findFirst({
      where: { name: 'Kelurahan Bacang' },
      include: { parent: true },
    })
    expect(bacang?.parent?.name).toBe('Kecamatan Bukit Intan')
    expect(bacang?.path).toBe(`/${ids.get('kota')}/${ids.get('kec-bukit-intan')}/${ids.get('kel-bacang')}/`)
  })

  it('does nothing the second time, also when several start together', async () => {
    const before = await prisma.unit.findMany({ orderBy: { id: 'asc' } })
    await Promise.all([seedCity(db, city), seedCity(db, city)])
    expect(await prisma.unit.findMany({ orderBy: { id: 'asc' } })).toEqual(before)
  })

  it('leaves what an admin renamed, moved or took away', async () => {
    const ids = await seedCity(db, city)
    await prisma.unit.update({
      where: { id: ids.get('dispar')! },
      data: { name: 'Dinas Pariwisata dan Budaya', aliases: [] },
    })
    await prisma.unit.update({ where: { id: ids.get('kel-bacang')! }, data: { parentId: ids.get('kota')! } })
    await prisma.unit.delete({ where: { id: ids.get('bpbd')! } })
    const again = await seedCity(db, city)
    expect(again.has('bpbd')).toBe(false)
    expect(again.get('dispar')).toBe(ids.get('dispar'))
    expect(await prisma.unit.count({ where: { name: { startsWith: 'Dinas Pariwisata' } } })).toBe(1)
    expect((await prisma.unit.findUnique({ where: { id: ids.get('kel-bacang')! } }))?.parentId).toBe(
      ids.get('kota'),
    )
  })

  it('adds what is new in a profile, and takes over what was entered by hand', async () => {
    const root = (await seedCity(db, city)).get('kota')!
    const byHand = await prisma.unit.create({ data: { kind: 'opd', name: 'Dinas Baru', parentId: root } })
    const units = ['Dinas Baru', 'Dinas Lain'].map((name, index) => ({
      key: `new-${index}`,
      name,
      aliases: [],
      kind: 'opd' as const,
      parent: 'kota',
    }))
    const ids = await seedCity(db, { ...city, units: [...city.units, ...units] })
    expect(ids.get('new-0')).toBe(byHand.id)
    expect(await prisma.unit.count({ where: { name: { in: ['Dinas Baru', 'Dinas Lain'] } } })).toBe(2)
  })

  it('refuses the database of another city', async () => {
    await expect(seedCity(db, loadCity('malang'))).rejects.toThrow(OtherCity)
    await expect(seedCity(db, loadCity('malang'))).rejects.toThrow(/CITY=pangkalpinang/)
  })
})

describe('seedDemo', () => {
  it('invents about forty people with roles, and tells who is who', async () => {
    const units = await seedCity(db, city)
    const cast = await seedDemo(db, city, units, now)
    const people = await prisma.person.findMany({ include: { roles: true } })
    expect(people.length).toBeGreaterThanOrEqual(38)
    expect(people.filter(({ employment }) => employment === 'NON_ASN').every(({ nip }) => nip === null)).toBe(
      true,
    )
    const nips = people.flatMap(({ nip }) => nip ?? [])
    expect(new Set(nips).size).toBe(nips.length)
    expect(nips.map((nip) => [nip, parseNip(nip).ok])).toEqual(nips.map((nip) => [nip, true]))
    expect(people.filter(({ status }) => status === 'roster').length).toBeGreaterThan(5)
    const roleOf = (id: number) => people.find((person) => person.id === id)?.roles.map(({ role }) => role)
    expect(roleOf(cast.admin.personId)).toEqual(['admin'])
    expect(roleOf(cast.coordinator.personId)).toEqual(['koordinator'])
    expect(roleOf(cast.petugas.personId)).toEqual(['petugas'])
    expect(people.find(({ id }) => id === cast.resident.personId)).toMatchObject({
      status: 'active',
      unitId: null,
      kelurahanId: cast.resident.unitId,
    })
    expect(cast.employee.unitId).toBe(cast.coordinator.unitId)
  })

  it('does nothing the second time', async () => {
    const units = await seedCity(db, city)
    const count = await prisma.person.count()
    expect(await seedDemo(db, city, units, now)).toEqual(await seedDemo(db, city, units, new Date()))
    expect(await prisma.person.count()).toBe(count)
  })
})

describe.each(listCities().filter((key) => key !== 'pangkalpinang'))('the demo of %s', (key) => {
  it('stands on its own units', async () => {
    const other = await testDatabase()
    const profile = loadCity(key)
    const cast = await seedDemo(other.db, profile, await seedCity(other.db, profile), now)
    expect(profile.units.map(({ name }) => name)).toContain(cast.employee.unitName)
    await other.close()
  })
})
