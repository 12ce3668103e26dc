import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { ensureBuilt } from '../../bench/build.ts'
import { startNode } from '../../bench/child.ts'

const directory = mkdtempSync(join(tmpdir(), 'guyub-mode-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const TELEGRAM = { TELEGRAM_TOKEN: `1:${'a'.repeat(30)}`, TELEGRAM_API_ROOT: 'http://127.0.0.1:1' }

/** The compiled program, as an operator starts it. */
const launch = (name: string, env: Record<string, string> = {}) =>
  startNode(['dist/main.js'], { DATA_DIR: join(directory, name), PORT: '0', LOG_LEVEL: 'silent', ...env })

/** Starts it as `first`, stops it, and starts it as `second` on the same data. */
async function oneAfterTheOther(name: string, first: Record<string, string>, second: Record<string, string>) {
  const begun = launch(name, first)
  await begun.line((line) => line.startsWith('Guyub'))
  expect(await begun.stop()).toBe(0)
  const refused = launch(name, second)
  expect(await refused.ended).toBe(1)
  // The reason can be changed: the data is as it was, and starts as what it is.
  const again = launch(name, first)
  await again.line((line) => line.startsWith('Guyub'))
  await again.stop()
  return refused.output()
}

it('a real token on the data of a demo is refused, with what to do', { timeout: 120_000 }, async () => {
  ensureBuilt()
  const said = await oneAfterTheOther('demo', {}, TELEGRAM)
  expect(said).toMatch(/holds a demo.*Set DATA_DIR to another directory/)
  expect(said).not.toMatch(/\n\s+at /)
})

it('a demo on real data is refused, with what to do: a lost token opens nothing', {
  timeout: 120_000,
}, async () => {
  ensureBuilt()
  const said = await oneAfterTheOther('real', { WEBCHAT: 'on' }, {})
  expect(said).toMatch(/holds real data.*Set TELEGRAM_TOKEN/)
  expect(said).not.toMatch(/\n\s+at /)
})
