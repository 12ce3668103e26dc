import { readFile } from 'node:fs/promises'
import { seedHolidays } from '../features/agenda/holidays.ts'
import { importHolidays } from '../features/agenda/import-holidays.ts'
import { transaction } from '../lib/db.ts'
import { installation, program } from './installation.ts'

/**
 * `npm run holidays -- libur.csv`: brings holidays with their legal source into the database of this installation (the
 * same settings as the server's; an embedded database must be stopped). A running server reads them within a minute.
 */
await program(main)

async function main([path, ...more]: string[]): Promise<number> {
  const { city, t, print, withDatabase } = installation()
  if (!path || more.length > 0) {
    print(t('agenda:import.usage'))
    return 2
  }
  const bytes = await readFile(path)
  return withDatabase(async (db) => {
    // First the city's own list, or a start after this would bring back what the file corrects.
    await transaction(db, (tx) => seedHolidays(tx, city.holidays, new Date()))
    const result = await importHolidays(db, bytes, new Date())
    if (result.ok) {
      print(t('agenda:import.done', result))
      return 0
    }
    for (const { row, note } of result.errors)
      print(t('agenda:import.error', { row, reason: t(note.key, note.values) }))
    print(t('agenda:import.nothingDone', { count: result.errors.length }))
    return 1
  })
}
