import type { Translate } from '../../lib/i18n.ts'
import { drawPng } from '../../lib/picture.ts'
import { type Chart, progressSvg, type Shape } from './chart.ts'

/** The progress picture as PNG. */
export const drawProgress = (chart: Chart, shape: Shape, t: Translate): Promise<Buffer> =>
  drawPng(progressSvg(chart, shape, t))
