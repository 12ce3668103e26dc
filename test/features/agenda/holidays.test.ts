import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import {
  addHoliday,
  listHolidays,
  removeHolidays,
  seedHolidays,
} from '../../../src/features/agenda/holidays.ts'
import { importHolidays } from '../../../src/features/agenda/import-holidays.ts'
import { loadCity } from '../../../src/lib/city.ts'
import { root } from '../../../src/lib/root.ts'
import { testDatabase } from '../../support/database.ts'

const { db, close } = await testDatabase()
const { prisma } = db
afterAll(close)
const { holidays } = loadCity('pangkalpinang')
const NOW = new Date('2026-11-27T02:00:00Z')
const bytes = (text: string) => new TextEncoder().encode(text)

describe('the list of holidays', () => {
  it('is seeded once a year of it, complete and with its source; an admin’s edits stay', async () => {
    expect(await seedHolidays(prisma, holidays, NOW)).toBe(79)
    const all = await listHolidays(prisma)
    const count = (year: string, type: string) =>
      all.filter((one) => one.date.startsWith(year) && one.type === type).length
    expect([count('2026', 'libur_nasional'), count('2026', 'cuti_bersama')]).toEqual([17, 8])
    expect([count('2027', 'libur_nasional'), count('2027', 'cuti_bersama')]).toEqual([18, 8])
    expect(all.every((one) => /SKB/.test(one.source))).toBe(true)
    expect(await removeHolidays(prisma, '2026-12-25', 1, NOW)).toMatchObject([{ date: '2026-12-25' }])
    expect(await seedHolidays(prisma, holidays, NOW)).toBe(0)
    expect((await listHolidays(prisma)).some((one) => one.date === '2026-12-25')).toBe(false)
    const later = [...holidays, { ...holidays[0]!, date: '2028-01-01' }]
    expect(await seedHolidays(prisma, later, NOW)).toBe(1)
  })

  it('takes two holidays on one day, and each only once', async () => {
    const one = { date: '2027-05-05', name: 'Satu', type: 'libur_nasional' as const, source: 'SKB' }
    expect(await addHoliday(prisma, one, 1, NOW)).toBe(true)
    expect(await addHoliday(prisma, one, 1, NOW)).toBe(false)
    expect(await addHoliday(prisma, { ...one, name: 'Dua' }, 1, NOW)).toBe(true)
    expect(await removeHolidays(prisma, '2027-05-05', 1, NOW)).toHaveLength(2)
    const audit = await prisma.audit.findMany({ where: { subject: 'holiday/2027-05-05' } })
    expect(audit.map(({ action }) => action)).toEqual([
      'holiday.add',
      'holiday.add',
      'holiday.remove',
      'holiday.remove',
    ])
  })
})

describe('an import', () => {
  it('brings what is new, mends what differs, and does nothing the second time', async () => {
    const file = bytes(
      'tanggal;nama;jenis;sumber\n2029-01-01;Tahun Baru;libur nasional;SKB 1/2028\n02/01/2029;Cuti;cuti bersama;SKB 1/2028\n',
    )
    expect(await importHolidays(db, file, NOW)).toEqual({ ok: true, added: 2, changed: 0, same: 0 })
    expect(await importHolidays(db, file, NOW)).toEqual({ ok: true, added: 0, changed: 0, same: 2 })
    const other = bytes('tanggal,nama,jenis,sumber\n2029-01-01,Tahun Baru,libur nasional,SKB 2/2028\n')
    expect(await importHolidays(db, other, NOW)).toEqual({ ok: true, added: 0, changed: 1, same: 0 })
  })

  it('names each bad row by its number, and then keeps nothing', async () => {
    const file = bytes(
      'tanggal;nama;jenis;sumber\n2030-01-01;Baik;libur nasional;SKB\n31/02/2030;Salah;libur nasional;SKB\n2030-03-03;;liburan;\n2030-01-01;Baik;cuti bersama;SKB\n',
    )
    const result = await importHolidays(db, file, NOW)
    expect(result.ok ? [] : result.errors.map(({ row, note }) => `${row} ${note.key.split(':')[1]}`)).toEqual(
      [...['3 import.date', '4 import.name', '4 import.type', '4 import.source', '5 import.twice']],
    )
    expect((await listHolidays(prisma)).some((one) => one.date.startsWith('2030'))).toBe(false)
  })

  it('wants its columns', async () => {
    expect(await importHolidays(db, bytes('a;b\n1;2\n'), NOW)).toMatchObject({
      ok: false,
      errors: [{ row: 1 }],
    })
    expect(await importHolidays(db, new Uint8Array(), NOW)).toMatchObject({ ok: false })
  })

  it('reads the city’s own list as it is', async () => {
    const own = readFileSync(join(root, 'prisma/data/holidays.tsv'))
    expect(await importHolidays(db, own, NOW)).toMatchObject({ ok: true, added: 1, same: 78 })
  })
})
