import { z } from 'zod'
import type { Ctx, Dialog, Said, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { dayBounds, dayOf, nextDay, shownDay } from '../agenda/day.ts'
import { daysOf, nameOfLeave } from './absence-words.ts'
import { type Absence, absenceByRef, absencesOf, stands } from './absences.ts'
import { tellAll } from './tell-approvers.dialog.ts'
import { withdrawLeave } from './withdraw-leave.ts'

const State = z.object({
  /** Null while it is asked which one is meant. */
  ref: z.string().nullable(),
  from: z.string().nullable(),
})
type State = z.infer<typeof State>
type Args = { said: Said; ref: string | null }

/**
 * "batal izin besok", "saya sudah sembuh": takes a request back, before or after the decision, in full
 * or from a day on. Which one is meant is asked where there are several.
 */
export const withdrawOwn: Dialog<State, Args> = {
  name: 'absence-withdraw',
  state: State,
  fleeting: true,
  async start(ctx, { said, ref }) {
    if (!ctx.person) return { say: [{ text: ctx.t('absence:request.guest') }] }
    const own = (await absencesOf(ctx.tx, ctx.person.id, said.at)).filter(stands)
    const day = dayIn(said)
    const named = ref ? own.filter((one) => one.ref === ref.toUpperCase()) : own
    // A day that a request covers says which one is meant.
    const onDay = day ? named.filter((one) => covers(one, day, ctx)) : []
    const meant = onDay.length > 0 ? onDay : named
    if (meant.length === 0) return { say: [{ text: ctx.t('absence:withdraw.nothing') }] }
    if (day && onDay.length === 0 && !ref) {
      const values = { day: shownDay(day), names: named.map((one) => nameOfLeave(one, ctx.city.zone, ctx.t)) }
      const question = which(named, ctx)
      return {
        say: [{ ...question, text: ctx.t('absence:withdraw.otherDay', values) }],
        next: { ref: null, from: null },
      }
    }
    const [only, second] = meant
    if (!only || second) {
      return { say: [which(meant, ctx)], next: { ref: null, from: day } }
    }
    return onward({ ref: only.ref, from: day }, only, said, ctx)
  },
  async answer(state, said, ctx) {
    if (said.choice === 'no' || (said.meaning.intent === 'deny' && !said.choice))
      return { say: [{ text: ctx.t('absence:withdraw.kept') }] }
    const ref = said.choice?.startsWith('ref:') ? said.choice.slice(4) : (state.ref ?? refIn(said.text))
    const absence = ref ? await ownOf(ref, ctx) : null
    if (!absence) return { say: await ask(state, ctx), next: state, missed: true }
    const picked = said.choice?.startsWith('day:') ? said.choice.slice(4) : dayIn(said)
    if (state.ref !== null && !picked) return { say: await ask(state, ctx), next: state, missed: true }
    return onward({ ...state, ref: absence.ref, from: picked ?? state.from }, absence, said, ctx)
  },
  ask,
  expects: (_, ctx) => ctx.t('absence:expects.withdraw'),
  context: ({ ref }) => (ref === null ? undefined : 'date'),
}

/** With one request known: does it, or asks from when on where it has begun. */
async function onward(state: State, absence: Absence, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const { t, city } = ctx
  const zone = city.zone
  const today = dayOf(said.at, zone)
  const { from, to } = daysOf(absence, zone)
  const begun = absence.state === 'approved' && absence.sessionId === null && from <= today && to > today
  if (begun && state.from === null) {
    const next: State = { ...state, ref: absence.ref }
    return { say: [sinceWhen(absence, today, ctx)], next }
  }
  const first = state.from !== null && state.from > from ? dayBounds(state.from, zone).start : null
  const done = await withdrawLeave(ctx.tx, absence.ref, absence.personId, first, said.at, ctx.now)
  if (!('absence' in done)) return { say: [{ text: t(`absence:withdraw.${done.kind}`) }] }
  const values = { name: nameOfLeave(absence, zone, t), now: nameOfLeave(done.absence, zone, t) }
  await tellAll(
    absence,
    (theirs) => ({
      text: theirs(`absence:withdraw.told.${done.kind}`, {
        who: absence.name,
        name: nameOfLeave(absence, zone, theirs),
        now: nameOfLeave(done.absence, zone, theirs),
      }),
    }),
    `absence/${absence.id}/${done.kind}/${said.inboxId}`,
    ctx,
  )
  return { say: [{ text: t(`absence:withdraw.${done.kind}`, values) }] }
}

function sinceWhen(absence: Absence, today: string, { t, city }: Ctx): Outgoing {
  return {
    text: t('absence:withdraw.since', { name: nameOfLeave(absence, city.zone, t) }),
    choices: [
      { id: `day:${today}`, label: t('absence:choice.today') },
      { id: `day:${nextDay(today)}`, label: t('absence:choice.tomorrow') },
      { id: 'no', label: t('absence:choice.no') },
    ],
  }
}

function which(all: Absence[], { t, city }: Ctx): Outgoing {
  return {
    text: t('absence:withdraw.which'),
    choices: [
      ...all.slice(0, 6).map((one) => ({ id: `ref:${one.ref}`, label: nameOfLeave(one, city.zone, t) })),
      { id: 'no', label: t('absence:choice.no') },
    ],
  }
}

async function ask(state: State, ctx: Ctx): Promise<Outgoing[]> {
  const absence = state.ref ? await ownOf(state.ref, ctx) : null
  if (absence) return [sinceWhen(absence, dayOf(ctx.now, ctx.city.zone), ctx)]
  const own = ctx.person ? (await absencesOf(ctx.tx, ctx.person.id, ctx.now)).filter(stands) : []
  return [which(own, ctx)]
}

async function ownOf(ref: string, ctx: Ctx): Promise<Absence | null> {
  const absence = await absenceByRef(ctx.tx, ref)
  return absence && absence.personId === ctx.person?.id && stands(absence) ? absence : null
}

const dayIn = ({ meaning: { when } }: Said): string | null => when?.date ?? null
const refIn = (text: string): string | null =>
  /\b((?=\w*\d)[2-9A-HJ-NP-Z]{4})\b/i.exec(text)?.[1]?.toUpperCase() ?? null

function covers(one: Absence, day: string, { city }: Ctx): boolean {
  const { from, to } = daysOf(one, city.zone)
  return from <= day && day <= to
}
