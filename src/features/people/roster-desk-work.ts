import { type Db, type Tx, transaction } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import { Prisma, type RosterTask } from '../../lib/prisma/client.ts'
import type { AttachmentRef, Outgoing } from '../../message.ts'
import { enqueue, rowsFor } from '../../outbox/enqueue.ts'
import { importWithin, type RosterResult } from './import-roster.ts'
import type { Note, Roster, RosterFile } from './roster-file.ts'
import { understandRoster } from './roster-plan.ts'
import { diffLines, problemLines, undoneLines } from './roster-words.ts'
import { undoWithin } from './undo-roster.ts'

/** An answer on a phone: the rest is counted, and comes as a file where a messenger carries one. */
const MOST_ERRORS = 15
const MOST_NAMES = 10
const TEXT = 3_500

export type Work = {
  db: Db
  now: Date
  t: Translate
  /** For the demo's captions below what somebody reads in their own language; null elsewhere. */
  en: Translate | null
  /** Every mistake as a table to open beside the file; null where this messenger carries none. */
  errorFile(result: Exclude<RosterResult, { ok: true }>): Promise<AttachmentRef | null>
}

/** A file was read: what it would change is shown and asked, or what is wrong with it is said. */
export async function showImport(task: RosterTask, file: RosterFile, work: Work): Promise<void> {
  if ('error' in file) {
    const { error } = file
    return refuse(task, (t) => [sentence(error, t)], work)
  }
  const understood = await understandRoster(work.db.prisma, file)
  const how = { dryRun: true, now: work.now }
  const result = await transaction(work.db, (tx) => importWithin(tx, understood, how), { timeout: 120_000 })
  if (!result.ok) {
    const whole =
      'errors' in result && result.errors.length > MOST_ERRORS ? await work.errorFile(result) : null
    return refuse(task, (t) => problemLines(result, MOST_ERRORS, t), work, whole)
  }
  const { diff, ignored } = result
  if (diff.created + diff.changed + diff.moved + diff.gone === 0)
    return refuse(task, (t) => [t('roster:desk.same', { count: diff.rows })], work)
  const more = (t: Translate) => (ignored.length > 0 ? [t('roster:ignored', { columns: ignored })] : [])
  await transaction(work.db, (tx) => ask(tx, task, 'waiting', file, result, more, work))
}

/** What was shown is saved, if it is still what it was. */
export async function saveImport(task: RosterTask, work: Work): Promise<void> {
  const file = task.rows as unknown as Roster
  const understood = await understandRoster(work.db.prisma, file)
  const by = { actorId: task.personId, source: task.source, gone: task.gone, expects: task.print }
  await transaction(
    work.db,
    async (tx) => {
      if (!(await still(tx, task))) return
      const result = await importWithin(tx, understood, { ...by, dryRun: false, now: work.now })
      // Another import came between, or a unit was renamed.
      if (!result.ok) return end(tx, task, (t) => problemLines(result, MOST_ERRORS, t), work)
      if (result.diff.print !== task.print)
        return ask(tx, task, 'wanted', file, result, (t) => [t('roster:desk.changed')], work)
      return end(
        tx,
        task,
        (t) => [t('roster:desk.saved', { ...result.diff, left: leftBy(task, result.diff) })],
        work,
        'done',
      )
    },
    { timeout: 120_000 },
  )
}

/** What taking the last import back would do is shown and asked; or done. */
export async function undo(task: RosterTask, work: Work): Promise<void> {
  const wanted = task.state === 'wanted'
  await transaction(
    work.db,
    async (tx) => {
      if (!(await still(tx, task))) return
      const undone = await undoWithin(tx, { actorId: task.personId, now: work.now, dryRun: !wanted })
      const lines = (t: Translate) => undoneLines(undone, t)
      if (!undone.ok) return end(tx, task, lines, work)
      if (wanted) return end(tx, task, (t) => [t('roster:desk.undone')], work, 'done')
      await tx.rosterTask.update({ where: { id: task.id }, data: { state: 'asked' } })
      const question = (t: Translate) => ({
        text: [...lines(t), t('roster:desk.undoWords')].join('\n'),
        choices: [
          { id: `=ya batalkan impor ${task.ref}`, label: t('roster:desk.undoIt') },
          { id: `=batal impor ${task.ref}`, label: t('roster:desk.keepIt') },
        ],
      })
      await say(tx, task, 'asked', question, work)
    },
    { timeout: 120_000 },
  )
}

/** Says why nothing comes of it; what was read is gone. */
export async function refuse(
  task: RosterTask,
  lines: (t: Translate) => string[],
  work: Pick<Work, 'db' | 'now' | 't' | 'en'>,
  file: AttachmentRef | null = null,
): Promise<void> {
  await transaction(work.db, async (tx) => {
    if (await still(tx, task)) await end(tx, task, lines, work, 'over', file)
  })
}

export const sentence = (note: Note, t: Translate): string => t(note.key, note.values)

/** @returns how many were taken out of their units */
const leftBy = (task: RosterTask, diff: { missing: { holds: boolean }[] }): number =>
  task.gone ? diff.missing.filter(({ holds }) => !holds).length : 0

async function ask(
  tx: Tx,
  task: RosterTask,
  from: string,
  file: Roster,
  result: RosterResult & { ok: true },
  more: (t: Translate) => string[],
  work: Work,
): Promise<void> {
  const { diff } = result
  const { count } = await tx.rosterTask.updateMany({
    where: { id: task.id, state: from },
    data: {
      state: 'asked',
      rows: file as unknown as Prisma.InputJsonObject,
      print: diff.print,
      file: Prisma.DbNull,
      gone: false,
    },
  })
  if (count === 0) return
  const leaves = diff.missing.some(({ holds }) => !holds)
  const adds = diff.created + diff.changed + diff.moved > 0
  const words = leaves ? (adds ? 'roster:desk.wordsGone' : 'roster:desk.wordsOnlyGone') : 'roster:desk.words'
  const question = (t: Translate) => ({
    text: [...more(t), ...diffLines(diff, MOST_NAMES, t), t(words)].join('\n'),
    choices: [
      ...(adds ? [{ id: `=simpan impor ${task.ref}`, label: t('roster:desk.save') }] : []),
      ...(leaves
        ? [{ id: `=simpan impor ${task.ref} dan keluarkan`, label: t('roster:desk.saveGone') }]
        : []),
      { id: `=batal impor ${task.ref}`, label: t('roster:desk.cancel') },
    ],
  })
  await say(tx, task, `asked/${diff.print.slice(0, 8)}`, question, work)
}

async function end(
  tx: Tx,
  task: RosterTask,
  lines: (t: Translate) => string[],
  work: Pick<Work, 'now' | 't' | 'en'>,
  state: 'done' | 'over' = 'over',
  attachment: AttachmentRef | null = null,
): Promise<void> {
  const empty = { rows: Prisma.DbNull, file: Prisma.DbNull }
  await tx.rosterTask.update({ where: { id: task.id }, data: { state, doneAt: work.now, ...empty } })
  await say(tx, task, state, (t) => ({ text: lines(t).join('\n') }), work)
  // By itself: what stands below a file may only be short.
  if (attachment)
    await say(tx, task, `${state}/file`, (t) => ({ text: t('roster:desk.allErrors'), attachment }), work)
}

/** Nobody dropped it meanwhile, and no other process did it: the row is ours until the end of the transaction. */
async function still(tx: Tx, task: RosterTask): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT id FROM roster_task WHERE id = ${task.id} AND state = ${task.state} FOR UPDATE`
  return rows.length === 1
}

async function say(
  tx: Tx,
  task: RosterTask,
  step: string,
  message: (t: Translate) => Outgoing,
  { t, en }: Pick<Work, 't' | 'en'>,
): Promise<void> {
  const said = message(t)
  const english = en && message(en)
  const captioned: Outgoing = english
    ? {
        ...said,
        gloss: english.text,
        ...(said.choices && {
          choices: said.choices.map((one, n) => ({
            ...one,
            gloss: english.choices?.[n]?.label ?? one.label,
          })),
        }),
      }
    : said
  await enqueue(tx, rowsFor(task.addressId, captioned, `roster/${task.id}/${step}`, TEXT))
}
