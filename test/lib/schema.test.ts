import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { transaction } from '../../src/lib/db.ts'
import { testDatabase } from '../support/database.ts'

const { db, close } = await testDatabase()
afterAll(close)
const { prisma } = db
const at = new Date('2026-11-23T00:15:00Z')
const paths = async () =>
  Object.fromEntries(
    (await prisma.unit.findMany({ where: { name: { startsWith: 'U' } } })).map(({ name, path }) => [
      name,
      path,
    ]),
  )

describe('unit.path', () => {
  it('follows the parents, also when a branch moves', async () => {
    const a = await prisma.unit.create({ data: { kind: 'kota', name: 'Ua' } })
    const b = await prisma.unit.create({ data: { kind: 'opd', name: 'Ub', parentId: a.id } })
    const c = await prisma.unit.create({ data: { kind: 'bidang', name: 'Uc', parentId: b.id } })
    const d = await prisma.unit.create({
      data: { kind: 'regu', name: 'Ud', parentId: c.id, path: '/nonsense/' },
    })
    expect(await paths()).toEqual({
      Ua: `/${a.id}/`,
      Ub: `/${a.id}/${b.id}/`,
      Uc: `/${a.id}/${b.id}/${c.id}/`,
      Ud: `/${a.id}/${b.id}/${c.id}/${d.id}/`,
    })
    await prisma.unit.update({ where: { id: c.id }, data: { parentId: a.id } })
    expect(await paths()).toMatchObject({ Uc: `/${a.id}/${c.id}/`, Ud: `/${a.id}/${c.id}/${d.id}/` })
    await prisma.unit.update({ where: { id: d.id }, data: { path: '/wrong/' } })
    expect(await paths()).toMatchObject({ Ud: `/${a.id}/${c.id}/${d.id}/` })
    await expect(prisma.unit.update({ where: { id: c.id }, data: { parentId: d.id } })).rejects.toThrow()
    await expect(prisma.unit.update({ where: { id: c.id }, data: { parentId: c.id } })).rejects.toThrow()
  })

  it('has one root of a name', async () => {
    await expect(prisma.unit.create({ data: { kind: 'kota', name: 'Ua' } })).rejects.toThrow()
  })
})

describe('rules of the data', () => {
  const times = (opens: number, onTime: number, closes: number, grace: number) => {
    const [opensAt, onTimeUntil, closesAt, graceUntil] = [opens, onTime, closes, grace].map(
      (m) => new Date(at.getTime() + m * 60_000),
    )
    return { opensAt: opensAt!, onTimeUntil: onTimeUntil!, closesAt: closesAt!, graceUntil: graceUntil! }
  }
  const session = (more: ReturnType<typeof times>) =>
    prisma.session.create({
      data: {
        ...more,
        ...{ title: 'Apel', place: 'halaman', startsAt: at, codeKey: 'k', audienceUnits: [], createdAt: at },
        activity: { create: { kind: 'apel', title: 'Apel', unitId: 1, createdAt: at } },
      },
    })

  it('keep a NIP to 18 digits, a phone to E.164', async () => {
    await prisma.person.create({ data: { name: 'A', nip: '198503172010012999', phone: '+6281234567890' } })
    await expect(prisma.person.create({ data: { name: 'A', nip: '1971054107900001' } })).rejects.toThrow()
    await expect(prisma.person.create({ data: { name: 'A', phone: '081234567890' } })).rejects.toThrow()
  })

  it('keep the times of a session in order', async () => {
    await session(times(-30, 15, 30, 60))
    await expect(session(times(20, 15, 30, 60))).rejects.toThrow()
    await expect(session(times(-30, 35, 30, 60))).rejects.toThrow()
    await expect(session(times(-30, 15, 30, 20))).rejects.toThrow()
  })

  it('know the lanes of the outbox', async () => {
    const row = { channel: 'webchat', addressId: 1, externalId: 'x', body: {}, expiresAt: at }
    await prisma.outbox.create({ data: { ...row, key: '1', lane: 'reply' } })
    await expect(prisma.outbox.create({ data: { ...row, key: '2', lane: 'other' } })).rejects.toThrow()
  })

  describe('the raw log', () => {
    let sessionId: number
    beforeAll(async () => {
      sessionId = (await session(times(-30, 15, 30, 60))).id
    })
    const checkIn = (more: object = {}) =>
      prisma.checkIn.create({
        data: {
          sessionId,
          proof: 'code',
          messageAt: at,
          countsAt: at,
          verdict: 'accepted',
          addressId: 7,
          ...more,
        },
      })

    it('takes one row of a message, session and person, nobody included', async () => {
      await checkIn({ inboxId: 1n })
      await expect(checkIn({ inboxId: 1n })).rejects.toThrow()
      await checkIn({ inboxId: 1n, personId: 1 })
      await expect(checkIn({ inboxId: 2n, proof: 'selfie' })).rejects.toThrow()
    })

    it('gets its person once, and is otherwise never changed', async () => {
      const { id } = await checkIn({ inboxId: 3n })
      await prisma.checkIn.update({ where: { id }, data: { personId: 5 } })
      await expect(prisma.checkIn.update({ where: { id }, data: { personId: 6 } })).rejects.toThrow(
        'never changed',
      )
      await expect(prisma.checkIn.update({ where: { id }, data: { personId: null } })).rejects.toThrow(
        'never changed',
      )
      await expect(prisma.checkIn.update({ where: { id }, data: { countsAt: new Date() } })).rejects.toThrow(
        'never changed',
      )
      await expect(prisma.checkIn.delete({ where: { id } })).rejects.toThrow('never changed')
    })

    it('lets an erasure take the person out, and nothing else', async () => {
      const { id } = await checkIn({ inboxId: 4n, personId: 5 })
      const erasing = (data: object) =>
        transaction(db, async (tx) => {
          await tx.$executeRaw`SET LOCAL guyub.erase = 'on'`
          await tx.checkIn.update({ where: { id }, data })
        })
      await expect(erasing({ personId: 6 })).rejects.toThrow('never changed')
      await expect(erasing({ verdict: 'after' })).rejects.toThrow('never changed')
      await erasing({ personId: null, addressId: null, inboxId: null })
      expect(await prisma.checkIn.findUnique({ where: { id } })).toMatchObject({
        personId: null,
        addressId: null,
        proof: 'code',
      })
      await expect(prisma.checkIn.update({ where: { id }, data: { addressId: 1 } })).rejects.toThrow(
        'never changed',
      )
    })
  })

  it('keep the audit', async () => {
    const { id } = await prisma.audit.create({
      data: { at, action: 'x', subject: 'person:1', before: { name: 'A' }, why: 'w' },
    })
    await expect(prisma.audit.update({ where: { id }, data: { why: 'other' } })).rejects.toThrow(
      'never changed',
    )
    await expect(prisma.audit.deleteMany()).rejects.toThrow('never changed')
    await transaction(db, async (tx) => {
      await tx.$executeRaw`SET LOCAL guyub.erase = 'on'`
      await tx.$executeRaw`UPDATE audit SET before = NULL, why = NULL WHERE id = ${id}`
    })
    expect(await prisma.audit.findUnique({ where: { id } })).toMatchObject({
      before: null,
      why: null,
      action: 'x',
    })
  })
})
