import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  judge,
  type Message,
  type Proof,
  statusWithout,
  type Window,
} from '../../../src/features/check-in/judge.ts'

/** Monday 2026-11-23, the city's own clock. */
const wib = (time: string) => new Date(`2026-11-23T${time}+07:00`)
const session: Window = {
  opensAt: wib('07:00:00'),
  startsAt: wib('07:15:00'),
  onTimeUntil: wib('07:15:00'),
  closesAt: wib('07:45:00'),
  graceUntil: wib('09:45:00'),
  status: 'scheduled',
}
const said = (time: string, more: Partial<Message> = {}): Message => ({
  at: wib(time),
  clock: 'platform',
  edited: false,
  forwarded: false,
  ...more,
})
const code = (time: string): Proof => ({ kind: 'code', shownAt: wib(time), stepSeconds: 30 })
const unitCode = (time: string, ownUnit = true): Proof => ({
  kind: 'unit_code',
  shownAt: wib(time),
  stepSeconds: 180,
  codeUnitId: 12,
  ownUnit,
})
const verdictOf = (message: Message, proof: Proof, more: Partial<Window> = {}) =>
  judge({ session: { ...session, ...more }, message, proof })

describe('judge', () => {
  // message sent, code shown, verdict, time that counts, status or flag
  it.each([
    ['07:13:10', '07:13:00', 'accepted', '07:13:10', 'hadir', []],
    ['07:12:50', '07:13:00', 'accepted', '07:13:00', 'hadir', []],
    ['07:13:30', '07:13:00', 'accepted', '07:13:29.999', 'hadir', []],
    ['07:15:30', '07:13:00', 'accepted', '07:13:29.999', 'hadir', []],
    ['07:15:31', '07:13:00', 'accepted', '07:13:29.999', 'hadir', ['late_phone']],
    ['07:18:00', '07:13:00', 'accepted', '07:13:29.999', 'hadir', ['late_phone']],
    ['07:23:30', '07:13:00', 'accepted', '07:13:29.999', 'hadir', ['late_phone']],
    // The last code of being on time stays on time; the next one does not, however it is sent.
    ['07:24:00', '07:14:30', 'accepted', '07:14:59.999', 'hadir', ['late_phone']],
    ['07:15:00', '07:15:00', 'accepted', '07:15:00', 'hadir', []],
    ['07:15:01', '07:15:00', 'accepted', '07:15:01', 'terlambat', []],
    ['07:20:00', '07:15:00', 'accepted', '07:15:29.999', 'terlambat', ['late_phone']],
    // Shown before closing, sent after it: counts.
    ['07:50:00', '07:44:30', 'accepted', '07:44:59.999', 'terlambat', ['late_phone']],
    ['07:45:00', '07:44:30', 'accepted', '07:44:59.999', 'terlambat', []],
  ] as const)('sent %s with the code of %s: %s at %s, %s %j', (at, shown, verdict, counts, status, flags) => {
    expect(verdictOf(said(at), code(shown))).toEqual({
      verdict,
      status,
      countsAt: wib(counts),
      messageAt: wib(at),
      codeAt: wib(shown),
      flags,
    })
  })

  it.each([
    ['too old', said('07:23:31'), code('07:13:00'), { verdict: 'old_code', codeAt: wib('07:13:00') }],
    ['hours old', said('11:00:00'), code('07:13:00'), { verdict: 'old_code', messageAt: wib('11:00:00') }],
    ['not shown yet', said('07:12:49'), code('07:13:00'), { verdict: 'unseen_code' }],
    [
      'before opening',
      said('06:59:59'),
      { kind: 'word' },
      { verdict: 'too_early', opensAt: wib('07:00:00') },
    ],
    ['at opening', said('07:00:00'), { kind: 'word' }, { verdict: 'accepted', countsAt: wib('07:00:00') }],
    ['at closing', said('07:45:00'), { kind: 'place' }, { verdict: 'accepted', status: 'terlambat' }],
    ['after closing', said('07:45:01'), { kind: 'place' }, { verdict: 'closed', closedAt: wib('07:45:00') }],
    ['code after closing', said('07:45:10'), code('07:45:00'), { verdict: 'closed' }],
    ['old screen left on', said('06:40:00'), code('06:40:00'), { verdict: 'too_early' }],
    ['button', said('07:13:00', { clock: 'ours' }), code('07:13:00'), { verdict: 'not_a_message' }],
    ['edited', said('07:13:00', { edited: true }), code('07:13:00'), { verdict: 'edited' }],
    ['forwarded', said('07:13:00', { forwarded: true }), code('07:13:00'), { verdict: 'forwarded' }],
    ['own unit', said('07:13:00'), unitCode('07:12:00'), { verdict: 'accepted', flags: [] }],
    [
      'other unit',
      said('07:13:00'),
      unitCode('07:12:00', false),
      { verdict: 'other_unit_code', codeUnitId: 12, flags: ['leaked_unit_code'] },
    ],
    ['other unit, old', said('07:40:00'), unitCode('07:12:00', false), { verdict: 'other_unit_code' }],
  ] as [string, Message, Proof, object][])('%s', (_, message, proof, expected) => {
    expect(verdictOf(message, proof)).toMatchObject(expected)
  })

  it('asks nobody in a cancelled session', () => {
    expect(verdictOf(said('07:13:00'), code('07:13:00'), { status: 'cancelled' })).toEqual({
      verdict: 'cancelled',
    })
  })

  it('takes the city’s own patience with late phones, never less than what is current', () => {
    const late = { session, message: said('07:30:00'), proof: code('07:13:00') }
    expect(judge(late)).toMatchObject({ verdict: 'old_code' })
    expect(judge({ ...late, latePhoneMinutes: 20 })).toMatchObject({ verdict: 'accepted' })
    const soon = { session, message: said('07:15:00'), proof: code('07:13:00'), latePhoneMinutes: 0 }
    expect(judge(soon)).toMatchObject({ verdict: 'accepted', flags: [] })
    expect(judge({ ...soon, message: said('07:15:31') })).toMatchObject({ verdict: 'old_code' })
  })

  const proofs = fc.oneof(
    fc.constant<Proof>({ kind: 'word' }),
    fc.integer({ min: -60, max: 120 }).map((n) => ({
      kind: 'code' as const,
      shownAt: new Date(session.opensAt.getTime() + n * 30_000),
      stepSeconds: 30,
    })),
    fc.integer({ min: -10, max: 20 }).map((n) => ({
      kind: 'unit_code' as const,
      shownAt: new Date(session.opensAt.getTime() + n * 180_000),
      stepSeconds: 180,
      codeUnitId: 12,
      ownUnit: true,
    })),
  )
  const seconds = fc.integer({ min: -3600, max: 7200 })
  const later = (s: number) => new Date(session.opensAt.getTime() + s * 1000)

  it('never makes anybody earlier for having waited', () => {
    fc.assert(
      fc.property(proofs, seconds, fc.nat(7200), (proof, s, wait) => {
        const first = verdictOf({ ...said('07:00:00'), at: later(s) }, proof)
        const second = verdictOf({ ...said('07:00:00'), at: later(s + wait) }, proof)
        if ('countsAt' in first && 'countsAt' in second)
          expect(second.countsAt.getTime()).toBeGreaterThanOrEqual(first.countsAt.getTime())
      }),
    )
  })

  it('counts a code only within its display, and a screen code seen on time as on time', () => {
    fc.assert(
      fc.property(proofs, seconds, (proof, s) => {
        const verdict = verdictOf({ ...said('07:00:00'), at: later(s) }, proof)
        if (verdict.verdict !== 'accepted' || !('shownAt' in proof)) return
        const shown = proof.shownAt.getTime()
        expect(verdict.countsAt.getTime()).toBeGreaterThanOrEqual(shown)
        expect(verdict.countsAt.getTime()).toBeLessThan(shown + proof.stepSeconds * 1000)
        if (proof.kind === 'code' && proof.shownAt < session.onTimeUntil) expect(verdict.status).toBe('hadir')
      }),
    )
  })
})

describe('statusWithout', () => {
  it.each([
    ['07:30:00', 'belum'],
    ['08:00:00', 'belum'],
    ['09:45:00', 'belum'],
    ['09:45:01', 'tanpa_keterangan'],
  ])('at %s: %s', (time, status) => expect(statusWithout(session, wib(time))).toBe(status))

  it('says nothing of a cancelled session', () => {
    expect(statusWithout({ ...session, status: 'cancelled' }, wib('12:00:00'))).toBeNull()
  })
})
