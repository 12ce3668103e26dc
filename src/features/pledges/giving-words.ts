import type { Translate } from '../../lib/i18n.ts'
import { shownDay } from '../agenda/day.ts'
import { ruleText } from '../agenda/rule-text.ts'
import type { Giving } from './rights.ts'

/** So many pledges are told one by one: more do not fit a small screen. */
const MOST = 10

/** What "data saya" says about giving, a line each; nothing where nothing was given. */
export function givingWords({ pledges, series }: Giving, t: Translate): string[] {
  const shown = pledges.slice(0, MOST)
  const more = pledges.length - shown.length
  return [
    ...(pledges.length > 0 ? [t('goods-admin:mine.pledges')] : []),
    ...shown.map((one) =>
      [
        t('goods-admin:mine.pledge', {
          code: one.code,
          amount: one.amount,
          unit: one.unit,
          goods: one.goods,
        }),
        one.day ? t('goods-admin:mine.day', { at: shownDay(one.day) }) : '',
        one.point ? t('goods-admin:mine.point', { name: one.point }) : '',
        one.giver ? t('goods-admin:mine.giver', { name: one.giver }) : '',
        t(`goods-admin:mine.state.${one.state}`),
        ...one.receipts.map((got) =>
          t(got.broken > 0 ? 'goods-admin:mine.receiptBroken' : 'goods-admin:mine.receipt', got),
        ),
      ].join(''),
    ),
    ...(more > 0 ? [t('goods-admin:mine.more', { count: more })] : []),
    ...series.map((one) =>
      t('goods-admin:mine.series', {
        ...{ amount: one.amount, unit: one.unit, goods: one.goods },
        when: ruleText(one.rrule, one.firstDay, t),
      }),
    ),
    ...(pledges.length + series.length > 0 ? [t('goods-admin:mine.how')] : []),
  ]
}
