import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Channel, type ChannelEvents, SendError, type SendFailure } from '../../src/channels/channel.ts'
import type { Address, Incoming } from '../../src/message.ts'

/** One messenger's platform, as a test can play it. Persons are small whole numbers. */
export type Harness = {
  channel: Channel
  address(person: number): Address
  /** A person writes; `at` is when the platform took it. */
  says(person: number, text: string, at?: Date): void | Promise<void>
  /** What the person sees, oldest first. */
  heard(person: number): string[]
  /** Our own message comes back to us. */
  echoes?(): void | Promise<void>
  /** The platform will deliver the next message once more although we confirmed it. */
  repeatsNext?(): void
  /** Messages that the platform still keeps for us, unconfirmed. */
  kept(): number
  /** The next send to this person meets this; the platform's name of it is the harness' business. */
  fails(kind: SendFailure, person: number): void
  /** The connection breaks a few times while we receive. */
  breaks(): void
  /** A new adapter for the same account, as after a restart; `channel` is the new one. */
  restart(): void | Promise<void>
  close(): Promise<void>
}

/** What the channel told us. */
export type Heard = ChannelEvents & {
  batches: Incoming[][]
  received: Incoming[]
  reached: { who: Address; reachable: boolean; at: Date }[]
  /** Runs before a batch counts as stored; throw to refuse it. */
  storing: (batch: Incoming[]) => void | Promise<void>
}

export function listener(): Heard {
  const heard: Heard = {
    batches: [],
    received: [],
    reached: [],
    storing: () => undefined,
    async receive(batch) {
      await heard.storing(batch)
      heard.batches.push(batch)
      heard.received.push(...batch)
    },
    async receiveWithin(_tx, batch) {
      await heard.storing(batch)
      return () => {
        heard.batches.push(batch)
        heard.received.push(...batch)
      }
    },
    receipt: async () => undefined,
    addressChanged: async () => undefined,
    reachable: async (who, reachable, at) => void heard.reached.push({ who, reachable, at }),
  }
  return heard
}

const soon = <T>(check: () => T) => vi.waitFor(check, { timeout: 5_000, interval: 5 })

/** What every adapter keeps, whatever the messenger. */
export function channelContract(
  name: string,
  makeHarness: () => Promise<Harness>,
  failures: SendFailure[],
): void {
  describe(`${name} keeps the contract of a channel`, () => {
    let harness: Harness
    let heard: Heard
    beforeEach(async () => {
      harness = await makeHarness()
      heard = listener()
      await harness.channel.start(heard)
      await soon(() => expect(harness.channel.status().state).toBe('open'))
    })
    afterEach(async () => {
      await harness.channel.stop()
      await harness.close()
    })
    const arrived = (...texts: string[]) =>
      soon(() => expect(heard.received.map((m) => m.text)).toEqual(texts))
    const send = (person: number, text: string) =>
      harness.channel.send(harness.address(person), { text }, `k:${text}`)

    test('what a person writes arrives with its address and the platform time', async () => {
      const at = new Date('2026-11-23T00:15:07Z')
      await harness.says(7, 'hadir', at)
      await arrived('hadir')
      const { from, chat, group, clock, edited, forwarded, ...message } = heard.received[0] as Incoming
      expect({ from, chat }).toEqual({ from: harness.address(7), chat: harness.address(7) })
      expect({ group, clock, edited, forwarded }).toEqual({
        ...{ group: false, clock: 'platform', edited: false, forwarded: false },
      })
      expect(message.at).toEqual(at)
    })

    test('a message to a person is seen by that person', async () => {
      const { externalId } = await send(7, 'Selamat pagi')
      expect(externalId).not.toBe('')
      expect(harness.heard(7)).toEqual(['Selamat pagi'])
      expect(harness.heard(8)).toEqual([])
    })

    test('messages of one person keep their order and have ids of their own', async () => {
      for (const text of ['satu', 'dua', 'tiga']) await harness.says(7, text)
      await arrived('satu', 'dua', 'tiga')
      expect(new Set(heard.received.map((m) => m.id)).size).toBe(3)
    })

    test('our own echo is not heard', async ({ skip }) => {
      if (!harness.echoes) return skip()
      await harness.echoes()
      await harness.says(7, 'sesudahnya')
      await arrived('sesudahnya')
    })

    test('what the platform repeats is passed on under the same id', async ({ skip }) => {
      if (!harness.repeatsNext) return skip()
      harness.repeatsNext()
      await harness.says(7, 'hadir')
      await soon(() => expect(heard.received).toHaveLength(2))
      expect(heard.received[1]).toEqual(heard.received[0])
    })

    test('nothing is confirmed before it is stored', async () => {
      let store: () => void = () => undefined
      const stored = new Promise<void>((resolve) => {
        store = resolve
      })
      const storing = vi.fn(() => stored)
      heard.storing = storing
      await harness.says(7, 'hadir')
      await soon(() => expect(storing).toHaveBeenCalled())
      await new Promise((next) => setTimeout(next, 50))
      expect(harness.kept()).toBe(1)
      store()
      await soon(() => expect(harness.kept()).toBe(0))
      expect(heard.received).toHaveLength(1)
    })

    test('what could not be stored comes again', async () => {
      const tried: string[] = []
      heard.storing = (batch) => {
        tried.push(...batch.map((m) => m.id))
        if (tried.length < 3) throw new Error('the database is away')
      }
      await harness.says(7, 'hadir')
      await arrived('hadir')
      expect(new Set(tried).size).toBe(1)
    })

    test.each(failures)('a send can fail as %s', async (kind) => {
      harness.fails(kind, 7)
      const failed = await send(7, 'gagal').catch((error: unknown) => error)
      expect(failed).toBeInstanceOf(SendError)
      expect((failed as SendError).kind).toBe(kind)
      if (kind === 'throttled') expect((failed as SendError).retryAfter).toBeGreaterThan(0)
      await expect(send(8, 'berhasil')).resolves.toMatchObject({ externalId: expect.any(String) })
    })

    test('receiving survives a broken connection', async () => {
      harness.breaks()
      await harness.says(7, 'satu')
      await harness.says(8, 'dua')
      await soon(() => expect(heard.received.map((m) => m.text).sort()).toEqual(['dua', 'satu']))
      await soon(() => expect(harness.channel.status().state).toBe('open'))
    })

    test('what comes while we are stopped is there after a restart', async () => {
      await harness.says(7, 'sebelum')
      await arrived('sebelum')
      await harness.channel.stop()
      expect(harness.channel.status().state).toBe('off')
      await harness.says(7, 'selama')
      await harness.restart()
      await harness.channel.start(heard)
      await soon(() => expect(heard.received.at(-1)?.text).toBe('selama'))
      await expect(send(7, 'lagi')).resolves.toBeDefined()
    })

    test('after a stop nothing is taken and nothing is sent', async () => {
      await harness.channel.stop()
      await harness.says(7, 'terlambat')
      await expect(send(7, 'terlambat')).rejects.toMatchObject({ name: 'SendError', kind: 'unreachable' })
      await new Promise((next) => setTimeout(next, 50))
      expect(heard.received).toEqual([])
      expect(harness.heard(7)).toEqual([])
    })

    test('a stop waits for what is under way', async () => {
      const results = Promise.allSettled([send(7, 'satu'), send(8, 'dua')])
      await harness.channel.stop()
      expect((await results).map((result) => result.status)).toEqual(['fulfilled', 'fulfilled'])
    })

    test('it says up to when everything has come', async () => {
      const begun = Date.now()
      await harness.says(7, 'hadir')
      await arrived('hadir')
      await soon(() =>
        expect(harness.channel.status().drainedThrough?.getTime()).toBeGreaterThan(begun - 1_500),
      )
      expect(harness.channel.status().drainedThrough?.getTime()).toBeLessThan(Date.now())
    })
  })
}
