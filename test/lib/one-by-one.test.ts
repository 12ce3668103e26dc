import fc from 'fast-check'
import { expect, it } from 'vitest'
import { oneByOne } from '../../src/lib/one-by-one.ts'

const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 2 })
const job = fc.record({
  names,
  ms: fc.integer({ min: 0, max: 3 }),
  how: fc.constantFrom('ahead' as const, 'behind' as const),
  fails: fc.boolean(),
})

it('does everything once, nothing at the same time under one name, and each kind in its order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(job, { maxLength: 12 }), async (jobs) => {
      const { run } = oneByOne()
      const busy = new Set<string>()
      const begun: number[] = []
      await Promise.allSettled(
        jobs.map(({ names: mine, ms, how, fails }, n) =>
          run(
            mine,
            async () => {
              begun.push(n)
              for (const name of mine) {
                expect(busy.has(name)).toBe(false)
                busy.add(name)
              }
              await new Promise((resolve) => setTimeout(resolve, ms))
              for (const name of mine) busy.delete(name)
              if (fails) throw new Error('it went wrong')
            },
            how,
          ),
        ),
      )
      expect([...begun].sort((a, b) => a - b)).toEqual(jobs.map((_, n) => n))
      for (const [i, one] of jobs.entries())
        for (const [k, other] of jobs.entries())
          if (i < k && one.how === other.how && one.names.some((name) => other.names.includes(name)))
            expect(begun.indexOf(i)).toBeLessThan(begun.indexOf(k))
    }),
    { numRuns: 60 },
  )
})

it('hands on what the work returns or throws, and lets a reply go before what still waits', async () => {
  const { run } = oneByOne()
  const order: string[] = []
  const note = (what: string) => async () => {
    order.push(what)
    return what
  }
  const all = [
    run(['a'], note('first')),
    run(['a'], note('second')),
    run(['a'], note('reply'), 'ahead'),
    run(['b'], note('other')),
  ]
  expect(await Promise.all(all)).toEqual(['first', 'second', 'reply', 'other'])
  expect(order).toEqual(['first', 'other', 'reply', 'second'])
  await expect(run(['a'], () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await run(['a'], note('after'))).toBe('after')
})
