import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import type { QuietHours } from '../../src/channels/channel.ts'
import { acquire } from '../../src/lib/lease.ts'
import { deliver } from '../../src/outbox/deliver.ts'
import { enqueue, rowsFor } from '../../src/outbox/enqueue.ts'
import { messengersOf } from '../../src/outbox/messengers.ts'
import { withQuiet } from '../../src/outbox/quiet-channel.ts'
import { scriptedChannel } from '../support/channel.ts'
import { testDatabase } from '../support/database.ts'
import { quiet as log } from '../support/incoming.ts'

const { db, close } = await testDatabase()
const journals = mkdtempSync(join(tmpdir(), 'guyub-calls-'))
afterAll(async () => {
  await close()
  rmSync(journals, { recursive: true })
})

const ZONE = 'Asia/Jakarta'
/** From an hour ago until in an hour, whatever the hour. */
const now = () => Math.floor((Date.now() + 7 * 3_600_000) / 60_000) % 1_440
const around = (): QuietHours => ({ spans: [{ from: (now() + 1_380) % 1_440, until: (now() + 60) % 1_440 }] })

it('holds reminders back on every messenger, never answers, and lets them go soon after it was changed', async () => {
  const { id: to } = await db.prisma.address.create({
    data: { channel: 'webchat', externalId: 'a', firstSeenAt: new Date(), lastInboundAt: new Date() },
  })
  let quiet = around()
  const { channel: bare, sent } = scriptedChannel()
  const channel = withQuiet(bare, async () => quiet)
  expect({ name: channel.name, limits: channel.limits }).toEqual({ name: bare.name, limits: bare.limits })
  const lease = await acquire(db, 'deliver/webchat', 'test')
  const delivery = deliver({ db, channel, hold: () => lease, journals, log, zone: ZONE })
  await enqueue(db.prisma, rowsFor(to, { text: 'pengingat' }, 'a', 4_000, { lane: 'reminder' }))
  await enqueue(db.prisma, rowsFor(to, { text: 'jawaban' }, 'b', 4_000))
  await delivery.idle()
  await sleep(500)
  expect(sent.map((one) => one.text)).toEqual(['jawaban'])
  quiet = { spans: [] }
  await expect.poll(() => sent.map((one) => one.text), { timeout: 10_000 }).toEqual(['jawaban', 'pengingat'])
  await delivery.stop()
})

it('is part of what is said beforehand, in the time of the city, and so is what waits already', async () => {
  const { channel } = scriptedChannel()
  const ahead = 48 * 3_600_000
  const pacing = { gap: [60_000, 60_000] as [number, number], perHour: 100, perDay: 100, closedUntil: null }
  const slow = Object.create(channel, { pacing: { value: async () => pacing } }) as typeof channel
  const paces = messengersOf({
    channels: [withQuiet(slow, async () => ({ ...around(), ahead }))],
    ...{ zone: ZONE, ahead: () => ahead, log },
  })
  await sleep(100)
  await db.prisma.outbox.deleteMany()
  const from = new Date(Date.now() + ahead)
  const first = await paces.reach(db.prisma, 'webchat', 1, from)
  expect(first.capped).toBe(true)
  const minutes = ((first.at?.getTime() ?? 0) - from.getTime()) / 60_000
  expect(minutes).toBeGreaterThan(58)
  expect(minutes).toBeLessThan(61)
  const third = await paces.reach(db.prisma, 'webchat', 3, from)
  expect(Math.round(((third.at?.getTime() ?? 0) - (first.at?.getTime() ?? 0)) / 60_000)).toBe(2)
  const { id } = await db.prisma.address.findFirstOrThrow()
  await enqueue(db.prisma, rowsFor(id, { text: 'x' }, 'c', 4_000, { lane: 'reminder' }))
  const behind = await paces.reach(db.prisma, 'webchat', 3, from)
  expect(Math.round(((behind.at?.getTime() ?? 0) - (third.at?.getTime() ?? 0)) / 60_000)).toBe(1)
  expect(await paces.reach(db.prisma, 'whatsapp', 1, from)).toEqual({ at: null, capped: true })
  await paces.stop()
})
