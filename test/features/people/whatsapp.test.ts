import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type App, createApp } from '../../../src/app.ts'
import { readConfig } from '../../../src/config.ts'
import { fixedClock } from '../../../src/lib/clock.ts'
import { openSecret } from '../../../src/lib/secret.ts'
import { startTelegram, type Telegram } from '../../peers/telegram/server.ts'
import type { Account } from '../../peers/whatsapp/accounts.ts'
import { startWhatsApp, type WhatsApp } from '../../peers/whatsapp/server.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { linkAccount } from '../../support/whatsapp.ts'

const SECRET = 'rahasia-untuk-identitas-cukup-panjang-supaya-diterima'
const MORNING = new Date('2026-11-20T09:00:00+07:00')
const NIP = '199002022015022003'
const PN = '6281271000001'

let database: TestDatabase
let peer: WhatsApp
let telegram: Telegram
let bot: Account
let app: App
let siti: Account
let personId: number
beforeAll(async () => {
  database = await testDatabase()
  peer = await startWhatsApp()
  telegram = await startTelegram({ keep: 100 })
  bot = peer.addAccount('6281100000001', 'Guyub')
  siti = peer.addAccount(PN, 'Siti')
  const dataDir = join(tmpdir(), `guyub-identitas-${randomUUID()}`)
  await linkAccount(database.db, peer, bot, openSecret(SECRET, dataDir))
  app = createApp(
    readConfig({
      ...{ WHATSAPP: 'on', WHATSAPP_URL: peer.url, WHATSAPP_ROOT_KEY: peer.rootKey, GUYUB_SECRET: SECRET },
      ...{ TELEGRAM_TOKEN: telegram.token, TELEGRAM_API_ROOT: telegram.apiRoot },
      ...{ DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn' },
    }),
    { db: database.db, clock: fixedClock(MORNING), ticks: 'hand' },
  )
  await app.start()
  await vi.waitFor(() => expect(app.whatsapp?.status().state).toBe('open'), 8_000)
  const { prisma } = database.db
  const unit = await prisma.unit.findFirstOrThrow({ where: { name: 'Dinas Kesehatan' } })
  const data = {
    name: 'Siti Aminah',
    status: 'roster',
    nip: NIP,
    phone: `+${PN}`,
    employment: 'PNS',
  } as const
  personId = (await prisma.person.create({ data: { ...data, unitId: unit.id } })).id
})
afterAll(async () => {
  await app.stop()
  await peer.stop()
  await telegram.stop()
  await database.close()
})

const at = { at: MORNING }
const seen = ({ phone }: Account) => phone.texts().join('\n')
const soon = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 8_000, interval: 10 })
const addressesOf = (id: number) =>
  database.db.prisma.address.findMany({
    where: { people: { some: { personId: id } } },
    orderBy: { id: 'asc' },
  })

describe('somebody whose number WhatsApp tells', () => {
  test('is let in by NIP and number together, without being asked for the number', async () => {
    await siti.phone.sendText(bot, `daftar pegawai NIP ${NIP}`, at)
    await soon(() => expect(seen(siti)).toContain('Selamat datang'))
    expect(siti.phone.inbox.some(({ message }) => message.requestPhoneNumberMessage)).toBe(false)
    expect(await addressesOf(personId)).toMatchObject([{ channel: 'whatsapp', phone: `+${PN}` }])
  })

  test('is one person on both messengers', async () => {
    const user = telegram.user(7, { name: 'Siti', phone: PN })
    user.sends(`daftar pegawai NIP ${NIP}`, at)
    await soon(() => expect(user.heard().join('\n')).toContain('Supaya yakin'))
    user.sendsContact('own', at)
    await soon(() => expect(user.heard().join('\n')).toContain('Selamat datang'))
    expect((await addressesOf(personId)).map((one) => one.channel)).toEqual(['whatsapp', 'telegram'])
    expect(await database.db.prisma.person.count({ where: { nip: NIP } })).toBe(1)
  })
})

describe('a number that was sold on', () => {
  test('belongs to a stranger, who neither sees the record nor is let in by the number alone', async () => {
    const buyer = peer.accounts.resell(PN, 'Pembeli')
    await buyer.phone.sendText(bot, 'rekap saya', at)
    await soon(() => expect(seen(buyer)).toMatch(/belum terdaftar|daftar/i))
    expect(seen(buyer)).not.toContain('Siti')
    await buyer.phone.sendText(bot, 'daftar pegawai NIP 197801012005011002', at)
    await soon(() => expect(buyer.phone.inbox.length).toBeGreaterThan(2))
    expect(seen(buyer)).not.toMatch(/Siti|Selamat datang/)
    const addresses = await database.db.prisma.address.findMany({
      where: { phone: `+${PN}`, channel: 'whatsapp' },
    })
    expect(addresses.map((one) => one.externalId)).toEqual([buyer.phone.lid])
  })
})

describe('a new number for somebody known', () => {
  test('is told to the old one, which is let go; the other messenger stays', async () => {
    const fresh = peer.addAccount('6281399900001', 'Siti baru')
    const { prisma } = database.db
    await prisma.person.update({ where: { id: personId }, data: { phone: '+6281399900001' } })
    await fresh.phone.sendText(bot, `daftar pegawai NIP ${NIP}`, at)
    await soon(() => expect(seen(fresh)).toContain('Selamat datang'))
    await soon(() => expect(seen(siti)).toContain('nomor WhatsApp ini dilepas'))
    const addresses = await addressesOf(personId)
    expect(addresses.map((one) => one.externalId).sort()).toEqual(['7', fresh.phone.lid].sort())
    // Whoever has the old number next is not given what was said there to Siti.
    const old = await prisma.address.findMany({
      where: { channel: 'whatsapp', people: { none: {} } },
      select: { id: true },
    })
    const left = await prisma.outbox.findMany({ where: { addressId: { in: old.map(({ id }) => id) } } })
    expect(JSON.stringify(left.map(({ body }) => body))).not.toContain('Selamat datang')
    const said = await prisma.inbox.findMany({ where: { addressId: { in: old.map(({ id }) => id) } } })
    expect(JSON.stringify(said.map(({ payload }) => payload))).not.toContain(`daftar pegawai NIP ${NIP}`)
  })
})
