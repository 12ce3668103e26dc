import type { Translate } from '../../lib/i18n.ts'
import type { Outgoing } from '../../message.ts'
import type { PledgeView } from '../pledges/pledge.ts'
import type { Settled } from './waiting-lines.ts'
import { named, type Wanted } from './wanted-lines.ts'

/** "Sudah diterima": how many, where, when; what broke is nobody's fault. */
export function receiptLetter(wanted: Wanted, pledge: PledgeView, at: Date): (t: Translate) => Outgoing {
  const { point, campaign, broken } = wanted
  const { code } = pledge
  const values = {
    amount: named(wanted),
    goods: campaign.goods,
    unit: campaign.unit,
    code,
    point: point.name,
    at,
  }
  return (t) => ({
    text: [
      t('points:receipt.done', values),
      ...(broken > 0 ? [t('points:receipt.broken', { broken, unit: campaign.unit })] : []),
      t('points:receipt.thanks'),
    ].join('\n'),
    choices: [{ id: `=keliru ${code}`, label: t('points:choice.wrong') }],
  })
}

export function settledLetter({ ref, line }: Settled, point: string): (t: Translate) => Outgoing {
  return (t) => ({ text: t('points:settled', { ref, line, point }) })
}
