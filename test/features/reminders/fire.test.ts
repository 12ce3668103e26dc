import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { record } from '../../../src/features/check-in/record.ts'
import { lastReminded, laterAt, putOff } from '../../../src/features/reminders/later.ts'
import type { Reach } from '../../../src/features/reminders/reach.ts'
import { dropRules, saveRules } from '../../../src/features/reminders/rule-rows.ts'
import { nextReminder, tickReminders } from '../../../src/features/reminders/tick.ts'

import { acquire } from '../../../src/lib/lease.ts'
import type { Outgoing } from '../../../src/message.ts'
import { claimPaced } from '../../../src/outbox/paced-rows.ts'
import { testDatabase } from '../../support/database.ts'
import { apel, at, clear, depsFor, offices, person, window } from './setting.ts'

const { db, close } = await testDatabase()
afterAll(close)
const { prisma } = db
const { health, gizi, traffic } = await offices(db)
const siti = await person(db, health, 'Siti')
const budi = await person(db, gizi, 'Budi')
const dewi = await person(db, health, 'Dewi', { without: 'phone' })
const yanti = await person(db, traffic, 'Yanti')
const ratna = await person(db, health, 'Ratna', { coordinator: health })
beforeEach(async () => {
  await clear(db)
  await prisma.address.updateMany({ data: { optedOutAt: null, blockedAt: null } })
  await prisma.person.update({ where: { id: siti.id }, data: { unitId: health.id } })
})

const tick = (clock: string, reach?: Reach) => tickReminders(depsFor(db, reach), at(clock))
const outbox = () => prisma.outbox.findMany({ orderBy: { id: 'asc' } })
const recipients = async () => (await outbox()).map((row) => row.recipient).sort()
const reminders = () => prisma.reminder.findMany({ orderBy: [{ fireAt: 'asc' }, { template: 'asc' }] })
const outcomes = async () => (await reminders()).map(({ template, outcome }) => `${template} ${outcome}`)
const to = (...people: { id: number }[]) => people.map(({ id }) => `person/${id}`)

/** What the buttons of a message type. */
const typed = (row: { body: unknown } | undefined) =>
  (row?.body as Outgoing | undefined)?.choices?.map(({ id }) => id)

let inbox = 0n
const checkIn = (sessionId: number, personId: number, clock: string) =>
  record(
    prisma,
    {
      ...{
        sessionId,
        personId,
        addressId: siti.address,
        inboxId: ++inbox,
        proof: 'code',
        verdict: 'accepted',
      },
      ...{
        messageAt: at(clock),
        codeAt: null,
        countsAt: at(clock),
        flags: [],
        codeUnitId: null,
        status: 'hadir',
      },
    },
    at(clock),
  )

describe('the reminders of a session', () => {
  it('are written when it appears, whoever made it, and fire at their times, each once', async () => {
    await apel(db, [health])
    await tick('2026-11-20 08.00')
    expect((await reminders()).map(({ template, fireAt }) => [template, fireAt])).toEqual([
      ['ahead', at('2026-11-22 16.00')],
      ['ahead', at('2026-11-23 06.15')],
      ['missing', at('2026-11-23 07.25')],
      ['names', at('2026-11-23 07.30')],
    ])
    expect(await nextReminder(prisma, at('2026-11-20 08.00'))).toEqual(at('2026-11-22 16.00'))
    await tick('2026-11-22 15.59')
    expect(await recipients()).toEqual([])
    for (const clock of ['16.00', '16.01', '18.00']) await tick(`2026-11-22 ${clock}`)
    expect(await recipients()).toEqual([`coordinator/${ratna.id}`, ...to(budi, siti)].sort())
    const [row] = await prisma.outbox.findMany({ where: { recipient: `person/${siti.id}` } })
    expect(row).toMatchObject({
      lane: 'reminder',
      topic: expect.stringMatching(/^session\/\d+$/),
      channel: 'telegram',
    })
    // The next one says the same and is nearer: until then this one is of use.
    const [clock] = await prisma.$queryRaw<{ seconds: number }[]>`
      SELECT extract(epoch FROM expires_at - created_at)::int AS seconds FROM outbox WHERE id = ${row?.id}`
    expect(clock?.seconds).toBe((14 * 60 + 15) * 60)
    expect(typed(row)).toEqual(['=hadir', '=izin', '=nanti'])
  })

  it('come late when nobody was there, while they are of use; else they expire', async () => {
    await apel(db, [health])
    await tick('2026-11-20 08.00')
    // Down from Friday until Monday, twenty past six.
    await tick('2026-11-23 06.20')
    expect(await outcomes()).toEqual(['ahead expired', 'ahead sent', 'missing null', 'names null'])
    // Down again until the apel is long closed.
    await tick('2026-11-23 10.00')
    expect(await outcomes()).toEqual(['ahead expired', 'ahead sent', 'missing expired', 'names sent'])
    await tick('2026-11-23 23.00')
    expect(await prisma.outbox.count({ where: { recipient: { startsWith: 'person/' } } })).toBe(2)
  })

  it('come late also where they were not even written before', async () => {
    await apel(db, [health])
    await tick('2026-11-22 17.00')
    expect(await outcomes()).toEqual(['ahead sent', 'ahead null', 'missing null', 'names null'])
  })

  it('that had passed when it was made are not sent: whoever makes it late tells people', async () => {
    await apel(db, [health], '2026-11-23 07.15', { createdAt: '2026-11-22 20.00' })
    await tick('2026-11-22 20.01')
    expect(await recipients()).toEqual([])
    expect(await outcomes()).toEqual(['ahead null', 'missing null', 'names null'])
  })

  it('fire once in two processes', async () => {
    await apel(db, [health])
    await tick('2026-11-20 08.00')
    await Promise.all([tick('2026-11-22 16.00'), tick('2026-11-22 16.00')])
    expect(await recipients()).toEqual([`coordinator/${ratna.id}`, ...to(budi, siti)].sort())
  })

  it('are not sent again when the clock is put back, and not lost when it jumps', async () => {
    await apel(db, [health])
    await tick('2026-11-22 16.00')
    const before = await recipients()
    await tick('2026-11-22 10.00')
    await tick('2026-11-22 16.00')
    expect(await recipients()).toEqual(before)
    // Over everything at once.
    await tick('2026-11-23 07.31')
    expect(await outcomes()).toEqual(['ahead sent', 'ahead expired', 'missing expired', 'names sent'])
  })

  it('follow it when it is moved, and what still waits is taken back', async () => {
    const session = await apel(db, [health])
    await tick('2026-11-22 16.00')
    await prisma.session.update({ where: { id: session.id }, data: window('2026-11-24 08.00') })
    await tick('2026-11-22 16.05')
    expect((await outbox()).map((row) => row.state)).toEqual(['cancelled', 'cancelled', 'cancelled'])
    await tick('2026-11-23 16.00')
    expect((await outbox()).filter((row) => row.state === 'queued')).toHaveLength(3)
    await prisma.session.update({ where: { id: session.id }, data: { title: 'Apel Akbar' } })
    await tick('2026-11-23 16.01')
    expect((await outbox()).filter((row) => row.state === 'queued')).toHaveLength(3)
  })

  it('are gone when it is cancelled', async () => {
    const session = await apel(db, [health])
    await tick('2026-11-22 16.00')
    await prisma.session.update({ where: { id: session.id }, data: { status: 'cancelled' } })
    await tick('2026-11-22 16.01')
    expect((await outbox()).every((row) => row.state === 'cancelled')).toBe(true)
    expect(await outcomes()).toEqual(['ahead sent'])
  })

  it('of an audience of nobody reach nobody, and are done', async () => {
    await apel(db, [
      await prisma.unit.create({ data: { name: 'Kosong', kind: 'opd', aliases: [], path: '/99/' } }),
    ])
    for (const clock of ['2026-11-22 16.00', '2026-11-23 06.15', '2026-11-23 07.25', '2026-11-23 07.30'])
      await tick(clock)
    expect(await outcomes()).toEqual(['ahead nobody', 'ahead nobody', 'missing nobody', 'names nobody'])
    expect(await outbox()).toEqual([])
  })
})

describe('whoever is there', () => {
  it('is not reminded any more: what waits is taken back with the check-in itself', async () => {
    const session = await apel(db, [health, traffic])
    await tick('2026-11-23 07.25')
    expect(await recipients()).toEqual(to(siti, budi, yanti, ratna).sort())
    await checkIn(session.id, siti.id, '2026-11-23 07.26')
    expect((await outbox()).filter(({ state }) => state === 'cancelled').map((row) => row.recipient)).toEqual(
      to(siti),
    )
    await tick('2026-11-23 07.30')
    const list = (await outbox()).find((row) => row.recipient === `coordinator/${ratna.id}`)?.body as Outgoing
    expect(list.text).toContain('belum tercatat: 3 orang')
    expect(list.text).toContain('*Bidang Gizi*: Budi')
    expect(list.text).toContain('*Dinas Kesehatan*: Dewi, Ratna')
    expect(list.text).not.toContain('Siti')
    expect(list.text).not.toContain('Yanti')
  })

  it('neither where another statement recorded it', async () => {
    const session = await apel(db, [health])
    await tick('2026-11-23 07.25')
    await prisma.attendance.create({
      data: {
        ...{ sessionId: session.id, personId: budi.id, status: 'hadir', proof: 'code', flags: [] },
        ...{
          countsAt: at('2026-11-23 07.20'),
          messageAt: at('2026-11-23 07.20'),
          decidedAt: at('2026-11-23 07.25'),
        },
      },
    })
    await tick('2026-11-23 07.26')
    expect((await outbox()).find((row) => row.recipient === `person/${budi.id}`)?.state).toBe('cancelled')
  })

  it('an answer is never taken back', async () => {
    const session = await apel(db, [health])
    await prisma.outbox.create({
      data: {
        ...{
          key: 'r/1/0',
          lane: 'reply',
          channel: 'telegram',
          addressId: siti.address,
          externalId: 'x',
          body: {},
        },
        ...{
          recipient: `person/${siti.id}`,
          topic: `session/${session.id}`,
          expiresAt: new Date(Date.now() + 60_000),
        },
      },
    })
    await checkIn(session.id, siti.id, '2026-11-23 07.00')
    expect((await outbox()).map((row) => row.state)).toEqual(['queued'])
  })
})

describe('between the time and the message', () => {
  it('somebody who said stop gets none, and the coordinator is told the name', async () => {
    await apel(db, [health])
    await tick('2026-11-20 08.00')
    await prisma.address.update({ where: { id: siti.address }, data: { optedOutAt: at('2026-11-22 09.00') } })
    await tick('2026-11-22 16.00')
    expect(await recipients()).toEqual([`coordinator/${ratna.id}`, ...to(budi)].sort())
    const told = (await outbox()).find((row) => row.recipient === `coordinator/${ratna.id}`)?.body as Outgoing
    expect(told.text).toContain('mohon diberi tahu langsung:\n*Dinas Kesehatan*: Siti')
  })

  it('said after it was written, stop holds as well: delivery does not take it', async () => {
    await apel(db, [health])
    await tick('2026-11-22 16.00')
    await prisma.address.updateMany({ data: { optedOutAt: at('2026-11-22 16.00') } })
    const hold = await acquire(db, 'deliver/telegram', 'test')
    if (!hold) throw new Error('no lease')
    expect((await claimPaced(prisma, 'telegram', hold, 10)).rows).toEqual([])
  })

  it('somebody who changed unit is reminded with the new one', async () => {
    await apel(db, [health])
    await tick('2026-11-20 08.00')
    await prisma.person.update({ where: { id: siti.id }, data: { unitId: traffic.id } })
    await tick('2026-11-22 16.00')
    expect(await recipients()).toEqual([`coordinator/${ratna.id}`, ...to(budi)].sort())
  })

  it('one with two messengers gets one copy, where they wrote last', async () => {
    const joko = await person(db, traffic, 'Joko')
    const other = await prisma.address.create({
      data: {
        channel: 'webchat',
        externalId: 'joko',
        firstSeenAt: new Date(),
        lastInboundAt: at('2026-11-20 09.00'),
      },
    })
    await prisma.addressPerson.create({
      data: { addressId: other.id, personId: joko.id, how: 'code', at: new Date() },
    })
    await apel(db, [traffic])
    await tick('2026-11-22 16.00')
    const copies = (await outbox()).filter((row) => row.recipient === `person/${joko.id}`)
    expect(copies.map((row) => row.channel)).toEqual(['webchat'])
    await prisma.address.update({ where: { id: other.id }, data: { blockedAt: new Date() } })
    await tick('2026-11-23 06.15')
    const later = (await outbox()).filter((row) => row.recipient === `person/${joko.id}`)
    expect(later.map((row) => row.channel)).toEqual(['webchat', 'telegram'])
    await prisma.person.update({ where: { id: joko.id }, data: { status: 'erased' } })
  })
})

describe('a messenger with a cap of a day', () => {
  const slow =
    (minutes: number): Reach =>
    async (_, channel, count, from) =>
      channel === 'whatsapp'
        ? { at: new Date(from.getTime() + count * minutes * 60_000), capped: true }
        : { at: from, capped: false }
  const linked = async (unit: { id: number }) => {
    const group = await prisma.address.create({
      data: {
        channel: 'whatsapp',
        externalId: `g${unit.id}`,
        firstSeenAt: new Date(),
        lastInboundAt: new Date(),
      },
    })
    await prisma.groupLink.create({ data: { addressId: group.id, unitId: unit.id, at: new Date() } })
    return `group/${group.id}`
  }
  let eka: { id: number }
  beforeAll(async () => {
    eka = await person(db, gizi, 'Eka', { channel: 'whatsapp' })
  })
  afterAll(() => prisma.person.update({ where: { id: eka.id }, data: { status: 'erased' } }))

  it('carries no routine reminders: the unit’s group hears them, and nobody is named there', async () => {
    const group = await linked(gizi)
    await apel(db, [gizi])
    await tick('2026-11-22 16.00', slow(1))
    expect(await recipients()).toEqual([group, ...to(budi)].sort())
    const said = (await outbox()).find((row) => row.recipient === group)?.body as Outgoing
    expect(said.text).toMatch(/^Pengingat untuk unit ini: \*Apel\*/)
    expect(said.text).not.toContain('Eka')
    await prisma.address.deleteMany({ where: { externalId: { startsWith: 'g' } } })
  })

  it('carries what is pending for a person, if it arrives in time; else the group hears how many', async () => {
    const group = await linked(gizi)
    await apel(db, [gizi])
    await tick('2026-11-23 07.25', slow(1))
    expect(await recipients()).toEqual(to(budi, eka).sort())
    await prisma.outbox.deleteMany()
    await prisma.reminder.updateMany({ where: { template: 'missing' }, data: { firedAt: null } })
    await tick('2026-11-23 07.26', slow(30))
    expect(await recipients()).toEqual([group, ...to(budi)].sort())
    const said = (await outbox()).find((row) => row.recipient === group)?.body as Outgoing
    expect(said.text).toContain('1 orang dari unit ini belum tercatat')
    await prisma.address.deleteMany({ where: { externalId: { startsWith: 'g' } } })
  })
})

describe('a unit that wants it by its group only', () => {
  it('is not written to one by one, and its coordinator passes it on where there is no group', async () => {
    await saveRules(
      prisma,
      {
        ...{ unitId: health.id, kind: 'apel', template: 'ahead', route: 'groups' },
        times: [{ daysBefore: 1, clock: '15.00' }],
      },
      ratna.id,
      at('2026-11-20 08.00'),
    )
    await apel(db, [health, traffic])
    await tick('2026-11-22 15.00')
    expect(await recipients()).toEqual([`coordinator/${ratna.id}`])
    // The others go by the city's habit.
    await tick('2026-11-22 16.00')
    expect(await recipients()).toEqual([`coordinator/${ratna.id}`, ...to(yanti)].sort())
    const [line] = await prisma.audit.findMany({ where: { action: 'reminder.rules' } })
    expect(line).toMatchObject({ actorId: ratna.id, subject: `unit/${health.id}` })
    expect(
      await dropRules(prisma, { unitId: health.id, kind: 'apel' }, ratna.id, at('2026-11-22 17.00')),
    ).toBe(1)
    await tick('2026-11-23 06.15')
    expect((await recipients()).filter((one) => one === `person/${siti.id}`)).toHaveLength(1)
  })
})

describe('put off', () => {
  it('comes back after ten minutes, once, and never beyond the limit', async () => {
    const session = await apel(db, [health])
    await tick('2026-11-23 06.15')
    const about = await lastReminded(prisma, siti.id, at('2026-11-23 06.20'))
    if (!about) throw new Error('nothing to put off')
    expect(about.sessionId).toBe(session.id)
    expect(laterAt(about, at('2026-11-23 06.20'))).toEqual(at('2026-11-23 06.30'))
    expect(laterAt(about, at('2026-11-23 07.25'))).toEqual(at('2026-11-23 07.28'))
    expect(laterAt(about, at('2026-11-23 07.28'))).toBeNull()
    expect(laterAt(about, at('2026-11-23 07.40'))).toEqual(at('2026-11-23 07.50'))
    expect(await putOff(prisma, siti.id, about, at('2026-11-23 06.30'))).toBe(true)
    expect(await putOff(prisma, siti.id, about, at('2026-11-23 06.40'))).toBe(false)
    const before = await prisma.outbox.count()
    await tick('2026-11-23 06.30')
    const fresh = (await outbox()).slice(before)
    expect(fresh.map((row) => row.recipient)).toEqual(to(siti))
    expect(typed(fresh[0])).toEqual(['=hadir', '=izin'])
  })

  it('does not come back to whoever has checked in, or said stop', async () => {
    const session = await apel(db, [health])
    await tick('2026-11-23 06.15')
    for (const one of [siti, budi]) {
      const about = await lastReminded(prisma, one.id, at('2026-11-23 06.40'))
      if (about) await putOff(prisma, one.id, about, at('2026-11-23 06.50'))
    }
    await checkIn(session.id, siti.id, '2026-11-23 06.46')
    await prisma.address.update({ where: { id: budi.address }, data: { optedOutAt: new Date() } })
    const before = await prisma.outbox.count()
    await tick('2026-11-23 06.50')
    expect(await prisma.outbox.count()).toBe(before)
  })

  it('is nothing for somebody who was not reminded, and nothing after the end', async () => {
    await apel(db, [health])
    expect(await lastReminded(prisma, siti.id, at('2026-11-23 06.20'))).toBeNull()
    await tick('2026-11-23 06.15')
    expect(await lastReminded(prisma, yanti.id, at('2026-11-23 06.20'))).toBeNull()
    expect(await lastReminded(prisma, siti.id, at('2026-11-23 08.00'))).toBeNull()
  })
})

describe('an approval that waits', () => {
  it('is reminded of after a day, with the buttons that decide, until somebody has', async () => {
    const claim = await prisma.claim.create({
      data: {
        ...{ ref: '7KQ2', addressId: siti.address, personId: dewi.id, unitId: health.id },
        createdAt: at('2026-11-20 09.00'),
      },
    })
    await tick('2026-11-20 09.01')
    await tick('2026-11-21 08.59')
    expect(await outbox()).toEqual([])
    await tick('2026-11-21 09.00')
    const [row] = await outbox()
    expect(row).toMatchObject({ recipient: `coordinator/${ratna.id}`, topic: `claim/${claim.id}` })
    expect(typed(row)).toEqual(['=setujui 7KQ2', '=tolak 7KQ2'])
    await prisma.claim.update({ where: { id: claim.id }, data: { status: 'approved' } })
    await tick('2026-11-22 09.00')
    expect(await prisma.outbox.count()).toBe(1)
    expect(await outcomes()).toEqual(['claim sent', 'claim over', 'claim null'])
  })

  it('is said once for a whole unit that asked on one morning', async () => {
    for (const ref of ['7KQ2', '7KQ3', '7KQ4', '7KQ5', '7KQ6'])
      await prisma.claim.create({
        data: {
          ...{ ref, addressId: siti.address, personId: dewi.id, unitId: health.id },
          createdAt: at('2026-11-20 09.00'),
        },
      })
    await tick('2026-11-20 09.01')
    await tick('2026-11-21 09.00')
    const rows = await outbox()
    expect(rows).toHaveLength(1)
    expect(typed(rows[0])).toEqual(['=pendaftaran'])
    await tick('2026-11-22 09.00')
    expect(await prisma.outbox.count()).toBe(2)
  })
})
