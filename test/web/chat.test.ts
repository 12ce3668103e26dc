import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { Rich } from '../../src/web/rich.tsx'
import { openWorld, visitor, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

async function enter(role: string) {
  const me = visitor(world)
  const response = await me.post('/masuk', { peran: role })
  expect(response.status).toBe(303)
  expect(response.headers.get('location')).toBe(`/obrolan?hp=${role}`)
  return me
}

describe('entering the demo', () => {
  test('binds the cookie of that role, and one browser can be several people', async () => {
    const me = await enter('koordinator')
    await me.post('/masuk', { peran: 'pegawai' })
    const [first, second] = world.entered.slice(-2)
    expect([first!.role, second!.role]).toEqual(['koordinator', 'pegawai'])
    expect(first!.address).not.toBe(second!.address)
    await me.post('/obrolan?hp=koordinator', { teks: 'dari koordinator' })
    expect(await (await me.get('/obrolan?hp=pegawai')).text()).not.toContain('dari koordinator')
    expect(await (await me.get('/obrolan?hp=koordinator')).text()).toContain('Koordinator: Budi Santoso')
  })

  test('a known visitor stays the same address, a stranger is somebody new each time', async () => {
    const me = await enter('warga')
    await me.post('/masuk', { peran: 'warga' })
    expect(world.entered.at(-1)!.address).toBe(world.entered.at(-2)!.address)
    await me.post('/masuk', { peran: 'tamu' })
    await me.post('/masuk', { peran: 'tamu' })
    expect(world.entered.at(-1)!.address).not.toBe(world.entered.at(-2)!.address)
  })

  test('without a cookie the chat asks first who one is, and keeps a scanned text', async () => {
    const me = visitor(world)
    const away = await me.get('/obrolan?teks=KAPAL+27')
    expect(away.headers.get('location')).toBe('/?teks=KAPAL+27')
    expect(await (await me.get('/?teks=KAPAL+27')).text()).toContain('>KAPAL 27</textarea>')
    const entered = await me.post('/masuk', { peran: 'pegawai', teks: 'KAPAL 27' })
    const page = await (await me.get(entered.headers.get('location')!)).text()
    // Only filled in, never sent by opening a link.
    expect(page).toMatch(/<textarea[^>]*>KAPAL 27<\/textarea>/)
    expect(page).not.toContain('class="bubble"')
  })
})

describe('the chat without JavaScript', () => {
  test('sends by form, shows what was said and heard, offers the choices', async () => {
    const me = await enter('warga')
    const response = await me.post('/obrolan?hp=warga', { teks: 'menu', id: 'form-id-0001' })
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe('/obrolan?hp=warga#akhir')
    const html = await (await me.get('/obrolan?hp=warga')).text()
    expect(html).toContain('Mau apa hari ini?')
    expect(html).toMatch(/<button type="submit" name="pilihan" value="h">Hadir apel<\/button>/)
    await me.post('/obrolan?hp=warga', { pilihan: 'h', id: 'form-id-0002' })
    expect(await (await me.get('/obrolan?hp=warga')).text()).toContain('Diterima: h')
  })

  test('HTML is text, and only the marks of a message are marks', async () => {
    const me = await enter('warga')
    await me.post('/obrolan?hp=warga', { teks: '<img src=x onerror=alert(1)> *tebal* </textarea><script>' })
    const html = await (await me.get('/obrolan?hp=warga')).text()
    expect(html).not.toContain('<img src=x')
    expect(html).not.toContain('<script>')
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;')
    // What the bot says is formatted, what a person typed is not.
    expect(html).toContain('<b>tebal</b>')
    expect(html).toContain('*tebal* &lt;/textarea&gt;')
    const filled = await (await me.get('/obrolan?hp=warga&teks=%3C%2Ftextarea%3E%3Cscript%3E')).text()
    expect(filled).not.toContain('<script>')
  })

  test('addresses are links, our own pages too, and nothing that only looks like one', () => {
    const html = (text: string) => String(Rich({ text }))
    expect(html('lihat https://a.go.id/x?y=1&z.')).toContain('<a href="https://a.go.id/x?y=1&amp;z"')
    expect(html('periksa: /resmi.')).toContain('<a href="/resmi"')
    expect(html('hadir/resmi /rahasia javascript:alert(1) a_b_c 2*3*4')).not.toContain('<a')
    expect(html('a_b_c')).toBe('a_b_c')
  })

  test('the same form sent twice is one message', async () => {
    const me = await enter('tamu')
    for (let i = 0; i < 2; i += 1) await me.post('/obrolan?hp=tamu', { teks: 'sekali', id: 'twice-0001' })
    const html = await (await me.get('/obrolan?hp=tamu')).text()
    expect(html.match(/class="line mine"/g)).toHaveLength(1)
  })

  test('older lines are a page further', async () => {
    const me = await enter('tamu')
    const address = world.entered.at(-1)!.address
    for (let i = 0; i < 30; i += 1)
      await world.webchat.say(address, { text: `nomor ${i}.` }, `older-${i}-xxxx`)
    const latest = await (await me.get('/obrolan?hp=tamu')).text()
    expect(latest).not.toContain('nomor 0.')
    const older = /href="([^"]+sebelum=[^"]+)"/.exec(latest)![1]!.replaceAll('&amp;', '&')
    const html = await (await me.get(older)).text()
    expect(html).toContain('nomor 0.')
    expect(html).not.toContain('nomor 29.')
  })
})

describe('refusals', () => {
  test('a forged cookie is nobody', async () => {
    const me = await enter('warga')
    const forged = visitor(world)
    const [name, { value }] = [...me.jar][0]!
    const [address, signature = ''] = value.split('.')
    for (const wrong of [
      `${address}x.${signature}`,
      `${address}.${signature.slice(0, -1)}`,
      `${address}.`,
      address!,
      '.',
    ]) {
      forged.jar.set(name, { value: wrong, path: '/' })
      expect((await forged.get('/obrolan?hp=warga')).status).toBe(302)
      expect((await forged.post('/obrolan?hp=warga', { teks: 'saya dia' })).status).toBe(403)
      expect((await forged.get('/obrolan/aliran?hp=warga')).status).toBe(403)
    }
    // The cookie of one role is signed for an address, not for every slot's name: it still is that address.
    expect((await me.get('/obrolan?hp=koordinator')).status).toBe(302)
  })

  test.each([
    [{ teks: '   ' }, 400, 'masih kosong'],
    [{ teks: 'x'.repeat(5_001) }, 413, 'terlalu panjang'],
    [{ lintang: '91', bujur: '0' }, 400, 'tidak dapat dibaca'],
    [{ lintang: 'utara', bujur: '0' }, 400, 'tidak dapat dibaca'],
    [{ apa: 'ini' }, 400, 'tidak dapat dibaca'],
    [{ teks: 'halo', id: 'x' }, 400, 'tidak dapat dibaca'],
  ])('%j is answered with a sentence', async (form, status, sentence) => {
    const me = await enter('warga')
    const page = await me.post('/obrolan?hp=warga', form as Record<string, string>)
    expect(page.status).toBe(status)
    expect(await page.text()).toContain(sentence)
    const data = await me.post('/obrolan?hp=warga', form as Record<string, string>, {
      accept: 'application/json',
    })
    expect(data.status).toBe(status)
    expect(((await data.json()) as { error: string }).error).toContain(sentence)
  })

  test('the forty-first message in ten seconds waits, and says how long', async () => {
    const me = await enter('tamu')
    const address = world.entered.at(-1)!.address
    await Promise.all(
      Array.from({ length: 40 }, (_, i) => world.webchat.say(address, { text: `${i}` }, `flood-${i}-xxxx`)),
    )
    const response = await me.post('/obrolan?hp=tamu', { teks: 'satu lagi' }, { accept: 'application/json' })
    expect(response.status).toBe(429)
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(((await response.json()) as { error: string }).error).toContain('Mohon tunggu')
  })

  test('a message that could not be stored says so', async () => {
    const me = await enter('warga')
    world.core.failing = true
    const response = await me.post('/obrolan?hp=warga', { teks: 'hilang?' }, { accept: 'application/json' })
    world.core.failing = false
    expect(response.status).toBe(503)
    expect(((await response.json()) as { error: string }).error).toContain('belum tersimpan')
  })
})

describe('the stream', () => {
  async function read(response: Response, enough: (text: string) => boolean): Promise<string> {
    const reader = response.body!.getReader()
    const decoder = new TextDecoder()
    let text = ''
    const deadline = Date.now() + 5_000
    while (!enough(text) && Date.now() < deadline) {
      const { value, done } = await reader.read()
      if (done) break
      text += decoder.decode(value, { stream: true })
    }
    await reader.cancel()
    return text
  }

  test('brings what is said and heard, and goes on from the last id after a break', async () => {
    const me = await enter('tamu')
    const address = world.entered.at(-1)!.address
    const open = await me.get('/obrolan/aliran?hp=tamu')
    expect(open.headers.get('content-type')).toContain('text/event-stream')
    await world.webchat.say(address, { text: 'pertama' }, 'stream-1-xxxx')
    const text = await read(open, (so) => so.includes('Diterima: pertama'))
    expect(text).toContain('retry: 2000')
    const ids = [...text.matchAll(/^id: (.+)$/gm)].map((match) => match[1]!)
    expect(ids).toHaveLength(2)

    await world.webchat.say(address, { text: 'saat terputus' }, 'stream-2-xxxx')
    const again = await me.get('/obrolan/aliran?hp=tamu', { 'last-event-id': ids.at(-1)! })
    expect(await read(again, (so) => so.includes('Diterima: saat terputus'))).toContain('saat terputus')
  })

  test('a chat that is open in too many windows is refused, and free again when they close', async () => {
    const me = await enter('tamu')
    const open = await Promise.all(Array.from({ length: 12 }, () => me.get('/obrolan/aliran?hp=tamu')))
    expect((await me.get('/obrolan/aliran?hp=tamu')).status).toBe(429)
    await Promise.all(open.map((response) => response.body!.cancel()))
    await vi.waitFor(async () => {
      const again = await me.get('/obrolan/aliran?hp=tamu')
      await again.body!.cancel()
      expect(again.status).toBe(200)
    })
  })

  test('more lines than one page come once each', async () => {
    const me = await enter('tamu')
    const address = world.entered.at(-1)!.address
    for (let i = 0; i < 60; i += 1) {
      if (i === 39) await new Promise((resolve) => setTimeout(resolve, 10_100))
      await world.webchat.say(address, { text: `baris ${i}.` }, `many-${i}-xxxx`)
    }
    const response = await me.get('/obrolan/aliran?hp=tamu', { 'last-event-id': '0.0.0' })
    const text = await read(response, (so) => so.includes('Diterima: baris 59.'))
    const ids = [...text.matchAll(/^id: (.+)$/gm)].map((match) => match[1]!)
    expect(ids).toHaveLength(120)
    expect(new Set(ids).size).toBe(120)
  })
})
