import { writeFile } from 'node:fs/promises'
import { overPGlite } from '../src/lib/db.ts'
import { migrate } from '../src/lib/migrate.ts'
import { openInMemory } from '../src/lib/pglite.ts'
import { schemaFacts } from '../test/lib/schema-facts.ts'

/** `npm run migrate:golden`: rewrites what test/lib/drift.test.ts compares with. Read the difference. */
const db = overPGlite(await openInMemory())
await migrate(db)
const file = new URL('../test/lib/schema.golden.json', import.meta.url)
await writeFile(file, `${JSON.stringify(await schemaFacts(db), null, 2)}\n`)
await db.close()
