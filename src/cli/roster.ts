import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { readConfig } from '../config.ts'
import { importRoster } from '../features/people/import-roster.ts'
import { seedCity } from '../features/people/seed-city.ts'
import { loadCity } from '../lib/city.ts'
import { openDatabase } from '../lib/db.ts'
import { loadLocales } from '../lib/i18n.ts'
import { migrate } from '../lib/migrate.ts'

/**
 * `npm run roster -- pegawai.csv [--dry-run] [--city pangkalpinang]`: brings a list of employees into the
 * database of this installation (the same settings as the server's; an embedded database must be stopped).
 */
const MOST_ERRORS = 100

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { 'dry-run': { type: 'boolean', default: false }, city: { type: 'string' } },
  })
  const config = readConfig()
  const city = loadCity(values.city ?? config.city)
  const t = loadLocales(city).translator('id')
  const print = (line: string) => process.stdout.write(`${line}\n`)
  const [path] = positionals
  if (!path || positionals.length > 1) {
    print(t('roster:cli.usage'))
    return 2
  }
  const bytes = await readFile(path)
  const db = await openDatabase(config)
  try {
    await migrate(db)
    await seedCity(db, city)
    const dryRun = values['dry-run']
    print(
      t('roster:cli.database', {
        database: config.database ? 'PostgreSQL' : config.dataDir,
        city: city.name,
      }),
    )
    const result = await importRoster(db, bytes, { dryRun, now: new Date() })
    if ('file' in result) {
      print(t(result.file.key, result.file.values))
      return 1
    }
    if (result.ignored.length > 0) print(t('roster:cli.ignored', { columns: result.ignored }))
    if (result.ok) {
      print(t(dryRun ? 'roster:cli.wouldDo' : 'roster:cli.done', result))
      return 0
    }
    for (const { row, note } of result.errors.slice(0, MOST_ERRORS)) {
      print(t('roster:cli.error', { row, reason: t(note.key, note.values) }))
    }
    const more = result.errors.length - MOST_ERRORS
    if (more > 0) print(t('roster:cli.moreErrors', { count: more }))
    const bad = new Set(result.errors.map(({ row }) => row)).size
    print(t('roster:cli.nothingDone', { bad, rows: result.rows }))
    return 1
  } finally {
    await db.close()
  }
}
