import { afterAll, describe, expect, it } from 'vitest'
import type { Channel, Pacing } from '../../src/channels/channel.ts'
import { messengersOf } from '../../src/outbox/messengers.ts'
import { scriptedChannel } from '../support/channel.ts'
import { testDatabase } from '../support/database.ts'
import { quiet } from '../support/incoming.ts'
import { PACE } from '../support/whatsapp.ts'

const { db, close } = await testDatabase()
afterAll(close)

const channel = (name: 'telegram' | 'whatsapp' | 'webchat', pace: Pacing | null): Channel => ({
  ...scriptedChannel(name).channel,
  ...(pace && { pacing: async () => pace }),
})
const open: Pacing = { ...PACE, quiet: null, closedUntil: null }
const fast: Pacing = {
  ...{ gap: [34, 34], perHour: Number.POSITIVE_INFINITY, perDay: Number.POSITIVE_INFINITY },
  ...{ quiet: null, closedUntil: null },
}
const MINUTE = 60_000

describe('what the messengers can do', () => {
  const messengers = messengersOf({
    channels: [channel('telegram', fast), channel('whatsapp', open), channel('webchat', null)],
    ...{ zone: 'Asia/Jakarta', ahead: () => 0, log: quiet },
  })
  afterAll(() => messengers.stop())
  const took = async (name: string, count: number) =>
    (await messengers.howLong(db.prisma, name, count, { urgent: false, inMs: 0 }))?.last ?? Number.NaN

  it('at the usual pace of WhatsApp every unit is told within five minutes, and 4,000 people are not', async () => {
    await messengers.refresh()
    expect(messengers.ways()).toMatchObject({
      channels: ['telegram', 'whatsapp', 'webchat'],
      slow: ['whatsapp'],
    })
    expect(await took('whatsapp', 35)).toBeLessThan(5 * MINUTE)
    expect(await took('whatsapp', 4_000)).toBeGreaterThan(24 * 60 * MINUTE)
    expect(await took('telegram', 4_000)).toBeLessThan(3 * MINUTE)
    expect(await messengers.howLong(db.prisma, 'whatsapp', 0, { urgent: false, inMs: 0 })).toBeNull()
    expect(await messengers.howLong(db.prisma, 'signal', 3, { urgent: false, inMs: 0 })).toBeNull()
  })

  it('what cannot wait asks for neither caps nor the hour', async () => {
    await messengers.refresh()
    const urgent = await messengers.howLong(db.prisma, 'whatsapp', 800, { urgent: true, inMs: 0 })
    expect(urgent?.last).toBeLessThan(800 * 7_000)
    expect(await took('whatsapp', 800)).toBeGreaterThan(6 * 60 * MINUTE)
  })
})
