import type { Tx } from '../../lib/db.ts'
import { type Absence, absenceById } from './absences.ts'

/** What was asked back has been answered: it waits for the word again. */
export async function answerLeave(tx: Tx, absence: Absence): Promise<Absence> {
  await tx.absence.updateMany({ where: { id: absence.id, state: 'asked' }, data: { state: 'open' } })
  return (await absenceById(tx, absence.id)) ?? absence
}
