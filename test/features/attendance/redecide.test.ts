import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { decide } from '../../../src/features/attendance/decide.ts'
import { redecide } from '../../../src/features/attendance/redecide.ts'
import { settleSessions } from '../../../src/features/attendance/settle.ts'
import { EXCUSED, type Excused, type Status } from '../../../src/features/attendance/statuses.ts'
import { recordAll } from '../../../src/features/check-in/record.ts'
import { testDatabase } from '../../support/database.ts'
import { address, apel, at, person, smallCity } from './setting.ts'

const { db, close } = await testDatabase()
afterAll(close)
const { prisma } = db
const { health } = await smallCity(prisma)
const session = await apel(prisma, [health])
const settled = await apel(prisma, [health], 'Apel kemarin')
await prisma.session.update({ where: { id: settled.id }, data: { graceUntil: at('08.00.00') } })
const addressId = await address(prisma)
let inboxId = 0n
let ref = 0

const minute = fc.integer({ min: 0, max: 5 })
const STATUSES: Status[] = ['hadir', 'terlambat', 'sakit', 'izin', 'tanpa_keterangan']
const saying = fc.oneof(
  fc.record({
    what: fc.constant('checkIn' as const),
    minute,
    verdict: fc.constantFrom('accepted', 'waits', 'closed', 'closing', 'too_far'),
  }),
  fc.record({
    what: fc.constant('word' as const),
    minute,
    status: fc.constantFrom(...STATUSES),
    second: fc.boolean(),
  }),
  fc.record({ what: fc.constant('open' as const), minute, status: fc.constantFrom(...STATUSES) }),
  fc.record({ what: fc.constant('accept' as const), minute }),
  fc.record({ what: fc.constant('leave' as const), minute, kind: fc.constantFrom(...EXCUSED) }),
)
type Saying = typeof saying extends fc.Arbitrary<infer S> ? S : never
const moment = (n: number) => new Date(at('07.28.00').getTime() + n * 60_000)

/** Says one thing after the other, each followed by what its verb does. */
async function say(personId: number, sessionId: number, one: Saying): Promise<void> {
  const when = moment(one.minute)
  const base = { ref: `R${++ref}`, sessionId, personId, kind: 'coordinator', proposedBy: 1, proposedAt: when }
  if (one.what === 'checkIn') {
    const status = one.verdict === 'accepted' ? (when <= session.onTimeUntil ? 'hadir' : 'terlambat') : null
    await recordAll(prisma, [
      {
        ...{
          sessionId,
          personId,
          addressId,
          inboxId: ++inboxId,
          proof: 'code',
          verdict: one.verdict,
          flags: [],
        },
        ...{
          codeAt: null,
          codeUnitId: null,
          countsAt: when,
          messageAt: when,
          status,
          decidedAt: at('08.00.00'),
        },
      },
    ])
    // No redecide here: the rush has its own way to the same decision.
    return
  }
  if (one.what === 'word' || one.what === 'open') {
    const second = one.what === 'open' || one.second
    const confirmedAt = one.what === 'open' ? null : when
    const kind = second ? 'annul' : 'coordinator'
    await prisma.ruling.create({
      data: {
        ...base,
        kind,
        status: one.status,
        second,
        confirmedAt,
        confirmedBy: second && confirmedAt ? 9999 : null,
      },
    })
  } else if (one.what === 'accept') {
    const waiting = await prisma.checkIn.findFirst({ where: { sessionId, personId, verdict: 'waits' } })
    if (!waiting) return
    await prisma.ruling.create({ data: { ...base, checkInId: waiting.id, second: false, confirmedAt: when } })
  } else {
    await prisma.absence.create({
      data: {
        ...{
          ref: base.ref,
          personId,
          unitId: health.id,
          kind: one.kind,
          fromAt: at('00.00.00'),
          untilAt: at('23.59.00'),
        },
        ...{ state: 'approved', askedAt: when, decidedAt: when },
      },
    })
  }
  await redecide(prisma, [{ sessionId, personId }], { at: at('08.00.00'), actorId: null })
}

async function model(personId: number, sessionId: number, countsFrom: Date | null = null) {
  const [checkIns, rulings, absences] = await Promise.all([
    prisma.checkIn.findMany({ where: { personId, sessionId } }),
    prisma.ruling.findMany({ where: { personId, sessionId } }),
    prisma.absence.findMany({ where: { personId, state: 'approved' } }),
  ])
  return decide(
    { ...session, countsFrom },
    {
      checkIns,
      rulings: rulings.map((one) => ({ ...one, status: one.status as Status | null })),
      leaves: absences.map((one) => ({
        id: one.id,
        kind: one.kind as Excused,
        decidedAt: one.decidedAt ?? one.askedAt,
      })),
    },
  )
}

const stored = async (personId: number, sessionId: number) => {
  const row = await prisma.attendance.findUnique({ where: { sessionId_personId: { sessionId, personId } } })
  if (!row) return null
  const { sessionId: _, personId: __, unitId: ___, decidedAt: ____, ...rest } = row
  return rest
}

it('decides after every saying what decide.ts decides from all of them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(saying, { minLength: 1, maxLength: 6 }), async (sayings) => {
      const personId = await person(prisma, health.id)
      for (const one of sayings) {
        await say(personId, session.id, one)
        expect(await stored(personId, session.id)).toEqual(await model(personId, session.id))
      }
    }),
    { numRuns: 60 },
  )
}, 60_000)

it('counts nothing that was said up to the move to another day, in whatever order it came', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(saying, { minLength: 1, maxLength: 6 }), minute, async (sayings, moved) => {
      const personId = await person(prisma, health.id)
      for (const one of sayings) await say(personId, session.id, one)
      const countsFrom = moment(moved)
      await prisma.session.update({ where: { id: session.id }, data: { countsFrom } })
      await redecide(prisma, [{ sessionId: session.id, personId }], { at: at('08.30.00'), actorId: null })
      const [left, wanted] = [
        await stored(personId, session.id),
        await model(personId, session.id, countsFrom),
      ]
      await prisma.session.update({ where: { id: session.id }, data: { countsFrom: null } })
      expect(left).toEqual(wanted)
      if (left?.countsAt) expect(left.countsAt.getTime()).toBeGreaterThan(countsFrom.getTime())
    }),
    { numRuns: 40 },
  )
}, 60_000)

it('has the empty place of a settled session back when nothing counts any more, and notes each change', async () => {
  const personId = await person(prisma, health.id)
  const out = await prisma.person.create({ data: { name: 'Tamu', status: 'active' } })
  await settleSessions(db, at('09.00.00'))
  expect(await stored(personId, settled.id)).toMatchObject({
    status: 'tanpa_keterangan',
    proof: 'none',
    countsAt: null,
  })
  const word = {
    ref: 'R0X',
    sessionId: settled.id,
    personId,
    kind: 'coordinator',
    proposedBy: 1,
    second: false,
  }
  const ruling = await prisma.ruling.create({
    data: { ...word, status: 'izin', proposedAt: at('09.05.00'), confirmedAt: at('09.05.00') },
  })
  const pairs = [
    { sessionId: settled.id, personId },
    { sessionId: settled.id, personId: out.id },
  ]
  expect(await redecide(prisma, pairs, { at: at('09.05.00'), actorId: 1, why: 'izin lisan' })).toEqual([
    { sessionId: settled.id, personId, before: 'tanpa_keterangan', after: 'izin' },
  ])
  await prisma.ruling.update({ where: { id: ruling.id }, data: { refusedAt: at('09.06.00'), refusedBy: 1 } })
  expect(await redecide(prisma, pairs, { at: at('09.06.00'), actorId: 1 })).toEqual([
    { sessionId: settled.id, personId, before: 'izin', after: 'tanpa_keterangan' },
  ])
  const notes = await prisma.audit.findMany({
    where: { subject: `person/${personId}`, action: 'attendance.change' },
    orderBy: { id: 'asc' },
  })
  expect(notes.map(({ before, after, why, actorId }) => [before, after, why, actorId])).toEqual([
    [{ status: 'tanpa_keterangan' }, { status: 'izin', proof: 'coordinator' }, 'izin lisan', 1],
    [{ status: 'izin' }, { status: 'tanpa_keterangan', proof: 'none' }, null, 1],
  ])
  // What was written down stays.
  await expect(prisma.audit.deleteMany({ where: { subject: `person/${personId}` } })).rejects.toThrow(
    /never changed/,
  )
  await expect(prisma.ruling.update({ where: { id: ruling.id }, data: { status: 'hadir' } })).rejects.toThrow(
    /never changed/,
  )
})
