import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { coordinatedPaths } from '../people/authority.ts'
import { nameOfLeave } from './absence-words.ts'
import { type Absence, absencesOf, waitingUnder } from './absences.ts'
import { deputyPaths } from './approvers.ts'
import { looksAt } from './letter-looks.ts'

/** So far back one's own requests are shown. */
const BACK_MS = 30 * 86_400_000
const MOST = 10

/** "izin saya": one's own requests, what became of them, and who has seen the letter. */
export async function ownLeaves(ctx: Ctx): Promise<Outgoing[]> {
  const { person, t, city } = ctx
  if (!person) return [{ text: t('absence:request.guest') }]
  const all = await absencesOf(ctx.tx, person.id, new Date(ctx.now.getTime() - BACK_MS))
  if (all.length === 0) return [{ text: t('absence:own.none') }]
  const looks = await looksAt(
    ctx.tx,
    all.map(({ id }) => id),
  )
  const lines = all.slice(-MOST).flatMap((one) => [
    t('absence:own.line', {
      ref: one.ref,
      name: nameOfLeave(one, city.zone, t),
      state: stateWords(one, t),
    }),
    ...(one.letterGoneAt
      ? [t('absence:own.letterGone', { at: one.letterGoneAt })]
      : one.letter
        ? [t('absence:own.letter')]
        : []),
    ...looks
      .filter(({ absenceId }) => absenceId === one.id)
      .map(({ name, at }) => t('absence:own.seen', { name, at })),
  ])
  return [{ text: [t('absence:own.head', { name: person.name }), ...lines].join('\n') }]
}

function stateWords(one: Absence, t: Ctx['t']): string {
  const by = one.decidedByName ?? ''
  return t(`absence:own.${one.state}`, { by, reason: one.reason ?? '' })
}

/** "izin masuk": what waits for the word of whoever decides. */
export async function waitingLeaves(ctx: Ctx): Promise<Outgoing[]> {
  const { person, t, city } = ctx
  if (!person) return [{ text: t('absence:request.guest') }]
  const deputy = await deputyPaths(ctx.tx, [person.id])
  const paths = [...coordinatedPaths(person), ...deputy.map(({ path }) => path)]
  if (paths.length === 0) return [{ text: t('absence:waiting.notYours') }]
  const all = (await waitingUnder(ctx.tx, paths)).filter(({ personId }) => personId !== person.id)
  if (all.length === 0) return [{ text: t('absence:waiting.none') }]
  const lines = all.slice(0, MOST).map((one) =>
    t('absence:waiting.line', {
      ...{ ref: one.ref, who: one.name, unit: one.unitName },
      name: nameOfLeave(one, city.zone, t),
    }),
  )
  const more = all.length > MOST ? [t('absence:waiting.more', { count: all.length - MOST })] : []
  return [
    {
      text: [
        t('absence:waiting.head', { count: all.length }),
        ...lines,
        ...more,
        t('absence:waiting.how'),
      ].join('\n'),
    },
  ]
}
