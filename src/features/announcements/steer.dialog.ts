import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { countBatch, resendUncertain as resend } from '../../outbox/batch.ts'
import { coordinatedPaths } from '../people/authority.ts'
import { approve, byRef, maySteer, steer, type View } from './announcements.ts'
import { senderOf } from './begin.ts'
import { maySpeak } from './compose.dialog.ts'
import { summary } from './progress.ts'
import { reviewed } from './review.ts'

const LISTED = 8

/** "jeda 7KQ2", "lanjut 7KQ2", "batalkan 7KQ2": what is being sent stops or goes on at once. */
export async function steerAnnouncement(
  step: 'pause' | 'resume' | 'cancel',
  ref: string,
  ctx: Ctx,
): Promise<Outgoing[]> {
  const one = await mine(ref, ctx)
  if (!('ref' in one)) return [one]
  if (!ctx.person || !(await steer(ctx.tx, one, step, ctx.person, ctx.now)))
    return [{ text: ctx.t('announcements:steer.nothing', { ref: one.ref, state: stateName(one, ctx) }) }]
  const counts = one.batchId === null ? null : await countBatch(ctx.tx, one.batchId)
  const done = counts ? summary(counts) : { gone: 0, arrived: 0 }
  return [
    {
      text: ctx.t(`announcements:steer.${step}`, { ref: one.ref, arrived: done.arrived }),
      choices:
        step === 'pause'
          ? [
              { id: `=lanjut ${one.ref}`, label: ctx.t('announcements:choice.resume') },
              { id: `=batalkan ${one.ref}`, label: ctx.t('announcements:choice.cancel') },
            ]
          : [{ id: `=laporan ${one.ref}`, label: ctx.t('announcements:choice.report') }],
    },
  ]
}

/** A second person's word. */
export async function decideAnnouncement(yes: boolean, ref: string, ctx: Ctx): Promise<Outgoing[]> {
  const one = await byRef(ctx.tx, ref)
  if (!one || !ctx.person) return [{ text: ctx.t('announcements:unknown', { ref: ref.toUpperCase() }) }]
  const result = yes
    ? await approve(ctx.tx, one, ctx.person, ctx.now)
    : one.state === 'waiting' && maySteer(one, ctx.person)
      ? (await steer(ctx.tx, one, 'cancel', ctx.person, ctx.now)) && 'refused'
      : 'late'
  if (result === 'approved' || result === 'refused') {
    const name = ctx.person.name
    ctx.tell(
      one.addressId,
      (t) => ({ text: t(`announcements:second.${result}`, { ref: one.ref, name }) }),
      `a${one.id}/second/${result}`,
    )
  }
  return [{ text: ctx.t(`announcements:second.you.${result || 'late'}`, { ref: one.ref }) }]
}

/** "pengumuman": what was sent lately, and what waits. */
export async function listAnnouncements(ctx: Ctx): Promise<Outgoing[]> {
  if (!maySpeak(ctx)) return [{ text: ctx.t('announcements:notYours') }]
  const paths = coordinatedPaths(ctx.person)
  const rows = await ctx.tx.$queryRaw<{ ref: string; text: string; state: string; at: Date }[]>`
    SELECT ref, text, state, coalesce(started_at, start_at) AS at FROM announcement
    WHERE EXISTS (SELECT 1 FROM unnest(${paths}::text[]) AS c(path) WHERE unit_path LIKE c.path || '%')
    ORDER BY created_at DESC LIMIT ${LISTED}`
  if (rows.length === 0)
    return [
      {
        text: ctx.t('announcements:list.none'),
        choices: [{ id: '=buat pengumuman', label: ctx.t('announcements:choice.new') }],
      },
    ]
  const lines = rows.map(({ ref, text, state, at }) =>
    ctx.t('announcements:list.line', {
      ...{ ref, at },
      text: text.length > 40 ? `${text.slice(0, 39)}…` : text,
      state: ctx.t(`announcements:state.${state}`),
    }),
  )
  return [
    {
      text: [ctx.t('announcements:list.head'), ...lines].join('\n'),
      choices: [{ id: '=buat pengumuman', label: ctx.t('announcements:choice.new') }],
    },
  ]
}

/** "laporan 7KQ2": how it stands now, with the names behind a link. */
export async function reportAnnouncement(ref: string, ctx: Ctx): Promise<Outgoing[]> {
  const one = await mine(ref, ctx)
  if (!('ref' in one)) return [one]
  const counts = one.batchId === null ? null : await countBatch(ctx.tx, one.batchId)
  const misses = await ctx.tx.announcementMiss.groupBy({
    by: ['reason'],
    where: { announcementId: one.id },
    _count: true,
  })
  const said = counts ? summary(counts) : { arrived: 0, failed: 0, gone: 0, waiting: 0 }
  const sender = await senderOf(ctx.tx, one.createdBy)
  const lines = [
    ctx.t('announcements:report.head', { ref: one.ref, name: sender.name, state: stateName(one, ctx) }),
    ctx.t('announcements:report.counts', { ...said, total: one.total }),
    ...(counts && counts.read > 0 ? [ctx.t('announcements:end.read', { read: counts.read })] : []),
    ...misses.map(({ reason, _count }) => ctx.t(`announcements:without.${reason}`, { count: _count })),
    ctx.t('announcements:end.report', { link: ctx.link('laporan', one.ref) }),
  ]
  const resend =
    counts && counts.uncertain > 0
      ? [
          {
            id: `=kirim ulang ${one.ref}`,
            label: ctx.t('announcements:choice.resend', { count: counts.uncertain }),
          },
        ]
      : []
  return [
    {
      text: lines.join('\n'),
      choices: [
        ...resend,
        { id: `=ralat ${one.ref}`, label: ctx.t('announcements:choice.correct') },
        { id: `=tarik ${one.ref}`, label: ctx.t('announcements:choice.withdraw') },
      ],
    },
  ]
}

/** What was in doubt goes once more, because a person says so. */
export async function resendUncertain(ref: string, ctx: Ctx): Promise<Outgoing[]> {
  const one = await mine(ref, ctx)
  if (!('ref' in one)) return [one]
  const count = one.batchId === null ? 0 : await resend(ctx.tx, one.batchId)
  if (count > 0)
    await ctx.tx
      .$executeRaw`UPDATE announcement SET state = 'running', finished_at = NULL WHERE id = ${one.id}`
  return [{ text: ctx.t('announcements:steer.resend', { ref: one.ref, count }) }]
}

/** "sudah ditinjau 7KQ2": an emergency was looked at afterwards. */
export async function markReviewed(ref: string, ctx: Ctx): Promise<Outgoing[]> {
  const done = ctx.person && (await reviewed(ctx.tx, ref, ctx.person, ctx.now))
  return [{ text: ctx.t(`announcements:review.${done ? 'done' : 'notYours'}`, { ref: ref.toUpperCase() }) }]
}

const stateName = (one: View, ctx: Ctx) => ctx.t(`announcements:state.${one.state}`)

/** The announcement, if this person may do something with it; else the sentence that says why not. */
export async function mine(ref: string, ctx: Ctx): Promise<View | Outgoing> {
  const one = await byRef(ctx.tx, ref)
  if (!one) return { text: ctx.t('announcements:unknown', { ref: ref.toUpperCase() }) }
  if (!ctx.person || !maySteer(one, ctx.person)) return { text: ctx.t('announcements:notYours') }
  return one
}
