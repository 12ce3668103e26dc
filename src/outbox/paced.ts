import { setTimeout as sleep } from 'node:timers/promises'
import type { Channel, Pacing } from '../channels/channel.ts'
import type { Db } from '../lib/db.ts'
import type { Lease } from '../lib/lease.ts'
import type { Log } from '../lib/log.ts'
import { prove, type RunningBatch, runningBatches } from './batch.ts'
import { nextMoment, PLATFORM_PACE } from './pace.ts'
import { type Claimed, claimBatch, claimPaced, pacedSince } from './rows.ts'

/** How soon a pause, a cancellation or something new is noticed. */
const LOOK_MS = 250
/** A claim is for what may go within so many milliseconds; a rate above one in this time is claimed in handfuls. */
const HANDFUL_MS = 100
/** Calls that may be under way: what would be sent in so many milliseconds. */
const WINDOW_MS = 250
const LEAST_SLOTS = 6
const MOST_SLOTS = 300
/** After a 429 the gap grows by this, and shrinks again little by little. */
const SLOWER = 1.25
const SLOWEST = 8
const RECOVER_MS = 5_000
const RECOVER = 0.97

type Given = {
  db: Db
  channel: Channel
  log: Log
  zone: string
  random(): number
  running(): boolean
  hold(): Lease | null
  /** People are checking in: half the rate. */
  gentle(): boolean
  /** Calls of this lane that are not settled yet. */
  inFlight(): number
  /** Replies begun so far. */
  replies(): number
  send(row: Claimed): void
}

/**
 * Sends what nobody asked for, at the pace that the messenger allows: urgent batches, then single messages (reminders),
 * then batches in turn. Each message has its moment, one gap after the one before; a late timer makes up for it, so the
 * rate is kept to the end. Replies take their part of it, but never more than half.
 */
export function startPaced(given: Given): { ended: Promise<void>; slower(): void } {
  const { db, channel, log, random } = given
  const name = channel.name
  /** When the next one may go, in ms of the clock. */
  let next = 0
  let sent: Date[] = []
  let epoch: bigint | null = null
  let slow = 1
  let eased = Date.now()
  let replied = given.replies()
  let turn = 0
  let batches: RunningBatch[] = []
  let lookedAt = 0

  async function look(hold: Lease): Promise<void> {
    if (Date.now() - lookedAt < LOOK_MS) return
    batches = await runningBatches(db.prisma, name)
    lookedAt = Date.now()
    if (epoch === hold.epoch) return
    // Another process may have sent since we last held the lease.
    const pacing = await pacingNow()
    sent = await pacedSince(db.prisma, name, Number.isFinite(pacing.perDay) ? pacing.perDay : 1)
    next = Math.max(next, (sent.at(-1)?.getTime() ?? 0) + pacing.gap[0])
    epoch = hold.epoch
  }

  const pacingNow = async (): Promise<Pacing> => (await channel.pacing?.()) ?? PLATFORM_PACE

  /** The share of replies in the messenger's limit, at most half of the time that went by. */
  function yieldToReplies(gap: number, since: number): void {
    const count = given.replies() - replied
    replied = given.replies()
    if (count > 0 && gap < LOOK_MS) next += Math.min(count * gap, Math.max(0, (Date.now() - since) / 2))
  }

  function recover(): void {
    if (slow === 1 || Date.now() - eased < RECOVER_MS) return
    slow = Math.max(1, slow * RECOVER)
    eased = Date.now()
  }

  /** @returns milliseconds to wait before looking again */
  async function round(hold: Lease, since: number): Promise<number> {
    await look(hold)
    const urgent = batches.filter((one) => one.urgent)
    const pacing = urgent.length > 0 ? inHaste(await pacingNow()) : await pacingNow()
    const at = nextMoment({ ...pacing, gap: [0, 0] }, sent, new Date(), given.zone, 0).getTime()
    if (at > Date.now()) return Math.min(at - Date.now(), LOOK_MS)
    recover()
    const [least, most] = pacing.gap
    const gap = (least + (most - least) * random()) * slow * (given.gentle() && urgent.length === 0 ? 2 : 1)
    yieldToReplies(gap, since)
    const now = Date.now()
    if (now < next) return Math.min(next - now, LOOK_MS)
    const handful = Math.max(1, Math.floor(HANDFUL_MS / gap))
    // What was missed is made up for, as far as a handful goes.
    next = Math.max(next, now - (handful - 1) * gap)
    const due = Math.min(handful, Math.floor((now - next) / gap) + 1)
    const slots = Math.min(MOST_SLOTS, Math.max(LEAST_SLOTS, Math.ceil(WINDOW_MS / gap))) - given.inFlight()
    if (slots <= 0) return 2
    const rows = await claim(hold, urgent, Math.min(due, slots))
    next += rows.length * gap
    if (rows.length > 0 && Number.isFinite(pacing.perDay)) {
      sent = [...sent.filter((one) => one.getTime() > now - 86_400_000), ...rows.map(() => new Date())]
    }
    for (const row of rows) given.send(row)
    return rows.length === 0 ? LOOK_MS : Math.max(1, Math.min(next - Date.now(), LOOK_MS))
  }

  async function claim(hold: Lease, urgent: RunningBatch[], limit: number): Promise<Claimed[]> {
    const rows: Claimed[] = []
    const left = () => limit - rows.length
    for (const one of urgent) if (left() > 0) rows.push(...(await fromBatch(hold, one, left())))
    if (urgent.length > 0) return rows
    rows.push(...(await claimPaced(db.prisma, name, hold, left())))
    turn += 1
    for (let n = 0; n < batches.length && left() > 0; n += 1) {
      const one = batches[(n + turn) % batches.length]
      if (one) rows.push(...(await fromBatch(hold, one, left())))
    }
    return rows
  }

  async function fromBatch(hold: Lease, batch: RunningBatch, limit: number): Promise<Claimed[]> {
    const may = batch.proven ? limit : await prove(db.prisma, batch.id, name)
    if (may === null) {
      lookedAt = 0
      return []
    }
    // A file goes up once, with the first message; the others name it.
    const most = batch.upload ? (given.inFlight() > 0 ? 0 : 1) : Math.min(limit, may)
    if (batch.upload) lookedAt = 0
    return most > 0 ? claimBatch(db.prisma, name, hold, batch.id, most) : []
  }

  const ended = (async () => {
    let since = Date.now()
    while (given.running()) {
      try {
        const hold = given.hold()
        const wait = hold ? await round(hold, since) : LOOK_MS
        since = Date.now()
        await sleep(wait)
      } catch (error) {
        log.warn({ err: error, channel: name }, 'a paced round failed, trying again')
        await sleep(LOOK_MS)
      }
    }
  })()

  return {
    ended,
    slower: () => {
      slow = Math.min(SLOWEST, slow * SLOWER)
      eased = Date.now()
    },
  }
}

/** What cannot wait asks neither for the hour nor for the caps, only for the gap. */
const inHaste = (pacing: Pacing): Pacing => ({
  ...pacing,
  ...{ quiet: null, perHour: Number.POSITIVE_INFINITY, perDay: Number.POSITIVE_INFINITY },
})
