import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { type App, createApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { pictureMaker, progressRef, qrRef } from '../src/features/figures/pictures.ts'
import { loadCity } from '../src/lib/city.ts'
import { fixedClock, movableClock } from '../src/lib/clock.ts'
import { loadLocales } from '../src/lib/i18n.ts'
import { openSecret } from '../src/lib/secret.ts'
import { startWhatsApp } from '../test/peers/whatsapp/server.ts'
import { CHROMIUM } from '../test/support/chromium.ts'
import { documents } from './shots-documents.ts'

/**
 * `npm run shots [-- tour take progress documents pairing]`: the pictures of docs/, taken of the running program, so that they stay true. An invented city
 * hall on a fixed morning; the conversation is had for real, through the pages.
 */

const MORNING = new Date('2026-11-23T07:10:00+07:00')
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, locale: 'id-ID' }
const HALL = { viewport: { width: 1920, height: 1080 }, locale: 'id-ID' }
const t = loadLocales(loadCity('pangkalpinang')).translator('id')
const out = (name: string) => `docs/gambar/${name}.png`

const browser = await chromium.launch(CHROMIUM)
try {
  const wanted = process.argv.slice(2)
  const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name)
  for (const pictures of [tour, take, progress, documents].filter(({ name }) => isWanted(name)))
    await withGuyub((...city) => pictures(browser, ...city))
  if (isWanted('pairing')) await pairing(browser)
} finally {
  await browser.close()
}

/** A city hall of its own for each set of pictures: what happened in one is not seen in the next. */
async function withGuyub(work: (base: string, app: App, dataDir: string) => Promise<void>): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'guyub-shots-'))
  const settings = readConfig({ PORT: '0', LOG_LEVEL: 'warn', DATA_DIR: dataDir })
  const app = createApp(settings, { clock: movableClock(MORNING) })
  const { port } = await app.start()
  try {
    await work(`http://127.0.0.1:${port}`, app, dataDir)
  } finally {
    await app.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function take(browser: Browser, base: string): Promise<void> {
  const open = async (path: string, options: BrowserContextOptions): Promise<Page> => {
    const page = await (await browser.newContext(options)).newPage()
    await page.goto(base + path)
    return page
  }
  const enter = async (role: string): Promise<Page> => {
    const page = await open('/', PHONE)
    await page.goto(`${base}/obrolan?hp=${role}`)
    return page
  }
  const coordinator = await enter('koordinator')
  await say(coordinator, 'siapa belum hadir', /belum/)

  const hall = await open('/layar', HALL)
  const told = (await hall.locator('.digits').textContent({ timeout: 15_000 })) ?? ''
  const digits = /\d{4}/.exec(told)?.[0] ?? ''
  await hall.screenshot({ path: out('layar-menunggu') })
  await say(coordinator, `layar ${digits}`, /Layar tersambung/)
  const code = hall.locator('#code')
  await code.filter({ hasText: /[A-Z]{3,8}.\d\d/ }).waitFor({ timeout: 20_000 })

  const employee = await enter('pegawai')
  await say(employee, 'assalamualaikum, apel hari ini jam berapa?', /Jadwal|apel/i)
  const shown = ((await code.textContent()) ?? '').trim().replace(/\s+/g, ' ')
  await say(employee, shown.toLowerCase(), /Hadir 07\.1/)
  await employee.screenshot({ path: out('obrolan') })
  await say(coordinator, 'rekap', /Rekap/)
  await coordinator.screenshot({ path: out('koordinator') })
  await hall.waitForTimeout(3_500)
  await hall.screenshot({ path: out('layar') })
  await hall.setViewportSize(PHONE.viewport)
  await hall.screenshot({ path: out('layar-hp') })
  await (await open('/resmi', PHONE)).screenshot({ path: out('resmi'), fullPage: true })
}

/** The demo's page at the end of its tour, light and dark, and what a narrow screen shows of it. */
async function tour(browser: Browser, base: string): Promise<void> {
  const desk = { viewport: { width: 1600, height: 950 }, locale: 'id-ID' }
  const page = await (await browser.newContext(desk)).newPage()
  await page.goto(base)
  await page.locator('#venue').waitFor()
  for (;;) {
    const go = page.locator('#tour-go')
    if (await go.isHidden()) break
    await go.click()
    await page.waitForFunction(() => !document.querySelector<HTMLButtonElement>('#tour-go')?.disabled)
    await page.waitForTimeout(500)
  }
  await page.waitForTimeout(1_500)
  await page.screenshot({ path: out('contoh') })
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.screenshot({ path: out('contoh-gelap') })
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 390, height: 844 })
  await page.click('.tabs [data-tab=pegawai]')
  await page.waitForTimeout(500)
  await page.screenshot({ path: out('contoh-hp') })
}

/** What everybody sees of a campaign: its page and its picture. */
async function progress(browser: Browser, base: string, app: App, dataDir: string): Promise<void> {
  const phone = { ...PHONE, viewport: { width: 360, height: 1400 } }
  const desk = { viewport: { width: 1280, height: 900 }, locale: 'id-ID' }
  for (const [name, options] of [
    ['telur-hp', phone],
    ['telur', desk],
  ] as const) {
    const page = await (await browser.newContext(options)).newPage()
    await page.goto(`${base}/telur`)
    // The whole page of a phone would be six screens.
    await page.screenshot({ path: out(name), fullPage: name === 'telur' })
  }
  const picture = await fetch(`${base}/telur.png`)
  writeFileSync(out('telur-gambar'), Buffer.from(await picture.arrayBuffer()))

  const { prisma } = app.db
  const made = pictureMaker({
    ...{ db: app.db, city: loadCity('pangkalpinang'), clock: fixedClock(MORNING), folder: dataDir },
    ...{ translator: () => t, publicUrl: 'https://guyub.example' },
  })
  const point = await prisma.dropPoint.findUniqueOrThrow({ where: { key: 'posyandu-melati' } })
  const pledge = await prisma.pledge.findFirstOrThrow({ where: { state: 'open', pointId: point.id } })
  for (const [name, ref] of [
    ['telur-progres', progressRef('keping-sedulur', 'id')],
    ['telur-qr', qrRef(pledge.code, 'id')],
  ] as const) {
    const file = await made(ref.replace('made:', ''), (line) => `https://wa.me/6281100000001?text=${line}`)
    copyFileSync(fileURLToPath(file?.ref ?? ''), out(name))
  }
  const token = openSecret(null, dataDir).token('lembar', String(point.id), new Date(Date.now() + 60_000))
  const paper = await (
    await browser.newContext({ ...desk, viewport: { width: 794, height: 1123 } })
  ).newPage()
  await paper.goto(`${base}/lembar/${token}`)
  await paper.emulateMedia({ media: 'print' })
  await paper.screenshot({ path: out('lembar') })
}

/** The page on which somebody links the city's number, before a loopback WhatsApp. */
async function pairing(browser: Browser): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'guyub-shots-'))
  const peer = await startWhatsApp()
  const secret = 'rahasia-untuk-gambar-cukup-panjang-supaya-diterima'
  const env = {
    WHATSAPP: 'on',
    WHATSAPP_URL: peer.url,
    WHATSAPP_ROOT_KEY: peer.rootKey,
    GUYUB_SECRET: secret,
  }
  const app = createApp(readConfig({ ...env, DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn' }))
  // The QR in the terminal.
  const { log } = console
  console.log = () => undefined
  try {
    const { port } = await app.start()
    const token = openSecret(secret, dataDir).token('whatsapp', '1', new Date(Date.now() + 600_000))
    const page = await (await browser.newContext(PHONE)).newPage()
    await page.goto(`http://127.0.0.1:${port}/whatsapp/${token}`)
    await page.fill('#hp', '0811 0000 0001')
    await page.click('button[type=submit]')
    await page.locator('.pairing-code').waitFor({ timeout: 20_000 })
    await page.screenshot({ path: out('sambungkan-whatsapp'), fullPage: true })
  } finally {
    console.log = log
    await app.stop()
    await peer.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** Types a line and waits for the answer that must come. */
async function say(page: Page, text: string, answer: RegExp): Promise<void> {
  await page.locator('textarea, input[name=teks]').first().fill(text)
  await page.keyboard.press('Enter')
  await page.locator('.line .text').filter({ hasText: answer }).last().waitFor({ timeout: 20_000 })
  await page.waitForTimeout(300)
}
