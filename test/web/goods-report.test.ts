import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { reportPayload } from '../../src/features/figures/report-link.ts'
import { pledgeCity } from '../features/pledges/city.ts'
import { openWorld, type World } from './world.ts'

let here: Awaited<ReturnType<typeof pledgeCity>>
let world: World
let wish: { c: number; m: string; u: number[] }
beforeAll(async () => {
  here = await pledgeCity()
  world = await openWorld({ db: here.db })
  const city = await here.db.prisma.unit.findFirstOrThrow({ where: { kind: 'kota' } })
  wish = { c: here.campaign.id, m: '2026-11', u: [city.id] }
})
afterAll(async () => {
  await world.close()
  await here.close()
})

const link = (payload: string, until = new Date(Date.now() + 60_000), purpose = 'laporan') =>
  `/laporan/${world.deps.secret.token(purpose, payload, until)}`
const get = (path: string) =>
  world.web.fetch(new Request(`http://127.0.0.1${path}`, { headers: { host: '127.0.0.1' } }))

describe('the report on goods behind its link', () => {
  test('is a workbook with a sheet for each thing', async () => {
    const response = await get(link(reportPayload({ ...wish, f: 'xlsx' })))
    expect(response.status).toBe(200)
    expect(response.headers.get('content-disposition')).toBe(
      'attachment; filename="laporan-telur-2026-11.xlsx"',
    )
    expect([response.headers.get('cache-control'), response.headers.get('referrer-policy')]).toEqual([
      ...['no-store', 'no-referrer'],
    ])
    const files = unzipSync(new Uint8Array(await response.arrayBuffer()))
    expect(Object.keys(files).filter((name) => /worksheets\/sheet/.test(name))).toHaveLength(5)
  })

  test('is a PDF', async () => {
    const response = await get(link(reportPayload({ ...wish, f: 'pdf' })))
    expect(response.headers.get('content-type')).toBe('application/pdf')
    expect(
      Buffer.from(await response.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-')
  })

  test('opens for nobody else, and not for ever', async () => {
    const payload = reportPayload({ ...wish, f: 'xlsx' })
    for (const path of [
      `${link(payload)}x`,
      link(payload, new Date(Date.now() - 1000)),
      link(payload, undefined, 'kalender'),
      link(reportPayload({ ...wish, u: [0], f: 'pdf' })),
      link(reportPayload({ ...wish, c: 999, f: 'pdf' })),
    ])
      expect((await get(path)).status).toBe(403)
  })
})
