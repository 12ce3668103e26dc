import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { coordinatedPaths, has } from '../people/authority.ts'
import { handedIn, latestClosed } from './handed.ts'

const MOST_UNITS = 40

/** "siapa belum kirim rekap": units of the own part of the city whose recap of the latest session is not there. */
export async function whoHasNotHandedIn(ctx: Ctx): Promise<Outgoing[]> {
  const { person, t, tx, now } = ctx
  const paths = coordinatedPaths(person)
  if (!has(person, 'admin')) return [{ text: t('recap:waiting.notYours') }]
  const [session] = await latestClosed(
    tx,
    paths.map((path) => ({ path })),
    now,
    ctx.city.zone,
  )
  if (!session) return [{ text: t('recap:handIn.none') }]
  const { handed, waiting } = await handedIn(tx, session.id, paths, now)
  const about = { title: session.title, at: session.startsAt, handed, count: waiting.length }
  if (handed + waiting.length === 0) return [{ text: t('recap:waiting.nobody', about) }]
  if (waiting.length === 0) return [{ text: t('recap:waiting.all', about) }]
  const shown = waiting
    .slice(0, MOST_UNITS)
    .map(({ unitName, coordinators }) =>
      t('recap:waiting.unit', { unit: unitName, names: coordinators.join(', ') }),
    )
  const rest = waiting.length - shown.length
  const more = rest > 0 ? [t('recap:waiting.more', { count: rest })] : []
  return [{ text: [t('recap:waiting.head', about), ...shown, ...more].join('\n') }]
}
