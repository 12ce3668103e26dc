import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { overPGlite } from '../../src/lib/db.ts'
import { migrate, readMigrations } from '../../src/lib/migrate.ts'
import { openInMemory } from '../../src/lib/pglite.ts'

const modules = fileURLToPath(new URL('../../node_modules', import.meta.url))
const cache = join(modules, '.cache/guyub')

/**
 * A migrated, empty PGlite as a tar, made once per state of the migrations and kept in node_modules/.cache:
 * every test file starts from it instead of from initdb.
 */
export async function migratedImage(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(modules, '@electric-sql/pglite/package.json'), 'utf8'))
  const state = createHash('sha256').update(version)
  for (const { name, checksum } of await readMigrations()) state.update(name + checksum)
  const file = join(cache, `pglite-${state.digest('hex').slice(0, 16)}.tar`)
  if (!existsSync(file)) {
    mkdirSync(cache, { recursive: true })
    const client = await openInMemory()
    await migrate(overPGlite(client))
    const image = await client.dumpDataDir('none')
    await client.close()
    // Two runs may make it at the same time: each finishes its own, the last rename wins.
    writeFileSync(`${file}.${process.pid}`, Buffer.from(await image.arrayBuffer()))
    renameSync(`${file}.${process.pid}`, file)
  }
  return file
}

export const readImage = (file: string): Blob => new Blob([readFileSync(file)], { type: 'application/x-tar' })
