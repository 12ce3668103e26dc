import type { Ctx, Said as Heard } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { voiceOf } from '../agenda/tell-affected.ts'
import { tellPeople } from '../attendance/tell-people.ts'
import type { Said } from './mark.ts'
import { decideMarks, type Proposed, proposedMarks, secondsFor, withdrawMarks } from './second-word.ts'
import { tellMarked } from './tell-marked.ts'

/** More names than this do not help on a phone. */
const MOST_NAMES = 40

/** Asks another person to agree. @returns the names of those who were asked */
export async function askSecond(done: Said, ctx: Ctx): Promise<string[]> {
  const proposed = await proposedMarks(ctx.tx, done.ref)
  if (!proposed) return []
  const seconds = await secondsFor(ctx.tx, proposed, ctx.now)
  for (const { addressIds } of seconds)
    for (const addressId of addressIds)
      ctx.tell(addressId, (t) => request(proposed, t), `marks/${proposed.ref}/${addressId}`)
  return seconds.map(({ name }) => name)
}

function request({ ref, title, startsAt, proposer, people }: Proposed, t: Ctx['t']): Outgoing {
  const names = people
    .slice(0, MOST_NAMES)
    .map(({ name, status }) => t('marking:second.line', { name, status: t(`marking:status.${status}`) }))
  const rest = people.length - names.length
  return {
    text: [
      t('marking:second.ask', { by: proposer, title, at: startsAt, count: people.length }),
      ...names,
      ...(rest > 0 ? [t('marking:more', { count: rest })] : []),
      t('marking:second.how', { ref }),
    ].join('\n'),
    choices: [
      { id: `=setuju ${ref}`, label: t('marking:second.yes') },
      { id: `=tolak ${ref}`, label: t('marking:second.no') },
    ],
  }
}

/** "setuju 7KQ2", "tolak 7KQ2" about what was said after closing. */
export async function answerMarks(
  proposed: Proposed,
  agree: boolean,
  said: Heard,
  ctx: Ctx,
): Promise<Outgoing[]> {
  const { person, t, tx } = ctx
  if (!person) return [{ text: t('marking:second.notYours') }]
  const actor = { ...person, phone: ctx.people.map(({ id }) => id) }
  const decided = await decideMarks(tx, proposed, agree, actor, { at: said.at, now: ctx.now })
  if (decided.kind !== 'approved' && decided.kind !== 'refused')
    return [{ text: t(`marking:second.${decided.kind}`) }]
  const { title, startsAt, ref, proposer } = proposed
  const values = { title, at: startsAt, count: decided.people.length, by: person.name, ref }
  await tellPeople(
    tx,
    [
      {
        personId: proposed.proposedBy,
        message: (own) => ({ text: own(`marking:second.${decided.kind}You`, values) }),
      },
    ],
    `marks-result/${ref}`,
    voiceOf(ctx),
  )
  const session = { id: proposed.sessionId, title, startsAt }
  if (decided.kind === 'approved')
    await tellMarked(tx, session, decided.people, { ref, name: proposer }, voiceOf(ctx))
  else
    await tellPeople(
      tx,
      decided.people.map(({ id, name }) => ({
        personId: id,
        message: (own) => ({ text: own('marking:told.refused', { ...values, name, by: proposer }) }),
      })),
      `marked/${ref}/${session.id}`,
      voiceOf(ctx),
    )
  return [{ text: t(`marking:second.${decided.kind}`, values) }]
}

/** "batalkan catatan tadi". */
export async function takeBackMarks(said: Heard, ctx: Ctx): Promise<Outgoing[]> {
  const { person, t, tx } = ctx
  if (!person) return [{ text: t('marking:notYours') }]
  const back = await withdrawMarks(tx, person.id, { at: said.at, now: ctx.now })
  if ('kind' in back) return [{ text: t(`marking:back.${back.kind}`) }]
  const values = { title: back.title, at: back.startsAt, by: person.name }
  await tellPeople(
    tx,
    back.counted.map(({ id, name }) => ({
      personId: id,
      message: (own) => ({ text: own('marking:told.withdrawn', { ...values, name }) }),
    })),
    `marks-back/${back.ref}`,
    voiceOf(ctx),
  )
  return [{ text: t('marking:back.done', { ...values, count: back.count }) }]
}
