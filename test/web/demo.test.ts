import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type App, createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { movableClock } from '../../src/lib/clock.ts'
import type { Db } from '../../src/lib/db.ts'
import { testDatabase } from '../support/database.ts'
import { openChromium, shouldBeAccessible, shouldFit } from './chromium.ts'

/** The demo's page as a visitor meets it: the whole program, a real Chromium, nothing prepared. */

const WIDE = { width: 1600, height: 950 }
const dataDir = mkdtempSync(join(tmpdir(), 'guyub-page-'))
const clock = movableClock(new Date('2026-11-23T07:00:00+07:00'))
/** What came in a message; the demo's past came in none. */
const said = { addressId: { not: null } }
let browser: Browser
let db: Db
let closeDb: () => Promise<void>
let app: App
let port: number
let contexts: BrowserContext[] = []
let complaints: string[] = []

async function startApp(on = '0'): Promise<void> {
  app = createApp(readConfig({ PORT: on, LOG_LEVEL: 'error', DATA_DIR: dataDir }), {
    clock,
    db,
    ticks: 'hand',
  })
  port = (await app.start()).port
}

beforeAll(async () => {
  browser = await openChromium()
  const opened = await testDatabase()
  db = opened.db
  closeDb = opened.close
  await startApp()
})
afterAll(async () => {
  await browser?.close()
  await app?.stop()
  await closeDb?.()
  rmSync(dataDir, { recursive: true, force: true })
})
afterEach(async () => {
  for (const context of contexts) await context.close()
  contexts = []
  complaints = []
})

async function visit(options: BrowserContextOptions = {}, path = '/'): Promise<Page> {
  const context = await browser.newContext({ viewport: WIDE, locale: 'id-ID', ...options })
  contexts.push(context)
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (/Content Security Policy|Uncaught/.test(message.text())) complaints.push(message.text())
  })
  await page.goto(`http://127.0.0.1:${port}${path}`)
  return page
}

const phone = (page: Page, role: string) => page.locator(`.handset[data-panel=${role}]`)
async function say(page: Page, role: string, text: string): Promise<void> {
  await page.fill(`#teks${role}`, text)
  await phone(page, role).locator('.send').click()
}
async function reset(page: Page): Promise<void> {
  await page.click('[value=reset]')
  await Promise.all([page.waitForEvent('load'), page.click('[value=reset]')])
}

describe('the tour', () => {
  test('is walked to its end, and everything that it says is so in the database', async () => {
    const page = await visit()
    const go = page.locator('#tour-go')
    const total = await page.evaluate(
      () => JSON.parse(document.getElementById('stage')!.dataset.tour!).length,
    )
    const texts: string[] = []
    for (let step = 1; step <= total; step += 1) {
      expect(await page.textContent('#tour-step')).toContain(String(step))
      await go.click()
      await page.waitForFunction(
        () => !document.querySelector<HTMLButtonElement>('#tour-go')!.disabled,
        null,
        { timeout: 120_000 },
      )
      texts.push((await page.textContent('#tour-text')) ?? '')
      expect(
        [
          step,
          texts.at(-1),
          ...(await page.locator('.handset .line:last-child .text').allTextContents()),
        ].join(' | '),
      ).not.toContain('lain dari rencana')
    }
    expect(await go.isHidden()).toBe(true)
    expect(complaints).toEqual([])

    const checkIns = await db.prisma.checkIn.findMany({ where: said, orderBy: { id: 'asc' } })
    expect(checkIns.map(({ verdict, flags }) => [verdict, flags])).toEqual([
      ['old_code', []],
      ['accepted', []],
      ['accepted', ['late_phone']],
    ])
    const [, present, late] = checkIns
    const [, , { sessionId = 0 } = {}] = checkIns
    expect(await db.prisma.attendance.count({ where: { sessionId, status: 'hadir' } })).toBe(2)
    // The code's own time counts, before the limit; the message came after it.
    const session = await db.prisma.session.findUniqueOrThrow({ where: { id: late!.sessionId } })
    expect(late!.countsAt < session.onTimeUntil && late!.messageAt > session.onTimeUntil).toBe(true)
    expect(present!.sessionId).toBe(session.id)
    expect(await db.prisma.session.count({ where: { settledAt: null } })).toBe(2)

    // What was sent is captioned, what was answered too, and what was stored stands under it.
    const employee = phone(page, 'pegawai')
    await employee.locator('.means', { hasText: 'The code on the screen' }).waitFor()
    await employee.locator('.trace', { hasText: 'check-in recorded as present → 1 reply sent' }).waitFor()
    await employee.locator('.gloss', { hasText: /^Present 07\.\d\d\./ }).waitFor()
    await employee.locator('summary').click()
    await employee.locator('caption', { hasText: 'attendance' }).waitFor()
    await page.uncheck('#captions')
    expect(await page.locator('.gloss:visible').count()).toBe(0)
    await shouldBeAccessible(page)
  }, 400_000)

  test('is walked by its chips on a narrow screen, after somebody let an hour pass', async () => {
    const page = await visit({ viewport: { width: 390, height: 844 } })
    await reset(page)
    // The digits of the screen that waits run out, and the apel's limit passes.
    const before = await page.textContent('#time .fine')
    await page.click('[value=hour]')
    await page.waitForFunction((was) => document.querySelector('#time .fine')!.textContent !== was, before)
    await page.click('.tabs [data-tab=koordinator]')
    for (let step = 1; step <= 7; step += 1) {
      await page.locator('.chip:visible:enabled').click({ timeout: 60_000 })
      await page.waitForFunction(
        (n) => !document.getElementById('tour-step')!.textContent!.includes(`${n} `),
        step,
        {
          timeout: 60_000,
        },
      )
      expect(await page.locator('#tour-skip').isHidden()).toBe(true)
    }
    const late = await db.prisma.checkIn.findFirstOrThrow({
      where: { ...said, flags: { has: 'late_phone' } },
    })
    const { onTimeUntil } = await db.prisma.session.findUniqueOrThrow({ where: { id: late.sessionId } })
    expect(late.countsAt < onTimeUntil && late.messageAt > onTimeUntil).toBe(true)
  }, 200_000)

  test('stays where it is when somebody went another way, and says so', async () => {
    const page = await visit()
    await reset(page)
    await page.click('#tour-go')
    await page.waitForFunction(() => document.getElementById('tour-step')!.textContent!.includes('2 '))
    await say(page, 'koordinator', 'batal')
    await phone(page, 'koordinator').locator('.line:not(.mine)', { hasText: 'dibatalkan' }).waitFor()
    await page.click('#tour-go')
    await page.locator('#tour-skip').waitFor({ timeout: 60_000 })
    expect(await page.textContent('#tour-step')).toContain('2 ')
    await page.click('#tour-skip')
    expect(await page.textContent('#tour-step')).toContain('3 ')
    // Save is not offered either: it is not pressed, and not typed as a word.
    await page.click('#tour-go')
    await page.locator('#tour-skip').waitFor({ timeout: 60_000 })
    expect(await phone(page, 'koordinator').locator('.mine', { hasText: 'Simpan' }).count()).toBe(0)
  })

  test('starts over, with empty phones, for everybody who looks', async () => {
    const page = await visit()
    const other = await visit()
    await say(other, 'warga', 'halo')
    await phone(other, 'warga').locator('.line:not(.mine)').first().waitFor()
    await Promise.all([other.waitForEvent('load'), reset(page)])
    expect(await page.locator('.line').count()).toBe(0)
    expect(await other.locator('.line').count()).toBe(0)
    expect(await db.prisma.checkIn.count({ where: said })).toBe(0)
    await say(other, 'pegawai', 'jadwal')
    await phone(other, 'pegawai').locator('.line:not(.mine)', { hasText: 'Apel' }).first().waitFor()
  })
})

describe('the page', () => {
  test('two browsers on one demo: each has phones of its own, one clock and one city', async () => {
    const [one, two] = [await visit(), await visit()]
    await one.click('button[data-third=tamu]')
    await say(one, 'tamu', 'halo')
    await phone(one, 'tamu').locator('.line:not(.mine)').first().waitFor()
    expect(await phone(two, 'tamu').locator('.line').count()).toBe(0)
    const next = await two.locator('#time .fine').first().textContent()
    await one.click('[value=next]')
    await two.waitForFunction((before) => document.querySelector('#time .fine')!.textContent !== before, next)
    expect(await two.locator('#time').textContent()).toContain('dimajukan')
  })

  test('five tabs in one browser: a browser has six connections, and each page needs one', async () => {
    const first = await visit()
    for (let n = 0; n < 4; n += 1) {
      const tab = await first.context().newPage()
      await tab.goto(`http://127.0.0.1:${port}/`)
      await tab.frameLocator('#venue').locator('main').waitFor()
    }
    await say(first, 'pegawai', 'jadwal')
    await phone(first, 'pegawai').locator('.line:not(.mine)').first().waitFor()
  })

  test('a page that nobody looks at gives its connection back, and misses nothing', async () => {
    const page = await visit()
    const look = (state: string) =>
      page.evaluate((to) => {
        Object.defineProperty(document, 'visibilityState', { value: to, configurable: true })
        document.dispatchEvent(new Event('visibilitychange'))
      }, state)
    await look('hidden')
    await say(page, 'pegawai', 'jadwal')
    await page.waitForTimeout(1_500)
    expect(await phone(page, 'pegawai').locator('.line:not(.mine)').count()).toBe(0)
    await look('visible')
    await phone(page, 'pegawai').locator('.line:not(.mine)').first().waitFor()
  })

  test('the server goes away and comes back: the conversation goes on by itself', async () => {
    const page = await visit()
    await say(page, 'pegawai', 'jadwal')
    await phone(page, 'pegawai').locator('.line:not(.mine)').first().waitFor()
    const before = await phone(page, 'pegawai').locator('.line').count()
    await app.stop()
    await page.locator('#net', { hasText: 'Sambungan terputus' }).waitFor({ timeout: 20_000 })
    await say(page, 'pegawai', 'menu')
    await startApp(String(port))
    await phone(page, 'pegawai')
      .locator('.line:not(.mine)', { hasText: 'Ada yang bisa saya bantu' })
      .waitFor({ timeout: 20_000 })
    expect(await phone(page, 'pegawai').locator('.line').count()).toBe(before + 2)
  })

  test('who a phone belongs to stays so over a reload; a chat from before a reset is nobody’s', async () => {
    const page = await visit()
    const bound = () =>
      db.prisma.addressPerson.findMany({ orderBy: [{ addressId: 'asc' }, { personId: 'asc' }] })
    const [first] = await bound()
    const other = await db.prisma.person.findFirstOrThrow({ where: { id: { not: first!.personId } } })
    await db.prisma.addressPerson.create({ data: { ...first!, personId: other.id } })
    const before = await bound()
    await page.reload()
    expect(await bound()).toEqual(before)
    await page.goto(`http://127.0.0.1:${port}/obrolan?hp=pegawai`)
    await reset(await visit())
    await page.fill('#teks', 'menu')
    await page.click('.send')
    await page.locator('.note', { hasText: 'sudah berakhir' }).waitFor()
  })

  test('without a network what is written waits, and is sent once', async () => {
    const page = await visit()
    await page.context().setOffline(true)
    await say(page, 'koordinator', 'menu')
    await phone(page, 'koordinator').locator('.waiting').waitFor()
    await page.context().setOffline(false)
    await phone(page, 'koordinator').locator('.line:not(.mine)').first().waitFor({ timeout: 20_000 })
    expect(await phone(page, 'koordinator').locator('.mine').count()).toBe(1)
  })

  test('5,000 letters, markup, right to left, and 40 messages at once', async () => {
    const page = await visit()
    await say(page, 'warga', 'a'.repeat(5_000))
    await say(page, 'warga', '<img src=x onerror=alert(1)> <b>tebal</b>')
    await say(page, 'warga', 'مرحبا بكم في المدينة')
    const own = phone(page, 'warga').locator('.mine:not(.waiting)')
    await own.nth(2).waitFor()
    expect(await own.nth(1).locator('.text').innerHTML()).toContain('&lt;img')
    await shouldFit(page)
    await page.fill('#tekskoordinator', '')
    for (let n = 0; n < 40; n += 1) await say(page, 'koordinator', `pesan ${n}`)
    const said = phone(page, 'koordinator').locator('.mine:not(.waiting) .text')
    await expect.poll(() => said.count(), { timeout: 100_000 }).toBe(40)
    expect(await said.allTextContents()).toEqual(Array.from({ length: 40 }, (_, n) => `pesan ${n}`))
    expect(complaints).toEqual([])
  }, 150_000)

  test.each([
    { name: '320 px', viewport: { width: 320, height: 640 } },
    { name: '320 px, dark', viewport: { width: 320, height: 640 }, colorScheme: 'dark' as const },
    { name: '1080p', viewport: { width: 1920, height: 1080 }, reducedMotion: 'reduce' as const },
    { name: '1080p, dark', viewport: { width: 1920, height: 1080 }, colorScheme: 'dark' as const },
  ])('fits and can be used by everybody: $name', async ({ name, ...options }) => {
    const page = await visit(options)
    await shouldFit(page)
    await shouldBeAccessible(page)
    if (!name.startsWith('320')) return
    await page.click('.tabs [data-tab=pegawai]')
    await say(page, 'pegawai', 'jadwal')
    await phone(page, 'pegawai').locator('.line:not(.mine)').first().waitFor()
    await shouldFit(page)
    await shouldBeAccessible(page)
  })

  test('by keyboard alone', async () => {
    const page = await visit()
    await page.focus('#captions')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('tour-go')
    await page.focus('#tekskoordinator')
    await page.keyboard.type('menu')
    await page.keyboard.press('Enter')
    await phone(page, 'koordinator').locator('.choices button').first().waitFor()
  })

  test('a scanned code stands in the employee’s phone', async () => {
    const page = await visit({}, '/?teks=KAPAL+27')
    expect(await page.inputValue('#tekspegawai')).toBe('KAPAL 27')
  })

  test('without JavaScript it is a page that can be read, and the clock a form that works', async () => {
    const page = await visit({ javaScriptEnabled: false })
    await Promise.all([page.waitForEvent('load'), page.click('[value=minute]')])
    expect(page.url()).toBe(`http://127.0.0.1:${port}/`)
    expect(await page.locator('.handset').count()).toBe(4)
    expect(await page.locator('#time').textContent()).toContain('dimajukan')
  })
})
