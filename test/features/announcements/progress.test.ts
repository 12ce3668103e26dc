import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { byId } from '../../../src/features/announcements/announcements.ts'
import { finish, tellProgress } from '../../../src/features/announcements/progress.ts'
import { fixedClock } from '../../../src/lib/clock.ts'
import { loadLocales } from '../../../src/lib/i18n.ts'
import { openBatch, steerBatch } from '../../../src/outbox/batch.ts'
import { testDatabase } from '../../support/database.ts'

const { db, close } = await testDatabase()
afterAll(close)
const NINE = new Date('2026-11-24T09:00:00+07:00')
const clock = fixedClock(NINE)
const { translator } = loadLocales({ zone: 'Asia/Jakarta', zoneLabel: 'WIB' })
let edits = ['telegram']
const deps = {
  ...{ db, clock, translator, captions: false },
  ways: () => ({ channels: ['telegram', 'webchat'], slow: [], files: [], edits }),
  enqueued: () => undefined,
  reportLink: (ref: string) => `https://guyub.example/laporan/${ref}`,
}

beforeEach(async () => {
  await db.prisma
    .$executeRaw`TRUNCATE outbox, outbox_batch, announcement, address, person RESTART IDENTITY CASCADE`
  clock.set(NINE)
  edits = ['telegram']
})

/** An announcement to ten that has just begun. */
async function begun() {
  const { id: personId } = await db.prisma.person.create({ data: { name: 'Ratna Sari' } })
  const { id: addressId } = await db.prisma.address.create({
    data: { channel: 'telegram', externalId: '1', firstSeenAt: NINE, lastInboundAt: NINE },
  })
  const batchId = await openBatch(db.prisma, [], 3_600)
  const { id } = await db.prisma.announcement.create({
    data: {
      ...{ ref: '7KQ2', class: 'dinas', text: 'Besok batik', unitPath: '/1/', hash: 'x', state: 'running' },
      ...{ audience: { units: [1] }, viaGroups: false, createdBy: personId, addressId, batchId, total: 10 },
      ...{ startAt: NINE, startedAt: NINE, createdAt: NINE, phase: 'frozen' },
      expiresAt: new Date(NINE.getTime() + 3_600_000),
    },
  })
  await db.prisma.$executeRaw`
    INSERT INTO outbox (key, lane, channel, address_id, external_id, body, batch_id, recipient, topic, expires_at)
    SELECT 'a1/' || n, 'bulk', 'telegram', ${addressId}, n::text, '{}', ${batchId}, 'person/' || n, 'announcement/1',
      now() + interval '1 hour' FROM generate_series(1, 10) n`
  const view = async () => (await byId(db.prisma, id))!
  return { id, batchId, view }
}
const become = (state: string, count: number) =>
  db.prisma.$executeRawUnsafe(
    `UPDATE outbox SET state = '${state}' WHERE id IN (SELECT id FROM outbox WHERE state = 'queued' AND batch_id IS NOT NULL ORDER BY id LIMIT ${count})`,
  )
const told = async () => {
  const rows = await db.prisma.outbox.findMany({ where: { batchId: null }, orderBy: { id: 'asc' } })
  return rows.map(({ key, body }) => {
    const { text, replaces } = body as { text: string; replaces?: string }
    return { key, text, replaces }
  })
}

describe('the end', () => {
  it('is told with the change of state, or neither happens', async () => {
    const { view } = await begun()
    await become('sent', 10)
    // What a kill between the two looks like: the words cannot be written.
    await db.prisma.$executeRawUnsafe(
      "ALTER TABLE outbox ADD CONSTRAINT broken CHECK (key NOT LIKE '%/progress%') NOT VALID",
    )
    await expect(finish(deps, await view())).rejects.toThrow()
    expect((await view()).state).toBe('running')
    await db.prisma.$executeRawUnsafe('ALTER TABLE outbox DROP CONSTRAINT broken')
    await finish(deps, await view())
    expect((await view()).state).toBe('done')
    expect(await told()).toMatchObject([{ text: expect.stringContaining('10 dari 10 terkirim') }])
  })
})

describe('progress', () => {
  it('is one message that changes, and only when there is something new', async () => {
    const { view } = await begun()
    await tellProgress(deps, await view())
    expect(await told()).toEqual([])
    clock.set(new Date(clock.now().getTime() + 5_000))
    await become('sent', 3)
    await tellProgress(deps, await view())
    await tellProgress(deps, await view())
    clock.set(new Date(clock.now().getTime() + 5_000))
    await become('sent', 2)
    await become('failed', 1)
    await tellProgress(deps, await view())
    expect(await told()).toMatchObject([
      { key: 'a1/progress', text: expect.stringContaining('3 dari 10 terkirim'), replaces: undefined },
      {
        text: expect.stringMatching(/6 dari 10 terkirim, 1 per detik, 1 gagal.*selesai 09\.00 WIB/),
        replaces: 'a1/progress',
      },
    ])
  })

  it('where nothing can be changed, only the beginning and the end are told', async () => {
    edits = []
    const { view, id } = await begun()
    for (let n = 0; n < 3; n += 1) {
      clock.set(new Date(clock.now().getTime() + 5_000))
      await become('sent', 2)
      await tellProgress(deps, await view())
    }
    await become('read', 3)
    await become('blocked', 1)
    await db.prisma.announcementMiss.create({
      data: { announcementId: id, personId: 99, reason: 'opted_out' },
    })
    await finish(deps, await view())
    await finish(deps, await view())
    const texts = await told()
    expect(texts).toHaveLength(2)
    expect(texts[1]?.text).toMatch(/selesai: 9 dari 10 terkirim/)
    expect(texts[1]?.text).toMatch(/3 sudah dibaca/)
    expect(texts[1]?.text).toMatch(/1 memblokir bot/)
    expect(texts[1]?.text).toMatch(/1 orang meminta berhenti/)
    expect((await view()).state).toBe('done')
  })

  it('a batch that stopped by itself says why, and waits for a person', async () => {
    const { view, batchId } = await begun()
    await steerBatch(db.prisma, batchId, 'stopped', '400 Bad Request: can’t parse entities')
    await finish(deps, await view())
    expect((await view()).state).toBe('stopped')
    expect((await told())[0]?.text).toMatch(/berhenti sendiri.*can’t parse entities/)
  })
})
