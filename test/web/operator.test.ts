import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { metrics } from '../../src/lib/metrics.ts'
import type { HealthReport } from '../../src/web/health.ts'
import { openWorld, visitor, type World } from './world.ts'

let world: World
let report: () => Promise<HealthReport> = async () => ({ ready: true, reasons: [] })
const webhook: Request[] = []
beforeAll(async () => {
  world = await openWorld({
    health: () => report(),
    telegramWebhook: {
      path: '/telegram/abc',
      handle: async (request) => {
        webhook.push(request)
        return new Response('ok')
      },
    },
  })
})
afterAll(() => world.close())

describe('health', () => {
  test('ready, not ready with reasons, broken: live all the time', async () => {
    const me = visitor(world)
    expect((await me.get('/healthz/ready')).status).toBe(200)
    report = async () => ({ ready: false, reasons: ['the database does not answer'] })
    for (const path of ['/healthz', '/healthz/ready']) {
      const response = await me.get(path)
      expect(response.status).toBe(503)
      expect(await response.json()).toMatchObject({ ready: false, reasons: ['the database does not answer'] })
    }
    report = () => Promise.reject(new Error('boom'))
    expect((await me.get('/healthz/ready')).status).toBe(503)
    expect(await (await me.get('/healthz/live')).json()).toEqual({ live: true })
  })

  test('a health check that hangs is not ready', async () => {
    report = () => new Promise(() => {})
    const response = await visitor(world).get('/healthz/ready')
    expect(response.status).toBe(503)
  })
})

describe('metrics', () => {
  test('counts, and reads the tables and leases at the scrape', async () => {
    metrics.turns.inc({ outcome: 'done' })
    metrics.replySeconds.observe({ channel: 'telegram' }, 0.12)
    await world.db.prisma.lease.create({
      data: { name: 'telegram', holder: 'h:1', epoch: 1n, expiresAt: new Date(Date.now() + 60_000) },
    })
    await world.webchat.say('metrics', { text: 'halo' }, 'metrics-1-xxxx')
    const response = await visitor(world).get('/metrics')
    expect(response.headers.get('content-type')).toContain('text/plain')
    const text = await response.text()
    expect(text).toContain('guyub_turns_total{outcome="done"} 1')
    expect(text).toContain('guyub_reply_seconds_bucket{le="0.2",channel="telegram"} 1')
    expect(text).toContain('guyub_inbox_rows{state="new"} 1')
    expect(text).toContain('guyub_outbox_rows{state="sent"} 1')
    expect(text).toMatch(/guyub_lag_seconds\{channel="webchat"\} \d/)
    expect(text).toContain('guyub_lease_held{name="telegram",holder="h:1"} 1')
  })

  test('are not for anybody who comes through a proxy', async () => {
    expect((await visitor(world).get('/metrics', { 'x-forwarded-for': '203.0.113.9' })).status).toBe(403)
  })
})

test("Telegram's webhook passes without being a browser, whatever its host", async () => {
  const response = await world.web.fetch(
    new Request('https://guyub.kota.go.id/telegram/abc', { method: 'POST', body: '{"update_id":1}' }),
  )
  expect(await response.text()).toBe('ok')
  expect(await webhook[0]!.json()).toEqual({ update_id: 1 })
  const huge = await world.web.fetch(
    new Request('https://guyub.kota.go.id/telegram/abc', { method: 'POST', body: 'x'.repeat(2_000_000) }),
  )
  expect(huge.status).toBe(413)
  expect(webhook).toHaveLength(1)
})

test('listening and closing: the streams end, the port is free again', async () => {
  const { port } = await world.web.listen()
  const response = await fetch(`http://127.0.0.1:${port}/healthz/live`)
  expect(response.status).toBe(200)
  const entered = await fetch(`http://127.0.0.1:${port}/masuk`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ peran: 'warga' }),
    headers: { origin: `http://127.0.0.1:${port}` },
  })
  const cookie = entered.headers.getSetCookie()[0]!.split(';')[0]!
  const stream = await fetch(`http://127.0.0.1:${port}/obrolan/aliran?hp=warga`, { headers: { cookie } })
  const ended = stream.text()
  const before = Date.now()
  await world.web.close()
  await ended
  expect(Date.now() - before).toBeLessThan(2_500)
  await expect(fetch(`http://127.0.0.1:${port}/healthz/live`)).rejects.toThrow()
})
