import type { Ctx, Said } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { dayOf } from '../agenda/day.ts'
import { has } from '../people/authority.ts'
import { shownDigest } from './content.ts'
import { handIn } from './hand-in.ts'
import { handedFor, latestClosed, named, ownUnits } from './handed.ts'

/** "kirim rekap", "kirim rekap 12": the own unit's recap of a session that has closed, the latest one unless it is said. */
export async function sendRecap(sessionId: number | null, said: Said, ctx: Ctx): Promise<Outgoing[]> {
  const { person, t, tx, now } = ctx
  const units = await named(tx, ownUnits(person))
  if (!person || units.length === 0)
    return [{ text: t(has(person, 'admin') ? 'recap:handIn.notAdmin' : 'recap:handIn.notYours') }]
  const closed = await latestClosed(tx, units, now, ctx.city.zone)
  const open = sessionId === null ? await handedFor(tx, closed, units) : []
  const which = open.filter(({ handed }) => !handed)
  if (which.length > 1)
    return [
      {
        text: t('recap:handIn.which'),
        choices: which.slice(0, 5).map(({ session }) => ({
          id: `=kirim rekap ${session.id}`,
          label: t('recap:choice.session', { title: session.title, at: session.startsAt }),
        })),
      },
    ]
  const session =
    sessionId === null
      ? (which[0]?.session ?? closed[0])
      : await tx.session.findUnique({
          where: { id: sessionId },
          select: { id: true, title: true, startsAt: true },
        })
  if (!session) return [{ text: t('recap:handIn.none') }]
  const about = { title: session.title, at: session.startsAt }
  const year = Number(dayOf(session.startsAt, ctx.city.zone).slice(0, 4))
  const lines: string[] = []
  const choices: NonNullable<Outgoing['choices']> = []
  for (const unit of units) {
    const { at, inboxId } = said
    const done = await handIn(tx, { sessionId: session.id, unit, by: person, at, now, year, inboxId })
    // Of several units those that this session is not for are passed over.
    if (done.kind === 'nobody' && units.length > 1) continue
    if (done.kind === 'handed') {
      const { number, revision, changes, sums } = done
      const values = {
        ...about,
        unit: unit.name,
        number,
        revision,
        changes,
        digest: shownDigest(done.digest),
      }
      lines.push(
        t(revision === 1 ? 'recap:handIn.done' : 'recap:handIn.revised', values),
        t('recap:handIn.sums', { ...sums, unclear: sums.absent + sums.unsure }),
      )
      choices.push({
        id: `=rekap pdf ${unit.id} s${session.id}`,
        label: t('recap:choice.paper', { unit: unit.name }),
      })
    } else if (done.kind === 'same')
      lines.push(t('recap:handIn.same', { ...about, unit: unit.name, ...done, when: done.at }))
    else lines.push(t(`recap:handIn.${done.kind}`, { ...about, unit: unit.name }))
  }
  return [
    {
      text: lines.join('\n') || t('recap:handIn.nobody', about),
      ...(choices.length > 0 && { choices: choices.slice(0, 5) }),
    },
  ]
}
