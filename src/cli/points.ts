import { readFile } from 'node:fs/promises'
import { seedCity } from '../features/people/seed-city.ts'
import { importPoints } from '../features/points/import-points.ts'
import { seedPoints } from '../features/points/points.ts'
import { transaction } from '../lib/db.ts'
import { installation, program } from './installation.ts'

/**
 * `npm run points -- titik.csv [--periksa]`: brings drop points into the database of this installation (the same settings
 * as the server's; an embedded database must be stopped). With `--periksa` it only says what it would do.
 */
await program(main)

async function main(args: string[]): Promise<number> {
  const { city, t, print, withDatabase } = installation()
  const dry = args.includes('--periksa')
  const [path, ...more] = args.filter((one) => one !== '--periksa')
  if (!path || more.length > 0) {
    print(t('goods-admin:import.usage'))
    return 2
  }
  const bytes = await readFile(path)
  return withDatabase(async (db) => {
    // First the city's own points, or a start after this would add them beside those of the file.
    const units = await seedCity(db, city, { counted: false })
    await transaction(db, (tx) => seedPoints(tx, city, units))
    const result = await importPoints(db, bytes, new Date(), dry)
    if (result.ok) {
      print(t(dry ? 'goods-admin:import.would' : 'goods-admin:import.done', result))
      return 0
    }
    for (const { row, note } of result.errors)
      print(t('goods-admin:import.error', { row, reason: t(note.key, note.values) }))
    print(t('goods-admin:import.nothingDone', { count: result.errors.length }))
    return 1
  })
}
