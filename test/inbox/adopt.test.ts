import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { adoptAddress } from '../../src/inbox/adopt.ts'
import { store } from '../../src/inbox/store.ts'
import { transaction } from '../../src/lib/db.ts'
import type { Address, Incoming } from '../../src/message.ts'
import { testDatabase } from '../support/database.ts'

const { db, close } = await testDatabase()
afterAll(close)
beforeEach(async () => {
  for (const table of ['inbox', 'outbox', 'conversation', 'address_person', 'address', 'person'])
    await db.prisma.$executeRawUnsafe(`TRUNCATE ${table} RESTART IDENTITY CASCADE`)
})

const PN: Address = { channel: 'whatsapp', id: '6281271000001@s.whatsapp.net' }
const LID: Address = { channel: 'whatsapp', id: '96281271000001@lid' }
let ids = 0
const said = (from: Address, more: Partial<Incoming> = {}): Incoming => ({
  ...{ id: `m${++ids}`, from, aliases: [], chat: from, group: false, at: new Date(), clock: 'platform' },
  ...{ text: 'halo', edited: false, forwarded: false },
  ...more,
})
const adopt = () => transaction(db, (tx) => adoptAddress(tx, PN, LID))
const addresses = () =>
  db.prisma.address.findMany({ include: { people: true, conversation: true }, orderBy: { id: 'asc' } })

describe('a phone number whose LID becomes known', () => {
  it('is the same address under its new name, with everything that it had', async () => {
    await store(db, [said(PN, { phone: '+6281271000001' })])
    const [before] = await addresses()
    const person = await db.prisma.person.create({ data: { name: 'Siti', status: 'active' } })
    await db.prisma.addressPerson.create({
      data: { addressId: before?.id ?? 0, personId: person.id, how: 'code', at: new Date() },
    })
    expect(await adopt()).toBe(true)
    expect(await addresses()).toMatchObject([
      { id: before?.id, externalId: LID.id, people: [{ personId: person.id }] },
    ])
    expect(await adopt()).toBe(false)
  })

  it('is merged when both were used: who it is, what is open, and what waits for it go on', async () => {
    await store(db, [said(PN, { phone: '+6281271000001' })])
    await store(db, [said(LID)])
    const [old, kept] = await addresses()
    const person = await db.prisma.person.create({ data: { name: 'Siti', status: 'active' } })
    const addressId = old?.id ?? 0
    await db.prisma.addressPerson.create({
      data: { addressId, personId: person.id, how: 'code', at: new Date() },
    })
    await db.prisma.conversation.create({
      data: { addressId, dialog: 'register', state: {}, updatedAt: new Date() },
    })
    await db.prisma.outbox.create({
      data: {
        key: 'k',
        lane: 'reply',
        channel: 'whatsapp',
        addressId,
        externalId: PN.id,
        body: { text: 'x' },
        expiresAt: new Date(),
      },
    })
    await adopt()
    expect(await addresses()).toMatchObject([
      {
        id: kept?.id,
        externalId: LID.id,
        phone: '+6281271000001',
        people: [{ personId: person.id }],
        conversation: { dialog: 'register' },
      },
    ])
    expect(await db.prisma.inbox.count({ where: { addressId: kept?.id ?? 0 } })).toBe(2)
    expect(await db.prisma.outbox.findFirst()).toMatchObject({ addressId: kept?.id, externalId: LID.id })
  })

  it('takes the check-ins along, which are otherwise never changed', async () => {
    await store(db, [said(PN)])
    await store(db, [said(LID)])
    const [old, kept] = await addresses()
    const at = new Date()
    const unit = await db.prisma.unit.create({ data: { name: 'Kota', kind: 'kota', aliases: [] } })
    const activity = await db.prisma.activity.create({
      data: { kind: 'apel', title: 'Apel', unitId: unit.id, createdAt: at },
    })
    const times = { startsAt: at, opensAt: at, onTimeUntil: at, closesAt: at, graceUntil: at, createdAt: at }
    const session = await db.prisma.session.create({
      data: { activityId: activity.id, title: 'Apel', place: '-', codeKey: '-', ...times },
    })
    await db.prisma.checkIn.create({
      data: {
        ...{ sessionId: session.id, addressId: old?.id ?? 0, inboxId: 1n, proof: 'code', flags: [] },
        ...{ messageAt: at, countsAt: at, verdict: 'accepted' },
      },
    })
    await adopt()
    expect(await db.prisma.checkIn.findMany()).toMatchObject([{ addressId: kept?.id }])
  })

  it('changes nothing where nobody wrote under the old name', async () => {
    await store(db, [said(LID)])
    expect(await adopt()).toBe(false)
    expect(await addresses()).toHaveLength(1)
  })
})

describe('a number that was sold on', () => {
  it('is a stranger under its new LID, and vouches for the old one no more', async () => {
    await store(db, [said(LID, { phone: '+6281271000001' })])
    const person = await db.prisma.person.create({ data: { name: 'Siti', status: 'active' } })
    const [before] = await addresses()
    await db.prisma.addressPerson.create({
      data: { addressId: before?.id ?? 0, personId: person.id, how: 'code', at: new Date() },
    })
    const buyer: Address = { channel: 'whatsapp', id: '7777777777@lid' }
    await store(db, [said(buyer, { phone: '+6281271000001' })])
    const [first, second] = await addresses()
    expect(first).toMatchObject({ externalId: LID.id, phone: null })
    expect(second).toMatchObject({ externalId: buyer.id, phone: '+6281271000001', people: [] })
  })
})
