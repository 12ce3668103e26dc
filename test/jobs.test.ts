import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { createApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { jobs } from '../src/jobs.ts'
import { nextDue } from '../src/lib/cron.ts'
import { readLocales } from '../src/lib/i18n.ts'
import { testDatabase } from './support/database.ts'

const { db, close } = await testDatabase()
afterAll(close)
beforeEach(() => db.prisma.jobRun.deleteMany())

/** A process: the whole app on the shared database, with the machine's clock. */
async function start(instance: string) {
  const config = readConfig({
    WEBCHAT: 'on',
    PORT: '0',
    LOG_LEVEL: 'error',
    DATA_DIR: join(tmpdir(), `guyub-${randomUUID()}`),
  })
  const app = createApp({ ...config, instance }, { db })
  const { port } = await app.start()
  return { app, health: async () => (await fetch(`http://127.0.0.1:${port}/healthz`)).json() }
}
const holders = async () => [...new Set((await db.prisma.jobRun.findMany()).map((run) => run.holder))]

it('runs what is due at the start, in one of two processes, and shows it; the other takes over', async () => {
  const one = await start('satu')
  await expect.poll(holders, { timeout: 45_000 }).toEqual(['satu'])
  const other = await start('dua')
  await expect
    .poll(async () =>
      (await db.prisma.jobRun.findMany({ where: { name: 'reminders' } })).map(({ result }) => result),
    )
    .toContain('ok')
  const { jobs: shown } = (await one.health()) as { jobs: { name: string; next: string; last: unknown }[] }
  expect(shown.map(({ name }) => name)).toEqual(jobs.map(({ name }) => name))
  expect(shown.find(({ name }) => name === 'reminders')).toMatchObject({
    last: { result: 'ok', tookMs: expect.any(Number), error: null },
    next: expect.any(String),
  })
  // What is daily begins with its next moment.
  expect(shown.find(({ name }) => name === 'retention')?.last).toBeNull()
  await one.app.stop()
  const holder = async () =>
    (await db.prisma.lease.findUnique({ where: { name: 'jobs' } }))?.holder.split('#')[0]
  await expect.poll(holder, { timeout: 45_000 }).toBe('dua')
  await other.app.stop()
})

it('every job has a name for people, a moment, and a rule for being late', () => {
  const { id } = readLocales()
  for (const { name, cron, late } of jobs) {
    expect(id?.jobs?.name).toHaveProperty(name)
    expect(nextDue(cron, new Date(), 'Asia/Jakarta')).not.toBeNull()
    expect(late).toBeGreaterThanOrEqual(0)
  }
})
