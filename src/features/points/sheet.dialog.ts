import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { allPoints, type DropPoint, pointsNamed } from './points.ts'
import { mayWork, postOf } from './posts.ts'

/** "lembar Posyandu Melati": the paper to write on at a point, for whoever works there or coordinates it. */
export async function giveSheet(name: string | null, ctx: Ctx): Promise<Outgoing[]> {
  const { person, t } = ctx
  if (!person) return [{ text: t('progress:sheet.notYours') }]
  const all = await ctx.memo('drop-points', () => allPoints(ctx.tx))
  if (name === null) {
    const post = await postOf(ctx.tx, person, all)
    if (post.kind === 'at') return [sheetLink(post.point, ctx)]
    return [post.kind === 'which' ? which(post.points, ctx) : { text: t('progress:sheet.notYours') }]
  }
  const named = pointsNamed(all, name)
  const own = named.filter((point) => mayWork(person, point))
  const [only, ...others] = own
  if (only) return [others.length === 0 ? sheetLink(only, ctx) : which(own, ctx)]
  return [
    {
      text:
        named.length > 0
          ? t('progress:sheet.notYours')
          : t('progress:sheet.unknown', { name: name.slice(0, 60) }),
    },
  ]
}

const sheetLink = (point: DropPoint, ctx: Ctx): Outgoing => ({
  text: ctx.t('progress:sheet.link', { point: point.name, link: ctx.link('lembar', String(point.id)) }),
})

const which = (points: DropPoint[], { t }: Ctx): Outgoing => ({
  text: t('progress:sheet.which'),
  choices: points.slice(0, 8).map(({ name }) => ({ id: `=lembar ${name}`.slice(0, 48), label: name })),
})
