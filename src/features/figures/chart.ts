import type { Translate } from '../../lib/i18n.ts'
import { fitted, rect, svg, text } from '../../lib/svg.ts'
import type { Campaign } from '../goods/campaigns.ts'
import type { PublicFigures, PublicMonth } from './discreet.ts'
import { shareOf } from './figures.ts'
import { shownMonth } from './months.ts'

/** What the picture shows; `where`: the page's address as people would type it, or nothing. */
export type Chart = {
  campaign: Pick<Campaign, 'name' | 'unit' | 'target'>
  figures: PublicFigures
  city: string
  at: Date
  where: string
}

/** `wide`: beside a link that somebody shares (1200 × 630). `tall`: by itself in a chat, where it is 360 wide. */
export type Shape = 'wide' | 'tall'

const INK = '#16211f'
const SOFT = '#51605c'
const ACCENT = '#0b6156'
const TINT = '#d5e8e3'
const YOLK = '#e09a1f'
const PAPER = '#ffffff'
const MARGIN = 64

/** The progress picture: the month against its target, by kelurahan, and (tall) the year. Pure. */
export function progressSvg(chart: Chart, shape: Shape, t: Translate): string {
  const { figures } = chart
  if (shape === 'wide') {
    const left = 530
    return svg(1200, 630, PAPER, [
      rect(0, 0, 1200, 12, YOLK),
      heading(chart, 96, 1200, t),
      amount(chart, 276, left, t),
      ...stats(figures.now, 428, left, t),
      areas(figures.now, { x: 664, y: 190, width: 1200 - 664 - MARGIN, most: 6, step: 56 }, t),
      line(572, 1200),
      text(MARGIN, 608, 24, t('progress:asOf', { at: chart.at }), { fill: SOFT }),
      text(1200 - MARGIN, 608, 24, chart.where, { fill: ACCENT, weight: 700, anchor: 'end' }),
    ])
  }
  const width = 1080
  return svg(width, 1350, PAPER, [
    rect(0, 0, width, 14, YOLK),
    heading(chart, 108, width, t),
    amount(chart, 284, width - 2 * MARGIN, t),
    ...stats(figures.now, 446, width - 2 * MARGIN, t),
    areas(figures.now, { x: MARGIN, y: 580, width: width - 2 * MARGIN, most: 6, step: 56 }, t),
    year(chart, { x: MARGIN, y: 1040, width: width - 2 * MARGIN, height: 136 }, t),
    line(1242, width),
    text(MARGIN, 1282, 26, t('progress:asOf', { at: chart.at }), { fill: SOFT }),
    text(MARGIN, 1320, 26, chart.where, { fill: ACCENT, weight: 700 }),
  ])
}

const line = (y: number, width: number): string => rect(MARGIN, y, width - 2 * MARGIN, 2, '#d5dcd9')

function heading({ campaign, figures, city }: Chart, y: number, width: number, t: Translate): string {
  return [
    text(MARGIN, y, 50, fitted(campaign.name, 50, width * 0.6), { fill: INK, weight: 700 }),
    text(MARGIN, y + 44, 32, t('progress:month', { at: shownMonth(figures.month) }), { fill: SOFT }),
    text(width - MARGIN, y, 28, fitted(city, 28, width * 0.3), { fill: SOFT, anchor: 'end' }),
  ].join('')
}

/** What came, large, over its bar; the bar is full at the target. */
function amount({ campaign, figures }: Chart, y: number, width: number, t: Translate): string {
  const { received } = figures.now.total
  const { target, unit } = campaign
  const share = shareOf(received, target)
  const number = t('progress:number', { n: received })
  const after = MARGIN + number.length * 74 + 18
  const of =
    target === null ? t('progress:picture.unit', { unit }) : t('progress:picture.of', { target, unit })
  return [
    text(MARGIN, y, 120, number, { fill: ACCENT, weight: 700 }),
    text(after, y, 36, of, { fill: INK }),
    share === null || target === null
      ? ''
      : bar(y + 32, width, received / target, t('progress:picture.share', { share })),
  ].join('')
}

/** Full at 1; its label stands within what is filled, or, where that is short, behind it. */
function bar(y: number, width: number, part: number, label: string): string {
  const full = part === 0 ? 0 : Math.max(48, width * Math.min(1, part))
  const within = full > 120
  return [
    rect(MARGIN, y, width, 48, TINT, 24),
    rect(MARGIN, y, full, 48, ACCENT, 24),
    text(MARGIN + full + (within ? -20 : 14), y + 35, 32, label, {
      ...{ fill: within ? PAPER : INK, weight: 700, anchor: within ? 'end' : 'start' },
    }),
  ].join('')
}

function stats({ total }: PublicMonth, y: number, width: number, t: Translate): string[] {
  const people = total.recipients
  const three: [number, string, string][] = [
    [total.promised, t('progress:picture.promised'), ''],
    [total.handed, t('progress:picture.handed'), people > 0 ? t('progress:picture.people', { people }) : ''],
    [total.broken, t('progress:picture.broken'), ''],
  ]
  return three.flatMap(([value, label, below], n) => {
    const x = MARGIN + (width * n) / 2.7
    return [
      text(x, y, 46, t('progress:number', { n: value }), { fill: INK, weight: 700 }),
      text(x, y + 38, 27, label, { fill: SOFT }),
      text(x, y + 72, 27, below, { fill: SOFT }),
    ]
  })
}

type Box = { x: number; y: number; width: number }

/** What came, by kelurahan: the largest, and the rest in one. A figure that is not shown is in the rest as well. */
function areas(month: PublicMonth, box: Box & { most: number; step: number }, t: Translate): string {
  const { x, y, width, most, step } = box
  const head = text(x, y, 32, t('progress:picture.areas'), { fill: INK, weight: 700 })
  const rows = largest(month, most, t)
  if (rows.length === 0)
    return (
      head +
      text(x, y + 52, 27, t(`progress:picture.${month.total.received > 0 ? 'notByArea' : 'nothing'}`), {
        fill: SOFT,
      })
    )
  const top = Math.max(...rows.map(({ value }) => value))
  const name = Math.max(width * 0.4, 248)
  const long = width - name - 90
  return [
    head,
    ...rows.map(({ label, value, rest }, n) => {
      const base = y + 58 + n * step
      return [
        text(x, base, 26, fitted(label, 26, name - 12), { fill: rest ? SOFT : INK }),
        rect(x + name, base - 25, Math.max(4, (long * value) / top), 32, rest ? TINT : ACCENT, 6),
        text(
          x + name + Math.max(4, (long * value) / top) + 14,
          base,
          26,
          t('progress:number', { n: value }),
          {
            ...{ fill: INK, weight: 700 },
          },
        ),
      ].join('')
    }),
  ].join('')
}

type Bar = { label: string; value: number; rest: boolean }

/** Pure; the rest is what the city has and the rows above it have not. */
export function largest({ areas, total }: PublicMonth, most: number, t: Translate): Bar[] {
  const shown = areas
    .flatMap(({ area, received }) =>
      received ? [{ label: shortArea(area, t), value: received, rest: false }] : [],
    )
    .sort((a, b) => b.value - a.value || a.label.localeCompare(b.label, 'id'))
  if (shown.length === 0) return []
  const whole = shown.reduce((sum, { value }) => sum + value, 0)
  const first = shown.length > most || whole < total.received ? shown.slice(0, most - 1) : shown
  const rest = total.received - first.reduce((sum, { value }) => sum + value, 0)
  return rest > 0 ? [...first, { label: t('progress:picture.rest'), value: rest, rest: true }] : first
}

/** "Bacang": that these are kelurahan is said above them. */
export const shortArea = (area: string | null, t: Translate): string =>
  area === null ? t('progress:cityPoints') : area.replace(/^(Kelurahan|Desa)\s+/i, '')

/** Twelve months side by side, with the target as a line across. */
function year({ campaign, figures }: Chart, box: Box & { height: number }, t: Translate): string {
  const { x, y, width, height } = box
  const { months } = figures
  const target = campaign.target ?? 0
  const top = Math.max(target, ...months.map(({ total }) => total.received), 1)
  const step = width / months.length
  const goal = y + height - (height * target) / top
  return [
    text(x, y - 44, 32, t('progress:picture.year'), { fill: INK, weight: 700 }),
    target > 0
      ? rect(x, goal, width, 3, YOLK) +
        text(x + width, goal - 12, 24, t('progress:picture.target', { target, unit: campaign.unit }), {
          ...{ fill: SOFT, anchor: 'end' },
        })
      : '',
    ...months.map(({ month, total }, n) => {
      const tall = total.received === 0 ? 3 : Math.max(6, (height * total.received) / top)
      const mine = month === figures.month
      return [
        rect(x + n * step + step * 0.16, y + height - tall, step * 0.68, tall, mine ? ACCENT : '#9cc9bf', 6),
        text(x + (n + 0.5) * step, y + height + 32, 24, t('progress:shortMonth', { at: shownMonth(month) }), {
          ...{ fill: mine ? INK : SOFT, anchor: 'middle', weight: mine ? 700 : 400 },
        }),
      ].join('')
    }),
  ].join('')
}
