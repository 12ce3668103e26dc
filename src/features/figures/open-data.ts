import { writeCells } from '../../lib/csv.ts'
import type { Translate } from '../../lib/i18n.ts'
import type { Campaign } from '../goods/campaigns.ts'
import type { PublicFigures, PublicMonth } from './discreet.ts'
import { shareOf } from './figures.ts'

/** What the city publishes of a campaign. Names of fields are English, as in most open data; the words are `t`'s. */
export type OpenData = {
  campaign: Campaign
  figures: PublicFigures
  city: string
  at: Date
  /** Address of the page; null where the city has set none. */
  page: string | null
}

const MEASURES = ['promised', 'received', 'broken', 'handed', 'recipients'] as const

/** A field that is null is not published (see `notes.few`); 0 is nought. */
export function asJson({ campaign, figures, city, at, page }: OpenData, t: Translate): string {
  const { target, goods, unit } = campaign
  return JSON.stringify({
    campaign: {
      ...{ key: campaign.key, name: campaign.name, city, goods, unit, target_per_month: target },
      ...{ first_day: campaign.firstDay, last_day: campaign.lastDay },
    },
    updated_at: at.toISOString(),
    page,
    press: campaign.press,
    licence: {
      name: t('progress:licence.name'),
      url: t('progress:licence.url'),
      text: t('progress:licence.text', { city }),
    },
    definitions: Object.fromEntries(
      [...MEASURES, 'stock' as const].map((name) => [field(name), t(`progress:meaning.${name}`)]),
    ),
    notes: Object.fromEntries(
      (['area', 'correction', 'few'] as const).map((name) => [name, t(`progress:meaning.${name}`)]),
    ),
    now: {
      ...{ month: figures.month, target, target_percent: shareOf(figures.now.total.received, target) },
      stock: figures.stock,
    },
    since_start: {
      received: figures.ever.received,
      broken: figures.ever.broken,
      handed_out: figures.ever.handed,
    },
    months: [...figures.months].reverse().map((month) => ({
      month: month.month,
      ...amounts(month.total),
      areas: month.areas.map((one) => ({ area: one.area ?? t('progress:cityPoints'), ...amounts(one) })),
    })),
  })
}

type Measured = Record<(typeof MEASURES)[number], number | null>
const field = (name: string): string => (name === 'handed' ? 'handed_out' : name)
const amounts = (one: Measured) => Object.fromEntries(MEASURES.map((name) => [field(name), one[name]]))

/** A row for each month and kelurahan, and one for the whole city: its kelurahan is empty. */
export function asCsv({ campaign, figures }: Pick<OpenData, 'campaign' | 'figures'>, t: Translate): string {
  const head = ['month', 'area', ...MEASURES, 'unit'].map((name) => t(`progress:csv.${name}`))
  const row = (month: PublicMonth, area: string | null, one: Measured) => [
    ...[month.month, area],
    ...MEASURES.map((name) => one[name]),
    campaign.unit,
  ]
  const rows = [...figures.months]
    .reverse()
    .flatMap((month) => [
      row(month, null, month.total),
      ...month.areas.map((one) => row(month, one.area ?? t('progress:cityPoints'), one)),
    ])
  return writeCells([head, ...rows])
}
