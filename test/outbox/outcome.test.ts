import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SendError, type SendFailure } from '../../src/channels/channel.ts'
import { outcomeOf } from '../../src/outbox/outcome.ts'
import type { Claimed } from '../../src/outbox/rows.ts'

const row = (more: Partial<Claimed> = {}): Claimed => ({
  ...{ id: 7n, key: 'r/7/0', addressId: 1, externalId: '1', body: { text: 'x' }, attempts: 1, doubts: 0 },
  ...{ lane: 'reply', answersAt: null, batchId: null, bodyId: null },
  ...more,
})
const failures: SendFailure[] = [
  'throttled',
  'unreachable',
  'blocked',
  'rejected',
  'uncertain',
  'misconfigured',
]
const rows = fc.record({
  attempts: fc.integer({ min: 1, max: 60 }),
  doubts: fc.integer({ min: 0, max: 3 }),
  lane: fc.constantFrom('reply', 'reminder', 'bulk'),
})
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

describe('what a call makes of its row', () => {
  it('names the call, waits only when it is queued again, and says why it failed', () => {
    fc.assert(
      fc.property(rows, fc.constantFrom(...failures), random, (given, kind, r) => {
        const settled = outcomeOf(row(given), new SendError(kind, 'sebab', { retryAfter: 3 }), undefined, r)
        expect(settled).toMatchObject({ id: 7n, attempt: given.attempts, reason: 'sebab' })
        expect(settled.waitMs !== undefined).toBe(settled.state === 'queued')
        expect(settled.doubt).toBe(kind === 'uncertain')
        expect(settled.spent).toBe(kind !== 'throttled' && kind !== 'misconfigured')
      }),
    )
  })

  it('is sent when nothing failed, with the platform id', () => {
    expect(outcomeOf(row(), null, '42', 0)).toEqual({
      id: 7n,
      attempt: 1,
      spent: true,
      doubt: false,
      state: 'sent',
      platformId: '42',
    })
  })

  it('repeats a reply in doubt once, and never a bulk message', () => {
    const doubt = new SendError('uncertain', 'lost')
    expect(outcomeOf(row({ doubts: 0 }), doubt, undefined, 0).state).toBe('queued')
    expect(outcomeOf(row({ doubts: 1 }), doubt, undefined, 0).state).toBe('uncertain')
    expect(outcomeOf(row({ lane: 'bulk' }), doubt, undefined, 0).state).toBe('uncertain')
    expect(outcomeOf(row({ lane: 'reminder' }), doubt, undefined, 0).state).toBe('uncertain')
  })

  it('waits as long as the server says, and gives up on a server that is never there', () => {
    expect(
      outcomeOf(row(), new SendError('throttled', '429', { retryAfter: 10_000 }), undefined, 0).waitMs,
    ).toBe(10_000_000)
    expect(outcomeOf(row({ attempts: 49 }), new SendError('unreachable', 'x'), undefined, 0).state).toBe(
      'queued',
    )
    expect(outcomeOf(row({ attempts: 50 }), new SendError('unreachable', 'x'), undefined, 0).state).toBe(
      'failed',
    )
    expect(outcomeOf(row(), new SendError('blocked', 'x'), undefined, 0).state).toBe('blocked')
    expect(outcomeOf(row(), new SendError('rejected', 'x'.repeat(999)), undefined, 0)).toMatchObject({
      state: 'failed',
      reason: 'x'.repeat(300),
    })
  })
})
