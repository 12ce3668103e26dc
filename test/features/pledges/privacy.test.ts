import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { curiosity } from '../../../src/conversation/meaning/curious.ts'
import { audience } from '../../../src/features/announcements/audience.ts'
import { goodsPattern } from '../../../src/features/pledges/named-goods.ts'
import { listCities, loadCity } from '../../../src/lib/city.ts'
import { borrows, leaks } from '../../support/giving-guard.ts'
import { readImports } from '../../support/imports.ts'

const src = fileURLToPath(new URL('../../../src', import.meta.url))

describe('nobody learns what somebody else gives', () => {
  it('no file reads pledges beside people, and none outside of its place', () => {
    const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
      .map((file) => file.replaceAll('\\', '/'))
      .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('lib/prisma/'))
    const readers = files.filter((file) => leaks('elsewhere.ts', readFileSync(`${src}/${file}`, 'utf8')))
    expect(readers.length).toBeGreaterThan(3)
    expect(files.map((file) => leaks(file, readFileSync(`${src}/${file}`, 'utf8'))).filter(Boolean)).toEqual(
      [],
    )
  })

  it('what is somebody’s own is asked for by that person’s own dialogs only', () => {
    expect(readImports(src).map(borrows).filter(Boolean)).toEqual([])
  })

  it('an announcement is never for those who gave, or did not', () => {
    // Whoever adds a way to narrow an audience down reads this line: giving is none.
    expect(Object.keys(audience.shape).sort()).toEqual(
      'units except employment roles kelurahan session topic without residents'.split(' ').sort(),
    )
  })
})

describe('the guard itself', () => {
  it('finds what must not be', () => {
    const sql = (text: string) => `tx.$queryRaw\`SELECT ${text}\``
    const home = 'features/pledges/list.ts'
    expect(leaks('web/dashboard.ts', sql('x FROM pledge'))).toMatch(/not its business/)
    expect(leaks('features/announcements/audience.ts', sql('1 FROM "pledge" g'))).toMatch(/not its business/)
    expect(leaks('features/attendance/award.ts', 'tx.pledge.findMany({})')).toMatch(/not its business/)
    expect(leaks('features/reminders/fire-session.ts', 'tx.pledgeSeries.count()')).toMatch(/not its/)
    expect(leaks(home, sql('p.name FROM pledge g JOIN person p ON p.id = g.person_id'))).toMatch(/beside/)
    expect(leaks(home, 'await tx.pledge.findMany()\nawait tx.person.findMany()')).toMatch(/beside/)
    expect(leaks(home, 'const own = await findPeople(tx, name, actor)\ntx.pledge.count()')).toMatch(/beside/)
    expect(borrows({ from: 'web/report-routes.ts', to: 'features/pledges/rights.ts' })).toMatch(/may not/)
  })

  it('lets be what is fine', () => {
    expect(leaks('features/pledges/pledge.ts', 'tx.pledge.create({})')).toBeNull()
    expect(leaks('web/server.ts', '// SELECT x FROM pledge')).toBeNull()
    expect(leaks('features/people/find-people.ts', 'SELECT 1 FROM person p')).toBeNull()
    expect(borrows({ from: 'features/people/claims.dialog.ts', to: 'features/pledges/rights.ts' })).toBeNull()
  })
})

const goods = goodsPattern(loadCity('pangkalpinang').campaigns)
const about = (text: string, words = goods) => curiosity(text, words)?.about ?? null

describe('questions about other people’s giving', () => {
  const asked: Record<string, string[]> = {
    missing: [
      ...['siapa yang belum sedekah', 'siapa yg blm sedekah telur?', 'pegawai yang belum setor telur'],
      ...['nama-nama yang belum kasih telur', 'daftar nama yang tidak ikut keping sedulur'],
      ...['siapa di dinkes yang belum bawa telur', 'siape yg lum sedekah telok', 'siape lum ngasih telok'],
      ...['umumkan kepada yang belum sedekah telur: ayo', 'ingatkan pegawai yang belum sedekah telur'],
      ...['Mohon izin, siapa saja yang tidak ikut sedekah?'],
    ],
    list: [
      ...['daftar pemberi telur', 'siapa saja donaturnya telur', 'siapa yang sudah sedekah'],
      ...['siapa aja yang nyumbang telur', 'rekap telur per pegawai', 'rekap sedekah pegawai'],
      ...['mohon izin, siapa pemberi telur hari ini', 'daftar pegawai dinkes yang sudah janji telur'],
    ],
    ranking: [
      ...['ranking sedekah', 'peringkat pegawai sedekah', 'siapa paling banyak sedekah', 'top 10 donatur'],
      ...['lihat donatur terbesar', 'ranking opd sedekah telur'],
    ],
    recipients: ['siapa yang terima telurnya', 'daftar penerima telur', 'nama anak yang dapat telur'],
    quota: ['target telur per pegawai', 'pegawai wajib sedekah berapa telur?'],
    person: [
      ...['janji telur Budi', 'Budi sudah sedekah belum?', 'apakah Siti Aminah sudah setor telur'],
      ...['berapa telur Budi', 'sedekah pak budi berapa', 'berapa sumbangan ibu ratna sari'],
    ],
  }
  for (const [kind, texts] of Object.entries(asked))
    for (const text of texts)
      it(`${kind}: ${text}`, () => {
        expect(about(text)).toBe(kind)
      })

  it('in every city’s goods', () => {
    for (const key of listCities()) {
      const { campaigns } = loadCity(key)
      const words = goodsPattern(campaigns)
      for (const one of campaigns) {
        expect(about(`siapa yang belum memberi ${one.goods}`, words), one.goods).toBe('missing')
        expect(about(`daftar pemberi ${one.goods}`, words), one.goods).toBe('list')
        expect(about(`janji ${one.goods} Budi`, words), one.goods).toBe('person')
      }
    }
  })

  it.each([
    ...['saya mau sedekah 2 telur', 'sy mw sedekah telor 1 papan bsk ya di posyandu', 'janji telur saya'],
    ...['sedekah saya belum diterima', 'progres telur', 'jumlah telur Dinas Kesehatan', 'data sedekah saya'],
    ...['peringkat kelurahan telur', 'siapa yang belum hadir', 'daftar sedekah', 'sedekah lima telur'],
    ...[
      'berapa telur hari ini',
      'telur sudah diantar',
      'lima puluh butir dari Dinas Kesehatan',
      'laporan telur',
    ],
    ...['umumkan ke dinkes: bagi yang belum sedekah telur, masih bisa sampai Jumat', 'telur ditaruh di mana'],
    ...['2 butir tiap Jumat', 'saya belum sedekah', 'janji telur besok', 'batal sedekah', 'titik telur'],
    ...[
      'sedekah telur atas nama Dinas Kesehatan',
      'berapa telur yang belum disalurkan',
      'target telur berapa',
    ],
    ...['sedekah telur untuk posyandu melati', 'siapa kader yang terima telur', 'ubah target telur 1.500'],
    ...['boleh nitip telur ke kader', 'hapus data sedekah saya', 'siapa petugas titik telur di Bacang'],
    ...['telur sudah sampai belum', 'minimal berapa telur?', 'laporan telur Oktober 2026'],
  ])('is none of them: %s', (text) => {
    expect(about(text)).toBeNull()
  })
})
