import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import type { Channel, Pacing } from '../../src/channels/channel.ts'
import { type Db, transaction } from '../../src/lib/db.ts'
import { acquire, type Lease } from '../../src/lib/lease.ts'
import type { Address, ChannelName, Outgoing } from '../../src/message.ts'
import { closeBatch, openBatch, type SharedBody } from '../../src/outbox/batch.ts'
import { type Delivery, deliver } from '../../src/outbox/deliver.ts'
import { quiet } from '../support/incoming.ts'

export type Call = { to: string; part: Outgoing; key: string }
/** How a call ends: an error, the messenger's name of a file, or all is well. */
export type Respond = (
  call: Call,
  n: number,
) => Promise<{ file?: string } | undefined> | { file?: string } | undefined

/** Deliveries of batches over a real database and a messenger in memory. */
export function batchScene(db: Db) {
  const journals = mkdtempSync(join(tmpdir(), 'guyub-batches-'))
  const running: Delivery[] = []
  let made = 0

  async function people(
    count: number,
    channel: ChannelName = 'telegram',
    more: object = {},
  ): Promise<number[]> {
    const ids: number[] = []
    for (let n = 0; n < count; n += 1) {
      made += 1
      const { id } = await db.prisma.address.create({
        data: {
          ...{ channel, externalId: `${made}`, firstSeenAt: new Date(), lastInboundAt: new Date() },
          ...more,
        },
      })
      ids.push(id)
    }
    return ids
  }

  /** A batch to these addresses; each row's key is its address. */
  async function batch(
    addresses: number[],
    { body = { text: 'pengumuman' } as Outgoing, ttl = 3_600, urgent = false, locales = ['id'] } = {},
  ): Promise<bigint> {
    return transaction(db, async (tx) => {
      const channels = [
        ...new Set((await tx.address.findMany({ where: { id: { in: addresses } } })).map((a) => a.channel)),
      ]
      const bodies = channels.flatMap((channel) =>
        locales.map((locale): SharedBody => ({ channel: channel as ChannelName, locale, body })),
      )
      const id = await openBatch(tx, bodies, ttl, urgent)
      await tx.$executeRaw`
        INSERT INTO outbox (key, lane, channel, address_id, external_id, body, body_id, batch_id, recipient, expires_at)
        SELECT ${`b${id}/`} || a.id, 'bulk', a.channel, a.id, a.external_id, '{}', y.id, ${id}, 'someone/' || a.id,
          now() + make_interval(secs => ${ttl}::float8)
        FROM address a JOIN outbox_body y ON y.batch_id = ${id} AND y.channel = a.channel AND y.locale = a.locale
        WHERE a.id = ANY(${addresses}::int[]) ORDER BY a.id`
      await closeBatch(tx, id)
      return id
    })
  }

  function messenger(
    respond: Respond = () => undefined,
    more: { name?: ChannelName; gap?: number; idempotent?: boolean } = {},
  ) {
    const calls: Call[] = []
    const gap = more.gap ?? 2
    const pacing: Pacing = {
      ...{ gap: [gap, gap], perHour: Number.POSITIVE_INFINITY, perDay: Number.POSITIVE_INFINITY },
      ...{ quiet: null, closedUntil: null },
    }
    let under = 0
    let most = 0
    const channel: Channel = {
      name: more.name ?? 'telegram',
      limits: {
        ...{ text: 4_000, choices: 10, draws: 'buttons', inFlight: 8, files: true },
        idempotent: more.idempotent ?? false,
      },
      start: async () => {},
      stop: async () => {},
      async send(to, part, key) {
        const call = { to: to.id, part, key }
        calls.push(call)
        most = Math.max(most, ++under)
        try {
          return { externalId: `p-${calls.length}`, ...(await respond(call, calls.length)) }
        } finally {
          under -= 1
        }
      },
      pacing: async () => pacing,
      download: async () => {
        throw new Error('no files here')
      },
      status: () => ({ state: 'open' }),
    }
    return { channel, calls, most: () => most }
  }

  async function start(
    { channel }: { channel: Channel },
    more: {
      holder?: string
      hold?: () => Lease | null
      moved?: (from: Address, to: Address) => Promise<void>
      gentle?: () => boolean
      db?: Db
    } = {},
  ): Promise<Delivery> {
    const lease = more.hold
      ? null
      : await acquire(db, `deliver/${channel.name}`, more.holder ?? `test-${made}`)
    const delivery = deliver({
      ...{ db, channel, journals, log: quiet, random: () => 0, hold: () => lease },
      ...more,
    })
    running.push(delivery)
    return delivery
  }

  return {
    ...{ people, batch, messenger, start },
    async states(id: bigint): Promise<Record<string, number>> {
      const rows = await db.prisma.$queryRaw<{ state: string; count: number }[]>`
        SELECT state::text AS state, count(*)::int AS count FROM outbox WHERE batch_id = ${id} GROUP BY 1`
      return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
    },
    stateOf: async (id: bigint) => (await db.prisma.outboxBatch.findUniqueOrThrow({ where: { id } })).state,
    /** Between two tests. */
    async clear(): Promise<void> {
      await Promise.all(running.splice(0).map((one) => one.stop()))
      await db.prisma.$executeRaw`UPDATE lease SET expires_at = now() - interval '1 s'`
      for (const table of ['outbox', 'outbox_batch', 'gate', 'group_link', 'address'])
        await db.prisma.$executeRawUnsafe(`DELETE FROM ${table}`)
    },
    close: () => rmSync(journals, { recursive: true }),
  }
}

/** A busy machine may be slow; nothing here is about time. */
export const until = (check: () => void | Promise<void>) =>
  vi.waitFor(check, { timeout: 20_000, interval: 10 })
