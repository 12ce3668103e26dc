import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isExcused, isPresent, type Status } from '../../../src/features/attendance/statuses.ts'
import { type Attended, completion, type Rule } from '../../../src/features/retret/completion.ts'

const STATUSES: (Status | null)[] = [
  ...([null, 'hadir', 'terlambat', 'izin', 'sakit', 'cuti', 'dinas_luar', 'tugas_belajar'] as const),
  ...(['tanpa_keterangan', 'belum_dipastikan'] as const),
]
const session = fc.record<Attended>({
  mandatory: fc.boolean(),
  cancelled: fc.boolean(),
  status: fc.constantFrom(...STATUSES),
  settled: fc.boolean(),
})
const sessions = fc.array(session, { maxLength: 14 })
const rule = fc.record<Rule>({
  percent: fc.integer({ min: 1, max: 100 }),
  allMandatory: fc.boolean(),
  leaveExcuses: fc.boolean(),
})
const RANK = { tidak: 0, belum: 1, lulus: 2, tanpaSesi: 2 }
const of = (status: Status | null, more: Partial<Attended> = {}): Attended => ({
  ...{ mandatory: false, cancelled: false, settled: true, status },
  ...more,
})
const USUAL = { percent: 80, allMandatory: true, leaveExcuses: false }

describe('completing an activity of several sessions', () => {
  it('is what the rule says, once everything is settled', () => {
    fc.assert(
      fc.property(sessions, rule, (all, by) => {
        const over = all.map((one) => ({
          ...one,
          settled: true,
          status: one.status ?? ('tanpa_keterangan' as const),
        }))
        fc.pre(!over.some((one) => one.status === 'belum_dipastikan'))
        const counted = over.filter((one) => !one.cancelled && !(by.leaveExcuses && isExcused(one.status)))
        const there = counted.filter((one) => isPresent(one.status))
        const enough = (there.length / counted.length) * 100 >= by.percent - 1e-9
        const all_ = counted.every((one) => !one.mandatory || isPresent(one.status))
        const expected =
          counted.length === 0 ? 'tanpaSesi' : enough && (all_ || !by.allMandatory) ? 'lulus' : 'tidak'
        expect(completion(over, by)).toMatchObject({
          attended: there.length,
          of: counted.length,
          result: expected,
        })
      }),
    )
  })

  it('does not depend on the order, nor on what was cancelled', () => {
    fc.assert(
      fc.property(sessions, rule, (all, by) => {
        expect(completion([...all].reverse(), by)).toEqual(completion(all, by))
        expect(
          completion(
            all.filter((one) => !one.cancelled),
            by,
          ),
        ).toEqual(completion(all, by))
      }),
    )
  })

  it('never gets worse by being there', () => {
    fc.assert(
      fc.property(sessions, fc.nat(), rule, (all, at, by) => {
        const n = all.length === 0 ? 0 : at % all.length
        const later = all.map((one, index) => (index === n ? { ...one, status: 'hadir' as const } : one))
        // An excused session that is left out begins to count when it was attended after all.
        expect(RANK[completion(later, by).result]).toBeGreaterThanOrEqual(
          RANK[completion(all, by).result] === 2 && completion(all, by).result === 'tanpaSesi'
            ? 0
            : RANK[completion(all, by).result],
        )
      }),
    )
  })

  it('says "belum" exactly while both ends are possible', () => {
    fc.assert(
      fc.property(sessions, rule, (all, by) => {
        const open = (one: Attended) =>
          !isPresent(one.status) &&
          (one.status === 'belum_dipastikan' || (!one.settled && !isExcused(one.status)))
        const end = (status: Status) =>
          completion(
            all.map((one) => (open(one) ? { ...one, status, settled: true } : one)),
            by,
          ).result
        const { result } = completion(all, by)
        if (result === 'belum') expect([end('tanpa_keterangan'), end('hadir')]).toEqual(['tidak', 'lulus'])
        else expect([end('tanpa_keterangan'), end('hadir')]).toEqual([result, result])
      }),
    )
  })

  it('counts late as attended, leave by rule, and nothing for an activity that never took place', () => {
    const one = [of('hadir', { mandatory: true }), of('terlambat'), of('hadir'), of('izin'), of('hadir')]
    expect(completion(one, USUAL)).toEqual({
      ...{ attended: 4, of: 5, mandatoryAttended: 1, mandatoryOf: 1, excused: 1, result: 'lulus' },
    })
    expect(completion(one, { ...USUAL, leaveExcuses: true })).toMatchObject({
      attended: 4,
      of: 4,
      result: 'lulus',
    })
    const missed = [of('sakit', { mandatory: true }), of('hadir'), of('hadir'), of('hadir'), of('hadir')]
    expect(completion(missed, USUAL).result).toBe('tidak')
    expect(completion(missed, { ...USUAL, leaveExcuses: true }).result).toBe('lulus')
    expect(completion([of(null, { cancelled: true })], USUAL).result).toBe('tanpaSesi')
    expect(completion([], USUAL).result).toBe('tanpaSesi')
  })
})
