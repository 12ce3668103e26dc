import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type App, createApp } from '../../../src/app.ts'
import { readConfig } from '../../../src/config.ts'
import { fixedClock } from '../../../src/lib/clock.ts'
import { openSecret } from '../../../src/lib/secret.ts'
import type { Account } from '../../peers/whatsapp/accounts.ts'
import type { Group } from '../../peers/whatsapp/groups.ts'
import { startWhatsApp, type WhatsApp } from '../../peers/whatsapp/server.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { linkAccount } from '../../support/whatsapp.ts'
import { openApel } from '../../web/world.ts'

const SECRET = 'rahasia-untuk-grup-cukup-panjang-supaya-diterima'
const MORNING = new Date('2026-11-23T07:00:00+07:00')

let database: TestDatabase
let peer: WhatsApp
let bot: Account
let app: App
let group: Group
let ratna: Account
let siti: Account
const clock = fixedClock(MORNING)
beforeAll(async () => {
  database = await testDatabase()
  peer = await startWhatsApp()
  bot = peer.addAccount('6281100000001', 'Guyub')
  ratna = peer.addAccount('6281271000009', 'Ratna')
  siti = peer.addAccount('6281271000001', 'Siti')
  group = peer.addGroup('Dinkes', [ratna, siti, bot])
  const env = {
    WHATSAPP: 'on',
    WHATSAPP_URL: peer.url,
    WHATSAPP_ROOT_KEY: peer.rootKey,
    GUYUB_SECRET: SECRET,
  }
  const dataDir = join(tmpdir(), `guyub-grup-${randomUUID()}`)
  await linkAccount(database.db, peer, bot, openSecret(SECRET, dataDir))
  app = createApp(readConfig({ ...env, DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn' }), {
    db: database.db,
    clock,
    // Nothing comes by the minute but what is asked for.
    ticks: 'hand',
  })
  await app.start()
  await vi.waitFor(() => expect(app.whatsapp?.status().state).toBe('open'), 8_000)
  await bind(ratna, 'Ratna Sari', 'koordinator')
  await bind(siti, 'Siti Aminah', null)
})
afterAll(async () => {
  await app.stop()
  await peer.stop()
  await database.close()
})

/** Somebody of Dinas Kesehatan who has claimed this WhatsApp address. */
async function bind(account: Account, name: string, role: 'koordinator' | null): Promise<void> {
  const { prisma } = database.db
  const unit = await prisma.unit.findFirstOrThrow({ where: { name: 'Dinas Kesehatan' } })
  const person = await prisma.person.create({ data: { name, status: 'active', unitId: unit.id, nip: null } })
  const address = await prisma.address.create({
    data: {
      channel: 'whatsapp',
      externalId: account.phone.lid,
      firstSeenAt: MORNING,
      noticeVersion: '2026-11',
      personId: person.id,
    },
  })
  await prisma.addressPerson.create({
    data: { addressId: address.id, personId: person.id, how: 'code', at: MORNING },
  })
  if (role)
    await prisma.role.create({ data: { personId: person.id, role, unitId: unit.id, from: new Date(0) } })
}

const at = { at: MORNING }
const soon = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 8_000, interval: 10 })
const seenBy = (account: Account, where: 'group' | 'private') =>
  account.phone.inbox
    .filter((one) => one.from === bot && Boolean(one.group) === (where === 'group'))
    .map((one) => one.message.conversation ?? '')
async function quiet(): Promise<void> {
  await soon(() => expect(bot.linked().every((device) => device.pending.size === 0)).toBe(true))
  await app.drain()
}

describe('a group', () => {
  test('hears nothing while nobody calls, and nothing of it is kept', async () => {
    const before = await database.db.prisma.inbox.count()
    await siti.phone.sendText(group, 'besok sarapan di mana?', at)
    await siti.phone.sendText(group, 'siapa belum hadir', at)
    await quiet()
    expect(seenBy(siti, 'group')).toEqual([])
    expect(await database.db.prisma.inbox.count()).toBe(before)
  })

  test('is linked to a unit by a code that only its coordinator can get', async () => {
    await siti.phone.sendText(bot, 'kode grup', at)
    await soon(() => expect(seenBy(siti, 'private').join('\n')).toContain('koordinator unitnya'))

    await ratna.phone.sendText(bot, 'kode grup', at)
    await soon(() => expect(seenBy(ratna, 'private').join('\n')).toMatch(/guyub GRUP-/))
    const code = /GRUP-\w{6}/.exec(seenBy(ratna, 'private').join('\n'))?.[0]

    await siti.phone.sendText(group, 'guyub GRUP-222222', at)
    await soon(() => expect(seenBy(siti, 'group').at(-1)).toContain('tidak berlaku'))
    await ratna.phone.sendText(group, `guyub ${code}`, at)
    await soon(() => expect(seenBy(siti, 'group').join('\n')).toContain('terhubung dengan Dinas Kesehatan'))
    const [link] = await database.db.prisma.groupLink.findMany()
    const address = await database.db.prisma.address.findUniqueOrThrow({
      where: { id: link?.addressId ?? 0 },
    })
    expect(address.externalId).toBe(group.jid)
    // The group has no number: the one that came with the message is the coordinator's.
    expect(address.phone).toBeNull()
    // Used up.
    await ratna.phone.sendText(group, `guyub ${code}`, at)
    await soon(() => expect(seenBy(siti, 'group').at(-1)).toContain('tidak berlaku'))
  })

  test('is told the schedule of its unit when it calls, by name or by mention', async () => {
    await openApel(database.db)
    const { prisma } = database.db
    const unit = await prisma.unit.findFirstOrThrow({ where: { name: 'Dinas Kesehatan' } })
    const startsAt = new Date(MORNING.getTime() + 86_400_000)
    await prisma.session.updateMany({ data: { audienceUnits: [unit.id], startsAt } })
    await siti.phone.sendText(group, 'guyub, jadwal apel', at)
    await soon(() => expect(seenBy(siti, 'group').at(-1)).toMatch(/Apel/))
    const count = seenBy(siti, 'group').length
    await siti.phone.sendText(group, '@6281100000001 jadwal', { ...at, mentions: [bot] })
    await soon(() => expect(seenBy(siti, 'group').length).toBe(count + 1))
    expect(seenBy(siti, 'group').at(-1)).toMatch(/Apel/)
  })

  test.each(['siapa belum hadir', 'rekap', 'KAPAL 27', 'izin sakit hari ini', 'daftar', 'data saya'])(
    'is sent to the private chat with "%s", and no name is said',
    async (text) => {
      const count = seenBy(siti, 'group').length
      await ratna.phone.sendText(group, `guyub ${text}`, at)
      await soon(() => expect(seenBy(siti, 'group').length).toBe(count + 1))
      await quiet()
      const said = seenBy(siti, 'group').at(-1) as string
      expect(said).toMatch(/pribadi/)
      expect(said).not.toMatch(/Siti|Aminah|Ratna|Sari/)
      expect(await database.db.prisma.checkIn.count()).toBe(0)
    },
  )

  test('is let go by the coordinator alone', async () => {
    await siti.phone.sendText(group, 'guyub putuskan', at)
    await soon(() => expect(seenBy(siti, 'group').at(-1)).toContain('koordinator unitnya'))
    await ratna.phone.sendText(group, 'guyub putuskan', at)
    await soon(() => expect(seenBy(siti, 'group').at(-1)).toContain('tidak terhubung lagi'))
    expect(await database.db.prisma.groupLink.count()).toBe(0)
    expect(await database.db.prisma.audit.count({ where: { action: { startsWith: 'group.' } } })).toBe(2)
  })
})
