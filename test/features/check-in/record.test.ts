import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { decide } from '../../../src/features/attendance/decide.ts'
import { type RawCheckIn, record, sharedBefore } from '../../../src/features/check-in/record.ts'
import { testDatabase } from '../../support/database.ts'
import { address, apel, at, person, smallCity } from '../attendance/setting.ts'

const { db, close } = await testDatabase()
afterAll(close)

const { prisma } = db
const { health } = await smallCity(prisma)
const session = await apel(prisma, [health])
const addressId = await address(prisma)
let inboxId = 0n

/** What one person may send around an apel: few moments, so that equal times come often. */
const line = fc.record({
  minute: fc.integer({ min: 0, max: 6 }),
  late: fc.integer({ min: 0, max: 2 }),
  verdict: fc.constantFrom('accepted', 'accepted', 'old_code', 'needs_code', 'other_unit_code'),
  proof: fc.constantFrom('code' as const, 'unit_code' as const),
  flagged: fc.boolean(),
})
type Line = typeof line extends fc.Arbitrary<infer L> ? L : never

function raw(personId: number, { minute, late, verdict, proof, flagged }: Line): RawCheckIn {
  const countsAt = new Date(at('07.27.00').getTime() + minute * 60_000)
  return {
    ...{
      sessionId: session.id,
      personId,
      addressId,
      inboxId: ++inboxId,
      proof,
      verdict,
      codeAt: null,
      codeUnitId: null,
    },
    ...{
      countsAt,
      messageAt: new Date(countsAt.getTime() + late * 60_000),
      flags: flagged ? ['late_phone'] : [],
    },
    status: verdict === 'accepted' ? (countsAt <= session.onTimeUntil ? 'hadir' : 'terlambat') : null,
  }
}

async function outcome(lines: Line[]) {
  const personId = await person(prisma, health.id)
  for (const one of lines) await record(prisma, raw(personId, one), at('07.40.00'))
  const kept = await prisma.attendance.findFirst({ where: { personId } })
  const log = await prisma.checkIn.findMany({ where: { personId } })
  return { kept, log }
}

const timesOf = (kept: { status: string; countsAt: Date | null; messageAt: Date | null } | null) =>
  kept && { status: kept.status, countsAt: kept.countsAt, messageAt: kept.messageAt }

it('decides as decide.ts does from the whole log, in whatever order the messages arrive', async () => {
  const logs = fc.array(line, { minLength: 1, maxLength: 6 }).chain((lines) =>
    fc.record({
      lines: fc.constant(lines),
      shuffled: fc.shuffledSubarray(lines, { minLength: lines.length }),
    }),
  )
  await fc.assert(
    fc.asyncProperty(logs, async ({ lines, shuffled }) => {
      const one = await outcome(lines)
      const other = await outcome(shuffled)
      expect(timesOf(other.kept)).toEqual(timesOf(one.kept))
      for (const { kept, log } of [one, other]) {
        const decided = decide(session, { checkIns: log })
        const { sessionId: _, personId: __, decidedAt: ___, unitId: ____, ...same } = kept ?? ({} as never)
        expect(kept ? same : null).toEqual(decided)
      }
    }),
    { numRuns: 40 },
  )
}, 60_000)

it('logs a message once, and says when the person was there before', async () => {
  const personId = await person(prisma, health.id)
  const first = raw(personId, { minute: 0, late: 0, verdict: 'accepted', proof: 'code', flagged: false })
  expect(await record(prisma, first, at('07.40.00'))).toEqual({ fresh: true, before: null })
  expect(await record(prisma, first, at('07.41.00'))).toEqual({ fresh: false, before: first.countsAt })
  expect(await prisma.checkIn.count({ where: { personId } })).toBe(1)
})

it('keeps the code of a stranger in the log without deciding anything', async () => {
  const before = await prisma.attendance.count()
  const guest = raw(0, { minute: 0, late: 0, verdict: 'accepted', proof: 'code', flagged: false })
  expect(await record(prisma, { ...guest, personId: null, status: null }, at('07.40.00'))).toEqual({
    fresh: true,
    before: null,
  })
  // The same message again, as after a crash: unique also where nobody is known.
  expect(await record(prisma, { ...guest, personId: null, status: null }, at('07.40.00'))).toMatchObject({
    before: null,
  })
  expect(await prisma.checkIn.count({ where: { inboxId: guest.inboxId } })).toBe(1)
  expect(await prisma.attendance.count()).toBe(before)
})

it('knows whether somebody else used the same phone for this session', async () => {
  const phone = await address(prisma)
  const [one, two] = [await person(prisma, health.id), await person(prisma, health.id)]
  const accepted = {
    minute: 1,
    late: 0,
    verdict: 'accepted' as const,
    proof: 'code' as const,
    flagged: false,
  }
  await record(prisma, { ...raw(one, accepted), addressId: phone }, at('07.40.00'))
  expect(await sharedBefore(prisma, session.id, phone, one)).toBe(false)
  expect(await sharedBefore(prisma, session.id, phone, two)).toBe(true)
  expect(await sharedBefore(prisma, session.id, addressId, two)).toBe(true)
})
