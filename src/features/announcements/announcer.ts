import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../../lib/clock.ts'
import { type Db, transaction } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import { holdLease } from '../../lib/lease.ts'
import type { Log } from '../../lib/log.ts'
import type { AttachmentRef } from '../../message.ts'
import { type View, viewOf } from './announcements.ts'
import { begin } from './begin.ts'
import { freezeNext } from './freeze.ts'
import { finish, tellProgress } from './progress.ts'
import type { Ways } from './reach.ts'

const LOOK_MS = 250
/** Between two chunks, so that turns get their share of the database. */
const BREATH_MS = 20
const PROGRESS_MS = 5_000
const URGENT_MS = 1_000

export type AnnouncerDeps = {
  db: Db
  clock: Clock
  log: Log
  zone: string
  instance: string
  locales: string[]
  translator(locale: string): Translate
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
  let running = true
  let woken: (() => void) | null = null
  let toldAt = 0
  let urgentAt = 0

  async function round(): Promise<boolean> {
    const now = clock.now()
    for (const one of await inStates(['scheduled'])) if (one.startAt <= now) await start(one)
    let more = false
    const moving = await inStates(['running', 'paused'])
    for (const { id, state } of moving) {
      if (state !== 'running') continue
      const ways = deps.ways()
      const freezing = { ways, now, zone: deps.zone }
      more = (await transaction(db, (tx) => freezeNext(tx, id, freezing))) || more
      deps.enqueued()
    }
    if (Date.now() - toldAt > PROGRESS_MS) {
      toldAt = Date.now()
      for (const one of moving) await tellProgress(deps, one)
    }
    for (const one of moving) await finish(deps, one)
    return more
  }

  async function start(one: View): Promise<void> {
    const now = clock.now()
    if (one.expiresAt <= now) {
      await finish(deps, one)
      return
    }
    const file = one.attachment ? await deps.fetchFile(one.attachment) : null
    const ways = deps.ways()
    const { locales, translator } = deps
    await transaction(db, (tx) => begin(tx, one, { ways, locales, translator, now, file }))
    await deps.lookUrgent()
  }

  async function inStates(states: string[]): Promise<View[]> {
    const rows = await db.prisma.announcement.findMany({
      where: { state: { in: states } },
      orderBy: [{ class: 'asc' }, { id: 'asc' }],
    })
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

  function nap(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, LOOK_MS)
      function done(): void {
        clearTimeout(timer)
        woken = null
        resolve()
      }
      woken = done
    })
  }

  return {
    wake: () => woken?.(),
    idle: async () => {
      for (;;) {
        woken?.()
        const due = { state: 'scheduled', startAt: { lte: clock.now() } }
        if ((await db.prisma.announcement.count({ where: { OR: [due, { state: 'running' }] } })) === 0) break
        await sleep(10)
      }
      await deps.lookUrgent()
    },
    stop: async () => {
      running = false
      woken?.()
      await loop
      await lease.stop()
    },
  }
}
