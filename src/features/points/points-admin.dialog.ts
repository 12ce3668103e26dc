import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { hoursLine, pointLines } from '../receipts/point-lines.ts'
import { ownPoints, pointsMeant } from './own-points.ts'
import type { DropPoint } from './points.ts'

/** More lines than this are no answer in a chat. */
const MOST = 15

/** "daftar titik": the points that somebody looks after. @returns null for whoever looks after none */
export async function listPoints(ctx: Ctx): Promise<Outgoing[] | null> {
  const own = await ownPoints(ctx.tx, ctx.person)
  return own.length === 0 ? null : [listed(own, ctx)]
}

/** "titik Posyandu Mawar", "titik Bacang". @returns null where none of the own points is meant */
export async function showPoint(name: string, ctx: Ctx): Promise<Outgoing[] | null> {
  const found = pointsMeant(await ownPoints(ctx.tx, ctx.person), name)
  const [only, second] = found
  if (!only) return null
  if (second) return [listed(found, ctx)]
  const { t } = ctx
  const change = (verb: string, key: string) => ({
    id: `=${verb} titik #${only.id}`,
    label: t(`goods-admin:point.choice.${key}`),
  })
  return [
    {
      text: pointLines(only, t).join('\n'),
      choices: [
        only.closedAt ? change('buka', 'open') : change('tutup', 'close'),
        change('jam', 'hours'),
        change('kontak', 'contact'),
        change('lokasi', 'place'),
      ],
    },
  ]
}

/** Which of several: each opens what was asked for. */
export function whichPoint(points: DropPoint[], verb: string, ctx: Ctx): Outgoing {
  return {
    text: ctx.t('goods-admin:point.which'),
    choices: points.slice(0, 8).map((one) => ({
      id: `=${verb} titik #${one.id}`,
      label: one.areaName ? `${one.name} (${one.areaName})` : one.name,
    })),
  }
}

function listed(points: DropPoint[], ctx: Ctx): Outgoing {
  const { t } = ctx
  const shown = points.slice(0, MOST)
  const closed = points.filter(({ closedAt }) => closedAt !== null).length
  return {
    text: [
      t('goods-admin:point.count', { count: points.length, closed }),
      ...shown.map((one) =>
        t(`goods-admin:point.line${one.closedAt ? 'Closed' : ''}`, {
          name: one.name,
          hours: one.hours.length > 0 ? hoursLine(one.hours, t) : t('goods-admin:point.missing'),
        }),
      ),
      ...(points.length > MOST ? [t('goods-admin:point.more', { count: points.length - MOST })] : []),
      t('goods-admin:point.how'),
    ].join('\n'),
  }
}
