import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../../lib/clock.ts'
import { type Db, transaction } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import { holdLease } from '../../lib/lease.ts'
import type { Log } from '../../lib/log.ts'
import { napper } from '../../lib/nap.ts'
import type { AttachmentRef } from '../../message.ts'
import { endBatches } from '../../outbox/batch.ts'
import { type View, viewOf } from './announcements.ts'
import { freezeNext } from './freeze.ts'
import { finish, tellProgress } from './progress.ts'
import type { Ways } from './reach.ts'
import { createStarter } from './starter.ts'

const LOOK_MS = 250
/** Between two chunks, so that turns get their share of the database. */
const BREATH_MS = 20
const PROGRESS_MS = 5_000
const URGENT_MS = 1_000
/** Counting takes a tenth of a second for a million rows: at most a twentieth of the time. */
const COUNTING = 20
/** Rows that end at once; the embedded database does nothing else meanwhile. */
const ENDING = { postgres: 5_000, pglite: 1_000 }

export type AnnouncerDeps = {
  db: Db
  clock: Clock
  log: Log
  zone: string
  instance: string
  locales: string[]
  translator(locale: string): Translate
  /** As the demo speaks: with captions. */
  captions: boolean
  ways(): Ways
  /** Brings a file that came in by a messenger to this machine, so that every messenger can send it. */
  fetchFile(ref: AttachmentRef): Promise<AttachmentRef>
  /** Something was put into the outbox. */
  enqueued(): void
  /** Looks which emergencies there are. */
  lookUrgent(): Promise<void>
  /** Where the report can be fetched. */
  reportLink(ref: string): string
}

export type Announcer = {
  wake(): void
  /** Resolves when nothing is being sent. */
  idle(): Promise<void>
  stop(): Promise<void>
}

/**
 * Moves announcements along: begins those whose time has come, freezes recipients chunk by chunk, tells progress, and
 * finishes. One process does it at a time; every step is a transaction, so whoever comes next goes on from there.
 */
export function startAnnouncer(deps: AnnouncerDeps): Announcer {
  const { db, clock, log } = deps
  const lease = holdLease(db, 'announce', deps.instance, {
    onError: (error) => log.warn({ err: error }, 'lease of the announcer not renewed'),
  })
  const starter = createStarter(deps)
  let running = true
  const { nap, wake } = napper(LOOK_MS)
  let urgentAt = 0
  let tellAt = 0
  /** How many chunks of each were put in here. */
  const chunks = new Map<number, number>()

  async function round(): Promise<boolean> {
    const now = clock.now()
    for (const one of await those({ state: 'scheduled', startAt: { lte: now } })) await starter.begin(one)
    const moving = await those({ state: { in: ['running', 'paused', 'stopped'] } })
    let more = await each(moving, async ({ id, phase }) => {
      if (phase === 'frozen') return false
      const freezing = { ways: deps.ways(), now, zone: deps.zone }
      const left = await transaction(db, (tx) => freezeNext(tx, id, freezing))
      deps.enqueued()
      await lookAnew(id)
      return left
    })
    more = (await endBatches(db.prisma, ENDING[db.kind])) || more
    if (performance.now() > tellAt) {
      const begun = performance.now()
      await each(moving, async (one) => {
        if (one.state !== 'stopped') await tellProgress(deps, one)
        return false
      })
      tellAt = performance.now() + Math.max(PROGRESS_MS, COUNTING * (performance.now() - begun))
    }
    await each(moving, async (one) => {
      await finish(deps, one)
      return false
    })
    return more
  }

  /**
   * Statements of delivery and of turns keep the plan that was made when little lay in the outbox, and would read a
   * million rows where a thousand were. Told that the table has grown, every connection plans anew; the server's own
   * look comes minutes later.
   */
  async function lookAnew(id: number): Promise<void> {
    const count = (chunks.get(id) ?? 0) + 1
    chunks.set(id, count)
    if (count < 4 || !Number.isInteger(Math.log2(count))) return
    await db.prisma.$executeRawUnsafe('ANALYZE outbox, unasked, announcement_miss')
  }

  /** One that fails holds up none of the others. @returns whether one of them said so */
  async function each(some: View[], work: (one: View) => Promise<boolean>): Promise<boolean> {
    let said = false
    for (const one of some) {
      try {
        said = (await work(one)) || said
      } catch (error) {
        log.warn({ err: error, announcement: one.ref }, 'announcements: trying again')
      }
    }
    return said
  }

  async function those(where: object): Promise<View[]> {
    const rows = await db.prisma.announcement.findMany({ where, orderBy: [{ class: 'asc' }, { id: 'asc' }] })
    return rows.map(viewOf)
  }

  const loop = (async () => {
    while (running) {
      let more = false
      try {
        if (lease.current()) more = await round()
        // Every process answers with emergencies, also one that does not announce.
        if (Date.now() - urgentAt > URGENT_MS) {
          await deps.lookUrgent()
          urgentAt = Date.now()
        }
      } catch (error) {
        log.warn({ err: error }, 'announcements: trying again')
      }
      if (running) await (more ? sleep(BREATH_MS) : nap())
    }
  })()

  return {
    wake,
    idle: async () => {
      for (;;) {
        wake()
        const due = { state: 'scheduled', startAt: { lte: clock.now() } }
        if ((await db.prisma.announcement.count({ where: { OR: [due, { state: 'running' }] } })) === 0) break
        await sleep(10)
      }
      await deps.lookUrgent()
    },
    stop: async () => {
      running = false
      wake()
      await loop
      await starter.stop()
      await lease.stop()
    },
  }
}
