import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { checks, reconcile } from '../../../src/features/upkeep/checks.ts'
import { dayLine, lastDay, tellAdmins } from '../../../src/features/upkeep/self-audit.ts'
import type { OutboxState } from '../../../src/lib/prisma/client.ts'
import type { Outgoing } from '../../../src/message.ts'
import { testDatabase } from '../../support/database.ts'
import { quiet } from '../../support/incoming.ts'
import { at, clear, depsFor, offices, person } from '../reminders/setting.ts'

const { db, close } = await testDatabase()
afterAll(close)
const { prisma } = db
const { kota, health } = await offices(db)
const wulan = await person(db, kota, 'Wulan')
const siti = await person(db, health, 'Siti')
await prisma.role.create({
  data: { personId: wulan.id, role: 'admin', unitId: kota.id, from: at('2026-01-02 07.00') },
})
beforeEach(async () => {
  await clear(db)
  await prisma.jobRun.deleteMany()
  await prisma.inbox.deleteMany()
})

let keys = 0
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000)
const message = (state: OutboxState, more: object = {}) =>
  prisma.outbox.create({
    data: {
      ...{
        key: `k/${++keys}`,
        lane: 'reply',
        channel: 'telegram',
        addressId: siti.address,
        externalId: 'x',
        body: {},
      },
      ...{ state, expiresAt: new Date(Date.now() + 3_600_000), ...more },
    },
  })
const { translator } = depsFor(db)
const said = async () => dayLine(await lastDay(prisma), translator('id'))

describe('the morning’s line', () => {
  it('says that all is well when it is', async () => {
    expect(await said()).toBe('24 jam terakhir: 0 pesan terkirim; semua beres')
    await message('sent')
    await message('read')
    await message('cancelled')
    expect(await said()).toBe(
      '24 jam terakhir: 2 pesan terkirim; 1 sampai; 1 dibatalkan karena sudah beres; semua beres',
    )
  })

  it('names whatever did not go well', async () => {
    for (const state of ['failed', 'uncertain', 'expired', 'queued'] as const)
      await message(state, { recipient: `person/${siti.id}` })
    await message('sent', { createdAt: ago(10), sentAt: ago(5) })
    await message('sent', { recipient: 'person/77' })
    await message('blocked', { recipient: 'person/78' })
    await prisma.inbox.create({
      data: {
        channel: 'telegram',
        externalId: 'i',
        addressId: siti.address,
        at: new Date(),
        payload: {},
        state: 'parked',
      },
    })
    await prisma.jobRun.create({
      data: {
        name: 'x',
        dueAt: ago(60),
        startedAt: ago(60),
        endedAt: ago(60),
        holder: 'a',
        result: 'failed',
      },
    })
    expect(await said()).toBe(
      '24 jam terakhir: 2 pesan terkirim; 1 menunggu; 1 gagal; 1 diblokir penerima; 1 tidak pasti; 1 kedaluwarsa; ' +
        '1 pesan masuk disisihkan; 1 jawaban lebih dari satu menit; 1 pekerjaan gagal; 1 orang tidak terjangkau',
    )
  })

  it('goes to each admin once a day', async () => {
    const tell = () => tellAdmins({ db, translator }, '2026-11-27', at('2026-11-27 07.00'))
    expect(await tell()).toBe(1)
    expect(await tell()).toBe(0)
    const [row] = await prisma.outbox.findMany()
    expect(row).toMatchObject({ addressId: wulan.address, lane: 'reminder', recipient: `person/${wulan.id}` })
    expect((row?.body as Outgoing | undefined)?.text).toMatch(/^24 jam terakhir/)
  })
})

describe('what is left behind', () => {
  const found = () => reconcile({ db, log: quiet })

  it('is nothing on a good day', async () => {
    await message('queued')
    await message('sending', { claimedAt: ago(1) })
    expect(await found()).toEqual({ expired: 0, stuck: 0, uncertain: 0, waiting: 0, unfired: 0 })
  })

  it('is settled where it can be, and counted', async () => {
    await message('queued', { expiresAt: ago(20) })
    await message('queued', { lane: 'reminder', expiresAt: ago(20) })
    await message('sending', { claimedAt: ago(20) })
    await message('claimed', { lane: 'bulk', claimedAt: ago(20) })
    await message('uncertain')
    await prisma.inbox.create({
      data: {
        channel: 'telegram',
        externalId: 'j',
        addressId: siti.address,
        at: ago(20),
        payload: {},
        receivedAt: ago(20),
      },
    })
    expect(await found()).toEqual({ expired: 2, stuck: 2, uncertain: 1, waiting: 1, unfired: 0 })
    expect(await prisma.outbox.count({ where: { state: 'expired' } })).toBe(2)
    expect(await found()).toMatchObject({ expired: 0, stuck: 2 })
  })

  it('is looked for by the other checks too when one fails', async () => {
    const bad = { name: 'bad', run: () => Promise.reject(new Error('no')) }
    checks.unshift(bad)
    await message('queued', { expiresAt: ago(20) })
    await expect(found()).rejects.toThrow('checks failed: bad')
    expect(await prisma.outbox.count({ where: { state: 'expired' } })).toBe(1)
    checks.shift()
  })
})
