import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { audienceIn } from '../../../src/features/announcements/audience-words.ts'
import { sameWords, worriesIn } from '../../../src/features/announcements/warnings.ts'
import { seedCity } from '../../../src/features/people/seed-city.ts'
import { loadCity } from '../../../src/lib/city.ts'
import { testDatabase } from '../../support/database.ts'

const { db, close } = await testDatabase()
afterAll(close)
const NOW = new Date('2026-11-24T09:00:00+07:00')

await seedCity(db, loadCity('pangkalpinang'))

describe('for whom, in words', async () => {
  const units = await db.prisma.unit.findMany({ select: { id: true, name: true, path: true, kind: true } })
  const named = (name: string) => units.find((one) => one.name === name)
  const id = (name: string) => named(name)?.id ?? 0
  const city = units.find((one) => one.kind === 'kota')
  const admin = {
    id: 1,
    unitPath: city?.path ?? '',
    roles: [{ role: 'admin', unitPath: city?.path ?? '' }],
  }
  const read = async (text: string) => {
    const found = await audienceIn(db.prisma, text, admin, NOW)
    return 'audience' in found ? found.audience : found
  }

  it('nobody named is everybody whom one answers for', async () => {
    for (const text of ['', 'semua', 'ke semua pegawai', 'seluruh pegawai saja', 'semua OPD'])
      expect(await read(text)).toMatchObject({ units: [city?.id], employment: [], roles: [], except: [] })
  })

  it('units, employment, roles, and who is left out', async () => {
    expect(await read('PHL Dinas Kesehatan')).toMatchObject({
      units: [id('Dinas Kesehatan')],
      employment: ['PHL'],
    })
    expect(await read('honorer dan phl')).toMatchObject({ units: [city?.id], employment: ['PHL', 'HONORER'] })
    expect(await read('pppk paruh waktu di dinkes')).toMatchObject({
      units: [id('Dinas Kesehatan')],
      employment: ['PPPK_PW'],
    })
    expect(await read('para koordinator saja')).toMatchObject({ units: [city?.id], roles: ['koordinator'] })
    expect(await read('semua kecuali Dinas Perhubungan')).toMatchObject({
      units: [city?.id],
      except: [id('Dinas Perhubungan')],
    })
    expect(await read('Dinas Kesehatan, Dinas Perhubungan dan Kecamatan Gabek')).toMatchObject({
      units: [id('Dinas Kesehatan'), id('Dinas Perhubungan'), id('Kecamatan Gabek')],
    })
    expect(await read('ASN')).toMatchObject({ employment: ['PNS', 'CPNS', 'PPPK', 'PPPK_PW'] })
  })

  it('residents by where they live', async () => {
    expect(await read('warga kelurahan bacang')).toMatchObject({
      residents: true,
      units: [city?.id],
      kelurahan: [id('Kelurahan Bacang')],
    })
  })

  it('what it does not know is asked about, never guessed', async () => {
    expect(await read('Dinas Sihir')).toEqual({ unclear: 'dinas sihir', names: [] })
    expect(await read('dinas')).toMatchObject({ unclear: 'dinas' })
  })
})

describe('what makes a second person look', () => {
  it.each([
    ['Transfer ke rek BRI 1234567890 a.n. Budi', ['bank']],
    ['Iuran ke rekening 0098-7654-3210', ['bank']],
    ['Kirim kode OTP yang Bapak/Ibu terima', ['otp']],
    ['Daftar di bit.ly/apel-akbar', ['link']],
    ['Lihat https://contoh.com/form', ['link']],
    ['Lihat https://bkpsdmd.pangkalpinangkota.go.id/apel', []],
    ['Hubungi wa.me/6281234567890', []],
    ['Apel Senin 07.15 s.d. 08.00 di halaman Kantor Wali Kota, dr. Budi memimpin', []],
    ['Nomor surat 800/1234/BKPSDMD/2026', []],
  ])('%s', (text, worries) => {
    expect(worriesIn(text)).toEqual(worries)
  })

  it('never throws, and sees the same words however they are set', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        worriesIn(text)
        expect(sameWords(`  ${text.toUpperCase()} !`)).toBe(sameWords(text.toUpperCase()))
      }),
    )
    expect(sameWords('*Besok*  pakai BATIK!!')).toBe(sameWords('besok pakai batik'))
  })
})
