import { afterAll, describe, expect, it } from 'vitest'
import { openSchemaEngine } from '../../scripts/schema-engine.ts'
import { overPGlite } from '../../src/lib/db.ts'
import { migrate, migrationsFolder } from '../../src/lib/migrate.ts'
import { openInMemory } from '../../src/lib/pglite.ts'
import { testDatabase } from '../support/database.ts'
import golden from './schema.golden.json' with { type: 'json' }
import { schemaFacts } from './schema-facts.ts'

describe('the migrations', () => {
  it('lead to schema.prisma, by the real engine', async () => {
    const client = await openInMemory()
    const db = overPGlite(client)
    await migrate(db)
    const engine = await openSchemaEngine(client)
    expect(await engine.diff(), 'run: npm run migrate:new NAME').toBeNull()
    await db.prisma.$executeRaw`ALTER TABLE meta ADD COLUMN extra int`
    expect(await engine.diff()).toContain('DROP COLUMN "extra"')
    await db.close()
  })

  it('and our runner leaves the same history as `prisma migrate deploy`', async () => {
    const client = await openInMemory()
    const db = overPGlite(client)
    const applied = await migrate(db)
    const engine = await openSchemaEngine(client)
    expect(await engine.diagnose(migrationsFolder)).toMatchObject({
      hasMigrationsTable: true,
      editedMigrationNames: [],
      failedMigrationNames: [],
      history: null,
    })
    expect(applied.length).toBeGreaterThan(0)
    expect(await engine.deploy(migrationsFolder)).toEqual({ appliedMigrationNames: [] })
    await db.close()
  })

  it('and we take over what `prisma migrate deploy` has applied', async () => {
    const client = await openInMemory()
    const db = overPGlite(client)
    const { appliedMigrationNames } = await (await openSchemaEngine(client)).deploy(migrationsFolder)
    expect(appliedMigrationNames.length).toBeGreaterThan(0)
    expect(await migrate(db)).toEqual([])
    await db.close()
  })
})

describe('what the engine does not see', async () => {
  const { db, close } = await testDatabase()
  afterAll(close)

  it('is as in schema.golden.json (npm run migrate:golden, and read the difference)', async () => {
    expect(await schemaFacts(db)).toEqual(golden)
  })
})
