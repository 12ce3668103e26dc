import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { balances } from '../../../src/features/goods/ledger.ts'
import { type Counted, count, countAnew, type Line } from '../../../src/features/goods/stock.ts'
import { changePledge, endPledge, pledgeGoods } from '../../../src/features/pledges/pledge.ts'
import { transaction } from '../../../src/lib/db.ts'
import { pledgeCity } from '../pledges/city.ts'
import {
  emptyModel,
  lineOf,
  type Model,
  type ModelLine,
  modelBalances,
  modelCorrect,
  modelCount,
  type Outcome,
} from './ledger-model.ts'

/** Twice as many as CI needs: `LEDGER_RUNS=500 npx vitest run test/features/goods/ledger.property.test.ts`. */
const RUNS = Number(process.env.LEDGER_RUNS ?? 40)
const LONGEST = 40
const CAMPAIGNS = 2
const POINTS = 3

let here: Awaited<ReturnType<typeof pledgeCity>>
let pointIds: number[]
let messages = 0

beforeAll(async () => {
  here = await pledgeCity()
  pointIds = here.points.slice(0, POINTS).map(({ id }) => id)
})
afterAll(() => here.close())

/** What the model calls by its place in a list has an id in the database. */
type Real = { campaigns: number[]; pledges: number[]; lines: Line[]; corrections: number }

async function freshReal(): Promise<Real> {
  const { id: _, ...like } = await here.db.prisma.campaign.findFirstOrThrow()
  const campaigns: number[] = []
  for (let n = 0; n < CAMPAIGNS; n++) {
    messages += 1
    const data = { ...like, measures: {}, key: `percobaan-${messages}` }
    campaigns.push((await here.db.prisma.campaign.create({ data })).id)
  }
  return { campaigns, pledges: [], lines: [], corrections: 0 }
}

type Step = fc.AsyncCommand<Model, Real>
/** One thing that happens, where it can. */
const step = (
  name: string,
  can: (model: Model) => boolean,
  run: (model: Model, real: Real) => Promise<void>,
): Step => ({
  check: can,
  run: async (model, real) => {
    await run(model, real)
    await agree(model, real)
  },
  toString: () => name,
})

const pick = (n: number, length: number) => n % length

const pledges = fc
  .record({ campaign: fc.nat(CAMPAIGNS - 1), amount: fc.integer({ min: 1, max: 60 }), twice: fc.boolean() })
  .map(({ campaign, amount, twice }) =>
    step(
      `pledge ${amount} of ${campaign}${twice ? ', heard twice' : ''}`,
      () => true,
      async (model, real) => {
        messages += 1
        const wish = {
          ...{ campaignId: real.campaigns[campaign] as number, addressId: here.address.id, personId: null },
          ...{ kind: 'self' as const, unitId: null, giver: null, anonymous: false, pointId: null, day: null },
          ...{ news: false, amount, inboxId: BigInt(messages) },
        }
        const make = () => transaction(here.db, (tx) => pledgeGoods(tx, wish, here.at))
        const { id } = await make()
        if (twice) expect((await make()).id).toBe(id)
        real.pledges.push(id)
        model.pledges.push({ campaign, amount, state: 'open', by: null, was: 'open' })
      },
    ),
  )

const changes = fc
  .record({ which: fc.nat(), amount: fc.integer({ min: 1, max: 60 }) })
  .map(({ which, amount }) =>
    step(
      `change of pledge ${which} to ${amount}`,
      ({ pledges }) => pledges.length > 0,
      async (model, real) => {
        const index = pick(which, model.pledges.length)
        const pledge = model.pledges[index]
        const answer = await transaction(here.db, (tx) =>
          changePledge(tx, real.pledges[index] as number, { amount }, here.at),
        )
        if (pledge?.state !== 'open') expect(answer).toBe('over')
        else pledge.amount = amount
      },
    ),
  )

const ends = fc
  .record({ which: fc.nat(), how: fc.constantFrom('cancelled' as const, 'lapsed' as const) })
  .map(({ which, how }) =>
    step(
      `pledge ${which} ${how}`,
      ({ pledges }) => pledges.length > 0,
      async (model, real) => {
        const index = pick(which, model.pledges.length)
        const pledge = model.pledges[index]
        const answer = await transaction(here.db, (tx) =>
          endPledge(tx, real.pledges[index] as number, how, here.at),
        )
        if (pledge?.state !== 'open') expect(answer).toBe('over')
        else pledge.state = how
      },
    ),
  )

const written = fc.record({
  kind: fc.constantFrom<ModelLine['kind'][]>('receive', 'receive', 'hand_out', 'break', 'transfer'),
  ...{ campaign: fc.nat(CAMPAIGNS - 1), point: fc.nat(POINTS - 1) },
  to: fc.option(fc.nat(POINTS - 1)),
  /** Of a receipt: that of a pledge, already received or not. */
  pledge: fc.option(fc.nat(), { freq: 4 }),
  ...{ amount: fc.nat(60), broken: fc.oneof(fc.constant(0), fc.nat(5)) },
})
const lines = written.map((said) =>
  step(
    `${said.kind} ${JSON.stringify(said)}`,
    () => said.amount + said.broken > 0,
    async (model, real) => {
      const receipt = said.kind === 'receive' && said.pledge !== null && model.pledges.length > 0
      const pledge = receipt ? pick(said.pledge as number, model.pledges.length) : null
      const campaign = pledge === null ? said.campaign : (model.pledges[pledge]?.campaign ?? 0)
      const to = said.kind === 'receive' ? null : said.to
      const index = model.lines.push({ ...said, campaign, pledge, to, counts: false }) - 1
      real.lines.push(await writeLine(model, real, index))
      alike(
        await transaction(here.db, (tx) => count(tx, real.lines[index] as Line)),
        modelCount(model, index),
      )
    },
  ),
)

const again = fc.nat().map((which) =>
  step(
    `line ${which} once more`,
    ({ lines }) => lines.length > 0,
    async (model, real) => {
      const index = pick(which, model.lines.length)
      alike(
        await transaction(here.db, (tx) => count(tx, real.lines[index] as Line)),
        modelCount(model, index),
      )
    },
  ),
)

const corrections = fc
  .record({
    which: fc.nat(),
    amount: fc.oneof(fc.constant(0), fc.nat(80)),
    broken: fc.oneof(fc.constant(0), fc.nat(5)),
  })
  .map(({ which, amount, broken }) =>
    step(
      `line ${which} should have said ${amount}, ${broken} broken`,
      ({ lines }) => lines.length > 0,
      async (model, real) => {
        const index = pick(which, model.lines.length)
        const line = { ...(real.lines[index] as Line), amount, broken }
        real.corrections += 1
        const { petugas, at, db } = here
        const answer = await transaction(db, (tx) => countAnew(tx, line, real.corrections, petugas.id, at))
        alike(answer, modelCorrect(model, index, amount, broken))
        // It says so from now on, as its row does.
        if (answer.kind === 'counted') real.lines[index] = line
      },
    ),
  )

it('agrees with a sheet of paper, whatever happens in whatever order', { timeout: 600_000 }, async () => {
  const all = [pledges, pledges, changes, ends, lines, lines, lines, again, corrections, corrections]
  await fc.assert(
    fc.asyncProperty(fc.commands(all, { maxCommands: LONGEST, size: 'max' }), async (steps) => {
      const real = await freshReal()
      await fc.asyncModelRun(() => ({ model: emptyModel(POINTS), real }), steps)
    }),
    { numRuns: RUNS },
  )
})

async function writeLine(model: Model, real: Real, index: number): Promise<Line> {
  const { kind, campaign, point, to, pledge, amount, broken } = lineOf(model, index)
  messages += 1
  const line = {
    ...{
      campaignId: real.campaigns[campaign] as number,
      pointId: pointIds[point] as number,
      kind,
      amount,
      broken,
    },
    ...{ pledgeId: pledge === null ? null : (real.pledges[pledge] as number), at: here.at },
    ...{ toPointId: to === null ? null : (pointIds[to] as number), personId: here.petugas.id },
  }
  const { id } = await here.db.prisma.pointLine.create({
    data: { ...line, ref: `P${messages}`, line: 1, inboxId: BigInt(messages), state: 'waiting' },
  })
  return { ...line, id }
}

function alike(answer: Counted, outcome: Outcome): void {
  expect(answer).toEqual(
    outcome.kind === 'short'
      ? { kind: 'short', stock: outcome.stock, pointId: pointIds[outcome.point] }
      : outcome,
  )
}

/** After every step: the balances are those of the model, each book sums to zero, and what is promised is what is open. */
async function agree(model: Model, real: Real): Promise<void> {
  const { prisma } = here.db
  for (const [campaign, campaignId] of real.campaigns.entries()) {
    const held = await balances(prisma, campaignId)
    const named = [...held].flatMap(([account, amount]) => (amount === 0 ? [] : [[nameOf(account), amount]]))
    expect(Object.fromEntries(named)).toEqual(modelBalances(model, campaign))
    const open = await prisma.pledge.aggregate({
      where: { campaignId, state: 'open' },
      _sum: { amount: true },
    })
    expect(held.get('promised') ?? 0).toBe(open._sum.amount ?? 0)
    const meant = (held.get('intent') ?? 0) + (held.get('promised') ?? 0)
    expect(meant).toBe(0)
    expect([...held.values()].reduce((sum, one) => sum + one, 0)).toBe(0)
    for (const [account, amount] of held)
      if (!/^(intent|giver)$/.test(account)) expect(amount).toBeGreaterThanOrEqual(0)
  }
  const states = await prisma.pledge.findMany({
    where: { id: { in: real.pledges } },
    orderBy: { id: 'asc' },
    select: { state: true, amount: true },
  })
  expect(states).toEqual(model.pledges.map(({ state, amount }) => ({ state, amount })))
}

/** An account of the database as the model calls it. */
function nameOf(account: string): string {
  const [kind, id] = account.split('/')
  return id === undefined ? account : `${kind}/${pointIds.indexOf(Number(id))}`
}
