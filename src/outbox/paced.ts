import { setImmediate as breathe, setTimeout as sleep } from 'node:timers/promises'
import type { Channel, Pacing } from '../channels/channel.ts'
import type { Db } from '../lib/db.ts'
import type { Lease } from '../lib/lease.ts'
import type { Log } from '../lib/log.ts'
import { type RunningBatch, runningBatches } from './batch.ts'
import { prove } from './canary.ts'
import { nextMoment, PLATFORM_PACE } from './pace.ts'
import { claimBatch, claimPaced, type Taken } from './paced-rows.ts'
import { type Claimed, pacedSince } from './rows.ts'

/** How soon a pause, a cancellation or something new is noticed. */
const LOOK_MS = 250
/** A claim is for what may go within so many milliseconds: the embedded database does nothing else meanwhile. */
const HANDFUL_MS = { postgres: 100, pglite: 400 }
/** Calls that begin in one go. */
const AT_ONCE = 4
/** What a stall has cost is made up for, as far as a messenger's own second of tolerance goes. */
const CATCH_UP_MS = 500
/** Calls that may be under way: what would be sent in so many milliseconds. */
const WINDOW_MS = 1_000
const LEAST_SLOTS = 6
const MOST_SLOTS = 300
/** How often what waits to be tried again is looked for behind the place of the last claim. */
const REWIND_MS = 5_000
/** After a 429 the gap grows by this, and shrinks again little by little. */
const SLOWER = 1.1
const SLOWEST = 8
const RECOVER_MS = 2_000
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
  /** Calls of this lane that are not settled yet; of one batch, or of all. */
  inFlight(batch?: bigint): number
  /** Replies begun so far. */
  replies(): number
  send(row: Claimed, hold: Lease): void
  /** Rows that ended because the person does not let us in. */
  barred(rows: bigint[]): void
}

/** Where the claims of a batch stand. */
type Place = { after: bigint; rewoundAt: number; dryUntil: number }

export type Paced = {
  ended: Promise<void>
  /** The messenger says that it was too fast. */
  slower(): void
  /** Nothing goes before so many milliseconds have gone by. */
  rest(ms: number): void
}

/**
 * Sends what nobody asked for, at the pace that the messenger allows: urgent batches, then single messages (reminders),
 * then batches in turn. Each message has its moment, one gap after the one before; a late timer makes up for it, so the
 * rate is kept to the end. Replies take their part of it, but never more than half. Time is the process's own: a clock
 * that is set does not hold anything up.
 */
export function startPaced(given: Given): Paced {
  const { db, channel, log, random } = given
  const name = channel.name
  const now = () => performance.now()
  /** When the next one may go. */
  let next = 0
  /** When the last ones went, where the pacing counts them. */
  let sent: number[] = []
  let epoch: bigint | null = null
  let slow = 1
  let eased = now()
  let replied = given.replies()
  let yielded = now()
  let turn = 0
  let batches: RunningBatch[] = []
  let lookedAt = Number.NEGATIVE_INFINITY
  let singlesDryUntil = 0
  const places = new Map<bigint, Place>()

  async function look(hold: Lease): Promise<void> {
    if (now() - lookedAt < LOOK_MS) return
    batches = await runningBatches(db.prisma, name)
    lookedAt = now()
    for (const id of places.keys()) if (!batches.some((one) => one.id === id)) places.delete(id)
    if (epoch === hold.epoch) return
    // Another process may have sent since we last held the lease.
    const pacing = await pacingNow()
    const last = await pacedSince(db.prisma, name, Number.isFinite(pacing.perDay) ? pacing.perDay : 1)
    sent = last.map((at) => now() - Math.max(0, Date.now() - at.getTime()))
    next = Math.max(next, (sent.at(-1) ?? Number.NEGATIVE_INFINITY) + pacing.gap[0])
    places.clear()
    epoch = hold.epoch
  }

  const pacingNow = async (): Promise<Pacing> => (await channel.pacing?.()) ?? PLATFORM_PACE

  /** Milliseconds until the hour, the caps and the messenger allow the next one. */
  function closedFor(pacing: Pacing): number {
    const at = new Date()
    const before = Number.isFinite(pacing.perDay) ? sent.map((one) => new Date(+at - (now() - one))) : []
    return nextMoment({ ...pacing, gap: [0, 0] }, before, at, given.zone, 0).getTime() - +at
  }

  /** The share of replies in the messenger's limit, at most half of the time that went by. */
  function yieldToReplies(gap: number): void {
    const count = given.replies() - replied
    const went = now() - yielded
    replied = given.replies()
    yielded = now()
    if (count > 0 && gap < LOOK_MS) next += Math.min(count * gap, went / 2)
  }

  function recover(): void {
    if (slow === 1 || now() - eased < RECOVER_MS) return
    slow = Math.max(1, slow * RECOVER)
    eased = now()
  }

  /** @returns milliseconds to wait before looking again */
  async function round(hold: Lease): Promise<number> {
    await look(hold)
    const pacing = await pacingNow()
    const closed = closedFor(pacing)
    const urgent = batches.some((one) => one.urgent && !isDry(one))
    const wait = urgent ? closedFor(inHaste(pacing)) : closed
    if (wait > 0) return Math.min(wait, LOOK_MS)
    recover()
    const [least, most] = pacing.gap
    const whole = (least + (most - least) * random()) * slow
    const gentle = given.gentle() && !urgent
    const gap = gentle ? 2 * whole : whole
    next = Math.max(next, now() - Math.max(CATCH_UP_MS - gap, 0))
    // While people check in, half is theirs already.
    if (!gentle) yieldToReplies(gap)
    if (now() < next) return Math.min(next - now(), LOOK_MS)
    const handful = Math.max(1, Math.floor(HANDFUL_MS[db.kind] / gap))
    const due = Math.min(handful, Math.floor((now() - next) / gap) + 1)
    const slots = Math.min(MOST_SLOTS, Math.max(LEAST_SLOTS, Math.ceil(WINDOW_MS / gap))) - given.inFlight()
    if (slots <= 0) return 2
    const begun = next
    const rows = await claim(hold, Math.min(due, slots), closed <= 0)
    // A 429 that came meanwhile may have set it further.
    next = Math.max(next, begun + rows.length * gap)
    if (rows.length > 0 && Number.isFinite(pacing.perDay))
      sent = [...sent.filter((one) => one > now() - 86_400_000), ...rows.map(now)]
    for (const [n, row] of rows.entries()) {
      given.send(row, hold)
      // So many calls are work: a reply need not wait for all of them.
      if (n % AT_ONCE === AT_ONCE - 1) await breathe()
    }
    if (rows.length === 0) return idleMs()
    // The next claim is for a whole handful.
    return Math.max(1, Math.min(next + (handful - 1) * gap - now(), 2 * LOOK_MS))
  }

  /** Nothing was found: at once where a place was only rewound, else when something may have come. */
  const idleMs = () => (batches.some((one) => !isDry(one)) ? 20 : LOOK_MS)
  const isDry = ({ id }: RunningBatch) => (places.get(id)?.dryUntil ?? 0) > now()

  /** @param all whether what is not urgent may go as well */
  async function claim(hold: Lease, limit: number, all: boolean): Promise<Claimed[]> {
    const rows: Claimed[] = []
    const left = () => limit - rows.length
    const from = async (one: RunningBatch) => {
      if (left() > 0 && !isDry(one)) rows.push(...(await fromBatch(hold, one, left())))
    }
    for (const one of batches) if (one.urgent) await from(one)
    if (!all) return rows
    if (left() > 0 && now() >= singlesDryUntil) {
      const found = keep(await claimPaced(db.prisma, name, hold, left()))
      if (found.length === 0) singlesDryUntil = now() + LOOK_MS
      rows.push(...found)
    }
    const others = batches.filter((one) => !one.urgent)
    turn += 1
    for (let n = 0; n < others.length; n += 1) await from(others[(n + turn) % others.length] as RunningBatch)
    return rows
  }

  async function fromBatch(hold: Lease, batch: RunningBatch, limit: number): Promise<Claimed[]> {
    const may = batch.proven ? limit : await prove(db.prisma, batch.id, name)
    if (may === null) {
      lookedAt = Number.NEGATIVE_INFINITY
      return []
    }
    // A file goes up once, with the first message; the others name it.
    const most = batch.upload ? (given.inFlight(batch.id) > 0 ? 0 : 1) : Math.min(limit, may)
    if (batch.upload) lookedAt = Number.NEGATIVE_INFINITY
    return most > 0 ? take(hold, batch.id, most) : []
  }

  async function take(hold: Lease, id: bigint, limit: number): Promise<Claimed[]> {
    const place = places.get(id) ?? { after: 0n, rewoundAt: now(), dryUntil: 0 }
    places.set(id, place)
    if (now() - place.rewoundAt > REWIND_MS) Object.assign(place, { after: 0n, rewoundAt: now() })
    const { after } = place
    const taken = await claimBatch(db.prisma, name, hold, id, after, limit)
    const found = keep(taken)
    const last = found.at(-1)?.id
    if (last !== undefined) place.after = last > after ? last : after
    if (found.length + taken.barred.length < limit) {
      if (after === 0n && found.length === 0) place.dryUntil = now() + LOOK_MS
      Object.assign(place, { after: 0n, rewoundAt: now() })
    }
    return found
  }

  function keep({ rows, barred }: Taken): Claimed[] {
    if (barred.length > 0) given.barred(barred)
    return rows
  }

  const ended = (async () => {
    // Whoever starts it is not ready yet.
    await sleep(0)
    while (given.running()) {
      try {
        const hold = given.hold()
        await sleep(hold ? await round(hold) : LOOK_MS)
      } catch (error) {
        log.warn({ err: error, channel: name }, 'a paced round failed, trying again')
        await sleep(LOOK_MS)
      }
    }
  })()

  return {
    ended,
    slower: () => {
      // Several calls were under way: they all say the same.
      if (now() - eased < 1_000 && slow > 1) return
      slow = Math.min(SLOWEST, slow * SLOWER)
      eased = now()
    },
    rest: (ms) => {
      next = Math.max(next, now() + ms)
    },
  }
}

/** What cannot wait asks neither for the hour nor for the caps, only for the gap. */
const inHaste = (pacing: Pacing): Pacing => ({
  ...pacing,
  ...{ quiet: null, perHour: Number.POSITIVE_INFINITY, perDay: Number.POSITIVE_INFINITY },
})
