import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { LETTER_DAYS } from '../../../src/features/absence/forget-letters.ts'
import { balances } from '../../../src/features/goods/ledger.ts'
import { endPledge } from '../../../src/features/pledges/pledge.ts'
import { holdings } from '../../../src/features/rights/holdings.ts'
import { sweep } from '../../../src/features/rights/retention.ts'
import { ARCHIVED, daysOf, rules } from '../../../src/features/rights/rules.ts'
import { transaction } from '../../../src/lib/db.ts'
import { quiet } from '../../support/incoming.ts'
import { clockCity } from '../pledges/by-clock.ts'

let here: Awaited<ReturnType<typeof clockCity>>
beforeAll(async () => {
  here = await clockCity()
})
afterAll(() => here.close())

const DAY = 86_400_000
const ago = (days: number) => new Date(Date.now() - days * DAY)

it('names of givers are emptied when their time is over, the ledger stays', async () => {
  const { prisma } = here.db
  const whose = { giver: 'Bu Sari', personId: here.petugas.id }
  const ended = async (days: number) => {
    const { id } = await here.pledge(whose)
    await transaction(here.db, (tx) => endPledge(tx, id, 'cancelled', ago(days)))
    return id
  }
  const ids = { old: await ended(400), young: await ended(380), open: (await here.pledge(whose)).id }
  const line = async (days: number) => {
    const { id } = await here.line({ amount: 5 })
    await prisma.pointLine.update({ where: { id }, data: { giver: 'Bu Sari', at: ago(days) } })
    return id
  }
  const lines = { old: await line(91), young: await line(89) }
  const before = await balances(prisma, here.campaign.id)
  await sweep(here.db, quiet)
  const pledge = (id: number) =>
    prisma.pledge.findUnique({
      where: { id },
      select: { giver: true, addressId: true, personId: true, amount: true },
    })
  const kept = { giver: 'Bu Sari', addressId: here.address.id, personId: here.petugas.id, amount: 30 }
  expect(await pledge(ids.old)).toEqual({ giver: null, addressId: null, personId: null, amount: 30 })
  expect(await pledge(ids.young)).toEqual(kept)
  expect(await pledge(ids.open)).toEqual(kept)
  const name = async (id: bigint) => (await prisma.pointLine.findUnique({ where: { id } }))?.giver
  expect([await name(lines.old), await name(lines.young)]).toEqual([null, 'Bu Sari'])
  expect(await balances(prisma, here.campaign.id)).toEqual(before)
})

it('keeps what an open dispute is about until it is decided', async () => {
  const { prisma } = here.db
  const person = await prisma.person.create({ data: { name: 'Siti', status: 'active' } })
  const at = ago(60)
  const unit = await prisma.unit.findFirstOrThrow()
  const activity = await prisma.activity.create({
    data: { kind: 'apel', title: 'Apel', unitId: unit.id, createdAt: at },
  })
  const times = { startsAt: at, opensAt: at, onTimeUntil: at, closesAt: at, graceUntil: at, createdAt: at }
  const session = await prisma.session.create({
    data: { activityId: activity.id, title: 'Apel', place: '-', codeKey: '-', ...times },
  })
  const message = async (text: string) => {
    const { id } = await prisma.inbox.create({
      data: {
        ...{ channel: 'telegram', externalId: text, addressId: here.address.id, at, state: 'done' },
        ...{ payload: { text }, receivedAt: at },
      },
    })
    return id
  }
  const said = { checkIn: await message('kapal 27'), other: await message('halo') }
  await prisma.checkIn.create({
    data: {
      ...{ sessionId: session.id, personId: person.id, addressId: here.address.id, inboxId: said.checkIn },
      ...{ proof: 'code', messageAt: at, countsAt: at, verdict: 'closed', flags: [] },
    },
  })
  const dispute = await prisma.dispute.create({
    data: {
      ...{ ref: '7KQ2', sessionId: session.id, personId: person.id, text: 'saya hadir' },
      ...{ status: 'tanpa_keterangan', at, inboxId: await message('sanggah') },
    },
  })
  const texts = async () => {
    await sweep(here.db, quiet)
    const rows = await prisma.inbox.findMany({ orderBy: { id: 'asc' }, select: { payload: true } })
    return rows.map(({ payload }) => (payload as { text: string }).text)
  }
  expect(await texts()).toEqual(['kapal 27', 'sanggah'])
  await prisma.dispute.update({
    where: { id: dispute.id },
    data: { state: 'refused', decidedAt: new Date() },
  })
  expect(await texts()).toEqual([])
})

const docs = readFileSync(fileURLToPath(new URL('../../../docs/privasi.md', import.meta.url)), 'utf8')
const told = (keep: string) => keep.replace(/days?/, 'hari').replace('months', 'bulan')

it('is what docs/privasi.md says, rule by rule', () => {
  const rows = [...docs.matchAll(/^\| `([\w-]+)` \|[^|]*\| ([^|]+?) \|/gm)].map(([, name, keep]) => [
    name,
    keep,
  ])
  expect(Object.fromEntries(rows)).toEqual({
    ...Object.fromEntries(rules.map(({ name, keep }) => [name, told(keep)])),
    archive: 'jadwal arsip',
  })
  const kept = new Set([...rules.map(({ name }) => name), 'archive', 'linked'])
  for (const [table, holding] of Object.entries(holdings))
    expect([table, kept.has(holding.kept)]).toEqual([table, true])
  // What other parts of the program keep is as long as the table says.
  expect(daysOf('letters')).toBe(LETTER_DAYS)
})

it('never deletes the record of attendance, however old', async () => {
  const { prisma } = here.db
  const of = (text: string) =>
    ARCHIVED.filter((table) => new RegExp(`DELETE FROM "?${table}"?\\b`).test(text))
  for (const { name, steps } of rules)
    for (const step of steps?.(1) ?? []) expect([name, of(step.sql)]).toEqual([name, []])
  const before = await prisma.checkIn.count()
  expect(before).toBeGreaterThan(0)
  await sweep(here.db, quiet)
  expect(await prisma.checkIn.count()).toBe(before)
})

it('forgets chats of nobody, and what was decided long ago', async () => {
  const { prisma } = here.db
  const chat = async (name: string, days: number) =>
    (
      await prisma.address.create({
        data: { channel: 'telegram', externalId: name, firstSeenAt: ago(days), lastInboundAt: ago(days) },
      })
    ).id
  const [old, young, linked] = [await chat('old', 121), await chat('young', 119), await chat('linked', 400)]
  const somebody = await prisma.person.create({ data: { name: 'Tetap', status: 'active' } })
  await prisma.addressPerson.create({
    data: { addressId: linked, personId: somebody.id, how: 'code', at: ago(400) },
  })
  await prisma.consent.create({
    data: { addressId: old, purpose: 'resident', textVersion: '1', answer: false, at: ago(121) },
  })
  const request = (ref: string, days: number, state: string) =>
    prisma.dataRequest.create({
      data: {
        ...{ ref, kind: 'correct', personId: somebody.id, at: ago(days), dueAt: ago(days), state },
        decidedAt: state === 'open' ? null : ago(days),
      },
    })
  await Promise.all([
    request('AAA2', 366, 'refused'),
    request('AAA3', 364, 'refused'),
    request('AAA4', 999, 'open'),
  ])
  const done = await sweep(here.db, quiet)
  expect(done).toMatchObject({ strangers: 2, 'data-requests': 1 })
  const left = await prisma.address.findMany({ where: { id: { in: [old, young, linked] } } })
  expect(left.map(({ externalId }) => externalId).sort()).toEqual(['linked', 'young'])
  expect(await prisma.consent.count({ where: { addressId: old } })).toBe(0)
  const requests = await prisma.dataRequest.findMany({
    where: { personId: somebody.id },
    orderBy: { ref: 'asc' },
  })
  expect(requests.map(({ ref }) => ref)).toEqual(['AAA3', 'AAA4'])
})
