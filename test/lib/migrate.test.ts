import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Db, openDatabase } from '../../src/lib/db.ts'
import { MigrationError, migrate } from '../../src/lib/migrate.ts'
import { testDatabase } from '../support/database.ts'

const { db, url, kind, close } = await testDatabase()
afterAll(close)

let folder: string
const write = (name: string, sql: string) => {
  mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, name, 'migration.sql'), sql)
}
const history = () =>
  db.prisma.$queryRaw<Record<string, unknown>[]>`
    SELECT migration_name AS name, finished_at IS NOT NULL AS finished, rolled_back_at IS NOT NULL AS undone, logs
    FROM _prisma_migrations ORDER BY started_at`
const tables = async () =>
  (
    await db.prisma.$queryRaw<{ name: string }[]>`
      SELECT tablename AS name FROM pg_tables WHERE tablename LIKE 'zz%' ORDER BY 1`
  ).map(({ name }) => name)

// A history of its own in this file's database: the real one is put back by nobody, it is a copy.
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'guyub-migrations-'))
  await db.prisma.$executeRaw`DELETE FROM _prisma_migrations`
  for (const name of await tables()) await db.prisma.$executeRawUnsafe(`DROP TABLE ${name}`)
  write(
    '20260101000000_one',
    'CREATE TABLE zz_one (id int);\n-- a comment; with a semicolon\nINSERT INTO zz_one VALUES (1);',
  )
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('migrate', () => {
  it('applies what is new, in order, once', async () => {
    write('20260102000000_two', 'CREATE TABLE zz_two (id int);')
    expect(await migrate(db, folder)).toEqual(['20260101000000_one', '20260102000000_two'])
    expect(await migrate(db, folder)).toEqual([])
    write('20260103000000_three', 'ALTER TABLE zz_two RENAME TO zz_three;')
    expect(await migrate(db, folder)).toEqual(['20260103000000_three'])
    expect(await tables()).toEqual(['zz_one', 'zz_three'])
  })

  it('undoes a failing migration whole, stops the start, and goes on when it is mended', async () => {
    write('20260102000000_two', 'CREATE TABLE zz_two (id int); SELECT nonsense;')
    await expect(migrate(db, folder)).rejects.toThrow(MigrationError)
    await expect(migrate(db, folder)).rejects.toThrow(/20260102000000_two failed and was undone.*nonsense/)
    expect(await tables()).toEqual(['zz_one'])
    expect(await history()).toMatchObject([
      { name: '20260101000000_one', finished: true, undone: false },
      {
        name: '20260102000000_two',
        finished: false,
        undone: true,
        logs: expect.stringContaining('nonsense'),
      },
      { name: '20260102000000_two', finished: false, undone: true },
    ])
    write('20260102000000_two', 'CREATE TABLE zz_two (id int);')
    expect(await migrate(db, folder)).toEqual(['20260102000000_two'])
  })

  it('refuses a migration that was changed after it had been applied', async () => {
    await migrate(db, folder)
    write('20260101000000_one', 'CREATE TABLE zz_one (id bigint);')
    await expect(migrate(db, folder)).rejects.toThrow(/20260101000000_one was changed/)
  })

  it('refuses a database that a newer version has migrated', async () => {
    write('20270101000000_future', 'CREATE TABLE zz_future (id int);')
    await migrate(db, folder)
    rmSync(join(folder, '20270101000000_future'), { recursive: true })
    await expect(migrate(db, folder)).rejects.toThrow(/20270101000000_future.*newer version/)
  })

  it('refuses what another tool left half-done', async () => {
    await migrate(db, folder)
    await db.prisma.$executeRaw`UPDATE _prisma_migrations SET finished_at = NULL, logs = 'ERROR: disk full'`
    await expect(migrate(db, folder)).rejects.toThrow(/never finished.*disk full/)
  })

  it('leaves the connection with its limits', async () => {
    await migrate(db, folder)
    const before = kind === 'postgres' ? '5s' : '0'
    expect(await db.prisma.$queryRaw`SELECT current_setting('lock_timeout') AS value`).toEqual([
      { value: before },
    ])
  })

  it.runIf(kind === 'postgres')('is done once when several processes start together', async () => {
    write('20260102000000_slow', 'SELECT pg_sleep(1); CREATE TABLE zz_two (id int);')
    const others: Db[] = await Promise.all(
      [1, 2, 3].map(() => openDatabase({ database: { url: url ?? '', pool: 4 }, dataDir: '' })),
    )
    const applied = await Promise.all(others.map((other) => migrate(other, folder)))
    expect(applied.flat()).toEqual(['20260101000000_one', '20260102000000_slow'])
    await Promise.all(others.map((other) => other.close()))
  })
})
