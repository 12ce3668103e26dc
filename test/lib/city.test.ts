import { describe, expect, it } from 'vitest'
import { listCities, loadCity, timingOf } from '../../src/lib/city.ts'

describe('a city', () => {
  it.each(listCities())('%s can be read', (key) => {
    const city = loadCity(key)
    expect(city.key).toBe(key)
    expect(city.units[0]).toMatchObject({ kind: 'kota', parent: null })
    expect(city.placeNames).toContain(city.defaultPlace)
    expect(city.holidays.length).toBeGreaterThan(70)
    const codes = city.units.flatMap(({ code }) => code ?? [])
    expect(new Set(codes).size).toBe(codes.length)
    expect(codes.every((code) => code.startsWith(city.areaCode))).toBe(true)
  })

  it('that does not exist names those that do', () => {
    expect(() => loadCity('jakarta')).toThrow(/"jakarta".*bekasi, malang, pangkalpinang/)
    expect(() => loadCity('../data')).toThrow(/no city/)
  })
})

describe('Pangkalpinang', () => {
  const city = loadCity('pangkalpinang')
  const named = (key: string) => city.units.find((unit) => unit.key === key)

  it('has every kelurahan below its kecamatan, by the names people use', () => {
    expect(city.units.filter(({ kind }) => kind === 'kelurahan')).toHaveLength(42)
    expect(named('kel-bacang')).toEqual({
      key: 'kel-bacang',
      kind: 'kelurahan',
      name: 'Kelurahan Bacang',
      aliases: ['Bacang', 'Kel. Bacang'],
      parent: 'kec-bukit-intan',
      code: '19.71.01.1006',
    })
    expect(named('kel-air-itam')?.aliases).toContain('Air Hitam')
    expect(named('bkpsdmd')?.aliases).toContain('BKPSDMD')
  })

  it('gives no two units the same name or alias', () => {
    const names = city.units.flatMap((unit) => [unit.name, ...unit.aliases].map((name) => name.toLowerCase()))
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })

  it('knows holidays, places, and usual times', () => {
    expect(city.holidays.find(({ date }) => date === '2026-12-24')).toMatchObject({ type: 'cuti_bersama' })
    expect(city.placeNames).toContain('Alun-alun Taman Merdeka')
    expect([city.zone, city.zoneLabel]).toEqual(['Asia/Jakarta', 'WIB'])
    expect(timingOf(city, 'apel_akbar').startsAt).toBe('07.15')
    expect(timingOf(city, 'senam').weekday).toBe(5)
    expect(timingOf(city, 'whatever')).toEqual(city.defaults.apel)
  })
})
