import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isPrivatePhone } from '../../../src/features/points/change-point.ts'
import { importPoints } from '../../../src/features/points/import-points.ts'
import { allPoints } from '../../../src/features/points/points.ts'
import { pledgeCity } from '../pledges/city.ts'

let here: Awaited<ReturnType<typeof pledgeCity>>
beforeAll(async () => {
  here = await pledgeCity()
})
afterAll(() => here.close())

const bring = (text: string, dry = false) =>
  importPoints(here.db, new TextEncoder().encode(text), here.at, dry)
const named = async (name: string) => (await allPoints(here.db.prisma)).filter((one) => one.name === name)

describe('a list of drop points', () => {
  const good = [
    'Nama;Kelurahan;Jam buka;Kontak;Lintang;Bujur',
    'Posyandu Kenanga;Bacang;Selasa 08.00-11.00;kader Posyandu Kenanga;-2,1295;106,1138',
    'Posyandu Melati;Bacang;Kamis 08.00-10.00;;;',
    'Kantor Kelurahan Bacang;Kelurahan Bacang;;;;',
  ].join('\n')

  it('is brought in whole: new, changed, and left as it was', async () => {
    expect(await bring(good, true)).toEqual({ ok: true, added: 1, changed: 1, same: 1 })
    expect(await named('Posyandu Kenanga')).toEqual([])
    expect(await bring(good)).toEqual({ ok: true, added: 1, changed: 1, same: 1 })
    expect(await named('Posyandu Kenanga')).toMatchObject([
      {
        ...{ kind: 'posyandu', areaName: 'Kelurahan Bacang', contact: 'kader Posyandu Kenanga' },
        ...{ latitude: -2.1295, longitude: 106.1138, closedAt: null },
        hours: [{ days: [2], from: '08:00', until: '11:00' }],
      },
    ])
    // What the file did not say stays.
    expect(await named('Posyandu Melati')).toMatchObject([
      { contact: 'kader Posyandu Melati', hours: [{ days: [4], from: '08:00', until: '10:00' }] },
    ])
    expect(await bring(good)).toEqual({ ok: true, added: 0, changed: 0, same: 3 })
    const kept = await here.db.prisma.audit.findMany({ where: { action: { startsWith: 'point.' } } })
    expect(kept.map(({ action }) => action).sort()).toEqual(['point.add', 'point.change'])
  })

  it('is not brought in at all where a row is wrong, and every row is told', async () => {
    const before = (await allPoints(here.db.prisma)).length
    const result = await bring(
      [
        'nama,kelurahan,jam,kontak,lintang,bujur',
        'Posyandu Dahlia,Bacang,Rabu 08.00-10.00,kader,,',
        'Posyandu Seroja,Negeri Antah,Rabu 08.00-10.00,kader,,',
        'Posyandu Flamboyan,Bacang,rabu pagi,kader,,',
        'Posyandu Sakura,Bacang,Rabu 08.00-10.00,0812 7100 0001,,',
        'Posyandu Cempaka,Bacang,Rabu 08.00-10.00,kader,95,106',
        'Posyandu Dahlia,bacang,Rabu 08.00-10.00,kader,,',
        ',Bacang,,,,',
      ].join('\n'),
    )
    expect(result).toMatchObject({ ok: false })
    const errors = result.ok ? [] : result.errors.map(({ row, note }) => `${row} ${note.key}`)
    expect(errors).toEqual(
      ['3 area', '4 hours', '5 phone', '6 place', '7 twice', '8 name'].map((one) =>
        one.replace(' ', ' goods-admin:import.'),
      ),
    )
    expect((await allPoints(here.db.prisma)).length).toBe(before)
  })

  it.each(['', 'nama;jam\nPosyandu A;Selasa 08.00-11.00', 'nama;kelurahan'])(
    'refuses what is no list: %j',
    async (text) => {
      expect(await bring(text)).toMatchObject({ ok: false, errors: [{ row: 1 }] })
    },
  )
})

describe('a contact', () => {
  it.each([
    '081271000001',
    'Bu Ani 0812-7100-0001',
    '+62 812 7100 0001',
    '62812.7100.0001',
    'wa: 08 12 71 00 00 01',
  ])('is no private number: %s', (text) => expect(isPrivatePhone(text)).toBe(true))
  it.each([
    '0717 421466',
    'kader Posyandu Kenanga',
    'loket 8, 08.00-11.00',
    '(0717) 8123456',
    'pukul 08.00 sampai 11.30',
  ])('may be a desk: %s', (text) => expect(isPrivatePhone(text)).toBe(false))
})
