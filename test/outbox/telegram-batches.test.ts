import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest'
import { adoptAddress } from '../../src/inbox/adopt.ts'
import { transaction } from '../../src/lib/db.ts'
import type { Outgoing } from '../../src/message.ts'
import { FIRST } from '../../src/outbox/canary.ts'
import { enqueue, rowsFor } from '../../src/outbox/enqueue.ts'
import { type TelegramHarness, telegramHarness } from '../channels/telegram.harness.ts'
import { testDatabase } from '../support/database.ts'
import { batchScene, until } from './batch-scene.ts'

/** Batches through the loopback Bot API, which refuses what Telegram refuses. */

const { db, close } = await testDatabase()
const scene = batchScene(db)
const folder = mkdtempSync(join(tmpdir(), 'guyub-files-'))
const jpeg = join(folder, 'foto.jpg')
writeFileSync(jpeg, Buffer.from([0xff, 0xd8, 0xff, 0xe0]))
let telegram: TelegramHarness
beforeEach(async () => {
  telegram = await telegramHarness('polling')
})
afterEach(async () => {
  await scene.clear()
  await telegram.close()
})
afterAll(async () => {
  scene.close()
  rmSync(folder, { recursive: true })
  await close()
})

const photo: Outgoing = {
  text: 'Spanduk baru',
  attachment: { kind: 'photo', ref: pathToFileURL(jpeg).href, name: 'foto.jpg' },
}

it('a text that Telegram refuses stops after the first ones', async () => {
  telegram.peer.faults.add({ kind: 'bad' })
  const id = await scene.batch(await scene.people(60))
  await scene.start(telegram)
  await until(async () => expect(await scene.stateOf(id)).toBe('stopped'))
  await until(async () => expect((await scene.states(id)).sending ?? 0).toBe(0))
  expect(telegram.peer.counters.calls.sendMessage).toBeLessThanOrEqual(FIRST)
  const { reason } = await db.prisma.outboxBatch.findUniqueOrThrow({ where: { id } })
  expect(reason).toContain("can't parse entities")
})

it('a picture goes up once, and everybody sees it', async () => {
  const id = await scene.batch(await scene.people(30), { body: photo })
  await scene.start(telegram)
  await until(async () => expect(await scene.states(id)).toEqual({ sent: 30 }))
  expect(telegram.peer.chats.files.size).toBe(1)
})

it('a file that is not there is refused, and stops nothing else', async () => {
  const gone = { ...photo, attachment: { kind: 'photo' as const, ref: 'file:///nowhere/foto.jpg' } }
  const broken = await scene.batch(await scene.people(30), { body: gone })
  const other = await scene.batch(await scene.people(30))
  await scene.start(telegram)
  await until(async () => expect(await scene.states(other)).toEqual({ sent: 30 }))
  await until(async () => expect(await scene.stateOf(broken)).toBe('stopped'))
})

it('a group that became a supergroup is written to where it is now', async () => {
  const [group = 0] = await scene.people(1, 'telegram', { externalId: '-77' })
  telegram.peer.faults.add({ kind: 'migrated', chat: -77, moveTo: -100_177, times: 1 })
  const id = await scene.batch([group])
  await scene.start(telegram, {
    moved: async (from, to) => void (await transaction(db, (tx) => adoptAddress(tx, from, to))),
  })
  await until(async () => expect(await scene.states(id)).toEqual({ sent: 1 }))
  expect(telegram.peer.heard(-100_177).map(({ text }) => text)).toEqual(['pengumuman'])
  expect((await db.prisma.address.findUniqueOrThrow({ where: { id: group } })).externalId).toBe('-100177')
})

it('a correction changes the words below a picture', async () => {
  const [address = 0] = await scene.people(1)
  const id = await scene.batch([address], { body: photo })
  await scene.start(telegram)
  await until(async () => expect(await scene.states(id)).toEqual({ sent: 1 }))
  const { externalId } = await db.prisma.address.findUniqueOrThrow({ where: { id: address } })
  await enqueue(
    db.prisma,
    rowsFor(address, { text: 'Sudah diralat', replaces: `b${id}/${address}` }, 'mark', 4_000),
  )
  await until(() =>
    expect(telegram.peer.heard(Number(externalId)).map(({ caption }) => caption)).toEqual(['Sudah diralat']),
  )
})

it('whoever blocks the bot in the middle is marked, the others get it', async () => {
  const to = await scene.people(40)
  const id = await scene.batch(to)
  const rows = await db.prisma.address.findMany({ where: { id: { in: to.slice(-2) } } })
  for (const { externalId } of rows) telegram.peer.chats.blocked.add(Number(externalId))
  await scene.start(telegram)
  await until(async () => expect(await scene.states(id)).toEqual({ sent: 38, blocked: 2 }))
  expect(await db.prisma.address.count({ where: { blockedAt: { not: null } } })).toBe(2)
})
