import type { Tx } from '../../lib/db.ts'
import { transaction } from '../../lib/db.ts'
import { toJson } from '../../lib/json.ts'
import type { Outgoing } from '../../message.ts'
import { type Counts, countBatch, isOver } from '../../outbox/batch.ts'
import { enqueue, rowsFor } from '../../outbox/enqueue.ts'
import { inTongue } from '../agenda/captioned.ts'
import type { View } from './announcements.ts'
import type { AnnouncerDeps } from './announcer.ts'
import { askReview } from './review.ts'

type Deps = Pick<
  AnnouncerDeps,
  'db' | 'clock' | 'translator' | 'captions' | 'enqueued' | 'reportLink' | 'ways'
>
type Told = { at: number; gone: number; state: string; first: number }

const LIMIT = 4_000
const QUICK_MS = 4_000
const FINAL = ['done', 'cancelled'] as const

/** What has been tried, and what it came to. */
export function summary(counts: Counts): { gone: number; arrived: number; failed: number; waiting: number } {
  const arrived = counts.sent + counts.delivered + counts.read
  const failed = counts.failed + counts.blocked + counts.uncertain + counts.expired
  return { arrived, failed, gone: arrived + failed, waiting: counts.queued + counts.claimed + counts.sending }
}

/**
 * Tells whoever began it how far it is: one message that changes, where the messenger can change it. Elsewhere only the
 * beginning and the end are told, or the chat would fill up.
 */
export async function tellProgress(deps: Deps, one: View): Promise<void> {
  // What is over in a moment only has an end.
  const since = deps.clock.now().getTime() - (one.startedAt?.getTime() ?? 0)
  if (one.batchId === null || since < QUICK_MS) return
  const counts = await countBatch(deps.db.prisma, one.batchId)
  const { gone, waiting } = summary(counts)
  const said = await transaction(deps.db, (tx) =>
    tell(deps, tx, one, gone, one.state, (t, told, now) => {
      const seconds = told ? (now - told.at) / 1000 : 0
      const rate = told && seconds > 0 ? (gone - told.first) / ((now - told.at) / 1000) : 0
      const left = rate > 0 && one.phase === 'frozen' ? waiting / rate : null
      const lines = [
        t(`announcements:progress.${one.state}`, {
          ref: one.ref,
          ...{ gone, total: one.total, failed: summary(counts).failed, rate: Math.round(rate) },
          // Recipients are still being counted.
          more: one.phase === 'frozen' ? '' : '+',
        }),
        ...(left === null ? [] : [t('announcements:progress.eta', { at: new Date(now + left * 1000) })]),
      ]
      return {
        text: lines.join(' '),
        choices:
          one.state === 'running'
            ? [choice(t, 'pause', `=jeda ${one.ref}`), choice(t, 'cancel', `=batalkan ${one.ref}`)]
            : [choice(t, 'resume', `=lanjut ${one.ref}`), choice(t, 'cancel', `=batalkan ${one.ref}`)],
      }
    }),
  )
  if (said) deps.enqueued()
}

type T = ReturnType<Deps['translator']>
const choice = (t: T, key: string, id: string) => ({ id, label: t(`announcements:choice.${key}`) })

/** @returns whether something was put into the outbox */
async function tell(
  { clock, translator, captions, ways }: Deps,
  tx: Tx,
  one: View,
  gone: number,
  state: string,
  message: (t: T, told: Told | null, now: number) => Outgoing,
): Promise<boolean> {
  const row = await tx.announcement.findUnique({
    where: { id: one.id },
    select: { told: true, toldCounts: true },
  })
  const address = await tx.address.findUnique({ where: { id: one.addressId } })
  if (!row || !address) return false
  const told = row.toldCounts as Told | null
  const final = FINAL.includes(state as 'done') || state === 'stopped'
  const edits = ways().edits.includes(address.channel)
  const worth = !told || final || told.state !== state || (edits && told.gone !== gone)
  if (!worth) return false
  const now = clock.now().getTime()
  const body = inTongue((t) => message(t, told, now), address.locale, { translator, captions })
  const first = `a${one.id}/progress`
  // The last word is a message of its own, so that the phone says so.
  const replaces = row.told > 0 && edits && !final ? { replaces: first } : {}
  const key = row.told === 0 ? first : `${first}/${row.told}`
  await enqueue(tx, rowsFor(address.id, { ...body, ...replaces }, key, LIMIT))
  const kept: Told = { at: told?.at ?? now, first: told?.first ?? gone, gone, state }
  await tx.$executeRaw`
    UPDATE announcement SET told = told + 1, told_counts = ${toJson(kept)}::jsonb WHERE id = ${one.id}`
  return true
}

/** The file that it brings cannot be had, so it does not begin: whoever sent it is told why. */
export async function unfit(deps: Deps, one: View, why: 'fileTooLarge' | 'fileGone'): Promise<void> {
  await end(deps, one, 'stopped', { finishedAt: null, reason: null, sentence: why })
}

/** Ends what is over, by the rows that there are; stopped by itself, it waits for a person. */
export async function finish(deps: Deps, one: View): Promise<void> {
  const { db, clock } = deps
  const now = clock.now()
  const batch =
    one.batchId === null ? null : await db.prisma.outboxBatch.findUnique({ where: { id: one.batchId } })
  if (batch?.state === 'stopped' && one.state === 'running' && one.expiresAt > now)
    return end(deps, one, 'stopped', { finishedAt: null, reason: batch.reason })
  const late = one.expiresAt <= now
  if (!late && one.state !== 'running') return
  if (one.batchId !== null && (one.phase !== 'frozen' || !(await isOver(db.prisma, one.batchId)))) return
  await end(deps, one, 'done', { finishedAt: now, reason: null })
}

/** The new state and the words about it are one step: no kill in between can swallow the report. */
async function end(
  deps: Deps,
  one: View,
  state: 'done' | 'stopped',
  { finishedAt, reason, sentence }: { finishedAt: Date | null; reason: string | null; sentence?: string },
): Promise<void> {
  const ended = await transaction(deps.db, async (tx) => {
    if (!(await become(tx, one, state, finishedAt))) return false
    const arrived = await tellEnd(deps, tx, one, state, reason, sentence)
    if (state === 'done' && one.class === 'darurat' && one.kind === 'new' && one.batchId !== null)
      await askReview(tx, one, arrived, deps)
    return true
  })
  if (ended) deps.enqueued()
}

async function become(tx: Tx, one: View, state: string, finishedAt: Date | null): Promise<boolean> {
  const { count } = await tx.announcement.updateMany({
    where: { id: one.id, state: one.state },
    data: { state, finishedAt },
  })
  return count > 0
}

/** The last word: what arrived, what did not and why, and where the names are. @returns how many it arrived at */
async function tellEnd(
  deps: Deps,
  tx: Tx,
  one: View,
  state: string,
  reason: string | null,
  sentence = state,
): Promise<number> {
  const counts = one.batchId === null ? null : await countBatch(tx, one.batchId)
  const said = counts ? summary(counts) : { arrived: 0, failed: 0, gone: 0, waiting: 0 }
  const without = await tx.announcementMiss.groupBy({
    by: ['reason'],
    where: { announcementId: one.id },
    _count: true,
  })
  await tell(deps, tx, one, said.gone, state, (t) => {
    const lines = [
      t(`announcements:end.${sentence}`, { ref: one.ref, reason: reason ?? '', ...said, total: one.total }),
      ...(counts && counts.read > 0 ? [t('announcements:end.read', { read: counts.read })] : []),
      ...(['blocked', 'failed', 'uncertain', 'expired', 'cancelled'] as const)
        .filter((one) => counts && counts[one] > 0)
        .map((name) => t(`announcements:why.${name}`, { count: counts?.[name] ?? 0 })),
      ...without.map(({ reason: why, _count }) => t(`announcements:without.${why}`, { count: _count })),
      t('announcements:end.report', { link: deps.reportLink(one.ref) }),
    ]
    return { text: lines.join('\n') }
  })
  return said.arrived
}
