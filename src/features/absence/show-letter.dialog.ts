import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { nameOfLeave } from './absence-words.ts'
import { absenceByRef } from './absences.ts'
import { mayDecide } from './decide-leave.ts'
import { letterPayload } from './letter-link.ts'

/** "lihat surat 7KQ2": a link for whoever decides, for half an hour. The page behind it asks again who may look. */
export async function showLetter(ref: string, ctx: Ctx): Promise<Outgoing[]> {
  const { person, t, city } = ctx
  const absence = await absenceByRef(ctx.tx, ref)
  if (!person || !absence || person.id === absence.personId || !(await mayDecide(ctx.tx, absence, person)))
    return [{ text: t('absence:letter.noLetter') }]
  if (absence.letter === null || absence.letterGoneAt) return [{ text: t('absence:letter.noLetter') }]
  const link = ctx.link('surat', letterPayload({ a: absence.id, p: person.id }))
  const name = nameOfLeave(absence, city.zone, t)
  return [{ text: t('absence:letter.link', { who: absence.name, name, link }) }]
}
