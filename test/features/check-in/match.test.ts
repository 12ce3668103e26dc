import { randomBytes } from 'node:crypto'
import { afterAll, expect, it } from 'vitest'
import { codeAt, unitCodeAt } from '../../../src/features/check-in/code.ts'
import { matchCode } from '../../../src/features/check-in/match.ts'
import { readCode } from '../../../src/features/check-in/read-code.ts'
import { testDatabase } from '../../support/database.ts'
import { apel, at, person, smallCity } from '../attendance/setting.ts'

const { db, close } = await testDatabase()
afterAll(close)

const { prisma } = db
const { city, health, division, traffic } = await smallCity(prisma)
for (const unit of [health, traffic]) {
  const personId = await person(prisma, unit.id)
  await prisma.role.create({ data: { personId, role: 'koordinator', unitId: unit.id, from: at('00.00.00') } })
}
const both = await apel(prisma, [health, traffic])
const terminal = await apel(prisma, [traffic], 'Rapat Terminal')
const sessions = [both, terminal]
const now = at('07.13.05')

async function match(code: string, unit: { path: string } | null, when = now, known = sessions) {
  const reading = readCode(code)
  if (!reading) throw new Error(`${code} is no code`)
  return matchCode(prisma, reading, known, unit && { id: null, unitPath: unit.path }, when)
}

it('finds the session and the moment of a code on its screen', async () => {
  const { code, stepStart } = codeAt(both.codeKey, now)
  const found = { session: { title: 'Apel' }, proof: { kind: 'code', shownAt: stepStart } }
  expect(await match(code, health)).toMatchObject(found)
  expect(await match(code, division)).toMatchObject(found)
  expect(await match(code, null)).toMatchObject(found)
})

it('knows old codes for hours, so that none is dropped, and none that nobody has seen yet', async () => {
  expect(await match(codeAt(both.codeKey, at('06.20.00')).code, health)).toMatchObject({
    proof: { shownAt: at('06.20.00') },
  })
  expect(await match(codeAt(both.codeKey, at('04.10.00')).code, health)).toMatchObject({
    proof: { shownAt: at('04.10.00') },
  })
  expect(await match(codeAt(both.codeKey, at('07.13.35')).code, health)).toBeNull()
  // Ten seconds early: our clock and the platform's differ a little.
  expect(await match(codeAt(both.codeKey, at('07.13.30')).code, health, at('07.13.20'))).not.toBeNull()
})

it('takes what is shown now before the same code of an earlier session of the morning', async () => {
  const earlier = at('05.10.00')
  // Two sessions, one of which shows by chance what the other showed two hours ago.
  const codes = new Map(
    Array.from({ length: 200 }, (_, step) => {
      const moment = new Date(earlier.getTime() - step * 30_000)
      return [codeAt(both.codeKey, moment).code, moment] as const
    }),
  )
  let key = randomBytes(32).toString('base64url')
  while (!codes.has(codeAt(key, now).code)) key = randomBytes(32).toString('base64url')
  const second = { ...both, id: both.id + 1_000, codeKey: key }
  const { code, stepStart } = codeAt(key, now)
  for (const known of [
    [both, second],
    [second, both],
  ]) {
    const found = await match(code, health, now, known)
    expect([found?.session.id, found?.proof.shownAt]).toEqual([second.id, stepStart])
    // And while only the first one has shown it, it is the first one's.
    const old = codes.get(code) as Date
    expect((await match(code, health, old, known))?.session.id).toBe(both.id)
  }
})

it('tells the code of a session that somebody need not attend', async () => {
  const { code } = codeAt(terminal.codeKey, now)
  expect(await match(code, health)).toMatchObject({ session: { title: 'Rapat Terminal' } })
  expect(await match(code, traffic)).toMatchObject({ session: { title: 'Rapat Terminal' } })
})

it('takes a called-out code for the own unit and those below, and names the unit of a leaked one', async () => {
  const { code, stepStart } = unitCodeAt(both.codeKey, health.id, now)
  const own = { kind: 'unit_code', codeUnitId: health.id, shownAt: stepStart, ownUnit: true }
  expect((await match(code, health))?.proof).toMatchObject(own)
  expect((await match(code, division))?.proof).toMatchObject(own)
  expect((await match(code, traffic))?.proof).toMatchObject({ ...own, ownUnit: false })
  // A stranger's is decided when the phone says whose it is.
  expect((await match(code, null))?.proof).toMatchObject(own)
})

it('takes the code of a unit above for everybody in it', async () => {
  const { code } = unitCodeAt(both.codeKey, city.id, now)
  expect((await match(code, health))?.proof).toMatchObject({ codeUnitId: city.id, ownUnit: true })
})

it('knows no code of a cancelled session, and none that is no code of anything', async () => {
  const { code } = codeAt(both.codeKey, now)
  expect(await match(code, health, now, [{ ...both, status: 'cancelled' }])).toBeNull()
  expect(await match('KAPAL 11', health)).toBeNull()
})
