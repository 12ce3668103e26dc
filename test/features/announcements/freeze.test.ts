import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { fallOver } from '../../../src/features/announcements/fall-over.ts'
import { freezeNext } from '../../../src/features/announcements/freeze.ts'
import { transaction } from '../../../src/lib/db.ts'
import { endBatches, isOver } from '../../../src/outbox/batch.ts'
import { testDatabase } from '../../support/database.ts'
import { NOW, openCity, ways, ZONE } from './city.ts'

const { db, close } = await testDatabase()
afterAll(close)

const TABLES = [
  ...['outbox', 'outbox_batch', 'unasked', 'announcement_miss', 'announcement', 'address_person', 'address'],
  ...['role', 'person', 'unit'],
]
let city: Awaited<ReturnType<typeof openCity>>
beforeEach(async () => {
  await db.prisma.$executeRawUnsafe(`TRUNCATE ${TABLES.join(', ')} CASCADE`)
  city = await openCity(db)
})

const recipients = (rows: { recipient: string | null }[]) => rows.map(({ recipient }) => recipient)

describe('recipients are frozen', () => {
  it('everybody has a message or a reason, and the total is exact', async () => {
    await city.many(700)
    const stranger = await city.person({ last: null })
    const gone = await city.person({ blocked: true })
    const one = await city.freeze(await city.announcement())
    const rows = await city.rows(one)
    expect(one.total).toBe(701)
    expect(new Set(recipients(rows)).size).toBe(701)
    expect(recipients(rows)).not.toContain(`person/${stranger.id}`)
    expect(recipients(rows)).not.toContain(`person/${gone.id}`)
    expect(await city.misses(one)).toEqual({ no_address: 1, blocked: 1 })
    // Coordinators first.
    expect(rows[0]?.recipient).toBe(`person/${city.author.id}`)
  })

  it('goes on after a kill in the middle of a chunk: nobody is lost or doubled', async () => {
    await city.many(1_200)
    const one = await city.start(await city.announcement())
    for (let n = 0; ; n += 1) {
      // Every second time the process dies before the commit.
      if (n % 2 === 0) {
        await transaction(db, async (tx) => {
          await freezeNext(tx, one.id, { ways, now: NOW, zone: ZONE })
          throw new Error('killed')
        }).catch(() => {})
        continue
      }
      if (!(await city.step(one))) break
    }
    const rows = await city.rows(one)
    expect(rows).toHaveLength(1_201)
    expect(new Set(recipients(rows)).size).toBe(1_201)
    expect((await city.view(one.ref)).total).toBe(1_201)
  })

  it('by two processes at once: each person once', async () => {
    await city.many(1_500)
    const one = await city.start(await city.announcement())
    const run = async () => {
      while (await city.step(one));
    }
    await Promise.all([run(), run()])
    const rows = await city.rows(one)
    expect(new Set(recipients(rows)).size).toBe(1_501)
    expect(rows).toHaveLength(1_501)
    expect((await city.view(one.ref)).total).toBe(1_501)
  })

  it('whoever changes the unit in the middle is told once at most, and others are not touched', async () => {
    const first = await city.many(600)
    const one = await city.start(await city.announcement({ units: [city.health.id] }))
    // Groups, coordinators, and the first of the people.
    for (let n = 0; n < 3; n += 1) await city.step(one)
    await db.prisma.person.update({ where: { id: first }, data: { unitId: city.roads.id } })
    await db.prisma.person.update({ where: { id: first + 599 }, data: { unitId: city.roads.id } })
    while (await city.step(one));
    const rows = await city.rows(one)
    expect(recipients(rows)).toContain(`person/${first}`)
    expect(recipients(rows)).not.toContain(`person/${first + 599}`)
    expect(rows).toHaveLength(599)
  })

  it('stops while it is paused, and ends when it is cancelled', async () => {
    await city.many(600)
    const one = await city.start(await city.announcement())
    await city.step(one)
    await city.step(one)
    await city.step(one)
    const before = (await city.rows(one)).length
    await db.prisma.announcement.update({ where: { id: one.id }, data: { state: 'paused' } })
    expect(await city.step(one)).toBe(false)
    expect(await city.rows(one)).toHaveLength(before)
  })

  it('too late, everybody still gets a row that says so', async () => {
    await city.many(600)
    const one = await city.start(await city.announcement())
    await city.step(one)
    const late = new Date(NOW.getTime() + 2 * 86_400_000)
    await db.prisma.announcement.update({ where: { id: one.id }, data: { state: 'paused' } })
    while (await city.step(one, late));
    await db.prisma.$executeRaw`UPDATE outbox_batch SET expires_at = now() - interval '1 s'`
    while (await endBatches(db.prisma, 100));
    const rows = await city.rows(one)
    expect(rows).toHaveLength(601)
    expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['expired']))
    expect(await isOver(db.prisma, one.batchId ?? 0n)).toBe(true)
  })

  it('nobody at all: frozen, and over', async () => {
    const one = await city.freeze(await city.announcement({ units: [city.roads.id] }))
    expect({ total: one.total, phase: one.phase }).toEqual({ total: 0, phase: 'frozen' })
    expect(await isOver(db.prisma, one.batchId ?? 0n)).toBe(true)
  })

  it('a phone that two people share gets it once, and both are accounted for', async () => {
    const mother = await city.person()
    await city.person({ address: mother.address })
    const one = await city.freeze(await city.announcement())
    expect((await city.rows(one)).filter((row) => row.addressId === mother.address)).toHaveLength(1)
    expect(await city.misses(one)).toEqual({ shared: 1 })
  })

  it('one unasked message a day, an emergency and a correction at any time', async () => {
    await city.person()
    await city.freeze(await city.announcement())
    const second = await city.freeze(await city.announcement())
    expect(second.total).toBe(0)
    expect(await city.misses(second)).toEqual({ full: 2 })
    const urgent = await city.freeze(await city.announcement({}, { class: 'darurat' }))
    expect(urgent.total).toBe(2)
    const tomorrow = await city.freeze(await city.announcement(), new Date(NOW.getTime() + 86_400_000 - 1))
    expect(tomorrow.total).toBe(2)
  })
})

describe('a correction', () => {
  it('reaches exactly those who have the original, changed in place where the messenger can', async () => {
    const onWhatsApp = await city.person({ channel: 'whatsapp' })
    await city.many(8)
    const original = await city.freeze(await city.announcement())
    const rows = await city.rows(original)
    const states = [
      'sent',
      'delivered',
      'read',
      'uncertain',
      'sending',
      'failed',
      'blocked',
      'queued',
    ] as const
    for (const [n, state] of states.entries())
      await db.prisma.outbox.update({ where: { id: rows[n]?.id ?? 0n }, data: { state } })
    const had = rows.slice(0, 5).map(({ addressId }) => addressId)
    const correction = await city.freeze(
      await city.announcement({}, { kind: 'correction', correctsId: original.id }),
    )
    const sent = await city.rows(correction)
    const fresh = sent.filter(({ key }) => !key.endsWith('/lama'))
    const marked = sent.filter(({ key }) => key.endsWith('/lama'))
    expect(fresh.map(({ addressId }) => addressId).sort()).toEqual([...had].sort())
    const telegram = rows.slice(0, 5).filter(({ channel }) => channel === 'telegram')
    expect(marked.map(({ body }) => (body as { replaces: string }).replaces).sort()).toEqual(
      telegram.map(({ key }) => key).sort(),
    )
    expect(marked.map(({ addressId }) => addressId)).not.toContain(onWhatsApp.address)
    expect(correction.total).toBe(sent.length)
    // Who has not had the wrong one yet need not have it.
    expect(
      (await db.prisma.outboxBatch.findUniqueOrThrow({ where: { id: original.batchId ?? 0n } })).state,
    ).toBe('cancelled')

    // Corrected once more: what only marked the first one is no message.
    await db.prisma.$executeRaw`UPDATE outbox SET state = 'sent' WHERE batch_id = ${correction.batchId}`
    const again = await city.freeze(
      await city.announcement({}, { kind: 'correction', correctsId: correction.id }),
    )
    const third = await city.rows(again)
    expect(third.filter(({ key }) => !key.endsWith('/lama'))).toHaveLength(had.length)
    const changed = third.filter(({ key }) => key.endsWith('/lama'))
    expect(changed.map(({ body }) => (body as { replaces: string }).replaces).sort()).toEqual(
      fresh
        .filter(({ channel }) => channel === 'telegram')
        .map(({ key }) => key)
        .sort(),
    )
  })
})

describe('blocked on one messenger', () => {
  const block = async (id: bigint) =>
    void (await db.prisma.outbox.update({ where: { id }, data: { state: 'blocked' } }))

  it('goes to the other one, once, in its own row', async () => {
    const both = await city.person()
    const elsewhere = await city.address(both.id, { channel: 'whatsapp', last: new Date(0) })
    const only = await city.person()
    const one = await city.freeze(await city.announcement())
    const rows = await city.rows(one)
    const ids = rows
      .filter(({ recipient }) => [`person/${both.id}`, `person/${only.id}`].includes(recipient ?? ''))
      .map(({ id }) => id)
    for (const id of ids) await block(id)
    expect(await fallOver(db.prisma, ids, ways.channels)).toBe(1)
    const after = await city.rows(one)
    expect(after).toHaveLength(rows.length)
    const moved = after.find(({ recipient }) => recipient === `person/${both.id}`)
    expect(moved).toMatchObject({ state: 'queued', channel: 'whatsapp', addressId: elsewhere })
    expect(after.find(({ recipient }) => recipient === `person/${only.id}`)?.state).toBe('blocked')
    // Blocked there, too: there is no third.
    await block(moved?.id ?? 0n)
    await db.prisma.address.updateMany({
      where: { id: { in: [both.address, elsewhere] } },
      data: { blockedAt: NOW },
    })
    expect(await fallOver(db.prisma, ids, ways.channels)).toBe(0)
  })

  it('not to a phone that gets it anyway, and not to somebody who said stop', async () => {
    const shared = await city.person({ channel: 'whatsapp' })
    const partner = await city.person()
    await db.prisma.addressPerson.create({
      data: { addressId: shared.address, personId: partner.id, how: 'code', at: NOW },
    })
    const quiet = await city.person()
    const other = await city.address(quiet.id, { channel: 'whatsapp', last: new Date(0) })
    const one = await city.freeze(await city.announcement())
    await db.prisma.address.update({ where: { id: other }, data: { optedOutAt: NOW } })
    const rows = await city.rows(one)
    const ids = rows
      .filter(({ addressId }) => [partner.address, quiet.address].includes(addressId))
      .map(({ id }) => id)
    for (const id of ids) await block(id)
    expect(await fallOver(db.prisma, ids, ways.channels)).toBe(0)
  })
})
