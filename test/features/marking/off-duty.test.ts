import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { rollOf } from '../../../src/features/attendance/missing.ts'
import { countHeads, differs, explain } from '../../../src/features/head-count/head-count.ts'
import { lookedAt } from '../../../src/features/head-count/roll-look.ts'
import { dutyPeople } from '../../../src/features/marking/duty-people.ts'
import { daysFrom, putOnDuty, spanOf, takeOffDuty, undoDuty } from '../../../src/features/marking/off-duty.ts'
import { testDatabase } from '../../support/database.ts'
import { apel, at, person, smallCity } from '../attendance/setting.ts'

const { db, close } = await testDatabase()
afterAll(close)
const { prisma } = db
const { city, health, division } = await smallCity(prisma)
const path = `/${city.id}/${health.id}/`
const zone = 'Asia/Jakarta'
const holder = async () => ({
  ...{ id: await person(prisma, health.id, 'Koordinator'), unitPath: path },
  roles: [{ role: 'koordinator', unitPath: path }],
})
const ratna = await holder()
const missing = async (sessionId: number) =>
  (await rollOf(prisma, sessionId, [path])).without.map((one) => one.personId)

describe('on duty', () => {
  it('a night covers the morning after, and not its own', () => {
    const { from, to } = spanOf('2026-11-22', true, zone)
    expect([from, to]).toEqual([new Date('2026-11-22T18:00:00+07:00'), new Date('2026-11-23T12:00:00+07:00')])
    expect(daysFrom('2026-12-03', '2026-12-07')).toHaveLength(5)
    expect(daysFrom('2026-12-07', '2026-12-03')).toBeNull()
    expect(daysFrom('2026-01-01', '2027-02-01')).toBeNull()
  })

  it('need not attend what begins meanwhile; a duty written after the beginning excuses nobody', async () => {
    const session = await apel(prisma, [health])
    const [before, after] = [await person(prisma, health.id), await person(prisma, health.id)]
    const day = [spanOf('2026-11-23', false, zone)]
    const early = { actor: ratna, at: at('07.00.00') }
    expect(await putOnDuty(prisma, [before, before, ratna.id], day, 'piket', early)).toEqual([before])
    expect(await putOnDuty(prisma, [before], day, 'piket', early)).toEqual([])
    await putOnDuty(prisma, [after], day, 'piket', { actor: ratna, at: at('07.40.00') })
    expect(await missing(session.id)).toContain(after)
    expect(await missing(session.id)).not.toContain(before)
    // Nor does taking it away afterwards make somebody absent.
    await takeOffDuty(prisma, [before], day, { actor: ratna, at: at('07.50.00') })
    expect(await missing(session.id)).not.toContain(before)
    const other = { ...ratna, roles: [{ role: 'koordinator', unitPath: `/${city.id}/999/` }] }
    expect(await putOnDuty(prisma, [after], day, 'piket', { actor: other, at: at('06.00.00') })).toEqual([])
  })

  it('taking away leaves what lies before and after', async () => {
    const day = fc.integer({ min: 0, max: 9 })
    const spans = (first: number, last: number) => [
      {
        from: spanOf(`2026-12-1${Math.min(first, last)}`, false, zone).from,
        to: spanOf(`2026-12-1${Math.max(first, last)}`, false, zone).to,
      },
    ]
    await fc.assert(
      fc.asyncProperty(day, day, day, day, async (a, b, c, d) => {
        const id = await person(prisma, health.id)
        const by = { actor: ratna, at: at('07.00.00') }
        await putOnDuty(prisma, [id], spans(a, b), 'piket', by)
        await takeOffDuty(prisma, [id], spans(c, d), by)
        const rows = await prisma.offDuty.findMany({ where: { personId: id } })
        for (let n = 0; n < 10; n++) {
          const noon = new Date(`2026-12-1${n}T12:00:00+07:00`)
          const on = rows.some((one) => one.fromAt <= noon && one.untilAt > noon)
          const [put, taken] = [
            n >= Math.min(a, b) && n <= Math.max(a, b),
            n >= Math.min(c, d) && n <= Math.max(c, d),
          ]
          expect(on).toBe(put && !taken)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('means everybody of a regu by its name, and undoes what was written last', async () => {
    const regu = await prisma.unit.create({
      data: { name: 'Regu A', parentId: division.id, kind: 'regu', aliases: [] },
    })
    const two = [await person(prisma, regu.id, 'Anton'), await person(prisma, regu.id, 'Bima')]
    const found = await dutyPeople(prisma, ['regu a', 'zulkarnain'], ratna)
    expect(found.people.map(({ id }) => id)).toEqual(two)
    expect(found.unknown).toEqual(['zulkarnain'])
    await putOnDuty(prisma, two, [spanOf('2026-12-03', true, zone)], 'shift malam', {
      actor: ratna,
      at: at('09.00.00'),
    })
    expect(await undoDuty(prisma, { actor: ratna, at: at('09.01.00') })).toEqual({
      label: 'shift malam',
      people: two,
    })
    expect(await prisma.offDuty.count({ where: { personId: { in: two } } })).toBe(0)
  })
})

describe('heads', () => {
  it('are counted once, by somebody who has not seen the numbers, and a difference is explained by its coordinator', async () => {
    const session = await apel(prisma, [health], 'Apel kepala')
    const unit = { id: health.id, path }
    const [one, two] = [await holder(), await holder()]
    const count = (actor: typeof one, clock = '07.20.00') =>
      countHeads(prisma, { session, unit, actor, count: 7, at: at(clock) })
    expect(await count({ ...one, roles: [] })).toEqual({ kind: 'notYours' })
    expect(await count(one, '08.01.00')).toEqual({ kind: 'notNow' })
    await lookedAt(prisma, { personId: one.id, sessionId: session.id, people: null, at: at('07.10.00') })
    expect(await count(one)).toMatchObject({ kind: 'looked' })
    const both = await Promise.all([count(two), count(two)])
    expect(both.filter((head) => 'id' in head)).toHaveLength(1)
    expect(both.filter((head) => 'kind' in head)).toMatchObject([{ kind: 'counted', count: 7 }])
    const row = await prisma.headCount.findFirstOrThrow({ where: { sessionId: session.id } })
    expect(differs({ count: row.count, recorded: row.recorded, sights: [] })).toBe(true)
    const head = { id: row.id, unitPath: path }
    const away = { ...one, roles: [{ role: 'koordinator', unitPath: `/${city.id}/999/` }] }
    expect(await explain(prisma, head, away, 'tamu', at('07.30.00'))).toBe(false)
    expect(await explain(prisma, head, one, '7 tamu', at('07.30.00'))).toBe(true)
    expect(await explain(prisma, head, two, 'lain', at('07.31.00'))).toBe(false)
  })
})
