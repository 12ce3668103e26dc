import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { importRoster } from '../../../src/features/people/import-roster.ts'
import { readRosterFile } from '../../../src/features/people/roster-file.ts'
import { seedCity } from '../../../src/features/people/seed-city.ts'
import { loadCity } from '../../../src/lib/city.ts'
import { loadLocales } from '../../../src/lib/i18n.ts'
import { writeXlsx } from '../../../src/lib/xlsx.ts'
import { testDatabase } from '../../support/database.ts'

const { db, close } = await testDatabase()
afterAll(close)
const { prisma } = db
const city = loadCity('pangkalpinang')
const t = loadLocales(city).translator('id')
const now = new Date('2026-11-22T02:00:00Z')
let units: Map<string, number>

beforeAll(async () => {
  units = await seedCity(db, city)
})
beforeEach(async () => {
  await prisma.rosterImport.deleteMany()
  await prisma.assignment.deleteMany()
  await prisma.role.deleteMany()
  await prisma.person.deleteMany()
})

const run = async (table: string | Uint8Array, dryRun = false, gone = false) =>
  importRoster(
    db,
    await readRosterFile(typeof table === 'string' ? new TextEncoder().encode(table) : table),
    {
      ...{ dryRun, now, gone },
    },
  )
/** What the operator reads. */
const said = async (csv: string) => {
  const result = await run(csv)
  if (result.ok) throw new Error('It was taken.')
  if ('file' in result) return [t(result.file.key, result.file.values)]
  return result.errors.map(({ row, note }) => `${row}: ${t(note.key, note.values)}`)
}

const good = `Nama;NIP;Unit Kerja;Status Kepegawaian;No. HP
Siti Rahmawati;19850317 201001 2 999;Dinas Kesehatan;PNS;0812-3456-7890
Budi  Santoso;'199009132025241999;bacang;PPPK Paruh Waktu;62813 4567 8901
Yanti;;Kec. Bukit Intan;PHL;
`

describe('a good roster', () => {
  it('is taken whole', async () => {
    expect(await run(good)).toMatchObject({
      ...{ ok: true, ignored: [] },
      diff: { rows: 3, created: 3, changed: 0, moved: 0, gone: 0, unchanged: 0 },
    })
    expect(
      await prisma.person.findMany({
        orderBy: { id: 'asc' },
        omit: { id: true, createdAt: true, mergedInto: true, kelurahanId: true },
      }),
    ).toEqual([
      {
        name: 'Siti Rahmawati',
        status: 'roster',
        nip: '198503172010012999',
        employment: 'PNS',
        employmentLabel: null,
        unitId: units.get('dinkes'),
        phone: '+6281234567890',
      },
      {
        name: 'Budi Santoso',
        status: 'roster',
        nip: '199009132025241999',
        employment: 'PPPK_PW',
        employmentLabel: null,
        unitId: units.get('kel-bacang'),
        phone: '+6281345678901',
      },
      {
        name: 'Yanti',
        status: 'roster',
        nip: null,
        employment: 'NON_ASN',
        employmentLabel: 'PHL',
        unitId: units.get('kec-bukit-intan'),
        phone: null,
      },
    ])
    expect(await prisma.audit.count({ where: { action: 'roster.import' } })).toBe(1)
  })

  it('changes nothing the second time', async () => {
    await run(good)
    expect(await run(good)).toMatchObject({ importId: null, diff: { created: 0, changed: 0, unchanged: 3 } })
  })

  it('writes nothing in a dry run', async () => {
    expect(await run(good, true)).toMatchObject({ importId: null, diff: { created: 3 } })
    expect(await prisma.person.count()).toBe(0)
  })

  it('finds people by NIP, else by name and unit, and takes nothing away', async () => {
    await run(good)
    await prisma.person.updateMany({ where: { name: 'Siti Rahmawati' }, data: { status: 'active' } })
    const next =
      'nama,nip,opd,status\nSiti Rahmawati Putri,198503172010012999,Dishub,\nYANTI,,Kecamatan Bukit Intan,Honorer\nBaru,,Dishub,TKK\n'
    expect(await run(next)).toMatchObject({
      diff: {
        ...{ created: 1, changed: 1, moved: 1, unchanged: 0 },
        moves: [{ name: 'Siti Rahmawati Putri', from: 'Dinas Kesehatan', to: 'Dinas Perhubungan' }],
      },
    })
    expect(await prisma.person.findFirst({ where: { nip: '198503172010012999' } })).toMatchObject({
      name: 'Siti Rahmawati Putri',
      unitId: units.get('dishub'),
      status: 'active',
      employment: 'PNS',
      phone: '+6281234567890',
    })
    expect(await prisma.person.findMany({ where: { name: 'YANTI' } })).toMatchObject([
      { employmentLabel: 'HONORER' },
    ])
    expect(await prisma.person.count()).toBe(4)
  })

  it('gives a NIP to a namesake without one, never to one with another', async () => {
    await run('nama,unit,status\nAni,Dinkes,PHL\n')
    await run('nama,unit,nip\nAni,Dinkes,198503172010012999\n')
    await run('nama,unit,nip\nAni,Dinkes,198503172010012998\n')
    const people = await prisma.person.findMany({ orderBy: { nip: 'asc' } })
    expect(people.map(({ name, nip }) => [name, nip])).toEqual([
      ['Ani', '198503172010012998'],
      ['Ani', '198503172010012999'],
    ])
  })

  it.each([
    [
      'UTF-8 with a mark',
      new Uint8Array([0xef, 0xbb, 0xbf, ...new TextEncoder().encode('nama,unit,status\nAndré,Dinkes,PHL\n')]),
    ],
    [
      'UTF-16',
      new Uint8Array([0xff, 0xfe, ...Buffer.from('nama\tunit\tstatus\nAndré\tDinkes\tPHL\n', 'utf16le')]),
    ],
    ['Windows-1252', new Uint8Array(Buffer.from('nama;unit;status\r\nAndré;Dinkes;PHL\r\n', 'latin1'))],
  ])('is read as %s', async (_name, bytes) => {
    expect(await run(bytes)).toMatchObject({ diff: { created: 1 } })
    expect(await prisma.person.count({ where: { name: 'André' } })).toBe(1)
  })

  it('names the columns that it does not read', async () => {
    expect(await run('No,Nama Lengkap,SKPD,NIK,Status\n1,Ani,Dinkes,1971054107900001,PHL\n')).toMatchObject({
      ok: true,
      ignored: ['No', 'NIK'],
    })
  })

  it('of 10,000 people takes seconds', async () => {
    const started = performance.now()
    const lines = Array.from({ length: 10_000 }, (_, index) => {
      const serial = String((index % 999) + 1).padStart(3, '0')
      const month = String(1 + (Math.floor(index / 999) % 12)).padStart(2, '0')
      return `Pegawai ${String.fromCharCode(65 + (index % 26))}${'abcdefghij'[index % 10]},19850317 2010${month} 2 ${serial},Dinkes,PNS,0812${String(index).padStart(8, '1')}`
    })
    const csv = `nama,nip,unit,status,hp\n${lines.join('\n')}\n`
    expect(await run(csv)).toMatchObject({ diff: { created: 10_000 } })
    expect(await run(csv)).toMatchObject({ diff: { created: 0, changed: 0 } })
    expect(performance.now() - started).toBeLessThan(20_000)
  })
})

describe('a workbook', () => {
  const sheet = (rows: (string | number | null)[][]) =>
    writeXlsx([{ name: 'Pegawai', columns: [{ title: 'DAFTAR PEGAWAI DINAS KESEHATAN', width: 20 }], rows }])
  const head = ['No', 'Nama dan Gelar', 'NIP / NI PPPK', 'Perangkat Daerah', 'Jenis ASN', 'No. HP/WA']

  it('is read below its titles, with numbers that are numbers, and without blanks at the ends', async () => {
    const bytes = await sheet([
      [null],
      head,
      [1, ' Siti  Rahmawati\u00a0', '19850317 201001 2 999 ', 'Dinkes ', 'PNS', 81234567890],
      [2, 'Yanti', null, 'Kec. Bukit Intan', 'PHL', null],
    ])
    expect(await run(bytes)).toMatchObject({ ok: true, ignored: ['No'], diff: { created: 2 } })
    expect(await prisma.person.findMany({ orderBy: { id: 'asc' } })).toMatchObject([
      { name: 'Siti Rahmawati', nip: '198503172010012999', phone: '+6281234567890' },
      { name: 'Yanti', nip: null },
    ])
  })

  it('with a NIP that became a number is refused, with how to mend the column', async () => {
    const bytes = await sheet([head, [1, 'Siti', Number('198503172010012999'), 'Dinkes', 'PNS', null]])
    const result = await run(bytes)
    expect(result).toMatchObject({
      errors: [{ row: 3, note: { key: 'roster:row.nipSpreadsheet', values: { value: '1,98503E+17' } } }],
    })
    expect(await prisma.person.count()).toBe(0)
  })
})

describe('what is no longer in the file', () => {
  const later = 'nama,nip,unit,status\nSiti Rahmawati,198503172010012999,Dinkes,PNS\n'
  beforeEach(() => run(`${good}Ani;198503172010012998;Dinkes;PNS;\nUdin;198503172010011997;Dinkes;PNS;\n`))

  it('is named within the units of the file, and stays', async () => {
    expect(await run(later)).toMatchObject({
      diff: {
        gone: 2,
        missing: [
          { name: 'Ani', unit: 'Dinas Kesehatan' },
          { name: 'Udin', unit: 'Dinas Kesehatan' },
        ],
      },
    })
    expect(await prisma.person.count({ where: { unitId: units.get('dinkes')! } })).toBe(3)
  })

  it('leaves its unit when that is asked for, unless it holds a role, and comes back by its NIP', async () => {
    const udin = await prisma.person.findFirstOrThrow({ where: { name: 'Udin' } })
    await prisma.role.create({
      data: { personId: udin.id, role: 'koordinator', unitId: units.get('dinkes')!, from: now },
    })
    await run(later, false, true)
    expect(await prisma.person.findFirst({ where: { name: 'Ani' } })).toMatchObject({ unitId: null })
    expect(await prisma.person.findFirst({ where: { name: 'Udin' } })).toMatchObject({
      unitId: units.get('dinkes'),
    })
    await run('nama,nip,unit\nAni,198503172010012998,Dishub\n')
    const ani = await prisma.person.findFirstOrThrow({ where: { name: 'Ani' } })
    expect(ani.unitId).toBe(units.get('dishub'))
    expect(
      await prisma.assignment.findMany({ where: { personId: ani.id }, orderBy: { id: 'asc' } }),
    ).toMatchObject([
      { unitId: units.get('dinkes'), until: now },
      { unitId: units.get('dishub'), until: null },
    ])
  })
})

describe('the same person', () => {
  it('is known by name and phone in another unit', async () => {
    await run('nama,unit,status,hp\nYanti,Dinkes,PHL,081234567890\n')
    expect(await run('nama,unit,status,hp\nYanti,Dishub,PHL,0812-3456-7890\n')).toMatchObject({
      diff: { moved: 1, created: 0 },
    })
  })

  it('twice in one file is refused', async () => {
    await run('nama,unit,nip\nAni,Dinkes,198503172010012999\n')
    expect(await said('nama,unit,nip\nAni,Dinkes,198503172010012999\nAni,Dinkes,\n')).toEqual([
      '3: orang ini sama dengan baris 2; hapus salah satunya.',
    ])
  })
})

describe('a bad roster', () => {
  it('is refused whole, each row with its reason', async () => {
    const csv = `nama,nip,unit,status,hp
Ani,1.98503E+17,Dinkes,PNS,
Budi,1971054107900001,Dinkes,PNS,
Cici,19850317201001299,Dinkes,PNS,
Dedi,198513172010012999,Dinkes,PNS,
Eka,198503172010012000,Dinkes,PNS,
,198503172010012999,Dinas Sihir,PNS,
Fani,,Dinkes,PNS,
Gita,199009132025241999,Dinkes,PNS,
Hadi,198503172010011999,Dinkes,Pejabat,6.28123E+11
Ira,,Dinkes,PHL,0717421466
Joko,,Dinkes,PHL,0812/0813
Kiki,198503172010012777,Dinkes,PNS,
Lala,198503172010012777,Dinkes,PNS,
Baik,,Dinkes,PHL,
`
    expect(await said(csv)).toEqual([
      expect.stringMatching(/^2: NIP "1.98503E\+17" rusak oleh Excel.*Teks/),
      expect.stringMatching(/^3: ini 16 angka, jadi NIK/),
      '4: NIP harus 18 angka, ini 17.',
      expect.stringMatching(/^5: NIP tidak benar/),
      expect.stringMatching(/^6: NIP "198503172010012000" rusak oleh Excel/),
      '7: nama kosong.',
      expect.stringMatching(/^7: unit "Dinas Sihir" tidak dikenal/),
      '8: status PNS perlu NIP.',
      expect.stringMatching(/^9: nomor ini berbentuk NI PPPK/),
      expect.stringMatching(/^10: status "Pejabat" tidak dikenal/),
      expect.stringMatching(/^10: nomor HP "6.28123E\+11" rusak oleh Excel/),
      expect.stringMatching(/^11: ini nomor telepon kantor/),
      expect.stringMatching(/^12: nomor HP tidak benar/),
      '14: NIP sama dengan baris 13.',
    ])
    expect(await prisma.person.count()).toBe(0)
  })

  it('is refused when it is not clear who is meant', async () => {
    await prisma.person.createMany({
      data: [1, 2].map(() => ({ name: 'Ani', unitId: units.get('dinkes')! })),
    })
    expect(await said('nama,unit,status\nAni,Dinkes,PHL\nAni,Dinkes,PHL\n')).toEqual([
      expect.stringMatching(/^2: ada beberapa orang bernama sama/),
      expect.stringMatching(/^3: nama dan unit sama dengan baris 2/),
    ])
  })

  it.each([
    ['', /kosong/],
    ['nama,unit\n', /kosong/],
    ['nip,unit\n1,Dinkes\n', /"nama" tidak ada.*nip, unit/],
    ['nama,nama lengkap,unit\nA,B,Dinkes\n', /"nama" ada lebih dari satu/],
    ['Daftar pegawai\nnama,nip\n1,2\n', /"unit" tidak ada.*nama, nip/],
    ['nama,unit\n"Ani,Dinkes\n', /tidak dapat dibaca/],
  ])('without what it needs (%j) says so', async (csv, expected) => {
    expect((await said(csv)).join()).toMatch(expected)
  })
})
