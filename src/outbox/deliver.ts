import { setTimeout as sleep } from 'node:timers/promises'
import { type Channel, SendError } from '../channels/channel.ts'
import type { Db } from '../lib/db.ts'
import type { Lease } from '../lib/lease.ts'
import type { Log } from '../lib/log.ts'
import { metrics } from '../lib/metrics.ts'
import { napper } from '../lib/nap.ts'
import type { Address, ChannelName } from '../message.ts'
import { keepUploaded } from './batch.ts'
import { createConsequences, type Outcome } from './consequences.ts'
import { type Journal, openJournal } from './journal.ts'
import { outcomeOf } from './outcome.ts'
import { startPaced } from './paced.ts'
import { type Claimed, claimReplies, expire, hasDue, platformIdOf, type Settlement, settle } from './rows.ts'
import { spaceChats } from './spacing.ts'
import { takeBackLeft } from './take-back.ts'

/** Polling is the truth; a wake-up only makes it sooner. */
const POLL_MS = 250
const TIDY_MS = 5_000
const GATHER_MS = 2
/**
 * While other calls are under way nobody waits for an outcome, as long as half of the slots are not free by it, nor for
 * the next claim: what comes one by one is gathered. A statement of the embedded database costs several times as much.
 */
const LEISURE_MS = { postgres: 20, pglite: 60 }
const UNASKED_LEISURE_MS = 100
const MOST_GATHERED = 200

export type Delivery = {
  /** Something was enqueued: look now. */
  wake(): void
  /** Takes nothing new, waits for the calls in flight and for their settlement. */
  stop(): Promise<void>
  /** Resolves when nothing is in flight and a claim found nothing. For tests and for shutting down. */
  idle(): Promise<void>
}

/**
 * Delivers one channel's replies: claim → send → settle, for as long as `hold()` says that this process is the one.
 * A slot of `channel.limits.inFlight` is free again only when the outcome is committed: so the rows in `sending`
 * are never more than the slots. Which of them were under way when a process was killed, its journal knows: only
 * those are in doubt, and that bounds what a crash can double.
 */
export function deliver(deps: {
  db: Db
  channel: Channel
  /** The lease under which this process delivers; null while another process does. */
  hold(): Lease | null
  /** Where the journal of the calls lies (journal.ts); null: without one, everything in `sending` is in doubt. */
  journals: string | null
  /** The city's, for quiet hours. */
  zone?: string
  /** Whether people are checking in right now: then what nobody asked for goes at half its rate. */
  gentle?: () => boolean
  /** The messenger names another address for the same chat. */
  moved?: (from: Address, to: Address) => Promise<void>
  /** Rows of batches that ended because the person does not let us in there: perhaps elsewhere. */
  barred?: (rows: bigint[]) => Promise<void>
  log: Log
  random?: () => number
}): Delivery {
  const { db, channel, log } = deps
  const random = deps.random ?? Math.random
  const name: ChannelName = channel.name
  const leisure = LEISURE_MS[db.kind]
  let running = true
  /** Calls under way, or ended and not settled: replies, and what nobody asked for. */
  let inFlight = 0
  let unasked = 0
  const ofBatch = new Map<bigint, number>()
  /** Replies begun so far: they have their part in the messenger's limit. */
  let replies = 0
  const underWay = new Set<bigint>()
  let recovered: bigint | null = null
  let journal: Journal | null = null
  let lastTidy = Number.NEGATIVE_INFINITY
  const spacing = spaceChats()
  const { nap, wake: rouse } = napper(POLL_MS)
  let again = false
  /** When the last claim was made that found something, and less than it could take. */
  let claimedAt = Number.NEGATIVE_INFINITY

  const outcomes: Outcome[] = []
  let settling: Promise<void> | null = null

  const wake = (): void => {
    again = true
    rouse()
  }

  async function round(): Promise<void> {
    const hold = deps.hold()
    if (!hold || consequences.paused()) return
    if (recovered !== hold.epoch || performance.now() - lastTidy > TIDY_MS) {
      await tidy(hold)
      recovered = hold.epoch
      lastTidy = performance.now()
    }
    const slots = consequences.careful() ? (inFlight === 0 ? 1 : 0) : channel.limits.inFlight - inFlight
    // In waves: a claim and a settlement for each single slot would cost the database more than the turns themselves.
    if (slots <= 0 || (!consequences.careful() && slots < channel.limits.inFlight / 2)) return
    const rows = await claimReplies(db.prisma, name, hold, slots)
    // A full claim means that more is waiting.
    if (rows.length === slots && !consequences.careful()) again = true
    else if (rows.length > 0) claimedAt = performance.now()
    for (const row of rows) void send(row, hold)
  }

  const paced = startPaced({
    db,
    channel,
    log,
    random,
    zone: deps.zone ?? 'UTC',
    running: () => running,
    // Not before what an earlier holder left is taken back: it may have sent a moment ago.
    hold: () => {
      const hold = consequences.paused() ? null : deps.hold()
      return hold?.epoch === recovered ? hold : null
    },
    gentle: deps.gentle ?? (() => false),
    inFlight: (batch) => (batch === undefined ? unasked : (ofBatch.get(batch) ?? 0)),
    replies: () => replies,
    send: (row, hold) => void send(row, hold),
    barred: (rows) => void consequences.tellBarred(rows),
  })
  const consequences = createConsequences({ ...deps, random, channel: name, paced })

  // Last: it begins at once.
  const loop = (async () => {
    while (running) {
      while (inFlight > 0 && performance.now() < claimedAt + leisure) await sleep(GATHER_MS)
      again = false
      try {
        await round()
      } catch (error) {
        log.warn({ err: error, channel: name }, 'delivery round failed, trying again')
      }
      if (!again) await nap()
    }
  })()

  /** What others left is taken back; what nobody wants any more ends. */
  async function tidy(hold: Lease): Promise<void> {
    const { count, doubts, memory } = await takeBackLeft(db.prisma, {
      ...{ channel: name, hold, journals: deps.journals, busy: [...underWay] },
      idempotent: channel.limits.idempotent,
    })
    if (count > 0)
      log.info({ channel: name, count, doubts }, 'rows of an earlier holder or of a lost claim taken back')
    await expire(db.prisma, name)
    if (recovered === hold.epoch) return
    memory?.forget()
    journal?.close()
    journal =
      deps.journals === null
        ? null
        : openJournal(deps.journals, { channel: name, ...hold }, (error) =>
            log.warn(
              { err: error, channel: name },
              'calls are not journalled: a kill may double more replies',
            ),
          )
  }

  async function send(row: Claimed, hold: Lease): Promise<void> {
    count(row, 1)
    if (row.lane === 'reply') replies += 1
    underWay.add(row.id)
    if (row.lane !== 'reply') {
      const wait = spacing.place(row.externalId)
      if (wait > 0) await sleep(wait)
    }
    // A process that was stopped after its claim may wake up when somebody else has sent the row long ago.
    if (deps.hold()?.epoch !== hold.epoch) {
      return note(row, null, {
        id: row.id,
        attempt: row.attempts,
        state: 'queued',
        spent: false,
        doubt: false,
      })
    }
    const call = { id: row.id, attempt: row.attempts }
    const written = journal
    let error: SendError | null = null
    let platformId: string | undefined
    let file: string | undefined
    written?.begin(call)
    try {
      ;({ externalId: platformId, file } = await put(row))
      written?.end(call, { came: 'sent', platformId })
      if (row.answersAt)
        metrics.replySeconds.observe(
          { channel: name },
          Math.max(0, Date.now() - row.answersAt.getTime()) / 1000,
        )
    } catch (caught) {
      // The port promises SendError and nothing else; anything else is a bug whose outcome is unknown.
      error = caught instanceof SendError ? caught : new SendError('uncertain', String(caught))
      if (error.kind !== 'uncertain') written?.end(call, { came: 'unsent' })
      if (!(caught instanceof SendError))
        log.error({ err: caught, channel: name }, 'an adapter broke its promise')
    }
    // Before the slot is free: the next message names the file.
    if (file && row.bodyId !== null && row.body.attachment?.ref.startsWith('file:'))
      await keepUploaded(db.prisma, row.bodyId, file).catch(() => undefined)
    metrics.sends.inc({ channel: name, outcome: error?.kind ?? 'sent' })
    note(row, error, outcomeOf(row, error, platformId, random(), channel.limits.idempotent))
  }

  function note(claimed: Claimed, error: SendError | null, settlement: Settlement): void {
    outcomes.push({ settlement, claimed, error })
    settling ??= settleAll().finally(() => {
      settling = null
    })
  }

  /** A call begins, or is settled. */
  function count({ lane, batchId }: Claimed, by: 1 | -1): void {
    if (lane === 'reply') inFlight += by
    else unasked += by
    if (batchId === null) return
    const calls = (ofBatch.get(batchId) ?? 0) + by
    if (calls > 0) ofBatch.set(batchId, calls)
    else ofBatch.delete(batchId)
  }

  /** Sends it, or changes the message whose place it takes. */
  async function put({ externalId: id, body, key }: Claimed): ReturnType<Channel['send']> {
    const to = { channel: name, id }
    const earlier = body.replaces && channel.edit ? await platformIdOf(db.prisma, body.replaces) : null
    return earlier && channel.edit ? channel.edit(to, earlier, body, key) : channel.send(to, body, key)
  }

  /** One statement for whatever has ended since the last one; keeps trying while the database is away. */
  async function settleAll(): Promise<void> {
    while (outcomes.length > 0) {
      // A wave's answers come close together; what is answered and not settled is what a kill would double.
      await gather()
      const batch = outcomes.splice(0)
      for (let tries = 0; ; tries += 1) {
        try {
          // First what closes the way for the next message of the chat, then the outcome that would let it go.
          const barred = await consequences.of(batch)
          await settle(
            db.prisma,
            batch.map((b) => b.settlement),
          )
          await consequences.tellBarred(barred)
          break
        } catch (error) {
          log.warn({ err: error, channel: name, rows: batch.length }, 'outcomes not written yet')
          // Stopping with the database gone: the rows stay `sending`, the next start treats them as in doubt.
          if (!running && tries > 3) break
          await sleep(Math.min(5_000, 200 * 2 ** tries))
        }
      }
      for (const { claimed } of batch) {
        count(claimed, -1)
        underWay.delete(claimed.id)
      }
      journal?.settled(batch.map(({ settlement }) => settlement))
      wake()
    }
  }

  /** Of what nobody asked for the outcomes may wait: each statement is a commit, and replies need the disk, too. */
  async function gather(): Promise<void> {
    for (const begun = performance.now(); ; ) {
      await sleep(GATHER_MS)
      const asked = outcomes.some(({ claimed }) => claimed.lane === 'reply')
      const most = asked
        ? Math.min(inFlight + unasked, channel.limits.inFlight / 2)
        : Math.min(unasked, MOST_GATHERED)
      if (outcomes.length >= most || performance.now() - begun >= (asked ? leisure : UNASKED_LEISURE_MS))
        return
    }
  }

  return {
    wake,
    idle: async () => {
      do {
        wake()
        await sleep(5)
      } while (inFlight + unasked > 0 || (await hasDue(db.prisma, name)))
    },
    stop: async () => {
      running = false
      wake()
      await Promise.all([loop, paced.ended])
      while (inFlight + unasked > 0) {
        await (settling ?? sleep(20))
      }
      journal?.close()
    },
  }
}
