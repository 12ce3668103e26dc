import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Tx } from '../../lib/db.ts'
import { rolesOf } from '../people/roles-of.ts'
import { type Absence, absenceById } from './absences.ts'
import { mayDecide } from './decide-leave.ts'
import type { LetterLink } from './letter-link.ts'

export type Letter = { absence: Absence; viewer: { id: number; name: string } }

/**
 * The letter behind a link, for whoever the link was made for, if that person may still decide: a term that has ended
 * meanwhile opens nothing.
 */
export async function letterBehind(tx: Tx, { a, p }: LetterLink, now: Date): Promise<Letter | null> {
  const absence = await absenceById(tx, a)
  const viewer = await tx.person.findUnique({ where: { id: p }, include: { unit: true } })
  if (!absence?.letter || absence.letterGoneAt || !viewer || viewer.id === absence.personId) return null
  const roles = await rolesOf(tx, p, now)
  const may = await mayDecide(tx, absence, { id: p, unitPath: viewer.unit?.path ?? null, roles })
  return may ? { absence, viewer: { id: viewer.id, name: viewer.name } } : null
}

/** Notes the look, then hands out the file. @returns null when it has been deleted */
export async function openLetter(
  tx: Tx,
  { absence, viewer }: Letter,
  folder: string,
  now: Date,
): Promise<{ bytes: Buffer; type: string } | null> {
  const row = await tx.absence.findUnique({
    where: { id: absence.id },
    select: { letter: true, letterType: true },
  })
  if (!row?.letter || !row.letterType) return null
  const bytes = await readFile(join(folder, row.letter)).catch(() => null)
  if (!bytes) return null
  await tx.letterLook.create({ data: { absenceId: absence.id, personId: viewer.id, at: now } })
  return { bytes, type: row.letterType }
}
