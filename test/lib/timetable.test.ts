import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { forgetRuns, type Job, jobStates, timetable } from '../../src/lib/timetable.ts'
import { testDatabase } from '../support/database.ts'
import { quiet } from '../support/incoming.ts'

const { db, close } = await testDatabase()
afterAll(close)
beforeEach(() => db.prisma.jobRun.deleteMany())

const ZONE = 'Asia/Jakarta'
const at = (day: number, clock: string) => new Date(`2026-11-${day}T${clock.replace('.', ':')}:00+07:00`)
const MORNING = { name: 'morning', cron: '0 7 * * *', late: 120 }
const MINUTE = { name: 'minute', cron: '* * * * *', late: 0 }

/** A process with its own timetable over the one database. */
function process(about: Omit<Job<null>, 'run'>, work: () => Promise<void> = async () => {}, holder = 'a') {
  const ran: string[] = []
  const job: Job<null> = {
    ...about,
    run: async () => {
      ran.push(holder)
      await work()
    },
  }
  const { tick } = timetable({ db, jobs: [job], zone: ZONE, holder, log: quiet, context: null })
  return { ran, tick }
}
const runs = () => db.prisma.jobRun.findMany({ orderBy: { dueAt: 'asc' } })
const results = async () => (await runs()).map(({ dueAt, result }) => [dueAt, result])

describe('a daily job', () => {
  it('runs once at its moment, however often somebody ticks', async () => {
    const { ran, tick } = process(MORNING)
    await tick(at(23, '06.59'))
    expect(ran).toHaveLength(0)
    for (const clock of ['07.00', '07.00', '07.01', '08.30', '12.00']) await tick(at(23, clock))
    expect(ran).toHaveLength(1)
    await tick(at(24, '07.00'))
    expect(ran).toHaveLength(2)
  })

  it('that was missed runs late while that is of use, and is noted as missed when it is not', async () => {
    await process(MORNING).tick(at(23, '07.00'))
    // Down from then on until the next morning.
    const late = process(MORNING)
    await late.tick(at(24, '08.45'))
    expect(late.ran).toHaveLength(1)
    const tooLate = process(MORNING)
    await tooLate.tick(at(25, '09.30'))
    await tooLate.tick(at(25, '09.31'))
    expect(tooLate.ran).toHaveLength(0)
    expect(await results()).toEqual([
      [at(23, '07.00'), 'ok'],
      [at(24, '07.00'), 'ok'],
      [at(25, '07.00'), 'missed'],
    ])
  })

  it('begins in a new database with its next moment', async () => {
    const { ran, tick } = process(MORNING)
    await tick(at(23, '08.00'))
    expect(ran).toHaveLength(0)
    expect(await runs()).toEqual([])
    await tick(at(24, '07.00'))
    expect(ran).toHaveLength(1)
  })

  it('of two processes is run by one', async () => {
    const [one, other] = [process(MORNING), process(MORNING, undefined, 'b')]
    await Promise.all([one.tick(at(23, '07.00')), other.tick(at(23, '07.00'))])
    expect([...one.ran, ...other.ran]).toHaveLength(1)
    await Promise.all([one.tick(at(23, '07.01')), other.tick(at(23, '07.01'))])
    expect([...one.ran, ...other.ran]).toHaveLength(1)
  })

  it('is not run again when the clock is put back', async () => {
    const { ran, tick } = process(MORNING)
    await tick(at(23, '07.00'))
    const again = process(MORNING)
    for (const clock of ['06.00', '07.00', '07.30']) {
      await tick(at(23, clock))
      await again.tick(at(23, clock))
    }
    expect([...ran, ...again.ran]).toHaveLength(1)
    expect(await runs()).toHaveLength(1)
  })

  it('whose process was killed in it runs again', async () => {
    await db.prisma.jobRun.create({
      data: { name: 'morning', dueAt: at(23, '07.00'), startedAt: at(23, '07.00'), holder: 'killed' },
    })
    const { ran, tick } = process(MORNING)
    await tick(at(23, '07.05'))
    expect(ran).toHaveLength(0)
    const later = process(MORNING)
    await later.tick(at(23, '07.16'))
    expect(later.ran).toHaveLength(1)
    expect(await results()).toEqual([[at(23, '07.00'), 'ok']])
  })
})

describe('a job of every minute', () => {
  it('runs each minute, and once after a clock that jumped forwards', async () => {
    const { ran, tick } = process(MINUTE)
    for (const clock of ['07.00', '07.01', '07.02', '09.00']) await tick(at(23, clock))
    expect(ran).toHaveLength(4)
  })

  it('goes on at once when the clock is put back', async () => {
    const { ran, tick } = process(MINUTE)
    await tick(at(23, '07.30'))
    await tick(at(23, '07.31'))
    await tick(at(23, '06.59'))
    // This minute was run before, by a clock that was ahead.
    const again = process(MINUTE)
    await again.tick(at(23, '06.59'))
    expect(ran).toHaveLength(3)
    await db.prisma.jobRun.create({
      data: {
        name: 'minute',
        dueAt: at(23, '07.00'),
        startedAt: at(23, '07.45'),
        endedAt: at(23, '07.45'),
        holder: 'x',
      },
    })
    await tick(at(23, '07.00'))
    expect(ran).toHaveLength(4)
  })

  it('that still runs is not begun again', async () => {
    let go = () => {}
    const slow = process(MINUTE, () => new Promise((resolve) => (go = resolve)))
    const first = slow.tick(at(23, '07.00'))
    await slow.tick(at(23, '07.01'))
    await expect.poll(() => slow.ran.length).toBe(1)
    go()
    await first
    const next = slow.tick(at(23, '07.02'))
    await expect.poll(() => slow.ran.length).toBe(2)
    go()
    await next
  })
})

describe('a job that throws', () => {
  it('is shown, and stops neither the others nor its next run', async () => {
    const ran: string[] = []
    const jobs: Job<null>[] = [
      {
        ...MINUTE,
        name: 'bad',
        run: async () => Promise.reject(new RangeError('a NIP: 198503152010012001')),
      },
      { ...MINUTE, name: 'good', run: async () => void ran.push('good') },
      { ...MINUTE, name: 'counts', run: async () => ({ found: 3 }) },
    ]
    const { tick } = timetable({ db, jobs, zone: ZONE, holder: 'a', log: quiet, context: null })
    await tick(at(23, '07.00'))
    await tick(at(23, '07.01'))
    expect(ran).toHaveLength(2)
    const [bad, good, counts] = await jobStates(db.prisma, jobs, at(23, '07.01'), ZONE)
    expect(bad).toMatchObject({ next: at(23, '07.02'), last: { result: 'failed', error: 'RangeError' } })
    expect(good?.last).toMatchObject({ result: 'ok', at: at(23, '07.01') })
    expect(counts?.found).toEqual({ found: 3 })
    expect(JSON.stringify(await runs())).not.toContain('1985')
  })
})

it('forgets old runs, but for the last of each', async () => {
  const { tick } = process(MINUTE)
  await process(MORNING).tick(at(20, '07.00'))
  for (const clock of ['07.00', '07.01', '07.02']) await tick(at(23, clock))
  expect(await forgetRuns(db.prisma, at(24, '00.00'))).toBe(2)
  expect(await runs()).toHaveLength(2)
})
