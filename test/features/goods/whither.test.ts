import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { movesOf } from '../../../src/features/goods/stock.ts'
import { isHandedOut, type Moved, whither } from '../../../src/features/goods/whither.ts'

type Said = {
  kind: 'receive' | 'hand_out' | 'break' | 'transfer'
  point: number
  amount: number
  to?: number
}

const at = new Date('2026-11-27T08:00:00+07:00')
const lineOf = ({ kind, point, amount, to }: Said, n: number) => ({
  ...{ id: BigInt(n + 1), campaignId: 1, pointId: point, kind, pledgeId: null, at, personId: 1 },
  ...{ amount: kind === 'break' ? 0 : amount, broken: kind === 'break' ? amount : 0, toPointId: to ?? null },
})
/** Lines as the ledger writes them; `n` is a line's number, from 1. */
const moves = (said: Said[]): Moved[] =>
  said.flatMap((one, n) => movesOf(lineOf(one, n)).map((move) => ({ ...move, lineId: BigInt(n + 1) })))
const undo = (said: Said, n: number): Moved[] =>
  moves([...Array(n - 1).fill({ kind: 'break', point: 9, amount: 0 }), said]).map((move) => ({
    ...move,
    source: move.target,
    target: move.source,
    why: 'correct',
  }))
const done = (all: Moved[]) =>
  [...whither(all)].flatMap(([lot, one]) => (isHandedOut(one) ? Number(lot) : [])).sort((a, b) => a - b)

const receive = (amount: number, point = 1): Said => ({ kind: 'receive', point, amount })
const out = (amount: number, point = 1): Said => ({ kind: 'hand_out', point, amount })

describe('what came first is handed out first', () => {
  it('and a receipt is told of when all of it has gone', () => {
    expect(done(moves([receive(10), receive(5), out(9)]))).toEqual([])
    expect(done(moves([receive(10), receive(5), out(10)]))).toEqual([1])
    expect(done(moves([receive(10), receive(5), out(10), out(5)]))).toEqual([1, 2])
  })

  it('each point by itself', () => {
    expect(done(moves([receive(10, 1), receive(5, 2), out(5, 2)]))).toEqual([2])
  })

  it('what broke there is not waited for; what broke altogether is not thanked for', () => {
    const broke: Said = { kind: 'break', point: 1, amount: 2 }
    expect(done(moves([receive(2), broke]))).toEqual([])
    expect(done(moves([receive(3), broke, out(1)]))).toEqual([1])
  })

  it('a transfer goes along', () => {
    const all: Said[] = [receive(10), receive(5, 2), { kind: 'transfer', point: 1, amount: 10, to: 2 }]
    expect(done(moves([...all, out(5, 2)]))).toEqual([2])
    expect(done(moves([...all, out(15, 2)]))).toEqual([1, 2])
  })

  it('a hand-out that is corrected gives back what it took, to its place', () => {
    const all = [receive(10), receive(5), out(10)]
    const less = [...moves(all), ...undo(out(10), 3)]
    expect(done(less)).toEqual([])
    expect(done([...less, ...moves([...all, out(10)]).slice(3)])).toEqual([1])
  })

  it('a receipt that is corrected keeps its place', () => {
    const all = [receive(10), receive(5)]
    const more = [
      ...moves(all),
      ...undo(receive(10), 1),
      { source: 'giver', target: 'stock/1', amount: 12, why: 'correct', lineId: 1n },
    ]
    expect(done([...more, ...moves([...all, out(12)]).slice(2)])).toEqual([1])
    expect(done([...more, ...moves([...all, out(11)]).slice(2)])).toEqual([])
  })
})

/** Only what the ledger allows: nothing leaves that is not there. */
const stories = fc
  .array(
    fc.record({
      kind: fc.constantFrom(
        'receive' as const,
        'receive' as const,
        'hand_out' as const,
        'break' as const,
        'transfer' as const,
      ),
      point: fc.integer({ min: 1, max: 3 }),
      amount: fc.integer({ min: 1, max: 30 }),
      to: fc.integer({ min: 1, max: 3 }),
    }),
    { maxLength: 40 },
  )
  .map((wishes) => {
    const stock = new Map<number, number>()
    const held = (point: number) => stock.get(point) ?? 0
    return wishes.flatMap((one): Said[] => {
      const { kind, point, to } = one
      const amount = kind === 'receive' ? one.amount : Math.min(one.amount, held(point))
      if (amount === 0 || (kind === 'transfer' && to === point)) return []
      stock.set(point, held(point) + (kind === 'receive' ? amount : -amount))
      if (kind === 'transfer') stock.set(to, held(to) + amount)
      return [{ kind, point, amount, ...(kind === 'transfer' ? { to } : {}) }]
    })
  })

describe('whatever happens', () => {
  it('every unit of every receipt is somewhere, and all together as the ledger says', () => {
    fc.assert(
      fc.property(stories, (said) => {
        const lots = whither(moves(said))
        const sum = (values: Iterable<number>) => [...values].reduce((all, one) => all + one, 0)
        for (const [n, one] of said.entries()) {
          if (one.kind !== 'receive') continue
          const lot = lots.get(BigInt(n + 1))
          expect((lot?.left ?? 0) + (lot?.broken ?? 0) + sum(lot?.handed.values() ?? [])).toBe(one.amount)
        }
        for (const kind of ['hand_out', 'break'] as const) {
          const written = sum(said.filter((one) => one.kind === kind).map(({ amount }) => amount))
          const found = [...lots.values()].map((one) =>
            kind === 'break' ? one.broken : sum(one.handed.values()),
          )
          expect(sum(found)).toBe(written)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('without transfers nobody is overtaken at a point', () => {
    fc.assert(
      fc.property(stories, (all) => {
        const said = all.filter(({ kind }) => kind !== 'transfer')
        const lots = whither(moves(fits(said)))
        for (const point of [1, 2, 3]) {
          const own = fits(said).flatMap((one, n) =>
            one.kind === 'receive' && one.point === point ? [lots.get(BigInt(n + 1))] : [],
          )
          const firstLeft = own.findIndex((one) => (one?.left ?? 0) > 0)
          // Behind the first of which something is left, nothing has gone.
          if (firstLeft >= 0)
            for (const one of own.slice(firstLeft + 1)) expect(one?.handed.size ?? 0).toBe(0)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('what was handed out and taken back was never handed out', () => {
    fc.assert(
      fc.property(stories, fc.integer({ min: 1, max: 30 }), (said, amount) => {
        const before = moves(said)
        const n = said.length + 1
        const stock = before.reduce(
          (sum, one) =>
            sum + (one.target === 'stock/1' ? one.amount : 0) - (one.source === 'stock/1' ? one.amount : 0),
          0,
        )
        fc.pre(stock >= amount)
        const line = moves([...said, out(amount)]).slice(before.length)
        const again = [
          ...before,
          ...line,
          ...line.map((one) => ({ ...one, source: one.target, target: one.source, why: 'correct' })),
        ]
        expect(n).toBe(Number(line[0]?.lineId))
        expect(plain(again)).toEqual(plain(before))
      }),
      { numRuns: 200 },
    )
  })
})

const plain = (all: Moved[]) =>
  [...whither(all)]
    .map(([lot, { left, broken, handed }]) => [lot, left, broken, [...handed]])
    .sort((a, b) => Number(a[0]) - Number(b[0]))

/** The same without what is not there any more. */
function fits(said: Said[]): Said[] {
  const stock = new Map<number, number>()
  return said.filter(({ kind, point, amount }) => {
    const held = stock.get(point) ?? 0
    if (kind !== 'receive' && held < amount) return false
    stock.set(point, held + (kind === 'receive' ? amount : -amount))
    return true
  })
}
