import type { Translate } from '../../lib/i18n.ts'
import { fitted, rect, svg, text } from '../../lib/svg.ts'

/** A line of the picture: so many of those who could have come were there; null where nobody could. */
export type Bar = { label: string; present: number; late: number; due: number }

export type Bars = { title: string; under: string; bars: Bar[]; more: number; at: Date }

const INK = '#16211f'
const SOFT = '#51605c'
const ON_TIME = '#0b6156'
const LATE = '#e09a1f'
const TINT = '#e3e9e6'
const WIDTH = 1080
const MARGIN = 64
const STEP = 92
const TOP = 300

/** A recap by unit, or by session: on time and late of those who could have come. 1080 wide, read at a third of that. Pure. */
export function barsSvg({ title, under, bars, more, at }: Bars, t: Translate): string {
  const across = WIDTH - 2 * MARGIN
  const height = TOP + Math.max(1, bars.length) * STEP + 130
  return svg(WIDTH, height, '#ffffff', [
    rect(0, 0, WIDTH, 14, LATE),
    text(MARGIN, 100, 52, fitted(title, 52, across), { fill: INK, weight: 700 }),
    text(MARGIN, 152, 34, fitted(under, 34, across), { fill: SOFT }),
    rect(MARGIN, 196, 30, 30, ON_TIME, 6),
    text(MARGIN + 44, 222, 30, t('recap:picture.onTime'), { fill: INK }),
    rect(MARGIN + 330, 196, 30, 30, LATE, 6),
    text(MARGIN + 374, 222, 30, t('recap:picture.late'), { fill: INK }),
    ...bars.flatMap((one, n) => barOf(one, TOP + n * STEP, across, t)),
    ...(bars.length === 0 ? [text(MARGIN, TOP + 20, 34, t('recap:picture.nothing'), { fill: SOFT })] : []),
    text(
      MARGIN,
      height - 48,
      26,
      t(more > 0 ? 'recap:picture.footMore' : 'recap:picture.foot', { at, count: more }),
      {
        fill: SOFT,
      },
    ),
  ])
}

function barOf({ label, present, late, due }: Bar, y: number, across: number, t: Translate): string[] {
  const percent = due === 0 ? null : Math.round(((present + late) / due) * 100)
  const share = (n: number) => (due === 0 ? 0 : (n / due) * across)
  const said =
    percent === null
      ? t('recap:picture.nobody')
      : t('recap:picture.percent', { percent, present: present + late, due })
  return [
    text(MARGIN, y, 32, fitted(label, 32, across - said.length * 18 - 60), { fill: INK }),
    text(WIDTH - MARGIN, y, 32, said, { fill: INK, weight: 700, anchor: 'end' }),
    rect(MARGIN, y + 14, across, 30, TINT, 8),
    rect(MARGIN, y + 14, share(present + late), 30, LATE, 8),
    rect(MARGIN, y + 14, share(present), 30, ON_TIME, 8),
  ]
}
