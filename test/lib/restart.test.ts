import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { isWaiting, openDatabase, transaction } from '../../src/lib/db.ts'
import { migrate } from '../../src/lib/migrate.ts'
import { openTestPostgres } from '../support/database.ts'

it('a server that is killed and comes back costs waiting, and nothing that was committed', {
  timeout: 90_000,
}, async () => {
  const server = await openTestPostgres({})
  const db = await openDatabase({ database: { url: server.url, pool: 4 }, dataDir: '' })
  await migrate(db)
  let stop = false
  let committed = 0
  const waits: unknown[] = []
  const failures: unknown[] = []
  const worker = async (name: string) => {
    for (let index = 0; !stop; ) {
      try {
        // As a turn does it: the same fact again is no second one.
        await transaction(
          db,
          (tx) => tx.$executeRaw`INSERT INTO meta VALUES (${`${name}${index}`}, 'x') ON CONFLICT DO NOTHING`,
          { maxWait: 2_000 },
        )
        index++
        committed++
      } catch (error) {
        ;(isWaiting(error) ? waits : failures).push(error)
        await pause(50)
      }
    }
  }
  const workers = ['a', 'b', 'c', 'd', 'e', 'f'].map(worker)
  await pause(500)
  await server.kill9()
  await pause(500)
  await server.restart()
  const before = committed
  await expect.poll(() => committed, { timeout: 30_000 }).toBeGreaterThan(before + 50)
  stop = true
  await Promise.all(workers)
  expect(failures).toEqual([])
  expect(waits.length).toBeGreaterThan(0)
  expect(await db.prisma.meta.count()).toBe(committed)
  await db.close()
  await server.stop()
})

it('a server that does not answer is named, without its password', async () => {
  const { openPool, waitUntilReady } = await import('../../src/lib/postgres.ts')
  const pool = openPool({ url: 'postgres://guyub:hemlig@127.0.0.1:1/guyub', pool: 4 })
  const error = await waitUntilReady(pool, 1).catch((caught: Error) => caught)
  expect((error as Error).message).toMatch(/DATABASE_URL has not answered.*ECONNREFUSED/)
  expect((error as Error).message).not.toContain('hemlig')
  await pool.end()
})
