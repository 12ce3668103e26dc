import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import qrcode from 'qrcode'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { largest, progressSvg } from '../../../src/features/figures/chart.ts'
import { pictureMaker, progressRef, qrRef } from '../../../src/features/figures/pictures.ts'
import { campaignsIn, pageOf } from '../../../src/features/goods/campaign-page.ts'
import type { Campaign } from '../../../src/features/goods/campaigns.ts'
import { endPledge, pledgeGoods } from '../../../src/features/pledges/pledge.ts'
import { qrCardSvg } from '../../../src/features/pledges/qr-card.ts'
import { fixedClock } from '../../../src/lib/clock.ts'
import { transaction } from '../../../src/lib/db.ts'
import { loadLocales } from '../../../src/lib/i18n.ts'
import { drawPng } from '../../../src/lib/picture.ts'
import { pledgeCity } from '../pledges/city.ts'

let here: Awaited<ReturnType<typeof pledgeCity>>
const folder = mkdtempSync(join(tmpdir(), 'guyub-gambar-'))
beforeAll(async () => {
  here = await pledgeCity()
})
afterAll(async () => {
  await here.close()
  rmSync(folder, { recursive: true })
})

const texts = loadLocales({ zone: 'Asia/Jakarta', zoneLabel: 'WIB' })
const t = texts.translator('id')

describe('pictures that messages ask for', () => {
  it('are drawn of a campaign once for many, and of a pledge while it is open', async () => {
    const make = pictureMaker({
      ...{ db: here.db, city: here.city, clock: fixedClock(here.at), translator: texts.translator, folder },
      publicUrl: null,
    })
    const ref = (made: string) =>
      make(made.replace('made:', ''), (line) => `https://wa.me/62811?text=${line}`)
    const [one, two] = await Promise.all([1, 2].map(() => ref(progressRef(here.campaign.key, 'id'))))
    expect(one).toBe(two)
    expect(one).toMatchObject({ kind: 'photo', mime: 'image/png' })
    const bytes = readFileSync(fileURLToPath(one?.ref ?? ''))
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([1080, 1350])
    expect(await ref(progressRef('tidak-ada', 'id'))).toBeNull()

    const wish = {
      ...{ campaignId: here.campaign.id, addressId: here.address.id, personId: null, kind: 'self' as const },
      ...{ unitId: null, giver: 'Siti', anonymous: false, amount: 30, pointId: null, day: null },
      ...{ news: false, inboxId: null },
    }
    const { id, code } = await transaction(here.db, (tx) => pledgeGoods(tx, wish, here.at))
    expect((await ref(qrRef(code, 'id')))?.bytes).toBeGreaterThan(3_000)
    await transaction(here.db, (tx) => endPledge(tx, id, 'cancelled', here.at))
    expect(await ref(qrRef(code, 'id'))).toBeNull()
  })
})

describe('the QR of a pledge', () => {
  it('is drawn pixel by pixel as it should be, with white around', async () => {
    // What qrcode itself reads pictures with.
    const { PNG } = createRequire(createRequire(import.meta.url).resolve('qrcode'))('pngjs')
    for (const opens of [
      'https://t.me/guyub_bot?start=K7QF3-30',
      `https://wa.me/62811?text=${'K7QF3'.repeat(20)}`,
    ]) {
      const card = {
        code: 'K7QF3',
        amount: 30,
        goods: 'telur',
        unit: 'butir',
        point: null,
        day: '2026-11-27',
      }
      const { width, data } = PNG.sync.read(await drawPng(qrCardSvg({ ...card, opens }, t)))
      const { modules } = qrcode.create(opens, { errorCorrectionLevel: 'M' })
      const scale = Math.floor(600 / modules.size)
      const left = Math.floor((width - modules.size * scale) / 2)
      let wrong = 0
      for (let y = -2 * scale; y < modules.size * scale; y++)
        for (let x = -2 * scale; x < (modules.size + 2) * scale; x++) {
          const [row, column] = [Math.floor(y / scale), Math.floor(x / scale)]
          const within = row >= 0 && column >= 0 && column < modules.size
          const dark = within && modules.data[row * modules.size + column] === 1
          if (data[((60 + y) * width + left + x) * 4] < 128 !== dark) wrong += 1
        }
      expect(wrong).toBe(0)
    }
  })
})

describe('the progress picture', () => {
  const nothing = { promised: 0, received: 0, broken: 0, handed: 0, recipients: 0 }
  const area = (name: string | null, received: number | null) => ({ ...nothing, area: name, received })
  const month = (areas: ReturnType<typeof area>[], received: number) => ({
    ...{ month: '2026-11', total: { ...nothing, received }, areas },
  })

  it('shows the largest, and in one what is small or not to be seen', () => {
    const some = month(
      [area('Kelurahan A', 50), area('Kelurahan B', null), area(null, 70), area('Kelurahan C', 5)],
      130,
    )
    expect(largest(some, 3, t)).toEqual([
      { label: 'Titik kota', value: 70, rest: false },
      { label: 'A', value: 50, rest: false },
      { label: 'Lainnya', value: 10, rest: true },
    ])
    expect(largest(month([area('Kelurahan A', null)], 3), 3, t)).toEqual([])
  })

  it.each(['wide', 'tall'] as const)('says %s what a month has come to, also beyond its target', (shape) => {
    const now = month([area('Kelurahan A', 1_500)], 1_500)
    const figures = {
      month: '2026-11',
      now,
      months: [now],
      stock: 0,
      ever: { received: 0, broken: 0, handed: 0 },
    }
    const chart = { figures, city: 'Pangkalpinang', at: here.at, where: 'guyub.go.id/telur' }
    const drawn = (target: number | null) =>
      progressSvg({ ...chart, campaign: { name: 'Keping & Sedulur', unit: 'butir', target } }, shape, t)
    for (const words of ['Keping &#38; Sedulur', '1.500', 'dari 1.000 butir', '150%', 'guyub.go.id/telur'])
      expect(drawn(1_000)).toContain(words)
    // Its bar is full, and no longer.
    expect(Math.max(...[...drawn(1_000).matchAll(/width="(\d+)"/g)].map(([, width]) => Number(width)))).toBe(
      shape === 'wide' ? 1_200 : 1_080,
    )
    expect(drawn(null)).toContain('butir bulan ini')
    expect(drawn(null)).not.toContain('%')
  })
})

describe('a campaign’s page', () => {
  const one = (key: string, goods: string, more: Partial<Campaign> = {}): Campaign => ({
    ...{ id: 1, key, name: key, aliases: [], goods, goodsAliases: [], unit: 'butir', measures: {} },
    ...{ target: null, suggested: 1, firstDay: '2026-01-01', lastDay: null, press: null, ...more },
  })
  const old = one('telur-lama', 'telur', { lastDay: '2026-06-30' })
  const now = one('keping-sedulur', 'telur', { goodsAliases: ['telor'], name: 'Keping Sedulur' })
  const rice = one('beras-peduli', 'beras')

  it('lies where its goods are called, as long as it is the one', () => {
    expect(pageOf(now, [now, old], '2026-11-27')).toBe('/telur')
    expect(pageOf(old, [now, old], '2026-11-27')).toBe('/kebaikan/telur-lama')
    expect(pageOf(old, [old], '2026-11-27')).toBe('/telur')
  })

  it('is meant by its goods, its name, or by nothing', () => {
    const all = [old, now, rice]
    const found = (text: string) => campaignsIn(text, all, '2026-11-27').map(({ key }) => key)
    expect(found('progres telor min')).toEqual(['keping-sedulur'])
    expect(found('progres Keping Sedulur?')).toEqual(['keping-sedulur'])
    expect(found('progres beras')).toEqual(['beras-peduli'])
    expect(found('progres')).toEqual(['keping-sedulur', 'beras-peduli'])
    expect(found('progres berasnya')).toEqual(['keping-sedulur', 'beras-peduli'])
    expect(campaignsIn('progres', [], '2026-11-27')).toEqual([])
  })
})
