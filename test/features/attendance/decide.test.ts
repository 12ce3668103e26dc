import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decide, type Leave, type RawCheckIn, type Ruling } from '../../../src/features/attendance/decide.ts'

/** Monday 2026-11-23, the city's own clock. */
const wib = (time: string) => new Date(`2026-11-23T${time}+07:00`)
const session = { onTimeUntil: wib('07:15:00') }

describe('decide', () => {
  const row = (id: number, counts: string, more: Partial<RawCheckIn> = {}): RawCheckIn => ({
    id: BigInt(id),
    verdict: 'accepted',
    countsAt: wib(counts),
    messageAt: wib(counts),
    proof: 'code',
    flags: [],
    ...more,
  })

  it('takes the accepted one that counts earliest', () => {
    const log = [
      row(1, '07:10:00', { verdict: 'old_code' }),
      row(2, '07:20:00'),
      row(3, '07:14:00', { messageAt: wib('07:21:00'), flags: ['late_phone'] }),
    ]
    expect(decide(session, { checkIns: log })).toEqual({
      status: 'hadir',
      countsAt: wib('07:14:00'),
      messageAt: wib('07:21:00'),
      proof: 'code',
      flags: ['late_phone'],
      ...{ checkInId: 3n, rulingId: null, absenceId: null },
    })
    expect(decide(session, { checkIns: log.slice(0, 1) })).toBeNull()
    expect(decide(session, { checkIns: [] })).toBeNull()
  })

  it('is late by its window, so a moved window decides again', () => {
    const log = [row(1, '07:20:00')]
    expect(decide(session, { checkIns: log })).toMatchObject({ status: 'terlambat' })
    expect(decide({ onTimeUntil: wib('07:30:00') }, { checkIns: log })).toMatchObject({ status: 'hadir' })
  })

  it('does not depend on the order of arrival', () => {
    const rows = fc.uniqueArray(
      fc.record({
        id: fc.bigInt({ min: 1n, max: 50n }),
        verdict: fc.constantFrom('accepted', 'accepted', 'old_code', 'closed', 'closing', 'too_far'),
        countsAt: fc.integer({ min: 0, max: 5 }).map((m) => wib(`07:1${m}:00`)),
        messageAt: fc.integer({ min: 0, max: 5 }).map((m) => wib(`07:1${m}:30`)),
        proof: fc.constantFrom('code', 'place', 'word'),
        flags: fc.constant<string[]>([]),
      }),
      { selector: (r) => r.id, maxLength: 8 },
    )
    const withShuffle = rows.chain((log) =>
      fc.tuple(fc.constant(log), fc.shuffledSubarray(log, { minLength: log.length, maxLength: log.length })),
    )
    fc.assert(
      fc.property(withShuffle, ([log, shuffled]) => {
        const decided = decide(session, { checkIns: log })
        expect(decide(session, { checkIns: shuffled })).toEqual(decided)
        const earliest = log.filter((r) => r.verdict === 'accepted').map((r) => r.countsAt.getTime())
        expect(decided?.countsAt?.getTime() ?? Infinity).toBe(Math.min(...earliest))
      }),
    )
  })
})

describe('decide, of check-ins, words and leaves', () => {
  const seen = (more: Partial<RawCheckIn> = {}): RawCheckIn => ({
    ...{ id: 1n, verdict: 'accepted', countsAt: wib('07:10:00'), messageAt: wib('07:10:00') },
    ...{ proof: 'code', flags: [], ...more },
  })
  const ruling = (more: Partial<Ruling> = {}): Ruling => ({
    ...{ id: 1, kind: 'coordinator', status: 'hadir', checkInId: null, proposedAt: wib('07:30:00') },
    ...{ second: false, confirmedAt: wib('07:30:00'), refusedAt: null, ...more },
  })
  const leave = (more: Partial<Leave> = {}): Leave => ({
    ...{ id: 1, kind: 'sakit', decidedAt: wib('06:00:00'), ...more },
  })
  const statusOf = (said: Parameters<typeof decide>[1]) => decide(session, said)?.status ?? null

  it('lets being there beat a leave and a coordinator, and two people beat all', () => {
    const annulled = ruling({ id: 2, kind: 'annul', status: 'tanpa_keterangan', second: true })
    expect(statusOf({ checkIns: [seen()], leaves: [leave()] })).toBe('hadir')
    expect(statusOf({ checkIns: [seen()], rulings: [ruling({ status: 'izin' })] })).toBe('hadir')
    expect(decide(session, { checkIns: [seen()], rulings: [annulled], leaves: [leave()] })).toMatchObject({
      ...{ status: 'tanpa_keterangan', proof: 'ruling', rulingId: 2, countsAt: null },
    })
  })

  it('does not count what waits for a second person, or was refused', () => {
    const open = ruling({ kind: 'annul', status: 'tanpa_keterangan', second: true, confirmedAt: null })
    expect(statusOf({ checkIns: [seen()], rulings: [open] })).toBe('hadir')
    expect(statusOf({ checkIns: [], rulings: [ruling({ refusedAt: wib('07:40:00') })] })).toBeNull()
  })

  it('takes the later of a coordinator’s word and a leave', () => {
    expect(statusOf({ checkIns: [], rulings: [ruling()], leaves: [leave()] })).toBe('hadir')
    const later = leave({ decidedAt: wib('09:00:00') })
    expect(decide(session, { checkIns: [], rulings: [ruling()], leaves: [later] })).toMatchObject({
      ...{ status: 'sakit', proof: 'absence', absenceId: 1 },
    })
    const two = [ruling(), ruling({ id: 2, status: 'izin', confirmedAt: wib('07:31:00') })]
    expect(statusOf({ checkIns: [], rulings: two })).toBe('izin')
  })

  it('counts a check-in that waits at its own time once the coordinator says so', () => {
    const waits = seen({ verdict: 'waits', countsAt: wib('07:20:00') })
    expect(statusOf({ checkIns: [waits] })).toBeNull()
    const yes = ruling({ status: null, checkInId: 1n })
    expect(decide(session, { checkIns: [waits], rulings: [yes] })).toMatchObject({
      ...{ status: 'terlambat', countsAt: wib('07:20:00'), proof: 'code' },
    })
  })
})
