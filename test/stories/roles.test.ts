import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assemble, type Cast, moment, schedule } from './cast.ts'
import { fill } from './fill.ts'
import type { Row, Story } from './script.ts'
import { openStage, type Stage } from './stage.ts'

/**
 * Who may have what, on the whole app: every role makes every request, in a city in which it could be granted. Whoever may
 * not comes first, so that nothing has been decided before; then it is granted to each who may.
 */
const row = (nama: string, unit: string, peran = '', status = 'aktif'): Row => ({
  ...{ nama, unit, peran, status, nip: '', hp: '' },
})
const DINKES = 'Dinas Kesehatan'
const people = [
  row('Siti Aminah', DINKES),
  row('Budi Santoso', DINKES),
  row('Pegawai Satu', DINKES),
  row('Ratna Sari', DINKES, 'koordinator'),
  row('Dian Puspita', DINKES, 'koordinator'),
  row('Yanti Kusuma', 'Dinas Perhubungan', 'koordinator'),
  row('Wahyu Adi', DINKES, 'koordinator s.d. 2026-11-22'),
  row('Maya Putri', DINKES, 'petugas'),
  row('Walida Putri', 'Sekretariat Daerah', 'pimpinan kota'),
  row('Yusuf Hakim', 'Inspektorat', 'pemeriksa kota'),
  row('Hendra Gunawan', 'BKPSDMD', 'admin kota'),
  row('Tamu', '', '', 'tamu'),
]
const ROLES = {
  employee: 'Pegawai',
  coordinator: 'Dian',
  ofAnotherUnit: 'Yanti',
  termEnded: 'Wahyu',
  petugas: 'Maya',
  leader: 'Walida',
  inspector: 'Yusuf',
  admin: 'Hendra',
  stranger: 'Tamu',
}
type Role = keyof typeof ROLES

/** `instead`: what a *pimpinan*, who sees totals, is told to have. */
const REQUESTS: { what: string; says: string; granted: RegExp; may: Role[]; instead?: RegExp }[] = [
  { what: 'letter', says: 'lihat surat {izin}', granted: /\/surat\//, may: ['coordinator', 'admin'] },
  { what: 'decision on leave', says: 'setujui {izin}', granted: /setuju/i, may: ['coordinator', 'admin'] },
  {
    what: 'names of the absent',
    says: 'siapa belum hadir',
    granted: /Budi Santoso|Pegawai Satu/,
    may: ['coordinator', 'admin'],
    instead: /jumlahnya/,
  },
  {
    what: 'recap file',
    says: 'rekap excel {dinkes} 2026-11',
    granted: /\/laporan\/|Berisi data pegawai/,
    may: ['coordinator', 'admin'],
    instead: /jumlahnya/,
  },
  {
    what: 'totals',
    says: 'rekap dinkes november',
    granted: /Kehadiran \d+%/,
    may: ['coordinator', 'admin', 'leader'],
  },
  { what: 'why', says: 'kenapa Siti hadir', granted: /Aturan/, may: ['coordinator', 'admin'] },
  { what: 'marking', says: 'Budi Santoso hadir', granted: /Catat\?/, may: ['coordinator', 'admin'] },
  {
    what: 'head count',
    says: 'hitung kepala 4',
    granted: /di lapangan|tercatat/,
    may: ['coordinator', 'admin'],
  },
  {
    what: 'annulment',
    says: 'batalkan kehadiran Siti karena titip absen',
    granted: /Usulan membatalkan/,
    may: ['coordinator', 'admin'],
  },
  {
    what: 'dispute',
    says: 'tolak {sanggah} karena daftar kertas',
    granted: /Ditolak: Siti/,
    may: ['coordinator', 'admin'],
  },
  {
    what: 'who has not joined',
    says: 'siapa belum daftar dinkes',
    granted: /bergabung/,
    may: ['coordinator', 'admin'],
  },
  {
    what: 'role',
    says: 'jadikan koordinator Budi Santoso di Dinkes',
    granted: /dan unit di bawahnya\?/,
    may: ['admin'],
  },
  {
    what: 'award',
    says: 'pilih juara november: Dinkes karena tertib',
    granted: /tersimpan/,
    may: ['admin', 'leader'],
  },
  {
    what: 'ranking',
    says: 'peringkat unit november',
    granted: /Nilai = |belum ada kegiatan/,
    may: ['admin', 'leader'],
  },
  { what: 'inspection', says: 'periksa dinkes november', granted: /Untuk apa\?/, may: ['inspector'] },
  {
    what: 'taking out',
    says: 'keluarkan Pegawai Satu',
    granted: /Keluarkan Pegawai Satu dari/,
    may: ['coordinator', 'admin'],
  },
  { what: 'givers', says: 'siapa saja yang sudah sedekah', granted: /Siti|30 butir/, may: [] },
  { what: 'everybody of a day', says: 'hadir semua', granted: /Catat\?/, may: ['coordinator', 'admin'] },
  {
    what: 'code of the unit',
    says: 'kode',
    granted: /[A-Z]{4,} \d\d\nUntuk /,
    may: ['coordinator', 'admin'],
  },
  { what: 'looks', says: 'daftar pemeriksaan', granted: /Belum ada pemeriksaan/, may: ['admin'] },
]

let stage: Stage
let cast: Cast
beforeAll(async () => {
  stage = await openStage('webchat')
})
afterAll(() => stage.close())

const story = {
  file: 'roles.test.ts',
  cast: people,
  sessions: [{ judul: 'Apel', tempat: 'halaman', mulai: '2026-11-23 07.15', unit: DINKES }],
}
const seen = { claim: null, oneTime: null }

async function says(who: string, text: string): Promise<string> {
  const hand = cast.get(who)?.hand
  if (!hand) throw new Error(who)
  await hand.sends(await fill(text, stage, seen), { at: stage.clock.now() })
  await stage.quiet()
  return (await hand.news()).map((one) => one.text).join('\n')
}

/** An apel that is open: Siti was there and says it was otherwise, Budi is ill and has sent a letter. */
async function scene(): Promise<void> {
  await stage.quiet()
  await stage.clear()
  stage.clock.set(moment('2026-11-23', '07.10'))
  cast = await assemble(stage, story as unknown as Story)
  await schedule(stage, story as unknown as Story)
  await says('Tamu', 'halo')
  await says('Siti', '{layar}')
  await says('Budi', 'sakit hari ini')
  await stage.db.prisma.absence.updateMany({ data: { letter: 'surat.pdf', letterType: 'application/pdf' } })
  await says('Siti', 'sanggah apel hari ini, saya datang jam 6')
  await says('Siti', 'ya')
  const [campaign, siti] = [
    await stage.db.prisma.campaign.findFirstOrThrow(),
    cast.get('Siti')?.personId ?? null,
  ]
  await stage.db.prisma.pledge.create({
    data: {
      ...{ code: 'K7QF3', campaignId: campaign.id, personId: siti, giver: 'Siti Aminah', amount: 30 },
      createdAt: stage.clock.now(),
    },
  })
  stage.clock.set(moment('2026-11-23', '07.20'))
  for (const { hand } of cast.values()) await hand.news()
}

async function asked(role: Role, words: string): Promise<string> {
  const dinkes = await stage.db.prisma.unit.findFirstOrThrow({ where: { name: DINKES } })
  return says(ROLES[role], words.replace('{dinkes}', String(dinkes.id)))
}

describe.each(REQUESTS)('$what', ({ says: words, granted, may, instead }) => {
  it('is for whom it is for', async () => {
    await scene()
    const others = (Object.keys(ROLES) as Role[]).filter((role) => !may.includes(role))
    const heard: Record<string, string> = {}
    for (const role of others) heard[role] = await asked(role, words)
    for (const [n, role] of may.entries()) {
      if (n > 0) await scene()
      heard[`+${role}`] = await asked(role, words)
    }
    for (const role of others) expect(heard[role], role).not.toMatch(granted)
    for (const role of others) expect(heard[role], role).toMatch(/\S/)
    if (instead && !may.includes('leader')) expect(heard.leader).toMatch(instead)
    for (const role of may) expect(heard[`+${role}`], role).toMatch(granted)
  })
})
