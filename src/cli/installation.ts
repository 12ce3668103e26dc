import { readConfig } from '../config.ts'
import { loadCity } from '../lib/city.ts'
import { type Db, openDatabase } from '../lib/db.ts'
import { loadLocales } from '../lib/i18n.ts'
import { migrate } from '../lib/migrate.ts'

/** Runs a program of the command line: what it resolves to is the exit code, what it throws one line and a 1. */
export async function program(main: (args: string[]) => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main(process.argv.slice(2))
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}

/**
 * This installation, by the same settings as the server's. `withDatabase` opens it, migrated, for one piece of work: an
 * embedded one must be stopped.
 * @param named another city's profile than the one that is set
 */
export function installation(named?: string) {
  const config = readConfig()
  const city = loadCity(named ?? config.city)
  const t = loadLocales(city).translator('id')
  const print = (line: string) => void process.stdout.write(`${line}\n`)
  async function withDatabase(work: (db: Db) => Promise<number>): Promise<number> {
    const db = await openDatabase(config)
    try {
      await migrate(db)
      return await work(db)
    } finally {
      await db.close()
    }
  }
  return { config, city, t, print, withDatabase }
}
