import { open, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { City } from '../../lib/city.ts'
import { type Db, type Tx, transaction } from '../../lib/db.ts'
import type { Log } from '../../lib/log.ts'
import { Prisma } from '../../lib/prisma/client.ts'
import type { AttachmentRef } from '../../message.ts'
import { TooLarge } from '../../outbox/fetch-file.ts'
import type { Voice } from '../agenda/captioned.ts'
import { nameOfLeave } from './absence-words.ts'
import { absenceById } from './absences.ts'
import { look } from './approval.ts'
import { approversOf } from './approvers.ts'
import { HEAD_BYTES, letterType, MOST_LETTER_BYTES } from './letter.ts'
import { tellByJob } from './tell-by-job.ts'

export type LetterDeps = Voice & {
  db: Pick<Db, 'prisma'>
  city: City
  log: Log
  /** Where letters lie: a folder for each request. */
  letters: string
  /** Brings a file of a messenger into a folder. */
  fetchFile(attachment: AttachmentRef, folder: string, most: number): Promise<AttachmentRef>
}

/** How often a messenger is asked, a minute apart, before the employee is asked to send it again. */
const TRIES = 5
const AT_ONCE = 10
/** A minute's work waits no longer for a slow messenger; the file comes all the same. */
const PATIENCE_MS = 20_000

const failed = new Map<number, number>()
const underWay = new Set<number>()

/**
 * Fetches the letters that have come in, beside every turn: at most 5 MB, and what it is by its own first bytes. What is too
 * large, of another kind or cannot be had ends with a word to whoever sent it. @returns how many were
 * asked for and are here now
 */
export async function fetchLetters(deps: LetterDeps, now: Date): Promise<{ tried: number; fetched: number }> {
  const due = await deps.db.prisma.$queryRaw<{ id: number; letterRef: AttachmentRef }[]>`
    SELECT id, letter_ref AS "letterRef" FROM absence WHERE letter_ref IS NOT NULL ORDER BY id LIMIT ${AT_ONCE}`
  const work = due
    .filter(({ id }) => !underWay.has(id))
    .map(async ({ id, letterRef }) => {
      underWay.add(id)
      try {
        return await fetchOne(deps, id, letterRef, now)
      } finally {
        underWay.delete(id)
      }
    })
  const done = await Promise.race([Promise.all(work), pause(PATIENCE_MS)])
  return { tried: due.length, fetched: done ? done.filter((one) => one).length : 0 }
}

async function fetchOne(deps: LetterDeps, id: number, ref: AttachmentRef, now: Date): Promise<boolean> {
  const folder = join(deps.letters, String(id))
  let file: AttachmentRef
  try {
    file = await deps.fetchFile(ref, folder, MOST_LETTER_BYTES)
  } catch (error) {
    const tries = (failed.get(id) ?? 0) + 1
    failed.set(id, tries)
    deps.log.warn({ err: error, absence: id, tries }, 'a letter is not here')
    if (error instanceof TooLarge) await refuse(deps, id, ref, 'tooLarge', now)
    else if (tries >= TRIES) await refuse(deps, id, ref, 'lost', now)
    return false
  }
  failed.delete(id)
  const path = fileURLToPath(file.ref)
  const type = letterType(await headOf(path))
  if (!type) {
    await rm(path, { force: true })
    await refuse(deps, id, ref, 'wrongType', now)
    return false
  }
  const name = `${id}/${basename(path)}`
  const old = await transaction(deps.db, (tx) => keep(tx, deps, id, ref, name, type, now))
  // Gone meanwhile, or another one has come: this one is nobody's.
  if (old === undefined) await rm(path, { force: true })
  else if (old && old !== name) await rm(join(deps.letters, old), { force: true })
  return old !== undefined
}

/** @returns the file that it takes the place of; undefined when it is not wanted any more */
async function keep(
  tx: Tx,
  deps: LetterDeps,
  id: number,
  ref: AttachmentRef,
  name: string,
  type: string,
  now: Date,
): Promise<string | null | undefined> {
  await tx.$queryRaw`SELECT id FROM absence WHERE id = ${id} FOR UPDATE`
  const absence = await absenceById(tx, id)
  if (!absence || !(await sameRef(tx, id, ref))) return undefined
  if (absence.state === 'withdrawn') {
    await tx.absence.update({ where: { id }, data: { letterRef: Prisma.DbNull } })
    return undefined
  }
  await tx.absence.update({
    where: { id },
    data: { letter: name, letterType: type, letterRef: Prisma.DbNull, letterGoneAt: null },
  })
  const [nearest = []] = await approversOf(tx, absence, now)
  await tellByJob(
    tx,
    nearest.flatMap(({ addressIds }) => addressIds),
    (t) => ({
      text: t('absence:letter.ready', { who: absence.name, name: nameOfLeave(absence, deps.city.zone, t) }),
      choices: [look(absence, t)],
    }),
    { key: `absence/${name}`, topic: `absence/${id}`, lane: 'reply' },
    deps,
  )
  return absence.letter
}

/** Whoever sent it hears why it is not kept. */
async function refuse(
  deps: LetterDeps,
  id: number,
  ref: AttachmentRef,
  why: 'tooLarge' | 'wrongType' | 'lost',
  now: Date,
): Promise<void> {
  failed.delete(id)
  await transaction(deps.db, async (tx) => {
    if (!(await sameRef(tx, id, ref))) return
    await tx.absence.update({ where: { id }, data: { letterRef: Prisma.DbNull } })
    const absence = await absenceById(tx, id)
    if (!absence || absence.addressId === null) return
    await tellByJob(
      tx,
      [absence.addressId],
      (t) => ({
        text: t(`absence:letter.${why}`, { name: nameOfLeave(absence, deps.city.zone, t) }),
      }),
      { key: `absence/${id}/letter/${now.getTime()}`, topic: `absence/${id}`, lane: 'reply' },
      deps,
    )
  })
}

async function sameRef(tx: Tx, id: number, { ref }: AttachmentRef): Promise<boolean> {
  const rows = await tx.$queryRaw<{ same: boolean }[]>`
    SELECT letter_ref ->> 'ref' = ${ref} AS same FROM absence WHERE id = ${id} AND letter_ref IS NOT NULL`
  return rows[0]?.same ?? false
}

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const head = Buffer.alloc(HEAD_BYTES)
    const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0)
    return head.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

const pause = (ms: number): Promise<null> =>
  new Promise((resolve) => setTimeout(() => resolve(null), ms).unref())
