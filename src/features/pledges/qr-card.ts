import qrcode from 'qrcode'
import type { Translate } from '../../lib/i18n.ts'
import { fitted, rect, svg, text } from '../../lib/svg.ts'
import { shownDay } from '../agenda/day.ts'

/** A pledge as its QR says it: nothing of who gives. */
export type QrCard = {
  code: string
  amount: number
  goods: string
  unit: string
  point: string | null
  /** Day of the city. */
  day: string | null
  /** What the QR opens. */
  opens: string
}

/** A line of a petugas, as the QR fills it in. */
export const lineOf = ({ code, amount }: { code: string; amount: number }): string => `${code} ${amount}`

/**
 * The modules of a QR as one path, each run of dark ones a bar.
 * @param scale units to a module: whole ones, or the edges blur
 * @returns its width in modules as well
 */
export function qrPath(content: string, scale = 1): { size: number; path: string } {
  const { modules } = qrcode.create(content, { errorCorrectionLevel: 'M' })
  const { size, data } = modules
  const bars = Array.from({ length: size }, (_, y) => {
    const row = Array.from(data.slice(y * size, (y + 1) * size), (dark) => (dark ? '1' : '0')).join('')
    return [...row.matchAll(/1+/g)].map((run) => {
      const [x, wide] = [run.index * scale, run[0].length * scale]
      return `M${x} ${y * scale}h${wide}v${scale}h-${wide}z`
    })
  })
  return { size, path: bars.flat().join('') }
}

const WIDTH = 720
const HEIGHT = 960

/** The picture that a giver shows at the point; readable for whoever cannot scan it. Pure. */
export function qrCardSvg(card: QrCard, t: Translate): string {
  const modules = qrPath(card.opens).size
  // White around it, or phones do not find it.
  const scale = Math.floor(600 / modules)
  const { size, path } = qrPath(card.opens, scale)
  const left = Math.floor((WIDTH - size * scale) / 2)
  const centre = { anchor: 'middle' as const }
  const goods = t('progress:qr.goods', { amount: card.amount, unit: card.unit, goods: card.goods })
  const where = card.point ?? t('progress:qr.anyPoint')
  const when = card.day === null ? '' : t('progress:qr.day', { day: shownDay(card.day) })
  return svg(WIDTH, HEIGHT, '#ffffff', [
    rect(0, 0, WIDTH, 12, '#e09a1f'),
    `<path transform="translate(${left} 60)" fill="#000000" d="${path}"/>`,
    text(WIDTH / 2, 726, 64, card.code, { ...centre, fill: '#0b6156', weight: 700 }),
    text(WIDTH / 2, 788, 40, fitted(goods, 40, WIDTH - 60), { ...centre, fill: '#16211f', weight: 700 }),
    text(WIDTH / 2, 838, 30, fitted(where, 30, WIDTH - 60), { ...centre, fill: '#16211f' }),
    text(WIDTH / 2, 878, 30, when, { ...centre, fill: '#16211f' }),
    text(WIDTH / 2, 928, 24, t('progress:qr.hint'), { ...centre, fill: '#51605c' }),
  ])
}
