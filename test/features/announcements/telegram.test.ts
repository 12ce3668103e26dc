import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type App, createApp } from '../../../src/app.ts'
import { readConfig } from '../../../src/config.ts'
import { fixedClock } from '../../../src/lib/clock.ts'
import { startTelegram, type Telegram } from '../../peers/telegram/server.ts'
import type { NewUpdate } from '../../peers/telegram/updates.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'

const NINE = new Date('2026-11-24T09:00:00+07:00')
const PEOPLE = 40
const RATNA = 1
const soon = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 15_000, interval: 20 })

let database: TestDatabase
let peer: Telegram
let app: App
let port: number
const clock = fixedClock(NINE)

beforeAll(async () => {
  database = await testDatabase()
  peer = await startTelegram({ keep: 1_000 })
  const env = {
    TELEGRAM_TOKEN: peer.token,
    TELEGRAM_API_ROOT: peer.apiRoot,
    // Slow enough to be stopped half-way.
    TELEGRAM_RATE: '12',
    GUYUB_SECRET: 'rahasia-untuk-pengumuman-cukup-panjang-ya',
    DATA_DIR: join(tmpdir(), `guyub-umum-${randomUUID()}`),
    PORT: '0',
    LOG_LEVEL: 'silent',
  }
  app = createApp(readConfig(env), { db: database.db, clock, ticks: 'hand' })
  port = (await app.start()).port
  await employees()
})
afterAll(async () => {
  await app.stop()
  await peer.stop()
  await database.close()
})
beforeEach(() => database.db.prisma.unasked.deleteMany())

/** Everybody of Dinas Kesehatan: Ratna coordinates, the others only listen. */
async function employees(): Promise<void> {
  const { prisma } = database.db
  const unit = await prisma.unit.findFirstOrThrow({ where: { name: 'Dinas Kesehatan' } })
  for (let id = RATNA; id <= PEOPLE; id += 1) {
    const name = id === RATNA ? 'Ratna Sari' : `Pegawai ${id}`
    const person = await prisma.person.create({ data: { name, status: 'active', unitId: unit.id } })
    const seen = { firstSeenAt: NINE, lastInboundAt: NINE, noticeVersion: '2026-11', personId: person.id }
    const address = await prisma.address.create({
      data: { channel: 'telegram', externalId: String(id), ...seen },
    })
    const link = { addressId: address.id, personId: person.id, how: 'coordinator', at: NINE }
    await prisma.addressPerson.create({ data: link })
    const role = { personId: person.id, unitId: unit.id, from: new Date('2026-01-01') }
    if (id === RATNA) await prisma.role.create({ data: { ...role, role: 'koordinator' } })
  }
}

const ratna = () => peer.user(RATNA)
const texts = (id: number) => peer.heard(id).map(({ text, caption }) => text ?? caption ?? '')
const lastOf = (id: number) => texts(id).at(-1) ?? ''
const hears = (id: number, what: RegExp) => soon(() => expect(lastOf(id)).toMatch(what))
const newest = () => database.db.prisma.announcement.findFirstOrThrow({ orderBy: { id: 'desc' } })
const states = async (): Promise<Record<string, number>> => {
  const { batchId } = await newest()
  const rows = await database.db.prisma.outbox.groupBy({ by: ['state'], where: { batchId }, _count: true })
  return Object.fromEntries(rows.map(({ state, _count }) => [state, _count]))
}

describe('an announcement by Telegram', () => {
  test('a picture with a caption reaches everybody, and goes up once', async () => {
    ratna().sends('buat pengumuman')
    await hears(RATNA, /tulis isi/)
    ratna().sendsPhoto({ caption: 'Denah apel besok' })
    await hears(RATNA, /Untuk siapa/)
    ratna().presses('Semua pegawai saya')
    await hears(RATNA, /40 orang/)
    expect(peer.heard(RATNA).at(-2)?.photo).toBeDefined()
    const before = peer.chats.files.size
    ratna().presses('Kirim sekarang')
    await hears(RATNA, /selesai: 40 dari 40/)
    for (const id of [2, 17, PEOPLE]) {
      expect(peer.heard(id)).toHaveLength(1)
      expect(peer.heard(id)[0]?.photo).toBeDefined()
      expect(lastOf(id)).toContain('Denah apel besok')
    }
    expect(peer.chats.files.size - before).toBe(1)
  })

  test('its report is a workbook with everybody by name', async () => {
    const link = /https?:\/\/\S+\/laporan\/\S+/.exec(lastOf(RATNA))?.[0] ?? ''
    const path = new URL(link).pathname
    const response = await fetch(`http://127.0.0.1:${port}${path}`)
    expect(response.headers.get('content-type')).toContain('spreadsheetml')
    const files = unzipSync(new Uint8Array(await response.arrayBuffer()))
    const all = Object.values(files)
      .map((bytes) => Buffer.from(bytes).toString())
      .join('')
    for (const word of ['Pegawai 17', 'Dinas Kesehatan', 'terkirim', 'Denah apel besok', 'Ratna Sari'])
      expect(all).toContain(word)
    expect((await fetch(`http://127.0.0.1:${port}${path}x`)).status).toBe(403)
  })

  test('those whom a draft would not reach are a workbook too, before it is sent', async () => {
    const { prisma } = database.db
    const unit = await prisma.unit.findFirstOrThrow({ where: { name: 'Dinas Kesehatan' } })
    const { id } = await prisma.person.create({ data: { name: 'Joko Belum', unitId: unit.id } })
    ratna().sends('umumkan: rapat dibatalkan')
    await hears(RATNA, /Untuk siapa/)
    ratna().sends('semua pegawai')
    await hears(RATNA, /1 orang belum terhubung/)
    ratna().presses('Lihat nama')
    await hears(RATNA, /Joko Belum/)
    const { pathname } = new URL(/https?:\/\/\S+\/laporan\/\S+/.exec(lastOf(RATNA))?.[0] ?? '')
    const response = await fetch(`http://127.0.0.1:${port}${pathname}`)
    const files = unzipSync(new Uint8Array(await response.arrayBuffer()))
    const all = Object.values(files)
      .map((bytes) => Buffer.from(bytes).toString())
      .join('')
    expect(all).toContain('Joko Belum')
    expect(all).not.toContain('Pegawai 17')
    ratna().sends('batal')
    await hears(RATNA, /dibatalkan/)
    await prisma.person.delete({ where: { id } })
  })

  test('paused it stops, resumed it goes on, cancelled it ends; nobody gets it twice', async () => {
    const before = peer.heard(PEOPLE).length
    ratna().sends('umumkan: rapat jam sepuluh')
    await hears(RATNA, /Untuk siapa/)
    ratna().sends('semua pegawai')
    await hears(RATNA, /Untuk semua pegawai Dinas Kesehatan/)
    ratna().sends('kirim')
    await soon(async () =>
      expect(await newest()).toMatchObject({ text: 'Rapat jam sepuluh', batchId: expect.anything() }),
    )
    await soon(async () => expect((await states()).sent ?? 0).toBeGreaterThan(3))
    const { ref } = await newest()
    ratna().sends(`jeda ${ref}`)
    await soon(() => expect(texts(RATNA).some((text) => text.includes('dijeda'))).toBe(true))
    await soon(async () => expect((await states()).sending ?? 0).toBe(0))
    const { sent: atPause = 0 } = await states()
    await new Promise((resolve) => setTimeout(resolve, 600))
    expect((await states()).sent).toBe(atPause)
    expect(atPause).toBeLessThan(PEOPLE)
    ratna().sends(`lanjut ${ref}`)
    await soon(async () => expect((await states()).sent ?? 0).toBeGreaterThan(atPause))
    ratna().sends(`batalkan ${ref}`)
    await soon(() => expect(lastOf(RATNA)).toMatch(/dibatalkan/))
    await soon(async () => {
      const { queued = 0, sending = 0 } = await states()
      expect(queued + sending).toBe(0)
    })
    const end = await states()
    expect((end.sent ?? 0) + (end.cancelled ?? 0)).toBe(PEOPLE)
    for (let id = 2; id <= PEOPLE; id += 1)
      expect(texts(id).filter((text) => text.includes(ref)).length).toBeLessThanOrEqual(1)
    expect(peer.heard(PEOPLE).length - before).toBeLessThanOrEqual(1)
  })

  test('a correction reaches exactly those who got it, and marks what they got', async () => {
    const wrong = await newest()
    const got = await database.db.prisma.outbox.findMany({ where: { batchId: wrong.batchId, state: 'sent' } })
    ratna().sends(`ralat ${wrong.ref}: rapat jam sebelas`)
    await hears(RATNA, /Dikirim sekarang/)
    ratna().sends('kirim')
    await hears(RATNA, /selesai: /)
    const ids = got.map(({ externalId }) => Number(externalId))
    for (let id = 2; id <= PEOPLE; id += 1) {
      const about = texts(id).filter((text) => /rapat jam/i.test(text))
      if (!ids.includes(id)) expect(about).toEqual([])
      else {
        expect(about.some((text) => text.includes('Sudah diralat') && text.includes('sepuluh'))).toBe(true)
        expect(about.filter((text) => text.includes('sebelas'))).toHaveLength(1)
      }
    }
  })

  test('an answer to it reaches whoever sent it, and the reply whoever asked', async () => {
    const heard = peer.heard(2).at(-1)
    const { reply_markup: _, keyboard: __, html: ___, ...reply_to_message } = heard ?? {}
    peer.user(2).sends('jam berapa mulainya bu?', { extra: { reply_to_message } })
    await soon(() => expect(lastOf(2)).toMatch(/sudah saya teruskan/))
    await hears(RATNA, /1 pertanyaan tentang pengumuman/)
    ratna().presses('Lihat pertanyaan')
    await hears(RATNA, /Pegawai 2 .*jam berapa mulainya bu/)
    ratna().presses('Jawab 1 (Pegawai 2)')
    await hears(RATNA, /tulis jawabannya/)
    ratna().sends('Pukul sebelas tepat.')
    await soon(() => expect(lastOf(2)).toMatch(/Pukul sebelas tepat/))
    ratna().sends('jawab 1 lagi')
    await hears(RATNA, /sudah dijawab/)
  })

  test('a group and a channel are linked by a code, and hear what their unit hears', async () => {
    const [group, channel] = [-501, -502]
    const code = () => /GRUP-[2-9A-Z]{6}/.exec(lastOf(RATNA))?.[0] ?? ''
    ratna().sends('kode grup')
    await hears(RATNA, /GRUP-/)
    ratna().sends(`/guyub ${code()}`, { group })
    await soon(() => expect(lastOf(group)).toMatch(/terhubung/))
    const used = code()
    ratna().sends('kode grup')
    await soon(() => expect(code()).not.toBe(used))
    const post = {
      ...{ message_id: 9_001, date: Math.floor(NINE.getTime() / 1000), text: `Guyub ${code()}` },
      chat: { id: channel, type: 'channel', title: 'Kabar Dinkes' },
    }
    peer.control({ inject: [{ channel_post: post } as unknown as NewUpdate] })
    await soon(() => expect(lastOf(channel)).toMatch(/terhubung/))
    ratna().sends('umumkan: besok libur nasional')
    await hears(RATNA, /Untuk siapa/)
    ratna().sends('semua pegawai')
    await hears(RATNA, /2 grup dan 40 orang/)
    ratna().sends('kirim')
    await hears(RATNA, /selesai: 42 dari 42/)
    expect(lastOf(group)).toMatch(/Besok libur nasional/)
    expect(lastOf(channel)).toMatch(/Besok libur nasional/)
    // A second one on the same day reaches nobody in person, and the preview says so.
    ratna().sends('umumkan: jangan lupa batik')
    await hears(RATNA, /Untuk siapa/)
    ratna().sends('semua pegawai')
    await hears(RATNA, /40 orang sudah menerima pengumuman lain hari itu/)
  })
})
