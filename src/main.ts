import { createApp } from './app.ts'
import { ConfigError, readConfig } from './config.ts'

/** Reads the settings, starts, and stops in order when asked to. */
async function main(): Promise<void> {
  const config = readConfig()
  const app = createApp(config)
  const { port, adminCode } = await app.start()
  const address = config.web.publicUrl ?? `http://${config.web.host}:${port}`
  console.log(config.demo ? `Guyub demo: ${address}` : `Guyub: ${address}`)
  if (adminCode) console.log(`First admin: send this code to the bot within 24 hours: ${adminCode}`)
  let stopping = false
  const stop = (signal: string) => {
    // A second Ctrl-C means now.
    if (stopping) process.exit(130)
    stopping = true
    console.log(`${signal}: finishing what is under way…`)
    void app.stop().then(() => process.exit(0))
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

main().catch((error: unknown) => {
  // Settings and locks explain themselves; anything else is a bug whose place is wanted.
  const plain =
    error instanceof ConfigError || (error instanceof Error && error.name !== 'Error' && 'plain' in error)
  console.error(plain && error instanceof Error ? error.message : error)
  process.exit(1)
})
