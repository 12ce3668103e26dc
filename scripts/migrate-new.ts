import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { overPGlite } from '../src/lib/db.ts'
import { migrate, migrationsFolder } from '../src/lib/migrate.ts'
import { openInMemory } from '../src/lib/pglite.ts'
import { openSchemaEngine } from './schema-engine.ts'

/**
 * `npm run migrate:new NAME`: writes prisma/migrations/<time>_NAME/migration.sql, what leads from the
 * migrations so far to prisma/schema.prisma. Offline: the real engine on a database in memory. Read the
 * file before you commit it: the engine does not know the parts written by hand, and may want to drop a
 * plain index of ours. Then `npm run migrate:golden`.
 */
const name = process.argv[2]
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  process.stderr.write('Usage: npm run migrate:new name_of_the_change\n')
  process.exit(2)
}
const database = await openInMemory()
await migrate(overPGlite(database))
const sql = await (await openSchemaEngine(database)).diff()
if (sql === null) {
  process.stdout.write('The migrations already lead to prisma/schema.prisma: nothing to write.\n')
} else {
  const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  const folder = join(migrationsFolder, `${time}_${name}`)
  await mkdir(folder)
  await writeFile(join(folder, 'migration.sql'), sql)
  process.stdout.write(`${join(folder, 'migration.sql')}\n\n${sql}`)
}
await database.close()
