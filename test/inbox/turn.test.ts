import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { store } from '../../src/inbox/store.ts'
import { type Converse, runTurns, type Turns } from '../../src/inbox/turn.ts'
import { testDatabase } from '../support/database.ts'
import { incoming, quiet } from '../support/incoming.ts'

const { db, close } = await testDatabase()
const running: Turns[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((turns) => turns.stop()))
})
afterAll(close)

const standing = { dialog: null, state: null, offers: [], resume: null, misses: 0 }

function start(converse: Converse): Turns {
  const turns = runTurns({
    db,
    converse,
    limit: () => 4_000,
    apology: (_, reference) => ({ text: `maaf ${reference}` }),
    enqueued: () => {},
    log: quiet,
  })
  running.push(turns)
  return turns
}

const echo: Converse = async (_, { incoming: { text } }) => ({
  say: [{ text }],
  tell: [],
  conversation: standing,
})

const replies = async (address: string) =>
  (await db.prisma.outbox.findMany({ where: { externalId: address }, orderBy: { id: 'asc' } })).map(
    (row) => (row.body as { text: string }).text,
  )

describe('one turn, one transaction', () => {
  it('answers each address in the order of its messages, whoever works', async () => {
    // Two loops on one database: as two processes would.
    const [one, two] = [start(echo), start(echo)]
    const people = Array.from({ length: 12 }, (_, n) => `order-${n}`)
    for (let n = 0; n < 8; n += 1) {
      const ids = await store(
        db,
        people.map((who) => incoming(who, `${n}`)),
      )
      one.hint(ids)
      two.hint(ids)
    }
    await one.idle()
    await two.idle()
    for (const who of people) expect(await replies(who)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7'])
  })

  it('forgets where somebody was once that is answered', async () => {
    const seen: unknown[] = []
    const turns = start(async (_, { incoming: { place } }) => {
      seen.push(place)
      return { say: [{ text: 'dekat' }], tell: [], conversation: standing }
    })
    const place = { latitude: -2.129049, longitude: 106.112951, live: false }
    const message = { ...incoming('where', ''), place }
    turns.hint(await store(db, [message]))
    await turns.idle()
    expect(seen).toEqual([place])
    const { payload } = await db.prisma.inbox.findFirstOrThrow({ where: { externalId: message.id } })
    expect(payload).toMatchObject({ place: { latitude: 0, longitude: 0 } })
  })

  it('parks a message that always fails, with an apology, and nobody else notices', async () => {
    const turns = start(async (tx, loaded, shared) => {
      if (loaded.incoming.text === 'racun') throw new Error('cannot')
      return echo(tx, loaded, shared)
    })
    turns.hint(
      await store(db, [incoming('bad', 'racun'), incoming('bad', 'sesudah'), incoming('good', 'halo')]),
    )
    await turns.idle()
    expect(await replies('good')).toEqual(['halo'])
    // The address waits for its own message: order is kept.
    expect(await replies('bad')).toEqual([])
    const parked = async () => db.prisma.inbox.findFirst({ where: { state: 'parked' } })
    for (let tries = 0; tries < 150 && !(await parked()); tries += 1) await sleep(100)
    await turns.idle()
    const row = await parked()
    expect(row?.attempts).toBe(5)
    expect(row?.error).toMatch(/^G-/)
    expect(await replies('bad')).toEqual([expect.stringMatching(/^maaf G-/), 'sesudah'])
  }, 30_000)

  it('writes nothing of a turn that fails: neither its verbs, nor its replies', async () => {
    let fail = true
    const turns = start(async (tx, loaded, shared) => {
      await tx.meta.create({ data: { key: `made-${loaded.inboxId}`, value: 'x' } })
      if (fail) {
        fail = false
        throw new Error('once')
      }
      return echo(tx, loaded, shared)
    })
    turns.hint(await store(db, [incoming('retry', 'halo')]))
    for (let tries = 0; tries < 50 && (await replies('retry')).length === 0; tries += 1) await sleep(50)
    expect(await replies('retry')).toEqual(['halo'])
    expect(await db.prisma.meta.count({ where: { key: { startsWith: 'made-' } } })).toBe(1)
  })

  it('a write that waits for the end of the transaction and fails is its own message’s failure', async () => {
    const refuse = async (_: unknown, rows: string[]) => {
      if (rows.includes('racun')) throw new Error('refused by a rule of the database')
    }
    const turns = start(async (tx, loaded, shared) => {
      shared.defer(refuse, loaded.incoming.text)
      return echo(tx, loaded, shared)
    })
    turns.hint(await store(db, [incoming('late-bad', 'racun'), incoming('late-good', 'halo')]))
    for (let tries = 0; tries < 50 && (await replies('late-good')).length === 0; tries += 1) await sleep(50)
    expect(await replies('late-good')).toEqual(['halo'])
    const bad = await db.prisma.inbox.findFirst({ where: { attempts: { gt: 0 }, state: 'new' } })
    expect(bad?.error).toMatch(/refused by a rule/)
  })

  it('waiting for the database spends no attempt', async () => {
    let busy = 3
    const turns = start(async (tx, loaded, shared) => {
      if (busy > 0) {
        busy -= 1
        throw Object.assign(new Error('canceling statement due to lock timeout'), { code: '55P03' })
      }
      return echo(tx, loaded, shared)
    })
    turns.hint(await store(db, [incoming('patient', 'halo')]))
    for (let tries = 0; tries < 100 && (await replies('patient')).length === 0; tries += 1) await sleep(50)
    expect(await replies('patient')).toEqual(['halo'])
    const row = await db.prisma.inbox
      .findFirstOrThrow({ where: { address: { externalId: 'patient' } } as never })
      .catch(() => null)
    expect(row?.attempts ?? 0).toBe(0)
  })

  it('shares reads among the turns of one transaction', async () => {
    let reads = 0
    const turns = start(async (tx, loaded, shared) => {
      await shared.memo('one', async () => {
        reads += 1
      })
      return echo(tx, loaded, shared)
    })
    const people = Array.from({ length: 32 }, (_, n) => incoming(`memo-${n}`, 'halo'))
    turns.hint(await store(db, people))
    await turns.idle()
    expect(reads).toBeLessThan(32)
  })

  it('finds what nobody hinted at', async () => {
    await store(db, [incoming('silent', 'halo')])
    const turns = start(echo)
    await turns.idle()
    expect(await replies('silent')).toEqual(['halo'])
  })
})
