import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PGlite } from '@electric-sql/pglite'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import type * as Engine from '@prisma/schema-engine-wasm'
import { PrismaPGlite } from 'pglite-prisma-adapter'

/**
 * The real Prisma schema engine as WebAssembly, talking to a PGlite: writes migration SQL, finds drift,
 * and tells whether `prisma migrate deploy` would agree with our own runner. Development only.
 */
export const schemaFile = fileURLToPath(new URL('../prisma/schema.prisma', import.meta.url))

type Bindings = typeof Engine & { __wbg_set_wasm(exports: WebAssembly.Exports): void }

/** Once: the bindings keep views on the memory of the first instance. */
let loaded: Promise<Bindings> | undefined

async function load(): Promise<Bindings> {
  const require = createRequire(import.meta.url)
  const folder = dirname(require.resolve('@prisma/schema-engine-wasm'))
  const bindings = (await import('@prisma/schema-engine-wasm/schema_engine_bg' as string)) as Bindings
  const { instance } = await WebAssembly.instantiate(await readFile(join(folder, 'schema_engine_bg.wasm')), {
    './schema_engine_bg.js': bindings as unknown as WebAssembly.ModuleImports,
  })
  bindings.__wbg_set_wasm(instance.exports)
  ;(instance.exports.__wbindgen_start as () => void)()
  return bindings
}

/** pglite-prisma-adapter 0.7 does not await `executeScript`: a failing migration would count as applied. */
function awaiting(database: PGlite) {
  const factory = new PrismaPGlite(database)
  const awaited = async (connect: () => ReturnType<typeof factory.connect>) => {
    const adapter = await connect()
    adapter.executeScript = async (script) => void (await database.exec(script))
    return adapter
  }
  return bindMigrationAwareSqlAdapterFactory({
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: () => awaited(() => factory.connect()),
    connectToShadowDb: () => Promise.reject(new Error('There is no shadow database offline.')),
  } as unknown as Parameters<typeof bindMigrationAwareSqlAdapterFactory>[0])
}

const filters = { externalTables: [], externalEnums: [] }

export async function openSchemaEngine(database: PGlite, file = schemaFile) {
  const content = await readFile(file, 'utf8')
  const files = [{ path: file, content }]
  loaded ??= load()
  const bindings = await loaded
  const engine = await bindings.SchemaEngine.new(
    { datamodels: [[file, content]] },
    () => {},
    awaiting(database),
  )
  const from = { tag: 'schemaDatasource' as const, files, configDir: dirname(file) }
  const to = { tag: 'schemaDatamodel' as const, files }
  return {
    /** SQL that leads from the database as it is to the schema; null when there is nothing to do. */
    async diff(): Promise<string | null> {
      const { stdout } = await engine.diff({ from, to, script: true, exitCode: null, filters })
      const sql = stdout?.trim() ?? ''
      return sql === '' || sql === '-- This is an empty migration.' ? null : `${sql}\n`
    },
    /** What `prisma migrate status` would say of this database and this folder of migrations. */
    diagnose: async (folder: string) =>
      engine.diagnoseMigrationHistory({
        migrationsList: await list(folder),
        optInToShadowDatabase: false,
        filters,
      }),
    /** What `prisma migrate deploy` would do. */
    deploy: async (folder: string) => engine.applyMigrations({ migrationsList: await list(folder), filters }),
  }
}

async function list(folder: string): Promise<Engine.MigrationList> {
  const { readMigrations } = await import('../src/lib/migrate.ts')
  const lockfile = await readFile(join(folder, 'migration_lock.toml'), 'utf8').catch(() => null)
  return {
    baseDir: folder,
    lockfile: { path: 'migration_lock.toml', content: lockfile },
    shadowDbInitScript: '',
    migrationDirectories: (await readMigrations(folder)).map(({ name, sql }) => ({
      path: basename(name),
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
    })),
  }
}
