import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Move } from '../../../src/features/goods/ledger.ts'
import { checkLedger, type LedgerCheck } from '../../../src/features/goods/ledger-check.ts'
import { checkNightly } from '../../../src/features/goods/nightly.ts'
import { countAnew } from '../../../src/features/goods/stock.ts'
import { endPledge } from '../../../src/features/pledges/pledge.ts'
import { tellWaiting } from '../../../src/features/receipts/tell-waiting.ts'
import { showJobs } from '../../../src/features/upkeep/jobs.dialog.ts'
import { dayLine, lastDay } from '../../../src/features/upkeep/self-audit.ts'
import { jobs } from '../../../src/jobs.ts'
import { type Tx, transaction } from '../../../src/lib/db.ts'
import { jobStates } from '../../../src/lib/timetable.ts'
import { clockCity } from '../pledges/by-clock.ts'
import { at, depsFor, person } from '../reminders/setting.ts'

let here: Awaited<ReturnType<typeof clockCity>>
beforeAll(async () => {
  here = await clockCity()
})
afterAll(() => here.close())
beforeEach(() => here.clear())

const now = at('2026-12-03 02.40')
/** The checks that found something. */
const odd = async () =>
  Object.entries(await checkLedger(here.db.prisma, now))
    .filter(([, ids]) => ids.length > 0)
    .map(([name]) => name as LedgerCheck)
const melati = () => here.point('Posyandu Melati').id
const mawar = () => here.point('Posyandu Mawar').id
/** Into the ledger by hand, past every verb. */
const byHand = (move: Partial<Move>) =>
  here.db.prisma.movement.create({
    data: {
      ...{
        campaignId: here.campaign.id,
        source: 'giver',
        target: `stock/${melati()}`,
        amount: 1,
        why: 'receive',
        at: now,
      },
      ...move,
    },
  })

/** A day with everything in it. */
async function day() {
  const open = await here.pledge({ amount: 4 })
  const brought = await here.pledge({ amount: 30 })
  const cancelled = await here.pledge({ amount: 6 })
  await transaction(here.db, (tx) => endPledge(tx, cancelled.id, 'cancelled', here.at))
  const receipt = await here.line({ pledgeId: brought.id, amount: 28, broken: 2 })
  await here.line({ amount: 5 })
  await here.line({ kind: 'transfer', amount: 10, broken: 1, toPointId: mawar() })
  const out = await here.line({ kind: 'hand_out', amount: 12, recipients: 6 })
  await here.line({ kind: 'break', broken: 1 })
  return { open, brought, receipt, out }
}

/** A correction that a second person approved. */
async function correct(
  line: Awaited<ReturnType<typeof here.line>>,
  amount: number,
  broken: number,
  ref: string,
) {
  const correction = await here.db.prisma.correction.create({
    data: {
      ...{ ref, lineId: line.id, amount, broken, reason: 'salah hitung', state: 'approved' },
      ...{ byId: here.petugas.id, at: now, decidedBy: here.petugas.id, decidedAt: now },
    },
  })
  await transaction(here.db, (tx) =>
    countAnew(tx, { ...line, amount, broken }, correction.id, here.petugas.id, now),
  )
}

describe('the nightly check', () => {
  it('finds nothing in a ledger that verbs have written, corrections of corrections too', async () => {
    const { receipt, out } = await day()
    await correct(receipt, 26, 4, 'AAA2')
    await correct(receipt, 29, 1, 'AAA3')
    await correct(out, 10, 0, 'AAA4')
    await correct(out, 11, 0, 'AAA5')
    expect(await odd()).toEqual([])
  })

  it('finds what moves from one book into the other', async () => {
    await day()
    await byHand({ source: 'intent', why: 'pledge' })
    expect(await odd()).toContain('books')
  })

  it('finds an account that nobody knows', async () => {
    await day()
    await byHand({ target: 'stock/melati' as never })
    expect(await odd()).toContain('books')
  })

  it('finds an open pledge that is not promised, and one that is promised and has ended', async () => {
    const { open, brought } = await day()
    await here.db.prisma.pledge.update({ where: { id: open.id }, data: { amount: 5 } })
    expect(await odd()).toEqual(['promised'])
    await here.db.prisma.pledge.update({ where: { id: open.id }, data: { amount: 4 } })
    await here.db.prisma.pledge.update({ where: { id: brought.id }, data: { state: 'open' } })
    expect(await odd()).toEqual(['promised'])
  })

  it('finds a line that moved something else than it says, a counted one that moved nothing, a waiting one that did', async () => {
    const { receipt, out } = await day()
    const set = (id: bigint, data: object) => here.db.prisma.pointLine.update({ where: { id }, data })
    await set(receipt.id, { broken: 3 })
    expect(await odd()).toEqual(['lines', 'agree'])
    await set(receipt.id, { broken: 2 })
    await set(out.id, { toPointId: mawar() })
    // The sum is right, the place is not.
    expect(await odd()).toEqual(['lines'])
    await set(out.id, { toPointId: null, state: 'waiting' })
    expect(await odd()).toContain('lines')
  })

  it('finds an approved correction that was not carried out', async () => {
    const { receipt } = await day()
    await here.db.prisma.correction.create({
      data: {
        ...{ ref: 'AAA6', lineId: receipt.id, amount: 31, broken: 0, reason: 'x', state: 'approved' },
        ...{ byId: 1, at: now, decidedBy: 2, decidedAt: now },
      },
    })
    expect(await odd()).toEqual(['lines', 'agree'])
  })

  it('finds goods that no line moved', async () => {
    await day()
    await byHand({})
    expect(await odd()).toEqual(['lines', 'agree'])
  })

  it('finds a stock below zero', async () => {
    await day()
    await byHand({ source: `stock/${melati()}`, target: `handed/${melati()}`, amount: 500, why: 'hand_out' })
    expect(await odd()).toEqual(expect.arrayContaining(['negative', 'agree']))
  })

  it('logs ids, keeps counts for the morning, and leaves waiting out of them', async () => {
    await day()
    await byHand({})
    const logged: unknown[] = []
    const log = { error: (...said: unknown[]) => logged.push(said) } as never
    const found = await checkNightly({ db: here.db, log }, now)
    expect(found).toEqual({ books: 0, promised: 0, lines: 1, negative: 0, agree: 1, waiting: 0 })
    expect(JSON.stringify(logged)).toMatch(/movement\/\d+/)
    await here.db.prisma.jobRun.create({
      data: {
        ...{ name: 'ledger-check', dueAt: now, holder: 'a', startedAt: now, endedAt: now, result: 'ok' },
        found: { ...found, waiting: 7 },
      },
    })
    const { translator } = depsFor(here.db)
    const t = translator('id')
    const today = await lastDay(here.db.prisma)
    expect(today.ledger).toBe(2)
    expect(dayLine(today, t)).toMatch(/2 selisih di buku sedekah/)
    const said = await showJobs({
      ...{ tx: here.db.prisma, t, person: { roles: [{ role: 'admin', unitId: 1, unitPath: '/1/' }] } },
      jobs: (tx: Tx) => jobStates(tx, jobs, now, here.city.zone),
    } as never)
    expect(said[0]?.text).toMatch(/1 catatan petugas tidak cocok/)
    expect(said[0]?.text).toMatch(/7 catatan petugas menunggu stok/)
  })
})

describe('lines that wait for stock', () => {
  const waiting = (clock: string) =>
    here.line({ amount: 1 }).then(async ({ id }) =>
      here.db.prisma.pointLine.update({
        where: { id },
        data: { state: 'waiting', kind: 'hand_out', amount: 240, at: at(clock) },
      }),
    )
  const tell = (clock: string) => tellWaiting(depsFor(here.db), at(clock))

  it('are listed each once to the kelurahan, in the morning after a day', async () => {
    const point = here.points.find(({ name }) => name === 'Posyandu Melati')
    const kelurahan = await here.db.prisma.unit.findUniqueOrThrow({ where: { id: point?.areaId ?? 0 } })
    const ratna = await person(here.db, kelurahan, 'Ratna', { coordinator: kelurahan })
    await here.db.prisma.address.update({ where: { id: ratna.address }, data: { lastInboundAt: here.at } })
    await waiting('2026-12-01 10.00')
    expect(await tell('2026-12-02 10.00')).toBe(0)
    expect(await tell('2026-12-03 07.59')).toBe(0)
    expect((await Promise.all([tell('2026-12-03 08.00'), tell('2026-12-03 08.00')])).sort()).toEqual([0, 1])
    await waiting('2026-12-01 11.00')
    expect(await tell('2026-12-03 08.02')).toBe(1)
    const said = await here.said()
    expect(said.map(({ addressId }) => addressId)).toEqual([ratna.address, ratna.address])
    expect(said[0]?.text).toMatch(/\*Posyandu Melati\*\n• L\d+\/1: salur 240 butir, Selasa, 1 Desember 2026/)
    // The second list holds the second line only.
    expect(said[1]?.text.match(/salur/g)).toHaveLength(1)
    expect(await tell('2026-12-04 08.00')).toBe(0)
  })
})
