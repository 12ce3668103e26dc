import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type App, createApp } from '../../../src/app.ts'
import { readConfig } from '../../../src/config.ts'
import { ourNumbers } from '../../../src/features/numbers/numbers.ts'
import { remindHolders } from '../../../src/features/numbers/tell.ts'
import { printPairing } from '../../../src/features/numbers/terminal.ts'
import { startTelegram, type Telegram } from '../../peers/telegram/server.ts'
import type { Account } from '../../peers/whatsapp/accounts.ts'
import { startWhatsApp, type WhatsApp } from '../../peers/whatsapp/server.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'

const ADMIN = 71

let database: TestDatabase
let telegram: Telegram
let whatsapp: WhatsApp
let bot: Account
let app: App
let base: string
let dataDir: string
beforeAll(async () => {
  // The QR in the terminal.
  vi.spyOn(console, 'log').mockImplementation(() => undefined)
  dataDir = mkdtempSync(join(tmpdir(), 'guyub-nomor-'))
  database = await testDatabase()
  telegram = await startTelegram({ keep: 100 })
  whatsapp = await startWhatsApp()
  bot = whatsapp.addAccount('6281100000001', 'Guyub')
  app = createApp(
    readConfig({
      ...{ TELEGRAM_TOKEN: telegram.token, TELEGRAM_API_ROOT: telegram.apiRoot },
      ...{ WHATSAPP: 'on', WHATSAPP_URL: whatsapp.url, WHATSAPP_ROOT_KEY: whatsapp.rootKey },
      ...{ DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn' },
    }),
    { db: database.db },
  )
  const { port, adminCode } = await app.start()
  base = `http://127.0.0.1:${port}`
  telegram.user(ADMIN).sends(adminCode as string)
  await hears(/admin/i)
  // Telegram counts in whole seconds: the role must be older than the next message.
  await new Promise((next) => setTimeout(next, 1_100))
})
afterAll(async () => {
  await app.stop()
  await telegram.stop()
  await whatsapp.stop()
  await database.close()
  rmSync(dataDir, { recursive: true })
})

const soon = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 8_000, interval: 10 })
const heard = () => telegram.heard(ADMIN)
const hears = (pattern: RegExp) =>
  soon(() => {
    const found = heard().findLast((one) => pattern.test(one.text ?? one.caption ?? ''))
    const texts = heard().map((one) => one.text ?? one.caption)
    expect(found, `${pattern} in ${texts.join(' | ')}`).toBeDefined()
    return found as NonNullable<typeof found>
  })
const number = async () => (await ourNumbers(database.db.prisma))[0]
const pathIn = (text = '') => new URL(/https?:\/\/\S+/.exec(text)?.[0] as string).pathname

describe('an admin links the number from chat', () => {
  test('sees how it is, and is offered to link it', async () => {
    telegram.user(ADMIN).sends('whatsapp')
    const { text, reply_markup } = await hears(/belum disambungkan/)
    expect(text).toContain('Nomor WhatsApp Guyub')
    expect(reply_markup?.inline_keyboard.flat().map((one) => one.text)).toEqual(['Sambungkan'])
  })

  test('gets a page for a deputy and a picture that is replaced when it changes, until it is linked', async () => {
    telegram.user(ADMIN).sends('sambungkan whatsapp')
    const path = pathIn((await hears(/halaman ini/)).text)
    const picture = await soon(() => {
      const found = heard().findLast((one) => one.photo !== undefined)
      expect(found).toBeDefined()
      return found as NonNullable<typeof found>
    })
    expect(picture.caption).toContain('Perangkat tertaut')

    // The page shows the same; looking at it changes nothing.
    const html = await (await fetch(base + path)).text()
    expect(html).toContain('<svg')
    expect(html).toContain('Perangkat tertaut')

    // WhatsApp gives the next QR: the picture changes in its place.
    await database.db.prisma.whatsAppAccount.updateMany({
      data: { qr: 'https://wa.me/settings/linked_devices#next' },
    })
    const { id } = (await number()) ?? { id: 0 }
    expect(id).toBeGreaterThan(0)

    const qr = await soon(async () => {
      const state = app.whatsapp?.accounts()[0]?.state
      expect(state?.name).toBe('pairing')
      return state?.name === 'pairing' ? (state.qr as string) : ''
    })
    whatsapp.scanQr(qr, bot)
    await hears(/WhatsApp tersambung dengan nomor \+62811\*{4}001/)
    expect((await number())?.state).toBe('open')
    expect(heard().filter((one) => one.photo !== undefined)).toHaveLength(1)
    const after = await (await fetch(base + path)).text()
    expect(after).toContain('Tersambung dengan nomor')
    expect(after).not.toContain('<svg viewBox="-4')
  })

  test('and an employee can write at once', async () => {
    const { phone } = whatsapp.addAccount('6281271000001', 'Siti')
    await phone.sendText(bot, 'halo')
    await soon(() => expect(phone.texts().join('\n')).toContain('Guyub'))
  })

  test('is not asked to link what works', async () => {
    telegram.user(ADMIN).sends('sambungkan wa')
    await hears(/sedang tersambung/)
  })

  test('is told by the other messenger, once, when the device was removed, with what to do', async () => {
    whatsapp.faults.add({ kind: 'loggedOut' })
    await hears(/WhatsApp terputus\. Perangkat ini dikeluarkan .* Ketik whatsapp untuk menyambungkannya lagi/)
    expect((await number())?.state).toBe('needs_person')
    await new Promise((next) => setTimeout(next, 600))
    expect(heard().filter((one) => /terputus/.test(one.text ?? ''))).toHaveLength(1)
    const health = await (await fetch(`${base}/healthz/ready`)).json()
    expect(health).toMatchObject({ ready: false })
  })

  test('links it again with the code of eight characters', async () => {
    telegram.user(ADMIN).sends(`sambungkan whatsapp 0${bot.pn.slice(2)}`)
    const { caption } = await hears(/ketik [A-Z0-9]{8}/)
    const code = /ketik ([A-Z0-9]{8})/.exec(caption ?? '')?.[1] as string
    await soon(() => whatsapp.enterPairingCode(code, bot))
    await soon(async () => expect((await number())?.state).toBe('open'))
  })

  test('adds a spare number, which takes over by itself', async () => {
    const spare = whatsapp.addAccount('6281100000002', 'Guyub cadangan')
    telegram.user(ADMIN).sends('tambah nomor cadangan')
    const qr = await soon(() => {
      const state = app.whatsapp?.accounts()[1]?.state
      expect(state?.name).toBe('pairing')
      expect(state?.name === 'pairing' && state.qr).toBeTruthy()
      return state?.name === 'pairing' ? (state.qr as string) : ''
    })
    whatsapp.scanQr(qr, spare)
    await soon(async () =>
      expect((await ourNumbers(database.db.prisma)).map((one) => one.state)).toEqual(['open', 'open']),
    )
    // Somebody who wrote to the spare is answered by the spare.
    const budi = whatsapp.addAccount('6281271000002', 'Budi').phone
    await budi.sendText(spare, 'menu')
    await soon(() => expect(budi.inbox.filter((one) => one.from === spare)).not.toEqual([]))
    expect(budi.inbox.filter((one) => one.from === bot)).toEqual([])
    // The first number is gone: who had written to it is still known, and answered by the other one.
    whatsapp.faults.add({ kind: 'loggedOut', account: bot.pn })
    await soon(async () => expect((await ourNumbers(database.db.prisma))[0]?.state).toBe('needs_person'))
    const siti = whatsapp.find('6281271000001')?.phone
    await siti?.sendText(spare, 'menu')
    await soon(() => expect(siti?.inbox.filter((one) => one.from === spare)).not.toEqual([]))
    expect(await database.db.prisma.address.count({ where: { externalId: siti?.lid as string } })).toBe(1)
  })
})

describe('nobody else', () => {
  test('may: a stranger is told who looks after it', async () => {
    telegram.user(72).sends('sambungkan whatsapp')
    await soon(() => expect(telegram.user(72).heard().join('\n')).toContain('diurus oleh admin'))
  })

  test('opens the page with an old or a made-up link', async () => {
    for (const path of ['/whatsapp/abc.def.ghi', '/whatsapp/x']) {
      const response = await fetch(base + path)
      expect(response.status).toBe(403)
      expect(await response.text()).toContain('Tautan tidak berlaku')
    }
  })
})

test('the operator is asked for two admins who can be reached without WhatsApp', async () => {
  const health = async () => (await (await fetch(`${base}/healthz/ready`)).json()) as { asks?: string[] }
  expect((await health()).asks?.join()).toContain('1 of 2')
  const { prisma } = database.db
  const city = await prisma.unit.findFirstOrThrow({ where: { kind: 'kota' } })
  const person = await prisma.person.create({ data: { name: 'Admin kedua', status: 'active' } })
  await prisma.role.create({
    data: { personId: person.id, role: 'admin', unitId: city.id, from: new Date(0) },
  })
  const address = await prisma.address.create({
    data: { channel: 'telegram', externalId: '73', firstSeenAt: new Date() },
  })
  await prisma.addressPerson.create({
    data: { addressId: address.id, personId: person.id, how: 'code', at: new Date() },
  })
  expect((await health()).asks).toBeUndefined()
})

test('the holder of the phone is reminded once a week', async () => {
  const about = {
    db: database.db,
    translator: () => ((key: string) => key) as never,
    enqueued: () => undefined,
  }
  await remindHolders(about, '2026-11-23')
  await remindHolders(about, '2026-11-23')
  const rows = await database.db.prisma.outbox.findMany({ where: { key: { startsWith: 'holder/' } } })
  // Two numbers, two admins.
  expect(rows).toHaveLength(4)
})

test('the terminal draws a QR once, and again when it changes', () => {
  const lines: string[] = []
  const one = { state: 'pairing', qr: 'https://wa.me/settings/linked_devices#a', code: null } as never
  printPairing([one], (text) => lines.push(text))
  printPairing([one], (text) => lines.push(text))
  printPairing([{ ...(one as object), qr: 'https://wa.me/settings/linked_devices#b' } as never], (text) =>
    lines.push(text),
  )
  expect(lines).toHaveLength(2)
  expect(lines[0]).toContain('█')
})
