import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { confirmScreen } from '../../src/features/check-in/screens.ts'
import { openChromium, shouldBeAccessible, shouldFit } from './chromium.ts'
import { MORNING, openApel, openWorld, queue, sent, type World } from './world.ts'

/** The pages in a real Chromium: what only a browser can say. */

const PHONE = { width: 390, height: 844 }

let world: World
let browser: Browser
let base: string
let contexts: BrowserContext[] = []
let complaints: string[] = []

beforeAll(async () => {
  world = await openWorld()
  base = `http://127.0.0.1:${(await world.web.listen()).port}`
  browser = await openChromium()
})
afterAll(async () => {
  await browser?.close()
  await world?.close()
})
beforeEach(() => {
  complaints = []
  world.clock.reset(MORNING)
})
afterEach(async () => {
  for (const context of contexts) await context.close()
  contexts = []
})

type ContextOptions = Parameters<Browser['newContext']>[0]

async function openPage(path: string, options: ContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: PHONE, locale: 'id-ID', ...options })
  contexts.push(context)
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (/Content Security Policy|Uncaught/.test(message.text())) complaints.push(message.text())
  })
  await page.goto(base + path)
  return page
}

async function enter(role = 'tamu', options: ContextOptions = {}): Promise<Page> {
  const page = await openPage('/', options)
  await page.goto(`${base}/obrolan?hp=${role}`)
  last = role
  return page
}

const bubbles = (page: Page) => page.locator('.line .text').allTextContents()
let last = 'tamu'
const address = () => world.entered.findLast(({ role }) => role === last)!.address

describe('the chat page', () => {
  test('sends by keyboard, hears the answer, offers choices that can be pressed', async () => {
    const page = await enter()
    await page.keyboard.type('menu')
    await page.keyboard.press('Enter')
    await page.click('text=Hadir apel')
    await page.waitForSelector('text=Diterima: h')
    expect(await bubbles(page)).toEqual(['menu', 'Mau apa hari ini?', 'Hadir apel', 'Diterima: h'])
    expect(await page.locator('.waiting').count()).toBe(0)
    await page.waitForSelector('.typing', { state: 'hidden' })
    expect(complaints).toEqual([])
  })

  test('shows what another process sent, without a message of this page', async () => {
    const page = await enter()
    await world.webchat.say(address(), { text: 'halo' }, 'elsewhere-0001')
    await page.waitForSelector('text=Diterima: halo')
    await queue(world.db, address(), 'from-elsewhere', { text: 'Apel dibuka 15 menit lagi' })
    await sent(world.db, 'from-elsewhere')
    await page.waitForSelector('text=Apel dibuka 15 menit lagi', { timeout: 5_000 })
  })

  test('a message written without a network is kept over a reload and sent once', async () => {
    const page = await enter()
    // Only the post fails, as when the signal is lost on the way; the page can still be loaded.
    await page.route('**/obrolan?*', (route) =>
      route.request().method() === 'POST' ? route.abort() : route.continue(),
    )
    await page.fill('#teks', 'tanpa sinyal')
    await page.click('.send')
    await page.waitForSelector('text=belum terkirim, dicoba lagi')
    await page.reload()
    await page.waitForSelector('.waiting >> text=tanpa sinyal')
    await page.unroute('**/obrolan?*')
    await page.waitForSelector('text=Diterima: tanpa sinyal', { timeout: 10_000 })
    expect(await bubbles(page)).toEqual(['tanpa sinyal', 'Diterima: tanpa sinyal'])
  })

  test('an answer whose receipt was lost is not asked twice', async () => {
    const page = await enter()
    let lost = false
    await page.route('**/obrolan?*', async (route) => {
      if (route.request().method() !== 'POST' || lost) return route.continue()
      lost = true
      await route.fetch()
      return route.abort()
    })
    await page.fill('#teks', 'sekali saja')
    await page.click('.send')
    await page.waitForSelector('text=Diterima: sekali saja')
    await page.waitForTimeout(1_500)
    expect(await bubbles(page)).toEqual(['sekali saja', 'Diterima: sekali saja'])
    expect(
      await world.db.prisma.inbox.count({
        where: { channel: 'webchat', externalId: { startsWith: address() } },
      }),
    ).toBe(1)
  })

  test('forty messages at once arrive all, in order', async () => {
    const page = await enter()
    await page.evaluate(() => {
      const input = document.querySelector('textarea')!
      for (let i = 1; i <= 40; i += 1) {
        input.value = `pesan ${i}`
        input.form!.requestSubmit()
      }
    })
    await page.waitForSelector('text=Diterima: pesan 40', { timeout: 20_000 })
    const said = await page.locator('.mine .text').allTextContents()
    expect(said).toEqual(Array.from({ length: 40 }, (_, i) => `pesan ${i + 1}`))
  })

  test('HTML, right-to-left text and 5,000 letters are text that fits', async () => {
    const page = await enter('tamu', { viewport: { width: 320, height: 568 } })
    for (const [i, text] of [
      '<img src=x onerror="document.title=1">',
      'شكرا جزيلا',
      'W'.repeat(5_000),
    ].entries()) {
      await page.fill('#teks', text)
      await page.click('.send')
      await page.locator('.line.mine:not(.waiting)').nth(i).waitFor()
    }
    expect(await page.title()).toBe('Chat dengan Guyub')
    await shouldFit(page)
    expect(complaints).toEqual([])
  })

  test('a place is sent where the browser has one', async () => {
    const page = await enter('tamu', {
      geolocation: { latitude: -2.13, longitude: 106.11, accuracy: 20 },
      permissions: ['geolocation'],
    })
    await page.click('.composer .locate')
    await page.waitForSelector('text=Lokasi terkirim (ketelitian 20 m)')
  })

  test('works without JavaScript', async () => {
    const page = await enter('tamu', { javaScriptEnabled: false })
    await page.fill('#teks', 'menu')
    await page.click('.send')
    await page.click('text=Hadir apel')
    await page.waitForSelector('text=Diterima: h')
  })

  test('the server goes away and comes back: the conversation goes on by itself', async () => {
    const page = await enter()
    const port = Number(new URL(base).port)
    await world.web.close()
    await page.fill('#teks', 'masih di sana?')
    await page.click('.send')
    await page.waitForSelector('text=Sambungan terputus')
    const { createWeb } = await import('../../src/web/server.ts')
    world.web = createWeb({
      ...world.deps,
      config: { demo: true, web: { host: '127.0.0.1', port, publicUrl: null } },
    })
    await world.web.listen()
    await page.waitForSelector('text=Diterima: masih di sana?', { timeout: 20_000 })
    await page.waitForFunction(() => document.querySelector('.state')!.textContent === '')
  })
})

describe('the venue screen', () => {
  async function openScreen(options: ContextOptions = {}) {
    const page = await openPage('/layar', options)
    await page.waitForURL(/\/layar\/./)
    const digits = /\d{4}/.exec((await page.textContent('.digits'))!)![0]
    return { page, digits }
  }

  async function confirmed(options: ContextOptions = {}) {
    const session = await openApel(world.db)
    const { page, digits } = await openScreen(options)
    await confirmScreen(world.db.prisma, {
      digits,
      sessionId: session.id,
      personId: 1,
      now: world.clock.now(),
    })
    await page.waitForSelector('main[data-phase=open]')
    return { page, session }
  }

  test('waits blank, then shows the code larger than its QR, and counts live', async () => {
    const { page, session } = await confirmed({ viewport: { width: 1920, height: 1080 } })
    const code = await page.locator('#code').boundingBox()
    const qr = await page.locator('#qr').boundingBox()
    expect(code!.width * code!.height).toBeGreaterThan(2 * qr!.width * qr!.height)
    expect(await page.textContent('#code')).toMatch(/^[A-Z]{3,8}\d\d$/)
    expect(await page.textContent('.window')).toContain('Terbuka sampai 07.30 WIB')
    const person = await world.db.prisma.person.create({ data: { name: 'Siti' } })
    const time = { countsAt: MORNING, messageAt: MORNING, decidedAt: MORNING }
    await world.db.prisma.attendance.create({
      data: { sessionId: session.id, personId: person.id, status: 'hadir', proof: 'code', ...time },
    })
    await page.waitForFunction(() => document.getElementById('count')!.textContent === '1', null, {
      timeout: 8_000,
    })
    expect(complaints).toEqual([])
  })

  test('goes on offline with its codes, for ten minutes and not longer', async () => {
    const { page } = await confirmed()
    const before = await page.textContent('#code')
    await page.context().setOffline(true)
    // The browser's own clock runs ahead, as ten minutes in the yard would.
    const later = (minutes: number) =>
      page.evaluate((ms) => {
        const real = Date.now.bind(Date)
        Date.now = () => real() + ms
      }, minutes * 60_000)
    await later(5)
    await page.waitForFunction((was) => document.getElementById('code')!.textContent !== was, before)
    await page.waitForSelector('text=Tanpa internet. Kode masih berjalan sampai 07.', { timeout: 15_000 })
    await later(6)
    await page.waitForSelector('main[data-phase=out]')
    expect(await page.locator('.venue-code').isVisible()).toBe(false)
    await page.waitForSelector('text=Kode habis')
    await page.context().setOffline(false)
    await page.waitForSelector('main[data-phase=open]', { timeout: 8_000 })
  })

  test('a hall computer whose clock is wrong shows the same code', async () => {
    const { page } = await confirmed()
    const wrong = await page.context().newPage()
    await wrong.addInitScript(() => {
      const real = Date.now.bind(Date)
      Date.now = () => real() - 3_600_000
    })
    await wrong.goto(page.url())
    await wrong.waitForSelector('main[data-phase=open]')
    expect(await wrong.textContent('#code')).toBe(await page.textContent('#code'))
  })

  test('is refused to another browser, and says when it is over', async () => {
    const { page } = await confirmed()
    const other = await openPage(new URL(page.url()).pathname)
    expect(await other.textContent('h1')).toBe('Layar ini milik peramban lain')
    world.clock.forward(31 * 60_000)
    await page.waitForSelector('main[data-phase=over]', { timeout: 8_000 })
  })
})

describe('everybody', () => {
  const schemes = ['light', 'dark'] as const

  test.each(schemes)(
    'front, official and error pages are accessible and fit 320 px, %s',
    async (colorScheme) => {
      for (const path of ['/', '/resmi', '/tidak-ada']) {
        const page = await openPage(path, { viewport: { width: 320, height: 568 }, colorScheme })
        await shouldBeAccessible(page)
        await shouldFit(page)
      }
    },
  )

  test.each(schemes)('the chat is accessible and fits 320 px, empty and full, %s', async (colorScheme) => {
    const page = await enter('tamu', {
      viewport: { width: 320, height: 568 },
      colorScheme,
      reducedMotion: 'reduce',
    })
    await shouldBeAccessible(page)
    for (const text of ['menu', 'lokasi']) {
      await page.fill('#teks', text)
      await page.click('.send')
      await page.waitForSelector(`text=${text === 'menu' ? 'Mau apa' : 'Di mana'}`)
    }
    await shouldBeAccessible(page)
    await shouldFit(page)
  })

  test('the venue screen is accessible and fits, from 320 px to 1080p', async () => {
    const session = await openApel(world.db)
    const page = await openPage('/layar', { colorScheme: 'dark' })
    await page.waitForURL(/\/layar\/./)
    await shouldBeAccessible(page)
    const digits = /\d{4}/.exec((await page.textContent('.digits'))!)![0]
    await confirmScreen(world.db.prisma, {
      digits,
      sessionId: session.id,
      personId: 1,
      now: world.clock.now(),
    })
    await page.waitForSelector('main[data-phase=open]')
    for (const viewport of [
      { width: 320, height: 568 },
      PHONE,
      { width: 1024, height: 768 },
      { width: 1920, height: 1080 },
    ]) {
      await page.setViewportSize(viewport)
      await shouldBeAccessible(page)
      await shouldFit(page)
      // Everything at a glance: nobody scrolls a projector.
      const height = await page.evaluate(() => document.documentElement.scrollHeight)
      expect(height).toBeLessThanOrEqual(viewport.height)
    }
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
      'rgb(255, 255, 255)',
    )
  })
})
