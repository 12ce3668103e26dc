import { defineConfig } from 'vitest/config'

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    setupFiles: ['test/support/setup.ts'],
    globalSetup: ['test/support/global.ts'],
    // Two cores: more workers only make each other slower, and every PGlite costs about 300 MB.
    maxWorkers: 2,
    pool: 'forks',
    // A hang is found all the same; a busy machine is no failure.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
