import { Ajv } from 'ajv'
import { parse } from 'csv-parse/sync'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { giveGoods } from '../../src/features/demo/goods.ts'
import { allCampaigns, seedCampaigns } from '../../src/features/goods/campaigns.ts'
import { post } from '../../src/features/goods/ledger.ts'
import { seedCity } from '../../src/features/people/seed-city.ts'
import { qrPath } from '../../src/features/pledges/qr-card.ts'
import { seedPoints } from '../../src/features/points/points.ts'
import { transaction } from '../../src/lib/db.ts'
import { openChromium, shouldBeAccessible, shouldFit } from './chromium.ts'
import { openWorld, visitor, type World } from './world.ts'

/** What everybody may see of a campaign, as everybody gets it. */

const CITY = 'https://guyub.kota.go.id'
let world: World
let browser: Browser

beforeAll(async () => {
  world = await openWorld({
    config: { demo: false, web: { host: '127.0.0.1', port: 0, publicUrl: CITY } },
    demo: null,
    botLinks: { whatsapp: '+628110000001', telegram: 'guyub_contoh_bot' },
  })
  const { db, deps } = world
  const units = await seedCity(db, deps.city)
  const petugas = await db.prisma.person.create({ data: { name: 'Mega Puspitasari', status: 'active' } })
  await transaction(db, async (tx) => {
    await seedCampaigns(tx, deps.city)
    await seedPoints(tx, deps.city, units)
    await giveGoods(tx, deps.city, petugas.id, world.clock.now())
  })
  browser = await openChromium()
})
afterAll(async () => {
  await browser?.close()
  await world?.close()
})

const get = (path: string, headers: Record<string, string> = {}) => visitor(world, CITY).get(path, headers)

describe('the page', () => {
  test('tells the month against its target, and what each figure means', async () => {
    const response = await get('/telur')
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('public, max-age=180')
    const html = await response.text()
    for (const text of [
      'Keping Sedulur',
      'November 2026',
      'dari 1.000 butir',
      'Kelurahan Air Itam'.slice(10),
    ])
      expect(html).toContain(text)
    for (const text of [
      'Keadaan 23 November 2026 pukul 07.00 WIB',
      'Diskominfo Kota Pangkalpinang',
      'termasuk yang pecah',
    ])
      expect(html).toContain(text)
    expect(html).toContain(`<meta property="og:image" content="${CITY}/telur.png"`)
    expect(html).toContain('https://wa.me/628110000001?text=saya%20mau%20sedekah%202%20butir%20telur')
    // Neither who brought it nor who wrote it down.
    expect(html).not.toContain('Mega')
    expect(Buffer.byteLength(html)).toBeLessThan(30_000)
  })

  test('is the same under its own name, and nothing else has that name', async () => {
    expect(await (await get('/kebaikan/keping-sedulur')).text()).toContain('Keping Sedulur')
    for (const path of ['/beras', '/telur.xml', '/telurr', '/kebaikan/telur', '/TELUR'])
      expect((await get(path)).status).toBe(404)
    expect(await (await get('/resmi')).text()).toContain('Akun')
  })

  test('is not sent to whoever has it, and is packed for whoever can unpack it', async () => {
    const first = await get('/telur', { 'accept-encoding': 'gzip' })
    expect(first.headers.get('content-encoding')).toBe('gzip')
    expect(first.headers.get('vary')?.toLowerCase()).toContain('accept-encoding')
    expect((await first.arrayBuffer()).byteLength).toBeLessThan(10_000)
    const etag = first.headers.get('etag') ?? ''
    expect(etag).toMatch(/^W\/"[\w-]{16}"$/)
    for (const known of [etag, etag.slice(2), `"other", ${etag}`, '*']) {
      const again = await get('/telur', { 'if-none-match': known })
      expect([again.status, await again.text()]).toEqual([304, ''])
      expect(again.headers.get('etag')).toBe(etag)
    }
    expect((await get('/telur', { 'if-none-match': '"other"' })).status).toBe(200)
    expect(
      (await get('/telur', { 'accept-encoding': 'gzip;q=0' })).headers.get('content-encoding'),
    ).toBeNull()
  })

  test('is read once for many, and again after minutes', async () => {
    const texts = new Set(
      await Promise.all(Array.from({ length: 50 }, async () => (await get('/telur')).text())),
    )
    expect(texts.size).toBe(1)
    const [campaign] = await allCampaigns(world.db.prisma)
    const point = await world.db.prisma.dropPoint.findFirstOrThrow({ where: { key: 'posyandu-melati' } })
    const at = world.clock.now()
    const moved = { campaignId: campaign?.id ?? 0, amount: 7_000, why: 'receive' as const, at }
    await transaction(world.db, (tx) =>
      post(tx, [{ ...moved, source: 'giver', target: `stock/${point.id}` }]),
    )
    expect(texts).toContain(await (await get('/telur')).text())
  })

  test.each([
    ['a small phone', { width: 320, height: 640 }],
    ['a phone', { width: 360, height: 740 }],
    ['a desktop', { width: 1280, height: 900 }],
  ])('is whole, and for everybody, on %s', async (_, viewport) => {
    const { port } = await listening()
    // As on a phone that runs no scripts.
    const context = await browser.newContext({ viewport, locale: 'id-ID' })
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await context.newPage()
      await page.emulateMedia({ colorScheme })
      await page.goto(`http://127.0.0.1:${port}/telur`)
      expect(await page.locator('h1').textContent()).toBe('Keping Sedulur')
      expect(await page.locator('script').count()).toBe(0)
      await shouldFit(page)
      await shouldBeAccessible(page)
      await page.close()
    }
    await context.close()
  })
})

let opened: Promise<{ port: number }> | null = null
const listening = () => {
  opened ??= world.web.listen()
  return opened
}

const count = { type: 'integer', minimum: 0 }
const masked = { type: ['integer', 'null'], minimum: 0 }
const measures = (of: object) =>
  Object.fromEntries(['promised', 'received', 'broken', 'handed_out', 'recipients'].map((name) => [name, of]))
const exact = (properties: Record<string, object>) => ({
  ...{ type: 'object', properties, required: Object.keys(properties), additionalProperties: false },
})
const words = { type: 'string', minLength: 3 }
/** What programs of other people may rely on. */
const schema = exact({
  campaign: exact({
    ...{ key: words, name: words, city: words, goods: words, unit: words, target_per_month: masked },
    ...{
      first_day: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\d$' },
      last_day: { type: ['string', 'null'] },
    },
  }),
  updated_at: { type: 'string', pattern: '^2026-11-23T00:00:' },
  page: { const: `${CITY}/telur` },
  press: words,
  licence: exact({ name: words, url: words, text: words }),
  definitions: exact({ ...measures({ type: 'string', minLength: 40 }), stock: words }),
  notes: exact({ area: words, correction: words, few: words }),
  now: exact({ month: { const: '2026-11' }, target: { const: 1000 }, target_percent: count, stock: count }),
  since_start: exact({ received: count, broken: count, handed_out: count }),
  months: {
    ...{ type: 'array', minItems: 12, maxItems: 12 },
    items: exact({
      ...{ month: { type: 'string', pattern: '^202[56]-\\d\\d$' }, ...measures(count) },
      areas: { type: 'array', items: exact({ area: words, ...measures(masked) }) },
    }),
  },
})

describe('the data', () => {
  test('is JSON of a shape that holds, newest month first, open to other pages', async () => {
    const response = await get('/telur.json')
    expect(response.headers.get('content-type')).toContain('application/json')
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    const data = await response.json()
    const valid = new Ajv({ allowUnionTypes: true }).compile(schema)
    valid(data)
    expect(valid.errors).toBeNull()
    expect(data.months[0].received).toBeGreaterThan(100)
    expect(data.now.stock).toBe(
      data.since_start.received - data.since_start.broken - data.since_start.handed_out,
    )
    for (const { areas, ...month } of data.months)
      for (const name of ['promised', 'received', 'broken', 'handed_out', 'recipients']) {
        const shown = areas.map((one: Record<string, number | null>) => one[name])
        const sum = shown.reduce((all: number, one: number | null) => all + (one ?? 0), 0)
        expect(shown.includes(null) ? sum <= month[name] : sum === month[name]).toBe(true)
      }
  })

  test('is a table that a spreadsheet opens, and takes nothing for a formula', async () => {
    const { db } = world
    const response = await get('/telur.csv')
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const rows = parse(await response.text(), { columns: true }) as Record<string, string>[]
    const json = await (await get('/telur.json')).json()
    expect(rows).toHaveLength(
      12 + json.months.reduce((all: number, one: { areas: [] }) => all + one.areas.length, 0),
    )
    expect(rows[0]).toMatchObject({
      Bulan: '2026-11',
      Kelurahan: '',
      Satuan: 'butir',
      Diterima: String(json.months[0].received),
    })

    await db.prisma.unit.updateMany({
      where: { name: 'Kelurahan Air Itam' },
      data: { name: '=HYPERLINK("x"), "y"' },
    })
    const other = await openWorld({ ...world.deps, db })
    const text = await (await visitor(other, CITY).get('/telur.csv')).text()
    expect(text).toContain(`"'=HYPERLINK(""x""), ""y"""`)
    await db.prisma.unit.updateMany({
      where: { name: '=HYPERLINK("x"), "y"' },
      data: { name: 'Kelurahan Air Itam' },
    })
    await other.close()
  })

  test('has a picture to share', async () => {
    const response = await get('/telur.png')
    expect(response.headers.get('content-type')).toBe('image/png')
    const bytes = Buffer.from(await response.arrayBuffer())
    expect(bytes.subarray(1, 4).toString()).toBe('PNG')
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([1200, 630])
    expect(bytes.length).toBeLessThan(150_000)
  })
})

describe('behind a link that was made in chat', () => {
  const token = (page: string, payload: string, ms = 60_000) =>
    world.deps.secret.token(page, payload, new Date(Date.now() + ms))
  const open = () =>
    world.db.prisma.pledge.findFirstOrThrow({ where: { state: 'open', point: { key: 'posyandu-melati' } } })

  test('the paper of a point lists codes and amounts, and nobody by name', async () => {
    const { db } = world
    const melati = await db.prisma.dropPoint.findUniqueOrThrow({ where: { key: 'posyandu-melati' } })
    const pledge = await open()
    const hers = { ...pledge, id: undefined, code: 'K7QF3', giver: 'Ibu Rahasia', amount: 7, day: null }
    await db.prisma.pledge.create({ data: { ...hers, id: 99_001 } })
    const over = { ...hers, id: 99_002, code: 'M4RT2', state: 'cancelled' as const }
    await db.prisma.pledge.create({ data: over })
    const path = `/lembar/${token('lembar', String(melati.id))}`
    const response = await get(path)
    expect([
      response.status,
      response.headers.get('cache-control'),
      response.headers.get('referrer-policy'),
    ]).toEqual([...[200, 'no-store', 'no-referrer']])
    const html = await response.text()
    for (const text of ['Posyandu Melati', pledge.code, 'K7QF3', 'dijanjikan 7', 'Jumlah semua', 'Bu Sari 2'])
      expect(html).toContain(text)
    for (const text of ['Rahasia', 'M4RT2', 'Mega']) expect(html).not.toContain(text)

    const { port } = await listening()
    const page = await browser.newPage({ viewport: { width: 360, height: 740 } })
    await page.goto(`http://127.0.0.1:${port}${path}`)
    await shouldFit(page)
    await shouldBeAccessible(page)
    // Empty rows for those without a pledge, on one sheet of A4.
    expect(await page.locator('tbody tr').count()).toBeGreaterThanOrEqual(20)
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
    await page.close()
    expect((await get(`/lembar/${token('lembar', String(melati.id), -1)}`)).status).toBe(403)
    expect((await get(`/lembar/${token('qr', String(melati.id))}`)).status).toBe(403)
  })

  test('the QR of a pledge opens the petugas’ messenger with the line, until it is received', async () => {
    const { code, amount, id } = await open()
    const path = `/qr/${token('qr', code)}`
    const html = await (await get(path)).text()
    expect(html).toContain(qrPath(`https://wa.me/628110000001?text=${code}%20${amount}`).path)
    expect(html).toContain(`${amount} butir telur`)
    const { port } = await listening()
    const page = await browser.newPage({ viewport: { width: 360, height: 740 }, colorScheme: 'dark' })
    await page.goto(`http://127.0.0.1:${port}${path}`)
    await shouldFit(page)
    await shouldBeAccessible(page)
    await page.close()
    await world.db.prisma.pledge.update({ where: { id }, data: { state: 'received' } })
    expect((await get(path)).status).toBe(403)
  })
})
