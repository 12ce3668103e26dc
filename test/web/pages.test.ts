import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asset, styleText } from '../../src/web/assets.ts'
import { openWorld, visitor, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld({ botLinks: { telegram: 'guyub_contoh_bot' } })
})
afterAll(() => world.close())

describe('every page', () => {
  test.each(['/', '/layar', '/resmi', '/tidak-ada'])(
    '%s carries the headers, no inline script, and no style but those that its policy names',
    async (path) => {
      const response = await visitor(world).get(path)
      const policy = response.headers.get('content-security-policy')!
      expect(policy).toContain("default-src 'none'")
      // Only the venue screen of the demo may stand in a frame, and only in a page of ours.
      expect(policy).toContain(`frame-ancestors '${path === '/layar' ? 'self' : 'none'}'`)
      expect(policy).not.toContain('unsafe')
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
      expect(response.headers.get('cache-control')).toBe('no-store')
      const html = await response.text()
      expect(html).toMatch(/^<!doctype html><html lang="id"/)
      const styles = [...html.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, text]) => text as string)
      expect(styles.length).toBeGreaterThan(0)
      for (const text of styles)
        expect(policy).toContain(`'sha256-${createHash('sha256').update(text).digest('base64')}'`)
      expect(html.replace(/<style>[\s\S]*?<\/style>/g, '')).not.toMatch(
        /<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/,
      )
    },
  )

  test('an unknown address is a page in Indonesian, and so is one that broke', async () => {
    const missing = await visitor(world).get('/tidak-ada')
    expect(missing.status).toBe(404)
    expect(await missing.text()).toContain('Halaman tidak ada')

    const broken = await openWorld({
      demo: { ...world.deps.demo!, enter: () => Promise.reject(new Error('secret detail')) },
    })
    const answer = await visitor(broken).post('/masuk', { peran: 'warga' })
    expect(answer.status).toBe(500)
    const html = await answer.text()
    expect(html).toContain('Ada gangguan')
    expect(html).not.toContain('secret detail')
    await broken.close()
  })

  test('script and style of a page together stay small, and are kept by the browser', async () => {
    const response = await visitor(world).get(asset('phone.js'))
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(response.headers.get('cache-control')).toContain('immutable')
    const pages = [
      // The demo is the largest; what a city's people load is well below.
      {
        most: 60_000,
        styles: ['style.css', 'demo.css'],
        names: ['demo.js', 'tour.js', 'venue.js', 'phone.js', 'stream.js'],
      },
      { most: 40_000, styles: ['style.css'], names: ['chat.js', 'phone.js', 'stream.js'] },
      { most: 40_000, styles: ['style.css'], names: ['screen.js', 'stream.js'] },
    ] as const
    for (const { most, styles, names } of pages) {
      const sizes = await Promise.all(
        names.map(async (name) => (await (await visitor(world).get(asset(name))).arrayBuffer()).byteLength),
      )
      expect(sizes.every((size) => size > 500)).toBe(true)
      const drawn = styles.map((name) => Buffer.byteLength(styleText(name)))
      expect([...sizes, ...drawn].reduce((a, b) => a + b)).toBeLessThan(most)
    }
  })

  test('a module names those that it imports by their address', async () => {
    const chat = await (await visitor(world).get(asset('chat.js'))).text()
    expect(chat).toContain(`from '${asset('phone.js')}'`)
    expect(chat).not.toContain("'./")
  })
})

describe('the official page', () => {
  test('names the accounts, who answers for them, and what is never asked', async () => {
    const html = await (await visitor(world).get('/resmi')).text()
    expect(html).toContain('https://t.me/guyub_contoh_bot')
    expect(html).toContain(world.deps.city.controller.office)
    for (const word of ['OTP', 'PIN', 'NIK', 'Uang']) expect(html).toContain(word)
  })
})

describe('who may ask', () => {
  test.each(['evil.example', '192.168.1.7:3000', 'localhost.evil.example', '127.0.0.1.evil.example'])(
    'the demo refuses the host %s',
    async (host) => {
      const response = await visitor(world).get('/', { host })
      expect(response.status).toBe(403)
      expect(await response.text()).toContain('Hanya dari komputer ini')
    },
  )

  test.each(['127.0.0.1:3000', 'localhost', '[::1]:3000'])('the demo opens at %s', async (host) => {
    expect((await visitor(world).get('/', { host })).status).toBe(200)
  })

  test.each([
    ['another site', { origin: 'https://evil.example' }],
    ['an unknown origin', { origin: 'null' }],
    ['another site, says the browser', { 'sec-fetch-site': 'cross-site' }],
    ['a sibling site, says the browser', { 'sec-fetch-site': 'same-site' }],
  ])('a form of %s is refused', async (_name, sender) => {
    const before = world.entered.length
    for (const path of ['/obrolan', '/masuk', '/layar']) {
      const response = await visitor(world).post(path, { peran: 'warga' }, sender as Record<string, string>)
      expect(response.status).toBe(403)
      expect(await response.text()).toContain('Permintaan ditolak')
    }
    expect(world.entered).toHaveLength(before)
  })

  test('a form without any sender is refused, our own is taken', async () => {
    const bare = await world.web.fetch(new Request('http://127.0.0.1:3000/layar', { method: 'POST' }))
    expect(bare.status).toBe(403)
    const own = await visitor(world).post('/layar', {}, { 'sec-fetch-site': 'same-origin', origin: 'null' })
    expect(own.status).toBe(303)
  })

  test('a huge body is refused', async () => {
    const me = visitor(world)
    await me.post('/masuk', { peran: 'warga' })
    const response = await me.post('/obrolan?hp=warga', { teks: 'x'.repeat(100_000) })
    expect(response.status).toBe(413)
    expect(await response.text()).toContain('Kiriman terlalu besar')
  })

  test('outside the demo nobody can be somebody, and any host is fine', async () => {
    const real = await openWorld({
      config: { demo: false, web: { host: '0.0.0.0', port: 0, publicUrl: 'https://guyub.kota.go.id' } },
      demo: null,
    })
    const me = visitor(real, 'https://guyub.kota.go.id')
    const front = await (await me.get('/')).text()
    expect(front).not.toContain('/masuk')
    expect(front).toContain('/obrolan')
    expect((await me.post('/masuk', { peran: 'koordinator' })).status).toBe(404)
    const chat = await me.get('/obrolan')
    expect(chat.headers.get('set-cookie')).toMatch(/HttpOnly; Secure; SameSite=Lax$/i)
    expect((await me.post('/obrolan', { contoh: 'phone' })).status).toBe(400)
    expect((await me.post('/obrolan', { contoh: 'place' })).status).toBe(400)
    await real.close()
  })

  test('without webchat there is no chat page', async () => {
    const real = await openWorld({
      config: { demo: false, web: { host: '0.0.0.0', port: 0, publicUrl: null } },
      demo: null,
      webchat: null,
    })
    expect((await visitor(real).get('/obrolan')).status).toBe(404)
    await real.close()
  })
})
