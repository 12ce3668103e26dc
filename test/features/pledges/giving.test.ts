import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCity } from './conversation.ts'

let here: Awaited<ReturnType<typeof openCity>>
const day = (text: string) => new Date(`${text}T00:00:00Z`)
beforeAll(async () => {
  here = await openCity('pangkalpinang', '2026-11-23T09:00:00+07:00')
})
afterAll(() => here.stage.close())

const campaign = (data: { firstDay?: Date; lastDay?: Date | null }) =>
  here.stage.db.prisma.campaign.updateMany({ data })
const pledges = () => here.stage.db.prisma.pledge.count()

describe('a campaign that does not run', () => {
  it('ended yesterday: said, and nothing is recorded', async () => {
    await campaign({ lastDay: day('2026-11-22') })
    const before = await pledges()
    expect((await here.talker().says('mau sedekah 2 telur'))[0]).toBe(
      'Keping Sedulur sudah berakhir Minggu, 22 November 2026, jadi janji baru tidak saya catat. Terima kasih atas niat baiknya.',
    )
    expect(await pledges()).toBe(before)
  })

  it('ends before the day that was said', async () => {
    await campaign({ lastDay: day('2026-11-30') })
    const giver = here.talker()
    expect((await giver.says('sedekah 2 telur tanggal 2 desember'))[0]).toContain(
      'menerima sampai Senin, 30 November 2026',
    )
    expect((await giver.presses('Senin, 30 November 2026'))[0]).toContain('Diantar: Senin, 30 November 2026')
    await campaign({ lastDay: null })
  })

  it('has not begun', async () => {
    await campaign({ firstDay: day('2026-12-01') })
    expect((await here.talker().says('mau sedekah 2 telur'))[0]).toContain(
      'baru dimulai Selasa, 1 Desember 2026',
    )
    await campaign({ firstDay: day('2026-01-01') })
  })
})

describe('points', () => {
  const point = (name: string, data: object) =>
    here.stage.db.prisma.dropPoint.updateMany({ where: { name }, data })

  it('that is closed for good: another one of its kelurahan, or any', async () => {
    await point('Posyandu Melati', { closedAt: new Date('2026-11-01T00:00:00Z') })
    const giver = here.talker()
    expect((await giver.says('sedekah 2 telur di posyandu melati'))[0]).toBe(
      'Posyandu Melati sudah tidak menerima. Diantar ke mana?',
    )
    expect((await giver.presses('Kantor Kelurahan Bacang'))[0]).toContain('Ke: Kantor Kelurahan Bacang')
    await point('Posyandu Melati', { closedAt: null })
  })

  it('that says no hours: recorded, and one has to ask there', async () => {
    await point('Posyandu Melati', { hours: [] })
    expect((await here.talker().says('sedekah 2 telur lusa di posyandu melati'))[0]).toContain(
      'mohon tanyakan dulu di sana',
    )
    await point('Posyandu Melati', { hours: [{ days: [2], from: '08:00', until: '11:00' }] })
  })

  it('that is closed by now today, and an office on a holiday', async () => {
    expect((await here.talker().says('sedekah 2 telur besok di posyandu melati'))[0]).toContain('Tercatat')
    const late = new Date('2026-11-24T13:00:00+07:00')
    here.stage.clock.set(late)
    expect((await here.talker().says('sedekah 2 telur hari ini di posyandu melati'))[0]).toContain(
      'yang berikutnya Selasa, 1 Desember 2026',
    )
    here.stage.clock.set(new Date('2026-12-21T09:00:00+07:00'))
    expect((await here.talker().says('sedekah 2 telur jumat di kelurahan bacang'))[0]).toContain(
      'tidak menerima pada Jumat, 25 Desember 2026; yang berikutnya Senin, 28 Desember 2026',
    )
    here.stage.clock.set(new Date('2026-11-23T09:00:00+07:00'))
  })

  it('nearest by a position, in metres, and as an answer to "di mana?"', async () => {
    // The story's place is -2.1333, 106.1167.
    await point('Posyandu Melati', { latitude: -2.1342, longitude: 106.1167 })
    await point('Posyandu Mawar', { latitude: -2.15, longitude: 106.1167 })
    const giver = here.talker()
    await giver.says('titik telur terdekat')
    const [near = ''] = await giver.shows('lokasi')
    expect(near.split('\n').slice(0, 3)).toEqual([
      'Yang paling dekat:',
      expect.stringContaining(
        'Posyandu Melati, Kelurahan Bacang (tanya: kader Posyandu Melati), sekitar 100 m.',
      ),
      expect.stringContaining(
        'Posyandu Mawar, Kelurahan Air Itam (tanya: kader Posyandu Mawar), sekitar 1,9 km.',
      ),
    ])
    const other = here.talker()
    await other.says('sedekah 2 telur di posyandu')
    expect((await other.shows('lokasi'))[0]).toBe('Ini yang paling dekat. Di titik yang mana?')
    expect((await other.presses('Posyandu Melati'))[0]).toContain('Ke: Posyandu Melati')
    expect(
      await here.stage.db.prisma.pledge.count({ where: { point: { name: 'Posyandu Melati' } } }),
    ).toBeGreaterThan(0)
  })
})

describe('at most two questions', () => {
  it('then it is recorded with what is known', async () => {
    const giver = here.talker()
    expect((await giver.says('mau sedekah telur kemarin di posyandu kamboja'))[0]).toContain(
      'Berapa butir telur?',
    )
    expect((await giver.says('6'))[0]).toContain('sudah lewat. Diantar hari apa?')
    const [recorded = ''] = await giver.presses('Kapan saja')
    expect(recorded).toContain('6 butir telur')
    expect(recorded).toContain('Titiknya masih terbuka')
  })
})

describe('a pledge that is over', () => {
  it('is not changed, and the answer says why', async () => {
    const giver = here.talker()
    await giver.says('sedekah 3 telur')
    const { code, id } = await here.stage.db.prisma.pledge.findFirstOrThrow({ orderBy: { id: 'desc' } })
    await here.stage.db.prisma.pledge.update({ where: { id }, data: { state: 'received' } })
    expect((await giver.says(`ubah ${code}`))[0]).toContain('sudah diterima petugas')
    expect((await giver.says(`batalkan ${code}`))[0]).toContain('sudah diterima petugas')
    expect((await giver.says(code))[0]).toContain('sudah diterima petugas')
  })
})

it('the wish for news is a consent, and its end is honoured', async () => {
  const giver = here.talker()
  await giver.says('sedekah 3 telur')
  const { addressId, id } = await here.stage.db.prisma.pledge.findFirstOrThrow({ orderBy: { id: 'desc' } })
  await giver.presses('Kabari saya')
  const { prisma } = here.stage.db
  const where = { addressId: addressId ?? 0 }
  expect(await prisma.pledge.findUniqueOrThrow({ where: { id } })).toMatchObject({ news: true })
  expect(await prisma.consent.findMany({ where })).toMatchObject([{ purpose: 'pledge_news', answer: true }])
  await giver.says('tidak usah diingatkan soal telur')
  expect(await prisma.follow.findMany({ where })).toMatchObject([{ topic: 'tanpa:telur' }])
  expect(await prisma.pledge.findUniqueOrThrow({ where: { id } })).toMatchObject({ news: false })
})
