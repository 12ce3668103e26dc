import fc from 'fast-check'
import { expect, it } from 'vitest'
import { backoffMs } from '../../src/outbox/retry.ts'

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const attempt = fc.integer({ min: 1, max: 1_000 })

it('waits between a quarter of a second and a minute', () => {
  fc.assert(
    fc.property(attempt, random, (n, r) => {
      const wait = backoffMs(n, r)
      expect(wait).toBeGreaterThanOrEqual(250)
      expect(wait).toBeLessThanOrEqual(60_000)
    }),
  )
})

it('waits longer each time, whatever the dice say, until it no longer grows', () => {
  fc.assert(
    fc.property(attempt, random, random, (n, r, s) => {
      expect(backoffMs(n + 1, r)).toBeGreaterThanOrEqual(backoffMs(n, s) - 30_000)
      expect(backoffMs(n + 1, r)).toBeGreaterThanOrEqual(backoffMs(n, r))
    }),
  )
})

it('spreads those who failed together over the upper half', () => {
  expect(backoffMs(1, 0)).toBe(250)
  expect(backoffMs(3, 0)).toBe(1_000)
  expect(backoffMs(3, 0.5)).toBe(1_500)
  expect(backoffMs(50, 0)).toBe(30_000)
})
