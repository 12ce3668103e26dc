import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { giveGoods } from '../../../src/features/demo/goods.ts'
import type * as codes from '../../../src/features/pledges/pledge-code.ts'
import { transaction } from '../../../src/lib/db.ts'
import { clockCity } from '../pledges/by-clock.ts'
import { at } from '../reminders/setting.ts'

// Every code comes twice: chance does that to one demo city in 350.
vi.mock('../../../src/features/pledges/pledge-code.ts', async (original) => {
  const real = await original<typeof codes>()
  let last: string | null = null
  const newPledgeCode = () => {
    const code = last ?? real.newPledgeCode()
    last = last === null ? code : null
    return code
  }
  return { ...real, newPledgeCode }
})

let here: Awaited<ReturnType<typeof clockCity>>
beforeAll(async () => {
  here = await clockCity()
})
afterAll(() => here.close())

it('a code that is tried twice is given once', async () => {
  const { id: petugas } = await here.db.prisma.person.create({ data: { name: 'Rini' } })
  await transaction(here.db, (tx) => giveGoods(tx, here.city, petugas, at('2026-12-03 10.00')))
  const given = await here.db.prisma.pledge.findMany({ select: { code: true } })
  expect(given.length).toBeGreaterThan(20)
  expect(new Set(given.map(({ code }) => code)).size).toBe(given.length)
})
