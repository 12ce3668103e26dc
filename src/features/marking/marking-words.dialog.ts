import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { type SessionView, sessionById } from '../agenda/sessions.ts'
import { EXCUSED } from '../attendance/statuses.ts'
import { coordinates } from '../people/authority.ts'
import type { Said } from './mark.ts'
import type { State } from './marking-state.ts'
import { type Counted, type Sorted, sortMarks } from './sort-marks.ts'
import { standingOf } from './standing-of.ts'

/** More names than this do not help on a phone; the rest is counted. */
const MOST_NAMES = 40

/** The resolved list and its control total: what would count, and what not and why. */
export async function readBack(state: State, ctx: Ctx): Promise<{ message: Outgoing; count: number }> {
  const { tx, t, person } = ctx
  const session = await sessionById(tx, state.sessionId ?? 0)
  if (!session || !person || session.status === 'cancelled')
    return { message: { text: t('marking:noSession') }, count: 0 }
  const ids = state.entries.map((one) => one.id)
  const standing = (await standingOf(tx, session.id, ids)).filter((one) => coordinates(person, one.unitPath))
  const sorted = sortMarks(state.entries, standing, {
    ...{ actorId: person.id, opened: session.opensAt <= ctx.now, named: new Set(state.named) },
  })
  const { counts } = sorted
  const open = [...unresolved(state, ctx), ...apart(sorted, ctx)]
  if (counts.length === 0) {
    const text = [t('marking:nobodyCounts', { title: session.title }), ...open].join('\n')
    return { message: { text }, count: 0 }
  }
  const lines = [
    t('marking:head', { title: session.title, at: session.startsAt }),
    total(sorted, ctx),
    ...byStatus(counts, ctx),
    ...open,
    ...(session.closesAt < ctx.now ? [t('marking:afterClosing')] : []),
    t('marking:ask'),
  ]
  const choices = [
    { id: 'yes', label: t('marking:yes') },
    { id: 'no', label: t('marking:no') },
  ]
  return { message: { text: lines.join('\n'), choices }, count: counts.length }
}

/** "12 orang: 10 hadir, 2 izin; 3 sudah tercatat sendiri" */
function total({ counts, own }: Sorted, { t }: Ctx): string {
  const text = t('marking:total', { count: counts.length, parts: parts(counts, t) })
  return own.length > 0 ? `${text}; ${t('marking:ownTotal', { count: own.length })}` : text
}

function parts(counts: { status: string }[], t: Ctx['t']): string {
  return ['hadir', ...EXCUSED]
    .map((status) => ({ status, count: counts.filter((one) => one.status === status).length }))
    .filter(({ count }) => count > 0)
    .map(({ status, count }) => t(`marking:part.${status}`, { count }))
    .join(', ')
}

function byStatus(counts: Counted[], ctx: Ctx): string[] {
  return ['hadir', ...EXCUSED].flatMap((status) => {
    const those = counts.filter((one) => one.status === status)
    if (those.length === 0) return []
    const names = some(
      those.map(({ name, note, before }) => {
        const was = before && before !== 'tanpa_keterangan' && before !== 'belum_dipastikan'
        const remark = [
          ...(was ? [ctx.t('marking:before', { status: ctx.t(`marking:status.${before}`) })] : []),
          ...(note && status !== 'sakit' ? [note] : []),
        ]
        return remark.length > 0 ? `${name} (${remark.join('; ')})` : name
      }),
      ctx,
    )
    return [ctx.t(`marking:names.${status}`, { names })]
  })
}

/** Whom it leaves as they are, and why. */
function apart(sorted: Sorted, ctx: Ctx): string[] {
  const { t } = ctx
  const leaves = sorted.leave.map(({ name, kind }) => `${name} (${t(`marking:status.${kind}`)})`)
  const groups = { own: sorted.own, leave: leaves, same: sorted.same, duty: sorted.duty }
  const rest = { outside: sorted.outside, firm: sorted.firm, early: sorted.early }
  return [
    ...Object.entries({ ...groups, ...rest }).flatMap(([key, names]) =>
      names.length > 0 ? [t(`marking:apart.${key}`, { names: some(names, ctx) })] : [],
    ),
    ...(sorted.self ? [t('marking:apart.self')] : []),
  ]
}

/** What could not be resolved: nothing of it is guessed. */
function unresolved(state: State, { t }: Ctx): string[] {
  const { unknown, many, bare, numbers, twice } = state
  return Object.entries({ unknown, many, bare, numbers: numbers.map(String), twice }).flatMap(
    ([key, names]) => (names.length > 0 ? [t(`marking:open.${key}`, { names: names.join(', ') })] : []),
  )
}

function some(names: string[], { t }: Ctx): string {
  const shown = names.slice(0, MOST_NAMES).join(', ')
  const rest = names.length - MOST_NAMES
  return rest > 0 ? `${shown}, ${t('marking:more', { count: rest })}` : shown
}

/** After the yes. @param asked who was asked to agree, after closing */
export function saved(session: SessionView, done: Said, asked: string[], { t }: Ctx): Outgoing {
  const values = {
    ...{ title: session.title, count: done.people.length, parts: parts(done.people, t), ref: done.ref },
    names: asked,
  }
  if (!done.waits) return { text: t('marking:saved', values) }
  return { text: t(asked.length > 0 ? 'marking:waits' : 'marking:waitsForNobody', values) }
}
