import type { Ctx, Said } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { dayOf } from '../agenda/day.ts'
import { type Actor, namesOf } from '../attendance/voices.ts'
import { decideWaiting } from '../check-in/decide-waiting.ts'
import { decideAnnul } from './annul.ts'
import { letterTo } from './dispute-letters.dialog.ts'
import { disputeUntil } from './dispute-until.ts'

export const actorOf = (ctx: Ctx): Actor | null =>
  ctx.person && { ...ctx.person, phone: ctx.people.map((one) => one.id) }

/** "setuju 7KQ2", "tolak 7KQ2" on an annulment: the second voice. */
export async function decideAnnulment(
  ref: string,
  verdict: { approve: boolean; because: string | null },
  said: Said,
  ctx: Ctx,
): Promise<Outgoing[]> {
  const { t } = ctx
  const actor = actorOf(ctx)
  if (!actor) return [{ text: t('dispute:second.not_yours') }]
  const decided = await decideAnnul(ctx.tx, ref, verdict.approve, actor, said.at, verdict.because)
  if (!decided) return [{ text: t('dispute:unknown', { ref }) }]
  if (decided.kind === 'already') return [await already(decided.by, ctx)]
  if (decided.kind !== 'approved' && decided.kind !== 'refused')
    return [{ text: t(`dispute:second.${decided.kind}`) }]
  const { line, why, because, proposedBy, kind } = decided
  const names = await namesOf(ctx.tx, [proposedBy])
  const values = {
    ...{ name: line.name, title: line.title, at: line.startsAt, why },
    ...{ proposer: names.get(proposedBy) ?? '–', by: ctx.person?.name },
  }
  await letterTo(proposedBy, `annul/${ref}/outcome`, ctx, (own) => ({
    text: own(
      kind === 'refused' && because !== null
        ? 'dispute:annul.refusedProposerBecause'
        : `dispute:annul.${kind}Proposer`,
      { ...values, because },
    ),
  }))
  if (decided.changed) {
    // From now on it is another status: the time to dispute it begins with this word, or with the settling.
    const until = disputeUntil({ settledAt: line.settledAt ?? said.at, changedAt: said.at }, ctx.city)
    await letterTo(line.personId, `annul/${ref}/person`, ctx, (own) => ({
      text: own('dispute:annul.told', { ...values, until }),
      choices: [
        { id: `=sanggah ${dayOf(line.startsAt, ctx.city.zone)}`, label: own('dispute:choice.dispute') },
        { id: `=kenapa ${dayOf(line.startsAt, ctx.city.zone)}`, label: own('dispute:choice.why') },
      ],
    }))
  }
  return [{ text: t(`dispute:annul.${kind}`, values) }]
}

/** "setuju 7KQ2", "tolak 7KQ2 2" on check-ins of one phone. */
export async function decideWaitingOnes(
  ref: string,
  approve: boolean,
  numbers: number[],
  said: Said,
  ctx: Ctx,
): Promise<Outgoing[]> {
  const { t } = ctx
  const actor = actorOf(ctx)
  const wish = { approve, numbers, inboxId: said.inboxId }
  if (!actor) return [{ text: t('dispute:second.not_yours') }]
  const decided = await decideWaiting(ctx.tx, ref, wish, actor, said.at)
  if (!decided) return [{ text: t('dispute:unknown', { ref }) }]
  if (decided.kind === 'already') return [{ text: t('dispute:alreadyOnes') }]
  if (decided.kind !== 'done') return [{ text: t(`dispute:second.${decided.kind}`, { ref }) }]
  const { title, startsAt: at, people } = decided
  const by = ctx.person?.name
  for (const one of people) {
    const refused = one.byCoordinator ? 'proof:refused' : 'dispute:waits.refused'
    const counted = one.status === 'terlambat' ? 'dispute:waits.late' : 'dispute:waits.counted'
    await letterTo(one.personId, `waits/${ref}/${one.personId}`, ctx, (own) => ({
      text: own(approve ? counted : refused, { name: one.name, title, at, by, counts: one.countsAt }),
    }))
  }
  const names = people.map((one) => one.name)
  return [{ text: t(approve ? 'dispute:waits.approved' : 'dispute:waits.declined', { title, at, names }) }]
}

/** Somebody else was quicker: said who, where it is known. */
export async function already(by: number | null, ctx: Ctx): Promise<Outgoing> {
  const name = by === null ? undefined : (await namesOf(ctx.tx, [by])).get(by)
  return { text: name ? ctx.t('dispute:alreadyBy', { name }) : ctx.t('dispute:already') }
}
