import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { countAnew } from '../../../src/features/goods/stock.ts'
import { tickReminders } from '../../../src/features/reminders/tick.ts'
import { transaction } from '../../../src/lib/db.ts'
import { clockCity } from '../pledges/by-clock.ts'
import { at, depsFor } from './setting.ts'

let here: Awaited<ReturnType<typeof clockCity>>
beforeAll(async () => {
  here = await clockCity()
})
afterAll(() => here.close())
beforeEach(() => here.clear())

const tick = (clock: string, more = {}) => tickReminders({ ...depsFor(here.db), ...more }, at(clock))
const thanks = async () => (await here.said()).filter(({ key }) => key.startsWith('thanks/'))
const melati = () => here.point('Posyandu Melati').id
const mawar = () => here.point('Posyandu Mawar').id

/** Somebody pledges, brings it on Friday, and wants to hear where it went, unless said otherwise. */
async function given(amount: number, more: { addressId?: number; news?: boolean; pointId?: number } = {}) {
  const pointId = more.pointId ?? melati()
  const pledge = await here.pledge({ amount, news: true, day: '2026-12-01', ...more, pointId })
  await here.line({ pledgeId: pledge.id, amount, pointId }, '2026-12-01 09.00')
  return pledge
}
const handOut = (amount: number, recipients: number | undefined, more = {}, clock = '2026-12-03 10.00') =>
  here.line({ kind: 'hand_out', amount, ...(recipients ? { recipients } : {}), ...more }, clock)

describe('the weekly thanks', () => {
  it('tell on Saturday morning where it went, once, in the words of the city', async () => {
    await given(2)
    await handOut(2, 60)
    await tick('2026-12-05 07.59')
    expect(await thanks()).toEqual([])
    for (const clock of ['2026-12-05 08.00', '2026-12-05 08.01', '2026-12-12 08.00']) await tick(clock)
    expect((await thanks()).map(({ text, lane }) => [text, lane])).toEqual([
      [
        'Telur yang terkumpul di Posyandu Melati pekan ini, termasuk titipan Bapak/Ibu (2 butir), sudah disalurkan kepada 60 penerima di Posyandu Melati.\nTerima kasih. (Tidak ingin dikabari: *berhenti kabar telur*.)',
        'bulk',
      ],
    ])
  })

  it('only for goods that have all been handed out, the oldest first, and for whoever wants to hear', async () => {
    const [second, third] = [await here.phone(), await here.phone()]
    await given(10)
    await given(10, { addressId: second })
    await given(1, { addressId: third, news: false })
    await handOut(15, 8)
    await tick('2026-12-05 08.00')
    expect((await thanks()).map(({ addressId }) => addressId)).toEqual([here.address.id])
    await handOut(6, 8, {}, '2026-12-08 10.00')
    await tick('2026-12-12 08.00')
    expect((await thanks()).map(({ addressId }) => addressId)).toEqual([here.address.id, second])
    // To 8 on the first day and 8 on the second.
    expect((await thanks())[1]?.text).toMatch(/10 butir.*16 penerima/)
  })

  it('are one message a chat, however much it gave and wherever', async () => {
    await given(5)
    await given(7, { pointId: mawar() })
    await here.line({ kind: 'transfer', amount: 5, toPointId: mawar() }, '2026-12-02 09.00')
    await handOut(12, undefined, { pointId: mawar() })
    await tick('2026-12-05 08.00')
    expect((await thanks()).map(({ text }) => text)).toEqual([
      expect.stringMatching(
        /^Telur yang terkumpul di Posyandu Melati dan Posyandu Mawar pekan ini.*\(12 butir\), sudah disalurkan di Posyandu Mawar\.\nTerima kasih\./,
      ),
    ])
  })

  it('say no number of people that could be known', async () => {
    await given(2)
    await handOut(2, 3)
    await tick('2026-12-05 08.00')
    expect((await thanks())[0]?.text).not.toMatch(/penerima/)
  })

  it('are never said twice of a gift, also when its hand-out is corrected and done again', async () => {
    await given(2)
    const out = await handOut(2, 60)
    await tick('2026-12-05 08.00')
    const anew = (amount: number) =>
      transaction(here.db, (tx) =>
        countAnew(tx, { ...out, amount }, 1, here.petugas.id, at('2026-12-06 08.00')),
      )
    await anew(1)
    await anew(2)
    await tick('2026-12-12 08.00')
    expect(await thanks()).toHaveLength(1)
  })

  it('are whole or nothing: a failure in the middle tells nobody, the next tick everybody once', async () => {
    const second = await here.phone()
    await given(2)
    await given(2, { addressId: second })
    await handOut(4, 60)
    let calls = 0
    const { translator } = depsFor(here.db)
    const breaking = {
      translator: (locale: string) => {
        calls += 1
        if (calls === 2) throw new Error('killed')
        return translator(locale)
      },
    }
    await tick('2026-12-05 08.00', breaking)
    expect(calls).toBe(2)
    expect(await thanks()).toEqual([])
    expect(await here.db.prisma.pledge.count({ where: { thankedAt: { not: null } } })).toBe(0)
    await Promise.all([tick('2026-12-05 08.01'), tick('2026-12-05 08.01')])
    expect(await thanks()).toHaveLength(2)
  })

  it('come late on the same weekend, else with the next week', async () => {
    await given(2)
    await handOut(2, 60)
    await tick('2026-12-04 08.00')
    await tick('2026-12-06 20.01')
    expect(await thanks()).toEqual([])
    await tick('2026-12-12 08.00')
    expect((await thanks())[0]?.text).toMatch(/belakangan ini/)
  })

  it('leave whoever said stop in peace', async () => {
    await given(2)
    await handOut(2, 60)
    await here.db.prisma.address.update({ where: { id: here.address.id }, data: { optedOutAt: here.at } })
    await tick('2026-12-05 08.00')
    expect(await thanks()).toEqual([])
  })
})

describe('the weekly post', () => {
  const posts = async () =>
    here.db.prisma.$queryRaw<{ addressId: number; text: string }[]>`
      SELECT o.address_id AS "addressId", y.body ->> 'text' AS text FROM outbox o JOIN outbox_body y ON y.id = o.body_id ORDER BY o.id`
  const follows = (addressId: number, topic: string) =>
    here.db.prisma.follow.create({ data: { addressId, topic, at: here.at } })

  it('goes on Sunday afternoon to those who follow the goods, once', async () => {
    const [second, third] = [await here.phone(), await here.phone()]
    await follows(here.address.id, 'telur')
    await follows(second, 'gpm')
    await follows(third, 'telur')
    await follows(third, 'tanpa:telur')
    await given(20)
    await handOut(12, 6)
    for (const clock of ['15.59', '16.00', '16.01', '18.00']) await tick(`2026-12-06 ${clock}`)
    const told = await posts()
    expect(told.map(({ addressId }) => addressId)).toEqual([here.address.id])
    expect(told[0]?.text).toBe(
      [
        '*Keping Sedulur*, Desember 2026:',
        '• diterima 20 dari target 1.000 butir telur (2%)',
        '• disalurkan 12 butir kepada 6 penerima',
        '• masih di titik kumpul 8 butir',
        'Berhenti: ketik *berhenti ikuti progres telur*.',
      ].join('\n'),
    )
    await tick('2026-12-13 16.00')
    expect(await posts()).toHaveLength(2)
  })

  it('is not sent a day late', async () => {
    await follows(here.address.id, 'telur')
    await tick('2026-12-05 16.00')
    await tick('2026-12-07 12.01')
    expect(await posts()).toEqual([])
  })
})
