import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SendError } from '../../src/channels/channel.ts'
import { acquire, type Lease } from '../../src/lib/lease.ts'
import { type Delivery, deliver } from '../../src/outbox/deliver.ts'
import { enqueue, rowsFor } from '../../src/outbox/enqueue.ts'
import { openJournal } from '../../src/outbox/journal.ts'
import { createReceipts, type Receipt } from '../../src/outbox/news.ts'
import { scriptedChannel } from '../support/channel.ts'
import { testDatabase } from '../support/database.ts'
import { quiet } from '../support/incoming.ts'

const { db, close } = await testDatabase()
afterAll(close)

const journals = mkdtempSync(join(tmpdir(), 'guyub-calls-'))
afterAll(() => rmSync(journals, { recursive: true }))

const running: Delivery[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()))
})
beforeEach(async () => {
  await db.prisma.outbox.deleteMany()
  await db.prisma.gate.deleteMany()
})

const address = async (id: string) =>
  (
    await db.prisma.address.upsert({
      where: { channel_externalId: { channel: 'webchat', externalId: id } },
      create: { channel: 'webchat', externalId: id, firstSeenAt: new Date() },
      update: { blockedAt: null },
    })
  ).id

let keys = 0
const say = async (to: string, ...texts: string[]) => {
  const id = await address(to)
  for (const text of texts) {
    keys += 1
    await enqueue(db.prisma, rowsFor(id, { text }, `k/${keys}`, 4_000))
  }
}
const rows = () => db.prisma.outbox.findMany({ orderBy: { id: 'asc' } })
const states = async () => (await rows()).map((row) => row.state)

let lease: Lease | null = null
async function start(scripted = scriptedChannel(), hold?: () => Lease | null) {
  lease = await acquire(db, 'deliver/webchat', 'test')
  const delivery = deliver({
    db,
    channel: scripted.channel,
    hold: hold ?? (() => lease),
    journals,
    log: quiet,
    random: () => 0,
  })
  running.push(delivery)
  return { ...scripted, delivery }
}

describe('claim → send → settle', () => {
  it('sends each chat in order, one at a time, different chats together', async () => {
    await say('a', '1', '2', '3')
    await say('b', '1', '2', '3')
    const scripted = scriptedChannel()
    for (let n = 0; n < 6; n += 1) scripted.answers.push(() => sleep(10))
    const { delivery, sent, most } = await start(scripted)
    await delivery.idle()
    expect(sent.filter((one) => one.to === 'a').map((one) => one.text)).toEqual(['1', '2', '3'])
    expect(sent.filter((one) => one.to === 'b').map((one) => one.text)).toEqual(['1', '2', '3'])
    expect(most()).toBe(2)
    expect(await states()).toEqual(Array(6).fill('sent'))
  })

  it('a key is sent once, however often it is enqueued', async () => {
    const id = await address('once')
    const same = rowsFor(id, { text: 'sekali' }, 'same-key', 4_000)
    expect(await enqueue(db.prisma, same)).toBe(1)
    expect(await enqueue(db.prisma, same)).toBe(0)
  })

  it('throttled: waits at the gate, spends no attempt, tries the others one at a time', async () => {
    const scripted = scriptedChannel()
    scripted.answers.push(new SendError('throttled', '429', { retryAfter: 1 }))
    await say('slow', 'nanti')
    await say('other', 'sekarang')
    const { sent } = await start(scripted)
    for (let n = 0; n < 100 && sent.length < 2; n += 1) await sleep(50)
    expect(sent.map((one) => one.text).sort()).toEqual(['nanti', 'sekarang'])
    expect((await rows()).map((row) => row.attempts)).toEqual([1, 1])
    expect(await db.prisma.gate.count()).toBe(1)
  })

  it('unreachable: tried again later, and the next message of the chat waits behind it', async () => {
    const scripted = scriptedChannel()
    scripted.answers.push(new SendError('unreachable', 'refused'))
    await say('u', '1', '2')
    const { sent } = await start(scripted)
    for (let n = 0; n < 100 && sent.length < 2; n += 1) await sleep(50)
    expect(sent.map((one) => one.text)).toEqual(['1', '2'])
  })

  it('blocked: the address is marked, and what waits for it ends', async () => {
    const scripted = scriptedChannel()
    scripted.answers.push(new SendError('blocked', '403'))
    await say('gone', '1', '2')
    const { delivery } = await start(scripted)
    await delivery.idle()
    expect(await states()).toEqual(['blocked', 'blocked'])
    const marked = await db.prisma.address.findFirstOrThrow({ where: { externalId: 'gone' } })
    expect(marked.blockedAt).not.toBeNull()
  })

  it('rejected: fails with its reason, the next one goes', async () => {
    const scripted = scriptedChannel()
    scripted.answers.push(new SendError('rejected', 'message is too long'))
    await say('r', '1', '2')
    const { delivery } = await start(scripted)
    await delivery.idle()
    expect(await states()).toEqual(['failed', 'sent'])
    expect((await rows())[0]?.reason).toBe('message is too long')
  })

  it('in doubt: a reply is sent again once, then it is uncertain and holds nobody', async () => {
    const scripted = scriptedChannel()
    scripted.answers.push(new SendError('uncertain', 'cut'), new SendError('uncertain', 'cut'))
    await say('d', '1', '2')
    const { sent } = await start(scripted)
    for (let n = 0; n < 100 && sent.length < 1; n += 1) await sleep(50)
    expect(sent.map((one) => one.text)).toEqual(['2'])
    for (let n = 0; n < 50 && (await states())[1] !== 'sent'; n += 1) await sleep(20)
    expect(await states()).toEqual(['uncertain', 'sent'])
  })

  it('too late to be useful: never sent', async () => {
    await say('old', 'basi')
    await db.prisma.$executeRaw`UPDATE outbox SET expires_at = now() - interval '1 second'`
    const { delivery, sent } = await start()
    await delivery.idle()
    expect(sent).toEqual([])
    expect(await states()).toEqual(['expired'])
  })

  it('without the lease nothing is claimed, not even with an old epoch', async () => {
    await say('l', 'halo')
    const old = await acquire(db, 'deliver/webchat', 'somebody')
    await db.prisma.$executeRaw`UPDATE lease SET epoch = epoch + 1, holder = 'next'`
    const scripted = scriptedChannel()
    const delivery = deliver({
      db,
      channel: scripted.channel,
      hold: () => old ?? { lease: 'deliver/webchat', holder: 'x', epoch: 0n },
      journals,
      log: quiet,
    })
    running.push(delivery)
    await sleep(400)
    expect(scripted.sent).toEqual([])
    expect(await states()).toEqual(['queued'])
    await db.prisma.lease.deleteMany()
  })
})

describe('after a crash', () => {
  it('what was under way is in doubt: sent again once, and the late answer of the dead call still counts', async () => {
    await say('c', 'halo')
    await db.prisma.$executeRaw`UPDATE outbox SET state = 'sending', epoch = 0, attempts = 1, holder = 'dead'`
    const { delivery, sent } = await start()
    await delivery.idle()
    expect(sent.map((one) => one.text)).toEqual(['halo'])
    const [row] = await rows()
    expect(row).toMatchObject({ state: 'sent', doubts: 1 })
  })

  it('a claim whose answer was lost with the database is taken back after a minute', async () => {
    const { delivery, sent } = await start()
    await say('lost', 'halo')
    await db.prisma.$executeRaw`
      UPDATE outbox SET state = 'sending', epoch = ${lease?.epoch ?? 0n}, attempts = 1, claimed_at = now() - interval '2 minutes'`
    for (let n = 0; n < 150 && sent.length === 0; n += 1) await sleep(50)
    await delivery.idle()
    expect(sent.map((one) => one.text)).toEqual(['halo'])
    expect(await states()).toEqual(['sent'])
  })

  it('in doubt for the second time: uncertain, not a third copy', async () => {
    await say('c2', 'halo')
    await db.prisma.$executeRaw`UPDATE outbox SET state = 'sending', epoch = 0, attempts = 2, doubts = 1`
    const { delivery, sent } = await start()
    await delivery.idle()
    expect(sent).toEqual([])
    expect(await states()).toEqual(['uncertain'])
  })
})

describe('after a crash, with what the calls came to', () => {
  it('only a call that was under way is in doubt; what was answered is not sent again', async () => {
    await say('begun', 'satu')
    await say('answered', 'dua')
    await say('refused', 'tiga')
    await say('claimed', 'empat')
    await db.prisma.$executeRaw`UPDATE outbox SET state = 'sending', epoch = 0, attempts = 1, holder = 'dead'`
    const [begun, answered, refused] = (await rows()).map(({ id }) => ({ id, attempt: 1 }))
    const dead = openJournal(journals, { channel: 'webchat', holder: 'dead', epoch: 0n }, (error) => {
      throw error
    })
    for (const call of [begun, answered, refused]) dead.begin(call as NonNullable<typeof call>)
    dead.end(answered as NonNullable<typeof answered>, { came: 'sent', platformId: '77' })
    dead.end(refused as NonNullable<typeof refused>, { came: 'unsent' })
    dead.close()
    const { delivery, sent } = await start()
    await delivery.idle()
    expect(sent.map((one) => one.text).sort()).toEqual(['empat', 'satu', 'tiga'])
    expect((await rows()).map(({ state, doubts, platformId }) => [state, doubts, platformId])).toEqual([
      ['sent', 1, expect.stringMatching('p-')],
      ['sent', 0, '77'],
      ['sent', 0, expect.stringMatching('p-')],
      ['sent', 0, expect.stringMatching('p-')],
    ])
    // The dead one's journal is used up, our own stands.
    expect(readdirSync(journals)).toContain(`webchat.${lease?.epoch}.calls`)
    expect(readdirSync(journals)).not.toContain('webchat.0.calls')
  })

  it('the journal of another process of the same epoch proves nothing', async () => {
    await say('other', 'halo')
    await db.prisma.$executeRaw`UPDATE outbox SET state = 'sending', epoch = 0, attempts = 1, holder = 'dead'`
    openJournal(journals, { channel: 'webchat', holder: 'somebody else', epoch: 0n }, () => {}).close()
    const { delivery } = await start()
    await delivery.idle()
    expect((await rows())[0]).toMatchObject({ state: 'sent', doubts: 1 })
  })
})

describe('what nobody asked for', () => {
  const unasked = async (to: string, text: string, lane: 'reminder' | 'bulk' = 'bulk') => {
    keys += 1
    await enqueue(db.prisma, rowsFor(await address(to), { text }, `k/${keys}`, 4_000, { lane }))
  }
  const wrote = (to: string) =>
    db.prisma.address.updateMany({ where: { externalId: to }, data: { lastInboundAt: new Date() } })
  const slow = (more: object = {}) => {
    const scripted = scriptedChannel()
    const pacing = { gap: [150, 150], perHour: 100, perDay: 100, quiet: null, closedUntil: null, ...more }
    scripted.channel.pacing = async () => pacing as never
    return scripted
  }
  const until = (check: () => void) => vi.waitFor(check, { timeout: 5_000, interval: 5 })

  it('goes at its pace, reminders first, and replies do not wait for it', async () => {
    for (const to of ['p', 'q', 'r']) {
      await address(to)
      await wrote(to)
    }
    await unasked('p', 'pengumuman')
    await unasked('q', 'pengumuman')
    await unasked('r', 'pengingat', 'reminder')
    // Long enough for a reply on a busy machine.
    const gap = 900
    const { sent } = await start(slow({ gap: [gap, gap] }))
    await until(() => expect(sent).toHaveLength(1))
    const begun = performance.now()
    await say('p', 'jawaban')
    await until(() => expect(sent.map((one) => one.text)).toContain('jawaban'))
    expect(sent.filter((one) => one.text === 'pengumuman')).toHaveLength(0)
    await until(() => expect(sent).toHaveLength(4))
    expect(performance.now() - begun).toBeGreaterThan(gap)
    expect(sent.filter((one) => one.text !== 'jawaban').map((one) => one.text)).toEqual([
      ...['pengingat', 'pengumuman', 'pengumuman'],
    ])
  })

  it('goes only to people who wrote first and have not said stop', async () => {
    await address('s')
    await address('t')
    await address('u')
    await wrote('t')
    await wrote('u')
    await db.prisma.address.updateMany({ where: { externalId: 't' }, data: { optedOutAt: new Date() } })
    for (const to of ['s', 't', 'u']) await unasked(to, to)
    const { sent } = await start(slow({ gap: [1, 1] }))
    await until(() => expect(sent).toHaveLength(1))
    await sleep(400)
    expect(sent.map((one) => one.text)).toEqual(['u'])
  })

  it('stops while it is closed, and counts what another process sent', async () => {
    await address('v')
    await wrote('v')
    await unasked('v', 'satu')
    const closed = slow({ closedUntil: new Date(Date.now() + 60_000) })
    const first = await start(closed)
    await say('v', 'jawaban')
    await first.delivery.idle()
    expect(first.sent.map((one) => one.text)).toEqual(['jawaban'])
    await first.delivery.stop()

    const second = await start(slow({ gap: [1, 1], perHour: 1 }))
    await until(() => expect(second.sent.map((one) => one.text)).toEqual(['satu']))
    await second.delivery.stop()
    await unasked('v', 'dua')
    const third = await start(slow({ gap: [1, 1], perHour: 1 }))
    await sleep(400)
    expect(third.sent).toEqual([])
  })
})

describe('the platform tells more', () => {
  it('states only go forward', async () => {
    await say('n', 'halo')
    const { delivery } = await start()
    await delivery.idle()
    const to = { channel: 'webchat', id: 'n' } as const
    const [row] = await rows()
    const receipt = createReceipts(db.prisma)
    const about: Receipt = { channel: 'webchat', platformId: row?.platformId ?? '', to, state: 'delivered' }
    await receipt({ ...about, to: { channel: 'webchat', id: 'somebody else' } })
    expect(await states()).toEqual(['sent'])
    await receipt({ ...about, to: null })
    expect(await states()).toEqual(['delivered'])
    // What comes close together is written together.
    await Promise.all([receipt({ ...about, state: 'read' }), receipt(about)])
    expect(await states()).toEqual(['read'])
    await receipt(about)
    expect(await states()).toEqual(['read'])
  })
})
