import type { Translate } from '../../lib/i18n.ts'
import type { DropPoint, Hours } from '../points/points.ts'

/** "Senin, Selasa 08.00–11.00; Jumat 08.00–10.00". */
export function hoursLine(hours: Hours[], t: Translate): string {
  return hours
    .map(({ days, from, until }) =>
      t('goods-admin:point.hoursOf', {
        days: daysLine(days, t),
        from: from.replace(':', '.'),
        until: until.replace(':', '.'),
      }),
    )
    .join('; ')
}

/** Three days and more in a row are a span. */
function daysLine(days: number[], t: Translate): string {
  const name = (day?: number) => t(`goods-admin:day.${day}`)
  const inRow = days.length > 2 && days.every((day, n) => n === 0 || day === (days[n - 1] ?? 0) + 1)
  return inRow
    ? t('goods-admin:point.span', { first: name(days[0]), last: name(days.at(-1)) })
    : days.map(name).join(', ')
}

type Shown = Pick<
  DropPoint,
  | 'name'
  | 'areaName'
  | 'whereabouts'
  | 'latitude'
  | 'hours'
  | 'activityKind'
  | 'contact'
  | 'closedAt'
  | 'reopensAt'
>

/** Everything that is known about a point, a line each; what nobody has said is said to be missing. */
export function pointLines(point: Shown, t: Translate): string[] {
  const missing = t('goods-admin:point.missing')
  const hours =
    point.hours.length > 0
      ? hoursLine(point.hours, t)
      : point.activityKind
        ? t('goods-admin:point.atEvent')
        : missing
  return [
    t('goods-admin:point.head', { name: point.name }),
    ...(point.areaName ? [t('goods-admin:point.area', { area: point.areaName })] : []),
    ...(point.whereabouts ? [t('goods-admin:point.where', { text: point.whereabouts })] : []),
    t('goods-admin:point.hours', { text: hours }),
    t('goods-admin:point.contact', { text: point.contact ?? missing }),
    t('goods-admin:point.place', {
      text: point.latitude === null ? missing : t('goods-admin:point.placeKnown'),
    }),
    ...(point.closedAt ? [closedLine(point, t)] : []),
  ]
}

const closedLine = (
  { closedAt, reopensAt }: Pick<DropPoint, 'closedAt' | 'reopensAt'>,
  t: Translate,
): string =>
  reopensAt
    ? t('goods-admin:point.closedUntil', { at: closedAt, opens: reopensAt })
    : t('goods-admin:point.closed', { at: closedAt })
