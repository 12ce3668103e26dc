import module from 'node:module'
import { readConfig } from './config.ts'
import { openDatabase } from './lib/db.ts'

/** Errors whose sentence says what is wrong and what to do. */
const SPEAKS = new Set(['ConfigError', 'DirectoryInUse', 'MigrationError', 'OtherCity', 'WrongMode'])

/** Reads the settings, starts, and stops in order when asked to. */
async function main(): Promise<void> {
  const config = readConfig()
  // The database opens while the rest of the program is read: together they are most of a start.
  const opening = openDatabase(config)
  opening.catch(() => {})
  // Node 22.8 and newer keep what they compiled for the next start.
  ;(module as { enableCompileCache?(): void }).enableCompileCache?.()
  const { createApp } = await import('./app.ts')
  const app = createApp(config, { opening })
  let stopping = false
  const started = app.start()
  // From the first moment: a stop while it still starts waits for the start, and is not a kill.
  const stop = (signal: string) => {
    // A second Ctrl-C means now.
    if (stopping) process.exit(130)
    stopping = true
    console.log(`${signal}: finishing what is under way…`)
    void started
      .then(() => app.stop())
      .then(
        () => process.exit(0),
        () => process.exit(1),
      )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  const { port, adminCode } = await started
  const address = config.web.publicUrl ?? `http://${config.web.host}:${port}`
  console.log(config.demo ? `Guyub demo: ${address}` : `Guyub: ${address}`)
  if (adminCode) console.log(`First admin: send this code to the bot within 24 hours: ${adminCode}`)
}

main().catch((error: unknown) => {
  // What explains itself is said without a stack; anything else is a bug whose place is wanted.
  console.error(error instanceof Error && SPEAKS.has(error.constructor.name) ? error.message : error)
  process.exit(1)
})
