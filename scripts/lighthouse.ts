import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import lighthouse from 'lighthouse'
import { chromium } from 'playwright-core'
import { freePort } from '../bench/server.ts'
import { createApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { CHROMIUM } from '../test/support/chromium.ts'

/**
 * `npm run lighthouse`: the pages of the running demo on a throttled phone, by Lighthouse in Debian's Chromium. Ends
 * with 1 when a score is below the aim. No test: it measures time, and a busy machine is not a fault of a page.
 */
const PAGES = ['/', '/obrolan?hp=pegawai', '/layar', '/resmi', '/telur']
const CATEGORIES = ['performance', 'accessibility', 'best-practices'] as const
const AIM = 0.95
const PAINT_MS = 1_000

const dataDir = mkdtempSync(join(tmpdir(), 'guyub-lighthouse-'))
const app = createApp(readConfig({ PORT: '0', LOG_LEVEL: 'error', DATA_DIR: dataDir }))
const base = `http://127.0.0.1:${(await app.start()).port}`
const debugging = await freePort()
const browser = await chromium.launchPersistentContext(join(dataDir, 'chromium'), {
  ...CHROMIUM,
  args: [...CHROMIUM.args, `--remote-debugging-port=${debugging}`],
})
// The demo gives each browser its phones with the first page.
await (await browser.newPage()).goto(base)

let missed = 0
const rows: string[][] = [['page', ...CATEGORIES, 'first paint, ms']]
for (const path of PAGES) {
  const result = await lighthouse(base + path, {
    port: debugging,
    output: 'json',
    logLevel: 'error',
    onlyCategories: [...CATEGORIES],
    disableStorageReset: true,
  })
  if (!result) throw new Error(`Lighthouse said nothing about ${path}`)
  const { categories, audits } = result.lhr
  const scores = CATEGORIES.map((name) => categories[name]?.score ?? 0)
  const paint = audits['first-contentful-paint']?.numericValue ?? Number.NaN
  if (scores.some((score) => score < AIM) || !(paint < PAINT_MS)) missed += 1
  rows.push([path, ...scores.map((score) => String(Math.round(score * 100))), paint.toFixed(0)])
  for (const name of CATEGORIES)
    for (const { id } of categories[name]?.auditRefs ?? []) {
      const audit = audits[id]
      if (audit?.score !== null && audit?.score !== undefined && audit.score < 0.9)
        rows.push([`  ${id}: ${audit.displayValue ?? audit.title}`])
    }
}
await browser.close()
await app.stop()
rmSync(dataDir, { recursive: true, force: true })
console.log(
  rows
    .map(([page = '', ...rest]) => [page.padEnd(22), ...rest.map((one) => one.padStart(15))].join(''))
    .join('\n'),
)
process.exit(missed === 0 ? 0 : 1)
