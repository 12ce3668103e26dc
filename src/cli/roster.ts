import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { importRoster, type RosterResult } from '../features/people/import-roster.ts'
import { readRosterFile } from '../features/people/roster-file.ts'
import { diffLines, problemLines, undoneLines } from '../features/people/roster-words.ts'
import { seedCity } from '../features/people/seed-city.ts'
import { undoRoster } from '../features/people/undo-roster.ts'
import type { Db } from '../lib/db.ts'
import type { Translate } from '../lib/i18n.ts'
import { installation, program } from './installation.ts'

/**
 * `npm run roster -- pegawai.xlsx [--dry-run] [--gone] [--undo] [--city pangkalpinang]`: brings a list of employees into
 * the database of this installation, or takes the last one back (the same settings as the server's; an embedded database
 * must be stopped).
 */
const MOST_ERRORS = 100
const MOST_NAMES = 50

await program(main)

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      'dry-run': { type: 'boolean', default: false },
      gone: { type: 'boolean', default: false },
      undo: { type: 'boolean', default: false },
      city: { type: 'string' },
    },
  })
  const { config, city, t, print, withDatabase } = installation(values.city)
  const [path] = positionals
  if ((path === undefined) !== values.undo || positionals.length > 1) {
    print(t('roster:cli.usage'))
    return 2
  }
  const bytes = path === undefined ? null : await readFile(path)
  return withDatabase(async (db) => {
    await seedCity(db, city, { counted: false })
    const database = config.database ? 'PostgreSQL' : config.dataDir
    print(t('roster:cli.database', { database, city: city.name }))
    const how = { dryRun: values['dry-run'], now: new Date() }
    if (bytes === null || path === undefined) return await undo(db, how, t, print)
    const file = await readRosterFile(bytes)
    const result = await importRoster(db, file, { ...how, gone: values.gone, source: basename(path) })
    return say(result, { ...how, gone: values.gone }, t, print)
  })
}

type Print = (line: string) => void

function say(
  result: RosterResult,
  how: { dryRun: boolean; gone: boolean },
  t: Translate,
  print: Print,
): number {
  if (!result.ok) {
    for (const line of problemLines(result, MOST_ERRORS, t)) print(line)
    return 1
  }
  if (result.ignored.length > 0) print(t('roster:ignored', { columns: result.ignored }))
  for (const line of diffLines(result.diff, MOST_NAMES, t)) print(line)
  const nobody = result.diff.missing.every(({ holds }) => holds)
  if (!how.gone && !nobody) print(t('roster:cli.goneFlag'))
  print(
    t(
      how.dryRun
        ? 'roster:cli.wouldDo'
        : result.importId === null
          ? 'roster:cli.nothingNew'
          : 'roster:cli.done',
    ),
  )
  return 0
}

async function undo(
  db: Db,
  { dryRun, now }: { dryRun: boolean; now: Date },
  t: Translate,
  print: Print,
): Promise<number> {
  const undone = await undoRoster(db, { actorId: null, now, dryRun })
  for (const line of undoneLines(undone, t)) print(line)
  if (undone.ok) print(t(dryRun ? 'roster:cli.wouldUndo' : 'roster:cli.undone'))
  return undone.ok ? 0 : 1
}
