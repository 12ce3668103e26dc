import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coordinatedPaths, coordinates, has, outranks } from '../../../src/features/people/authority.ts'

const path = fc
  .array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 4 })
  .map((ids) => `/${ids.join('/')}/`)
const role = fc.constantFrom('koordinator', 'admin', 'petugas', 'pimpinan', 'pegawai')
const holder = fc
  .array(fc.record({ role, unitPath: path }), { maxLength: 5 })
  .map((roles) => ({ id: 1, unitPath: '/1/2/', roles }))
const above = (unit: string) =>
  unit
    .split('/')
    .filter(Boolean)
    .map((_, n, ids) => `/${ids.slice(0, n + 1).join('/')}/`)

describe('authority', () => {
  it('holds for a unit and everything below it, and nothing else', () => {
    fc.assert(
      fc.property(holder, path, (person, unit) => {
        const leads = person.roles.filter((held) => held.role === 'koordinator' || held.role === 'admin')
        expect(coordinates(person, unit)).toBe(leads.some((held) => above(unit).includes(held.unitPath)))
      }),
    )
  })

  it('does not take unit 12 for a part of unit 1', () => {
    const person = { id: 1, unitPath: '/1/5/', roles: [{ role: 'koordinator', unitPath: '/1/5/' }] }
    expect(coordinates(person, '/1/5/7/')).toBe(true)
    expect(coordinates(person, '/1/55/')).toBe(false)
    expect(coordinates(person, '/1/')).toBe(false)
  })

  it('is told by its topmost units, which lie outside each other and cover the rest', () => {
    fc.assert(
      fc.property(holder, path, (person, unit) => {
        const paths = coordinatedPaths(person)
        expect(paths.some((top) => unit.startsWith(top))).toBe(coordinates(person, unit))
        for (const one of paths)
          for (const two of paths) expect(one !== two && one.startsWith(two)).toBe(false)
      }),
    )
  })

  it('is nobody’s who is nobody', () => {
    expect(has(null, 'koordinator')).toBe(false)
    expect(coordinates(null, '/1/')).toBe(false)
    expect(coordinatedPaths(null)).toEqual([])
  })
})

describe('a superior is nobody to be let in by a coordinator', () => {
  const coordinator = { id: 1, unitPath: '/1/5/', roles: [{ role: 'koordinator', unitPath: '/1/5/' }] }
  const admin = { id: 2, unitPath: '/1/', roles: [{ role: 'admin', unitPath: '/1/' }] }

  it('whose role reaches beyond the own part of the city, or who is admin', () => {
    expect(outranks([{ role: 'pimpinan', unitPath: '/1/' }], coordinator)).toBe(true)
    expect(outranks([{ role: 'admin', unitPath: '/1/5/' }], coordinator)).toBe(true)
    expect(outranks([{ role: 'koordinator', unitPath: '/1/5/7/' }], coordinator)).toBe(false)
    expect(outranks([], coordinator)).toBe(false)
    expect(outranks([{ role: 'admin', unitPath: '/1/' }], admin)).toBe(false)
  })
})
