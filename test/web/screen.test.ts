import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { codeAt } from '../../src/features/check-in/code.ts'
import {
  closeScreen,
  confirmScreen,
  listScreens,
  openWaiting,
  screenState,
} from '../../src/features/check-in/screens.ts'
import { transaction } from '../../src/lib/db.ts'
import { MORNING, openApel, openWorld, visitor, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())
beforeEach(() => world.clock.reset(MORNING))

const MINUTE = 60_000

/** A browser that opened a screen, and the digits that it shows. */
async function waiting() {
  const hall = visitor(world)
  const path = (await hall.post('/layar', {})).headers.get('location')!
  const html = await (await hall.get(path)).text()
  return { hall, path, id: path.split('/').at(-1)!, digits: /layar (\d{4})</.exec(html)![1]! }
}

async function waitingAfter(ms: number) {
  world.clock.forward(ms)
  return waiting()
}

async function showing() {
  const session = await openApel(world.db)
  const screen = await waiting()
  const confirmed = await confirm(screen.digits, session.id)
  expect(confirmed).toEqual({ result: 'ok', screenId: screen.id })
  return { ...screen, session }
}

const confirm = (digits: string, sessionId: number) =>
  transaction(world.db, (tx) => confirmScreen(tx, { digits, sessionId, personId: 1, now: world.clock.now() }))

type Data = { state: string; now: number; count: number; codes: { code: string; from: number; to: number }[] }
const data = async (hall: ReturnType<typeof visitor>, path: string, more = '') =>
  (await (await hall.get(`${path}/keadaan${more}`)).json()) as Data

describe('a screen waits', () => {
  test('opening the page opens no screen: a press does', async () => {
    const before = await world.db.prisma.screen.count()
    await visitor(world).get('/layar')
    expect(await world.db.prisma.screen.count()).toBe(before)
  })

  test('it shows digits and no code, its cookie cannot be read, only a digest is kept', async () => {
    const { hall, path, id } = await waiting()
    const [name, { value, path: cookiePath }] = [...hall.jar][0]!
    expect([name, cookiePath]).toEqual([`layar ${path}`, path])
    const row = await world.db.prisma.screen.findUniqueOrThrow({ where: { id } })
    expect(row.browser).not.toContain(value)
    expect(await data(hall, path)).toEqual({ state: 'waiting' })
    const response = await hall.get(path)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
  })

  test('digits are unique among those that wait, also when all ask at once', async () => {
    const screens = await Promise.all(
      Array.from({ length: 20 }, () => transaction(world.db, (tx) => openWaiting(tx, world.clock.now()))),
    )
    const digits = screens.map((screen) => (screen as { digits: string }).digits)
    expect(new Set(digits).size).toBe(20)
    expect(digits.every((so) => /^[1-9]\d{3}$/.test(so))).toBe(true)
  })

  test('after ten minutes its digits are worth nothing', async () => {
    const session = await openApel(world.db)
    const { hall, path, digits } = await waiting()
    world.clock.forward(10 * MINUTE)
    expect(await confirm(digits, session.id)).toEqual({ result: 'not_found' })
    expect(await data(hall, path)).toEqual({ state: 'closed' })
    expect(await (await hall.get(path)).text()).toContain('Layar ini sudah ditutup')
  })
})

describe('a coordinator confirms', () => {
  test('once: the second confirmation and wrong digits find nothing', async () => {
    const { digits, session } = await showing()
    expect(await confirm(digits, session.id)).toEqual({ result: 'not_found' })
    expect(await confirm('0000', session.id)).toEqual({ result: 'not_found' })
  })

  test('not for a session that is closed, cancelled or unknown', async () => {
    const session = await openApel(world.db)
    const { digits } = await waiting()
    expect(await confirm(digits, 999_999)).toEqual({ result: 'session_over' })
    await world.db.prisma.session.update({ where: { id: session.id }, data: { status: 'cancelled' } })
    expect(await confirm(digits, session.id)).toEqual({ result: 'session_over' })
    const late = await waitingAfter(25 * MINUTE)
    world.clock.forward(5 * MINUTE)
    const over = await openApel(world.db)
    expect(await confirm(late.digits, over.id)).toEqual({ result: 'session_over' })
  })
})

describe('a screen shows', () => {
  test('the code of now and at most ten minutes ahead, never the key', async () => {
    const { hall, path, session } = await showing()
    const state = await data(hall, path)
    const first = codeAt(session.codeKey, world.clock.now(), 30)
    expect(state.codes[0]).toMatchObject({ code: first.code, from: first.stepStart.getTime() })
    expect(state.codes.length).toBeGreaterThanOrEqual(19)
    expect(state.codes.at(-1)!.to).toBeLessThanOrEqual(world.clock.now().getTime() + 10 * MINUTE)
    expect(JSON.stringify(state)).not.toContain(session.codeKey)
    // What the page has already is not sent again.
    expect((await data(hall, path, `?punya=${state.codes.at(-1)!.to}`)).codes).toHaveLength(0)
  })

  test('no code before the opening nor after the closing', async () => {
    const { hall, path, session } = await showing()
    await world.db.prisma.session.update({
      where: { id: session.id },
      data: { opensAt: new Date(MORNING.getTime() + 5 * MINUTE) },
    })
    const early = await data(hall, path)
    expect(early.codes[0]!.from).toBeGreaterThanOrEqual(MORNING.getTime() + 5 * MINUTE)
    world.clock.forward(29 * MINUTE)
    expect(Math.max(...(await data(hall, path)).codes.map(({ from }) => from))).toBeLessThan(
      session.closesAt.getTime(),
    )
    world.clock.forward(2 * MINUTE)
    expect((await data(hall, path)).codes).toHaveLength(0)
  })

  test('the count is that of the decided attendance', async () => {
    const { hall, path, session } = await showing()
    const person = await world.db.prisma.person.create({ data: { name: 'Siti' } })
    const time = { countsAt: MORNING, messageAt: MORNING, decidedAt: MORNING }
    await world.db.prisma.attendance.create({
      data: { sessionId: session.id, personId: person.id, status: 'hadir', proof: 'code', ...time },
    })
    expect((await data(hall, path)).count).toBe(1)
  })

  test('to this browser only: another one, and an unknown screen, are refused alike', async () => {
    const { path } = await showing()
    const other = visitor(world)
    for (const address of [path, '/layar/AAAAAAAAAAAAAAAA']) {
      const page = await other.get(address)
      expect(page.status).toBe(403)
      expect(await page.text()).toContain('milik peramban lain')
      const state = await other.get(`${address}/keadaan`)
      expect(state.status).toBe(403)
      expect(await state.json()).toEqual({ state: 'foreign' })
    }
    other.jar.set('layar /', { value: 'guessed', path: '/' })
    expect((await other.get(path)).status).toBe(403)
  })

  test('until a coordinator closes it', async () => {
    const { hall, path, id, session } = await showing()
    const now = world.clock.now()
    expect(await listScreens(world.db.prisma, [session.id], now)).toMatchObject([{ id, confirmedBy: 1 }])
    expect(await closeScreen(world.db.prisma, id, now)).toBe(true)
    expect(await closeScreen(world.db.prisma, id, now)).toBe(false)
    expect(await listScreens(world.db.prisma, [session.id], now)).toEqual([])
    expect(await data(hall, path)).toEqual({ state: 'closed' })
  })

  test('nothing of a cancelled session', async () => {
    const { id, hall, session } = await showing()
    await world.db.prisma.session.update({ where: { id: session.id }, data: { status: 'cancelled' } })
    const secret = [...hall.jar.values()][0]!.value
    expect(await screenState(world.db, id, secret, world.clock.now())).toEqual({ state: 'closed' })
  })
})

test('a place that opens screen after screen is asked to wait', async () => {
  const flood = await openWorld()
  const statuses: number[] = []
  for (let i = 0; i < 31; i += 1) statuses.push((await visitor(flood).post('/layar', {})).status)
  expect(statuses.slice(0, 30).every((status) => status === 303)).toBe(true)
  expect(statuses[30]).toBe(429)
  await flood.close()
})

describe('an emergency', () => {
  test('takes the place of the code, also of a session that it suspended, and gives it back', async () => {
    const { hall, path, session } = await showing()
    const unit = await world.db.prisma.unit.findFirstOrThrow({ where: { id: { in: session.audienceUnits } } })
    const urgent = {
      ...{ ref: '7KQ2', text: 'Jalan Sudirman banjir.', paths: [unit.path], except: [] },
      until: new Date(MORNING.getTime() + 6 * 3_600_000),
    }
    world.urgents.push(urgent)
    try {
      expect(await data(hall, path)).toEqual({ state: 'urgent' })
      const html = await (await hall.get(path)).text()
      expect(html).toContain('DARURAT')
      expect(html).toContain('Jalan Sudirman banjir.')
      await world.db.prisma.session.update({ where: { id: session.id }, data: { status: 'cancelled' } })
      expect(await data(hall, path)).toEqual({ state: 'urgent' })
      // Its session was suspended before anybody here knew why.
      world.coming.push(...world.urgents.splice(0))
      expect(await data(hall, path)).toEqual({ state: 'urgent' })
      urgent.paths = ['/999/']
      expect(await data(hall, path)).toEqual({ state: 'closed' })
    } finally {
      world.urgents.length = 0
    }
  })
})
