import { transaction } from '../../lib/db.ts'
import type { AttachmentRef } from '../../message.ts'
import { TooLarge } from '../../outbox/fetch-file.ts'
import type { View } from './announcements.ts'
import type { AnnouncerDeps } from './announcer.ts'
import { begin } from './begin.ts'
import { finish, unfit } from './progress.ts'

/** How often a file is asked for, and the pause after the first time, which doubles. */
const TRIES = 6
const PAUSE_MS = 2_000

/**
 * Begins announcements. A file is fetched beside everything else: one that is large, or lies with a messenger that does
 * not answer, holds up nobody; one that cannot be had ends its announcement with a word to whoever sent it.
 */
export function createStarter(deps: AnnouncerDeps) {
  const fetching = new Map<number, Promise<void>>()
  const failed = new Map<number, { tries: number; notBefore: number }>()

  async function open(one: View, file: AttachmentRef | null): Promise<void> {
    const { db, clock, locales, translator, captions } = deps
    const given = { ways: deps.ways(), locales, translator, captions, now: clock.now(), file }
    await transaction(db, (tx) => begin(tx, one, given))
    await deps.lookUrgent()
    failed.delete(one.id)
  }

  async function fetchThenOpen(one: View, attachment: AttachmentRef): Promise<void> {
    let file: AttachmentRef
    try {
      file = await deps.fetchFile(attachment)
    } catch (error) {
      const tries = (failed.get(one.id)?.tries ?? 0) + 1
      deps.log.warn({ err: error, announcement: one.ref, tries }, 'the file of an announcement is not here')
      failed.set(one.id, { tries, notBefore: performance.now() + PAUSE_MS * 2 ** (tries - 1) })
      if (!(error instanceof TooLarge) && tries < TRIES) return
      failed.delete(one.id)
      return unfit(deps, one, error instanceof TooLarge ? 'fileTooLarge' : 'fileGone')
    }
    await open(one, file)
  }

  return {
    async begin(one: View): Promise<void> {
      if (fetching.has(one.id)) return
      if (one.expiresAt <= deps.clock.now()) return finish(deps, one)
      if (!one.attachment) return open(one, null)
      if (performance.now() < (failed.get(one.id)?.notBefore ?? 0)) return
      const work = fetchThenOpen(one, one.attachment)
        .catch((error) => deps.log.warn({ err: error, announcement: one.ref }, 'announcements: trying again'))
        .finally(() => fetching.delete(one.id))
      fetching.set(one.id, work)
    },
    stop: async () => void (await Promise.all(fetching.values())),
  }
}
