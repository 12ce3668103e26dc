import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { BufferJSON, WA_CERT_DETAILS } from '@whiskeysockets/baileys'
import { expect, test, vi } from 'vitest'
import { trust } from './certificate.ts'
import { Client, MemoryAuth } from './client.ts'
import type { Order } from './control.ts'
import { silenceSignal } from './fixture.ts'
import { textOf } from './messages.ts'

// biome-ignore lint/suspicious/noExplicitAny: answers of many shapes
type Any = any
silenceSignal()

test('the peer runs as a process of its own, takes its orders over HTTP, and plays a crowd', async () => {
  const args = ['--import', 'tsx', 'test/peers/whatsapp/serve.ts']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const distrust: (() => void)[] = []
  try {
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const { port, url, rootKey } = JSON.parse(line.toString())
    const control = async (order: Order): Promise<Any> => {
      const body = JSON.stringify(order)
      return (await fetch(`http://127.0.0.1:${port}/__control`, { method: 'POST', body })).json()
    }
    distrust.push(trust(rootKey))
    expect(Buffer.from(WA_CERT_DETAILS.PUBLIC_KEY).toString('hex')).toBe(rootKey)
    const pn = '6281100001111'
    const { creds } = await control({ link: { pn, name: 'Guyub' } })
    const auth = new MemoryAuth()
    auth.creds = JSON.parse(JSON.stringify(creds), BufferJSON.reviver)
    const client = await new Client(url, auth).open()
    client.sock.ev.on('messages.upsert', ({ messages }) => {
      for (const { key, message } of messages) {
        if (!key.fromMe)
          void client.sock.sendMessage(key.remoteJid as string, { text: `gema ${textOf(message)}` })
      }
    })
    await control({
      load: { bot: pn, rate: 100, count: 12, users: 4, text: ['hadir {i}', 'pulang {i}'], answer: 'gema' },
    })
    await vi.waitFor(async () => {
      const { load } = await control({ ask: ['load'] })
      expect(load).toMatchObject({ injected: 12, answered: 12, unanswered: 0, running: false })
      expect(load.p50).toBeLessThanOrEqual(load.max)
    }, 8_000)
    const told = await control({ ask: ['stats', 'perChat', 'log'], heard: ['628120000001'] })
    // A bare client may be asked for a message once more, when two sessions begin at the same moment.
    expect(told.stats).toMatchObject({ received: 12, swallowed: 0, errors: [] })
    expect(told.stats.accepted - told.stats.duplicates).toBe(12)
    expect(told.perChat['628120000003']).toEqual({
      'gema pulang 3': 1,
      'gema pulang 7': 1,
      'gema pulang 11': 1,
    })
    expect(told.heard['628120000001']).toHaveLength(3)
    expect(told.log).toHaveLength(told.stats.accepted)

    await control({ faults: [{ kind: 'swallowed', times: 1 }] })
    await control({ phone: { pn: '628120000001', does: 'sendText', to: pn, with: ['sekali lagi'] } })
    await vi.waitFor(async () => {
      expect((await control({ ask: ['stats'] })).stats).toMatchObject({
        swallowed: 1,
        accepted: told.stats.accepted,
      })
    })
    const newcomer = '628129999999'
    await control({
      says: ['satu', 'dua'].map((text) => ({ pn: newcomer, to: pn, text, at: 1_795_000_000_000 })),
    })
    await vi.waitFor(async () => {
      const { heard } = await control({ heard: [newcomer] })
      expect(heard[newcomer]).toEqual(['gema satu', 'gema dua'])
    })
    expect(await control({ phone: { pn, does: 'dance', to: pn } })).toEqual({
      ok: false,
      error: "Error: a phone cannot 'dance'",
    })
    await client.end()
  } finally {
    for (const undo of distrust) undo()
    child.kill('SIGTERM')
  }
  expect(await once(child, 'exit')).toEqual([0, null])
})
