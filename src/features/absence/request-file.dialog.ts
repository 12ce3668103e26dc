import type { Ctx, Said, Turn } from '../../conversation/dialog.ts'
import type { AttachmentRef, Choice } from '../../message.ts'
import { rowOf } from '../agenda/change-session.ts'
import { dayBounds, dayOf, plusDays } from '../agenda/day.ts'
import { kindAsked, sameKind } from '../agenda/schedule-for.ts'
import type { Excused } from '../attendance/statuses.ts'
import { linesOf, nameOfLeave } from './absence-words.ts'
import { type Absence, absenceByRef } from './absences.ts'
import { sessionsOf } from './approval.ts'
import { askLeave } from './ask-leave.ts'
import { takesLetters } from './letter.dialog.ts'
import { keepLetter } from './letter.ts'
import { yesNo } from './request-questions.dialog.ts'
import type { RequestState } from './request-state.ts'
import { tellApprovers } from './tell-approvers.dialog.ts'
import { touchedBy } from './touched.ts'

/** So far ahead "apel", without a day, is looked for. */
const AHEAD_DAYS = 8

/**
 * The one session that a request is about, when a kind of activity was named ("tidak apel besok"): of that day, or the next
 * one. Where there is none, it is about the day.
 */
export async function boundTo(state: RequestState, ctx: Ctx): Promise<RequestState> {
  const { person, city } = ctx
  if (!state.event || !person?.unitPath || (state.from !== null && state.to !== state.from)) return state
  const today = dayOf(new Date(state.at), city.zone)
  const first = state.from ?? today
  const last = state.from ?? plusDays(today, AHEAD_DAYS)
  const items = await touchedBy(
    ctx.tx,
    city,
    person,
    dayBounds(first, city.zone).start,
    dayBounds(last, city.zone).end,
  )
  const kind = kindAsked(state.event, city)
  const found = items.find((one) => kind !== null && (one.kind === kind || sameKind(one.kind, kind)))
  if (!found) return { ...state, sessionId: null }
  const row = await rowOf(ctx.tx, found, city, ctx.now)
  const day = dayOf(found.startsAt, city.zone)
  return row ? { ...state, from: day, to: day, sessionId: row.id } : state
}

type Complete = RequestState & { kind: Excused; from: string; to: string }

/** Keeps the request, tells whoever decides, and reads it back in full. */
export async function fileRequest(state: Complete, said: Said, ctx: Ctx): Promise<Turn<RequestState>> {
  const { person, city, t } = ctx
  if (!person || person.unitId === null) return { say: [] }
  const old = state.replaces === null ? null : await absenceByRef(ctx.tx, state.replaces)
  const asked = await askLeave(
    ctx.tx,
    {
      ...{ personId: person.id, unitId: person.unitId, addressId: ctx.address.id },
      ...{ kind: state.kind, note: state.note, sessionId: state.sessionId },
      fromAt: dayBounds(state.from, city.zone).start,
      untilAt: dayBounds(state.to, city.zone).end,
      ...{ askedAt: new Date(state.at), inboxId: said.inboxId, replacesId: old?.id ?? null },
    },
    ctx.now,
  )
  if (asked.kind === 'gone') return { say: [{ text: t('absence:request.gone') }] }
  const { absence } = asked
  if (asked.kind === 'overlaps') {
    const name = nameOfLeave(absence, city.zone, t)
    const values = { name, state: t(`absence:state.${absence.state}`) }
    const text = t('absence:request.overlaps', values)
    return {
      say: [{ text, choices: yesNo('replace', ctx) }],
      next: { ...state, replaces: absence.ref, asks: 'overlap' },
    }
  }
  if (asked.kind === 'same') {
    const text = t('absence:request.same', {
      name: nameOfLeave(absence, city.zone, t),
      state: t(`absence:state.${absence.state}`),
    })
    return { say: [{ text, choices: afterwards(absence, ctx) }] }
  }
  const attachment = said.attachment ?? (state.letter as AttachmentRef | null)
  const letter = attachment ? await keepLetter(ctx.tx, absence, attachment, ctx.address.channel) : null
  const names = await tellApprovers({ ...absence, letterComes: letter === 'kept' }, ctx)
  const sessions = await sessionsOf(ctx.tx, absence, city)
  const offer = letter === null && takesLetters(ctx) ? [t('absence:letter.offer')] : []
  const text = [
    names.length > 0 ? t('absence:request.sent', { names }) : t('absence:request.nobody'),
    ...linesOf(absence, sessions, city, t),
    ...(old?.state === 'approved' ? [t('absence:request.oldStands')] : []),
    ...(letter ? [t(`absence:letter.${letter}`)] : offer),
    t('absence:request.waits'),
  ].join('\n')
  return { say: [{ text, choices: afterwards(absence, ctx) }] }
}

/** What may still be done about a request of one's own. */
export function afterwards({ ref }: Pick<Absence, 'ref'>, { t }: Pick<Ctx, 't'>): Choice[] {
  return [
    { id: `=ubah izin ${ref}`, label: t('absence:choice.change') },
    { id: `=batal izin ${ref}`, label: t('absence:choice.withdraw') },
  ]
}
