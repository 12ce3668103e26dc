import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCity } from './conversation.ts'

// Rice by the kilo and milk by the can: nothing but the profiles' data.
describe('Malang collects rice', () => {
  let malang: Awaited<ReturnType<typeof openCity>>
  beforeAll(async () => {
    malang = await openCity('malang', '2026-11-23T09:00:00+07:00')
  })
  afterAll(() => malang.stage.close())

  it('by one sentence, with its own unit, and changed by another', async () => {
    const giver = malang.talker()
    const [recorded = ''] = await giver.says('saya mau sedekah 5 kg beras besok ke kelurahan oro-oro dowo')
    expect(recorded).toContain('Tercatat, terima kasih: 5 kg beras untuk Beras Peduli.')
    expect(recorded).toContain('Diantar: Selasa, 24 November 2026')
    expect(recorded).toContain('Kantor Kelurahan Oro-oro Dowo')
    expect(recorded).toContain('Boleh juga langsung bawa beras tanpa janji.')
    expect((await giver.says('tambah 2 kilo lagi'))[0]).toContain('7 kg beras')
    expect((await giver.says('jadi 4 ya'))[0]).toContain('4 kg beras')
    expect((await giver.says('batal sedekah beras'))[0]).toContain('Dibatalkan')
    expect(await malang.stage.db.prisma.pledge.findMany({ select: { amount: true, state: true } })).toEqual([
      { amount: 4, state: 'cancelled' },
    ])
  })

  it.each(['bawa 5 kg beras lusa', 'beras 5 kilo', 'nyumbang beras 5kg ya min', '5 kg beras buat warga'])(
    '%s',
    async (text) => {
      expect((await malang.talker().says(text))[0]).toContain('5 kg beras')
    },
  )

  it('asks what cannot be known, and does not take eggs', async () => {
    const giver = malang.talker()
    expect((await giver.says('sedekah beras sekarung'))[0]).toBe(
      'Beras dicatat per kg, dan isi 1 karung bisa berbeda-beda. Jadi berapa kg?',
    )
    expect((await giver.says('25'))[0]).toContain('25 kg beras')
    expect((await malang.talker().says('sedekah setengah kilo beras'))[0]).toContain(
      'bukan jumlah kg yang bulat',
    )
    expect((await malang.talker().says('mau sedekah 10 telur'))[0]).toBe(
      'Terima kasih atas niat baiknya. Yang dikumpulkan di sini: beras.',
    )
    expect((await malang.talker().says('di mana antar beras?'))[0]).toContain('saya carikan titik beras')
    expect((await malang.talker().says('1 kg beras tiap jumat'))[0]).toContain('1 kg beras setiap Jumat')
  })
})

describe('Bekasi collects milk', () => {
  let bekasi: Awaited<ReturnType<typeof openCity>>
  beforeAll(async () => {
    bekasi = await openCity('bekasi', '2026-11-23T09:00:00+07:00')
  })
  afterAll(() => bekasi.stage.close())

  it.each([
    ['mau nyumbang 2 kaleng susu', '2 kaleng susu untuk Susu Sehat'],
    ['sekaleng susu dari hamba Allah', '1 kaleng susu untuk Susu Sehat'],
    ['sedekah susu 1 dus', '24 kaleng susu (1 dus)'],
    ['susu 3 klg', '3 kaleng susu untuk Susu Sehat'],
    ['sedekah susu 1 kotak', 'isi 1 kotak bisa berbeda-beda. Jadi berapa kaleng?'],
    ['mau sedekah', 'Berapa kaleng susu? Misalnya: 2 kaleng, atau 1 dus/karton (24 kaleng).'],
  ])('%s', async (text, answer) => {
    expect((await bekasi.talker().says(text))[0]).toContain(answer)
  })
})
