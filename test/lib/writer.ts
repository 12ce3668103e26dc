import { writeSync } from 'node:fs'
import { openDatabase, transaction } from '../../src/lib/db.ts'
import { migrate } from '../../src/lib/migrate.ts'

/** Commits one number after the other and says each when it is committed: for durable.test.ts. */
const db = await openDatabase({ database: null, dataDir: process.argv[2] ?? '' })
await migrate(db)
const from = await db.prisma.meta.count()
writeSync(1, `from ${from}\n`)
for (let index = from; ; index++) {
  await transaction(db, async (tx) => {
    await tx.meta.create({ data: { key: `n${index}`, value: 'x'.repeat(2_000) } })
  })
  writeSync(1, `done ${index}\n`)
  if (index % 50 === 49) await db.session(({ script }) => script('CHECKPOINT'))
}
