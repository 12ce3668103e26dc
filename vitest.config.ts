import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What is about the embedded database, or says the same on every database: the PostgreSQL run need not repeat it. */
const EMBEDDED = [
  'test/lib/{data-directory,dir-lock,mode,pglite-thread,restart}.test.ts',
  'test/features/demo/kill.test.ts',
  // One messenger shows what the database has to do with stories.
  'test/stories/{telegram,whatsapp}.test.ts',
  // Who may do what is not the database's.
  'test/stories/roles.test.ts',
]

/** Begun last, each of these would run on alone while the other core waits: two minutes of every CI run. */
const LONG = [
  ...['stories/webchat', 'stories/telegram', 'stories/whatsapp', 'web/demo', 'web/browser', 'stories/roles'],
  ...['lib/data-directory', 'features/demo/kill', 'outbox/batches', 'channels/whatsapp.connection'],
]

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONG.findIndex((name) => moduleId.includes(`/test/${name}.test.`))
      return at < 0 ? LONG.length : at
    }
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b))
  }
}

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['node_modules', ...(process.env.TEST_DATABASE === 'postgres' ? EMBEDDED : [])],
    setupFiles: ['test/support/setup.ts'],
    globalSetup: ['test/support/global.ts'],
    // Two cores: more workers only make each other slower, and every PGlite costs about 300 MB.
    maxWorkers: 2,
    sequence: { sequencer: LongFirst },
    pool: 'forks',
    // A hang is found all the same; a busy machine is no failure.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
