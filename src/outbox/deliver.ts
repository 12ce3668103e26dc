import { setTimeout as sleep } from 'node:timers/promises'
import { type Channel, SendError } from '../channels/channel.ts'
import type { Db } from '../lib/db.ts'
import type { Lease } from '../lib/lease.ts'
import type { Log } from '../lib/log.ts'
import { metrics } from '../lib/metrics.ts'
import type { ChannelName } from '../message.ts'
import { type Journal, openJournal, recall } from './journal.ts'
import { outcomeOf } from './outcome.ts'
import { nextMoment, PLATFORM_PACE } from './pace.ts'
import {
  blockAddresses,
  type Claimed,
  claimPaced,
  claimReplies,
  closeGate,
  expire,
  hasDue,
  leftBehind,
  pacedSince,
  platformIdOf,
  type Settlement,
  settle,
  takeBack,
} from './rows.ts'

/** Polling is the truth; a wake-up only makes it sooner. */
const POLL_MS = 250
const PACED_MS = 5
const TIDY_MS = 5_000
const AGAIN_MS = 3_000
const GATHER_MS = 2
/**
 * While other calls are under way nobody waits for an outcome, as long as half of the slots are not free by it, nor for
 * the next claim: what comes one by one is gathered. A statement of the embedded database costs several times as much.
 */
const LEISURE_MS = { postgres: 20, pglite: 60 }

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
  log: Log
  random?: () => number
}): Delivery {
  const { db, channel, log } = deps
  const random = deps.random ?? Math.random
  const name: ChannelName = channel.name
  const leisure = LEISURE_MS[db.kind]
  let running = true
  let inFlight = 0
  const underWay = new Set<bigint>()
  /** After a 429 on a reply, chats are tried one at a time until one gets through. */
  let careful = false
  let recovered: bigint | null = null
  let journal: Journal | null = null
  let lastTidy = 0
  let pausedUntil = 0
  let woken: (() => void) | null = null
  let again = false
  /** When the last claim was made that found something, and less than it could take. */
  let claimedAt = Number.NEGATIVE_INFINITY

  const outcomes: { settlement: Settlement; claimed: Claimed; error: SendError | null }[] = []
  let settling: Promise<void> | null = null

  const wake = (): void => {
    again = true
    woken?.()
  }

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

  async function round(): Promise<void> {
    const hold = deps.hold()
    if (!hold || Date.now() < pausedUntil) return
    if (recovered !== hold.epoch || Date.now() - lastTidy > TIDY_MS) {
      await tidy(hold)
      recovered = hold.epoch
      lastTidy = Date.now()
    }
    const slots = careful ? (inFlight === 0 ? 1 : 0) : channel.limits.inFlight - inFlight
    // In waves: a claim and a settlement for each single slot would cost the database more than the turns themselves.
    if (slots <= 0 || (!careful && slots < channel.limits.inFlight / 2)) return
    const rows = await claimReplies(db.prisma, name, hold, slots)
    // A full claim means that more is waiting.
    if (rows.length === slots && !careful) again = true
    else if (rows.length > 0) claimedAt = performance.now()
    for (const row of rows) void send(row)
  }

  /** What nobody asked for goes by itself, one after the other, however many replies there are. */
  const pacedLoop = (async () => {
    let sent: Date[] | null = null
    let epoch: bigint | null = null
    let next = 0
    while (running) {
      try {
        const hold = deps.hold()
        if (!hold || Date.now() < Math.max(pausedUntil, next)) {
          await sleep(Math.max(PACED_MS, Math.min(POLL_MS, next - Date.now())))
          continue
        }
        // Another process may have sent since we last held the lease.
        if (sent === null || epoch !== hold.epoch) sent = await pacedSince(db.prisma, name)
        epoch = hold.epoch
        const pacing = (await channel.pacing?.()) ?? PLATFORM_PACE
        const at = nextMoment(pacing, sent, new Date(), deps.zone ?? 'UTC', random()).getTime()
        // Quiet hours may be changed while it waits for their end: asked again every few seconds.
        next = Math.min(at, Date.now() + AGAIN_MS)
        if (Date.now() < at) continue
        const row = await claimPaced(db.prisma, name, hold)
        if (!row) {
          await sleep(POLL_MS)
          continue
        }
        sent = [...sent.filter((at) => at.getTime() > Date.now() - 86_400_000), new Date()]
        void send(row)
      } catch (error) {
        log.warn({ err: error, channel: name }, 'a paced round failed, trying again')
        await sleep(POLL_MS)
      }
    }
  })()

  /** What others left is taken back; what nobody wants any more ends. */
  async function tidy(hold: Lease): Promise<void> {
    const memory = deps.journals === null ? null : recall(deps.journals, name, hold.epoch)
    const left = await leftBehind(db.prisma, name, hold.epoch, [...underWay])
    if (left.length > 0) {
      const rows = left.map(({ id, attempt, ...by }) => {
        const known = memory?.of({ id, attempt, ...by })
        if (known?.came === 'sent') return { id, attempt, ...known }
        // Of our own claims we know ourselves that none began: `underWay` was left out.
        const begun = known ? known.came === 'doubt' : by.epoch !== hold.epoch
        return { id, attempt, came: begun ? ('doubt' as const) : ('unsent' as const) }
      })
      const count = await takeBack(db.prisma, hold, rows, channel.limits.idempotent)
      log.info(
        { channel: name, count, doubts: rows.filter((row) => row.came === 'doubt').length },
        'rows of an earlier holder or of a lost claim taken back',
      )
    }
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

  async function send(row: Claimed): Promise<void> {
    inFlight += 1
    underWay.add(row.id)
    const call = { id: row.id, attempt: row.attempts }
    const written = journal
    let error: SendError | null = null
    let platformId: string | undefined
    written?.begin(call)
    try {
      const sent = await put(row)
      platformId = sent.externalId
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
    metrics.sends.inc({ channel: name, outcome: error?.kind ?? 'sent' })
    outcomes.push({
      settlement: outcomeOf(row, error, platformId, random(), channel.limits.idempotent),
      claimed: row,
      error,
    })
    settling ??= settleAll().finally(() => {
      settling = null
    })
  }

  /** Sends it, or changes the message whose place it takes. */
  async function put({ externalId: id, body, key }: Claimed): Promise<{ externalId: string }> {
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
          await consequences(batch)
          await settle(
            db.prisma,
            batch.map((b) => b.settlement),
          )
          break
        } catch (error) {
          log.warn({ err: error, channel: name, rows: batch.length }, 'outcomes not written yet')
          // Stopping with the database gone: the rows stay `sending`, the next start treats them as in doubt.
          if (!running && tries > 3) break
          await sleep(Math.min(5_000, 200 * 2 ** tries))
        }
      }
      inFlight -= batch.length
      journal?.settled(batch.map(({ settlement }) => settlement))
      for (const { claimed } of batch) underWay.delete(claimed.id)
      wake()
    }
  }

  async function gather(): Promise<void> {
    const until = performance.now() + leisure
    do await sleep(GATHER_MS)
    while (performance.now() < until && outcomes.length < Math.min(inFlight, channel.limits.inFlight / 2))
  }

  async function consequences(batch: { claimed: Claimed; error: SendError | null }[]): Promise<void> {
    const blocked: number[] = []
    for (const { claimed, error } of batch) {
      if (!error) {
        careful = false
      } else if (error.kind === 'throttled') {
        careful = true
        await closeGate(db.prisma, `${name}/chat/${claimed.addressId}`, error.retryAfter ?? 1, '429')
      } else if (error.kind === 'blocked') {
        blocked.push(claimed.addressId)
      } else if (error.kind === 'misconfigured') {
        log.error(
          { channel: name, reason: error.message },
          'the messenger refuses our credentials; nothing is sent',
        )
        pausedUntil = Date.now() + 60_000
      } else if (error.kind === 'rejected') {
        log.warn({ channel: name, reason: error.message, row: String(claimed.id) }, 'a message was refused')
      }
    }
    if (blocked.length > 0) await blockAddresses(db.prisma, blocked)
  }

  function nap(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, POLL_MS)
      function done(): void {
        clearTimeout(timer)
        woken = null
        resolve()
      }
      woken = done
    })
  }

  return {
    wake,
    idle: async () => {
      do {
        wake()
        await sleep(5)
      } while (inFlight > 0 || (await hasDue(db.prisma, name)))
    },
    stop: async () => {
      running = false
      wake()
      await Promise.all([loop, pacedLoop])
      while (inFlight > 0) {
        await (settling ?? sleep(20))
      }
      journal?.close()
    },
  }
}
