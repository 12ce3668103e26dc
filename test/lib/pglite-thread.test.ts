import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Db, overPGlite, transaction } from '../../src/lib/db.ts'
import { migrate } from '../../src/lib/migrate.ts'
import { openInMemory } from '../../src/lib/pglite.ts'
import { type Embedded, openInThread } from '../../src/lib/pglite-thread.ts'

/** The threads that were started, so that one can be ended from outside. */
const threads = vi.hoisted(() => [] as { terminate(): Promise<number> }[])
vi.mock('node:worker_threads', async (original) => {
  const real = await original<typeof import('node:worker_threads')>()
  class Worker extends real.Worker {
    constructor(...given: ConstructorParameters<typeof real.Worker>) {
      super(...given)
      threads.push(this)
    }
  }
  return { ...real, Worker }
})

/** The embedded database in a thread of its own answers as it would in ours. */

const folder = mkdtempSync(join(tmpdir(), 'guyub-thread-'))
let client: Embedded
let threaded: Db
let ours: Db
beforeAll(async () => {
  client = await openInThread(join(folder, 'pglite'))
  threaded = overPGlite(client)
  ours = overPGlite(await openInMemory())
  for (const db of [threaded, ours]) await migrate(db)
})
afterAll(async () => {
  await threaded.close()
  await ours.close()
  rmSync(folder, { recursive: true })
})

const everyType = `
  SELECT 1::int2 AS small, 2::int4 AS int, 9007199254740993::int8 AS big, 1.5::float4 AS float, 2.25::float8 AS double,
    12.340::numeric AS exact, true AS yes, 'teks 🙏'::text AS text, NULL::text AS nothing, 'a'::varchar AS short,
    '2026-11-23'::date AS day, '07:15:00'::time AS time, '2026-11-23 07:15:00.123+07'::timestamptz AS moment,
    '2026-11-23 07:15:00'::timestamp AS wall, '{"a":[1,null]}'::jsonb AS json, '\\xdeadbeef'::bytea AS bytes,
    '7b7c2d3e-3f0a-4c52-9b1a-0a8f6c5d4e3f'::uuid AS uuid, ARRAY[1,2,NULL]::int4[] AS ints, ARRAY['x','y']::text[] AS texts,
    ARRAY['2026-11-23 07:15:00+07']::timestamptz[] AS moments, ARRAY[1]::int8[] AS bigs`

describe('the embedded database in its thread', () => {
  it('gives every type as it does in ours, to Prisma and to a session', async () => {
    const [a, b] = await Promise.all(
      [threaded, ours].map((db) => db.prisma.$queryRawUnsafe<unknown[]>(everyType)),
    )
    expect(a).toEqual(b)
    const [c, d] = await Promise.all([threaded, ours].map((db) => db.session((one) => one.query(everyType))))
    expect(c).toEqual(d)
  })

  it('refuses as the database refuses, with its code', async () => {
    await threaded.prisma.meta.create({ data: { key: 'once', value: '1' } })
    await expect(threaded.prisma.meta.create({ data: { key: 'once', value: '2' } })).rejects.toMatchObject({
      code: 'P2002',
    })
    await expect(threaded.prisma.$queryRawUnsafe('SELECT nothing')).rejects.toThrow(/nothing/)
    await expect(threaded.session((one) => one.script('SELEKT'))).rejects.toThrow(/syntax error/)
  })

  it('a transaction is one, whatever is asked meanwhile, and a failed one leaves nothing', async () => {
    await threaded.prisma.meta.create({ data: { key: 'n', value: '0' } })
    const add = (fails: boolean) =>
      transaction(threaded, async (tx) => {
        const row = await tx.meta.findUniqueOrThrow({ where: { key: 'n' } })
        await new Promise((resolve) => setTimeout(resolve, 1))
        await tx.meta.update({ where: { key: 'n' }, data: { value: String(Number(row.value) + 1) } })
        if (fails) throw new Error('on purpose')
      }).catch(() => undefined)
    const outside = Array.from({ length: 20 }, () => threaded.prisma.meta.count())
    await Promise.all([...Array.from({ length: 30 }, (_, index) => add(index % 3 === 0)), ...outside])
    expect((await threaded.prisma.meta.findUniqueOrThrow({ where: { key: 'n' } })).value).toBe('20')
  })

  it('leaves our thread free while it computes', async () => {
    let turns = 0
    const timer = setInterval(() => (turns += 1), 5)
    await client.query('SELECT count(*) FROM generate_series(1, 3000000)')
    clearInterval(timer)
    expect(turns).toBeGreaterThan(5)
  })

  it('a directory that is none is refused, and what is asked after the end is refused at once', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, 'not a directory')
    await expect(openInThread(join(file, 'pglite'))).rejects.toThrow()
    const other = await openInThread(join(folder, 'other'))
    await other.close()
    await expect(other.query('SELECT 1')).rejects.toThrow('closed')
    await other.close()
  })

  it('a thread that ends by itself is told, once, and what was asked does not wait for ever', async () => {
    const lost: Error[] = []
    const other = await openInThread(join(folder, 'lost'), (error) => lost.push(error))
    const asked = other.query('SELECT pg_sleep(0), count(*) FROM generate_series(1, 5000000)')
    const refused = expect(asked).rejects.toThrow('ended by itself')
    await threads.at(-1)?.terminate()
    await refused
    await expect(other.query('SELECT 1')).rejects.toThrow('ended by itself')
    expect(lost).toHaveLength(1)
  })

  it('is a PGlite as far as Prisma asks', () => {
    for (const name of ['query', 'exec', 'transaction', 'close'] as const)
      expect(typeof PGlite.prototype[name]).toBe(typeof client[name])
  })
})
