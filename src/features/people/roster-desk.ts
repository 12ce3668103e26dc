import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Clock } from '../../lib/clock.ts'
import { writeCells } from '../../lib/csv.ts'
import type { Db } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import { holdLease } from '../../lib/lease.ts'
import type { Log } from '../../lib/log.ts'
import { napper } from '../../lib/nap.ts'
import type { RosterTask } from '../../lib/prisma/client.ts'
import type { AttachmentRef } from '../../message.ts'
import { TooLarge } from '../../outbox/fetch-file.ts'
import { rolesOf } from './roles-of.ts'
import { refuse, saveImport, sentence, showImport, undo, type Work } from './roster-desk-work.ts'
import { readRosterFile } from './roster-file.ts'
import { keepsRoster } from './roster-tasks.ts'
import { forgetUndo } from './undo-roster.ts'

const LOOK_MS = 1_000
/** How often a task is tried, and the pause after the first time, which doubles. */
const TRIES = 5
const PAUSE_MS = 2_000
const FETCH_MS = 60_000
/** What was shown a day ago may be another city by now. */
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

export type DeskDeps = {
  db: Db
  clock: Clock
  log: Log
  instance: string
  translator(locale: string): Translate
  /** The demo's English below each message. */
  captions: boolean
  /** Messengers that carry files. */
  files(): string[]
  /** Brings a roster that came in by a messenger to this machine. */
  fetchFile(ref: AttachmentRef): Promise<AttachmentRef>
  /** Where files lie until they are sent. */
  media: string
  /** Something was put into the outbox. */
  enqueued(): void
}

export type RosterDesk = {
  wake(): void
  /** Resolves when nothing waits to be done. */
  idle(): Promise<void>
  stop(): Promise<void>
}

/**
 * Does what admins want with rosters, beside the turns: fetches, reads, compares, saves. One process at a time; a task is
 * done in the transaction that says so, so a process that dies in the middle leaves it to be done, whole.
 */
export function startRosterDesk(deps: DeskDeps): RosterDesk {
  const { db, clock, log } = deps
  const lease = holdLease(db, 'roster', deps.instance, {
    onError: (error) => log.warn({ err: error }, 'lease of the roster desk not renewed'),
  })
  const { nap, wake } = napper(LOOK_MS)
  const failed = new Map<number, { tries: number; notBefore: number }>()
  let running = true
  let forgetAt = 0

  async function round(): Promise<void> {
    const old = new Date(clock.now().getTime() - DAY_MS)
    await db.prisma.$executeRaw`
      UPDATE roster_task SET state = 'over', rows = NULL, done_at = ${clock.now()} WHERE state = 'asked' AND at < ${old}`
    if (performance.now() > forgetAt) {
      await forgetUndo(db, clock.now())
      forgetAt = performance.now() + HOUR_MS
    }
    for (const task of await due()) {
      if (performance.now() < (failed.get(task.id)?.notBefore ?? 0)) continue
      const work = await workFor(task)
      try {
        await take(task, work)
        failed.delete(task.id)
      } catch (error) {
        const tries = (failed.get(task.id)?.tries ?? 0) + 1
        log.warn({ err: error, roster: task.id, tries }, 'a roster could not be worked on')
        failed.set(task.id, { tries, notBefore: performance.now() + PAUSE_MS * 2 ** (tries - 1) })
        // A messenger that says no says it again.
        const refused = error instanceof Error && 'kind' in error && error.kind === 'rejected'
        if (tries >= TRIES || refused) await refuse(task, (t) => [t('roster:desk.failed')], work)
      }
      deps.enqueued()
    }
  }

  const due = () =>
    db.prisma.rosterTask.findMany({ where: { state: { in: ['waiting', 'wanted'] } }, orderBy: { id: 'asc' } })

  async function take(task: RosterTask, work: Work): Promise<void> {
    // Whoever asked must still be who may.
    if (!keepsRoster({ roles: await rolesOf(db.prisma, task.personId, clock.now()) }))
      return refuse(task, (t) => [t('roster:desk.notYours')], work)
    if (task.kind === 'undo') return undo(task, work)
    if (task.state === 'wanted') return saveImport(task, work)
    let bytes: Buffer
    try {
      bytes = await fetchBytes(task.file as unknown as AttachmentRef)
    } catch (error) {
      if (!(error instanceof TooLarge)) throw error
      return refuse(task, (t) => [sentence({ key: 'roster:file.tooLarge' }, t)], work)
    }
    return showImport(task, await readRosterFile(bytes), work)
  }

  /** The file itself is not kept: it is full of NIPs. */
  async function fetchBytes(ref: AttachmentRef): Promise<Buffer> {
    const late = sleep(FETCH_MS, null, { ref: false }).then(() => {
      throw new Error('the messenger does not give the file')
    })
    const { ref: url } = await Promise.race([deps.fetchFile(ref), late])
    const path = fileURLToPath(url)
    try {
      return await readFile(path)
    } finally {
      await rm(path, { force: true })
    }
  }

  async function workFor(task: RosterTask): Promise<Work> {
    const address = await db.prisma.address.findUnique({ where: { id: task.addressId } })
    const locale = address?.locale ?? 'id'
    const t = deps.translator(locale)
    const en = deps.captions && locale !== 'en' ? deps.translator('en') : null
    return {
      ...{ db, t, en, now: clock.now() },
      async errorFile(result) {
        if (!('errors' in result) || !deps.files().includes(address?.channel ?? '')) return null
        const head = [t('roster:desk.errorRow'), t('roster:desk.errorWhy')]
        const rows = result.errors.map(({ row, note }) => [row, sentence(note, t)])
        await mkdir(deps.media, { recursive: true, mode: 0o700 })
        const file = join(deps.media, `roster-${task.id}.csv`)
        // Excel takes UTF-8 for something else without the mark.
        await writeFile(file, `\ufeff${writeCells([head, ...rows])}`, { mode: 0o600 })
        const name = `${t('roster:desk.errorName')}.csv`
        return { kind: 'document', ref: pathToFileURL(file).href, name, mime: 'text/csv' }
      },
    }
  }

  const loop = (async () => {
    while (running) {
      try {
        if (lease.current()) await round()
      } catch (error) {
        log.warn({ err: error }, 'the roster desk tries again')
      }
      if (running) await nap()
    }
  })()

  return {
    wake,
    idle: async () => {
      for (;;) {
        wake()
        if ((await due()).length === 0) return
        await sleep(10)
      }
    },
    stop: async () => {
      running = false
      wake()
      await loop
      await lease.stop()
    },
  }
}
