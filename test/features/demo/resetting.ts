import { writeSync } from 'node:fs'
import { createApp } from '../../../src/app.ts'
import { readConfig } from '../../../src/config.ts'

/**
 * The demo as a process, for kill.test.ts: says what it found at its start, then moves its clock and resets for ever.
 * Compiled to nothing: it runs the sources, on a directory of its own.
 */
const app = createApp(readConfig({ PORT: '0', LOG_LEVEL: 'error', DATA_DIR: process.argv[2] ?? '' }))
await app.start()
const { prisma } = app.db
const { stage, enter } = app.demo!
const { epoch } = await stage.time()
await enter('pegawai', `kill-${epoch}`)
const [people, roles, units, open, bound] = await Promise.all([
  prisma.person.count(),
  prisma.role.count(),
  prisma.unit.count(),
  prisma.session.count({ where: { status: 'scheduled', settledAt: null } }),
  prisma.addressPerson.count({ where: { address: { externalId: `kill-${epoch}` } } }),
])
writeSync(1, `found ${JSON.stringify({ epoch, people, roles, units, open, bound })}\n`)
for (;;) {
  await stage.forward('minute')
  writeSync(1, 'resetting\n')
  const { epoch: now } = await stage.reset()
  writeSync(1, `reset ${now}\n`)
}
