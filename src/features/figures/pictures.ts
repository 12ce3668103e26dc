import { randomUUID } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { City } from '../../lib/city.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Db } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import { drawPng } from '../../lib/picture.ts'
import type { AttachmentRef } from '../../message.ts'
import { dayOf } from '../agenda/day.ts'
import { pageOf } from '../goods/campaign-page.ts'
import { allCampaigns } from '../goods/campaigns.ts'
import { qrCardOf } from '../pledges/qr.ts'
import { qrCardSvg } from '../pledges/qr-card.ts'
import { type Chart, progressSvg, type Shape } from './chart.ts'
import { publicFigures } from './discreet.ts'
import { figuresOf } from './figures.ts'
import { monthOf } from './months.ts'

/** The progress picture as PNG. */
export const drawProgress = (chart: Chart, shape: Shape, t: Translate): Promise<Buffer> =>
  drawPng(progressSvg(chart, shape, t))

/** What a message asks for that goes out with a picture (outbox/made-files.ts). */
export const progressRef = (key: string, locale: string): string => `made:progres/${locale}/${key}`
export const qrRef = (code: string, locale: string): string => `made:qr/${locale}/${code}`

const FRESH_MS = 3 * 60_000

type Deps = {
  db: Pick<Db, 'prisma'>
  city: City
  clock: Clock
  translator(locale: string): Translate
  /** Where pictures lie until they are sent. */
  folder: string
  /** The city's own address, where it has set one. */
  publicUrl: string | null
}

/** Makes an address that opens a messenger with this line typed. */
type Opens = (line: string) => string

/**
 * Draws what `progressRef` and `qrRef` name. A progress picture is drawn once for all who ask within minutes; a QR is
 * drawn for each, as its pledge then stands.
 * @returns null for a pledge that is over, and a campaign that is gone
 */
export function pictureMaker(deps: Deps): (ref: string, opens: Opens) => Promise<AttachmentRef | null> {
  const drawn = new Map<string, { at: number; file: Promise<AttachmentRef | null> }>()
  return async (ref, opens) => {
    const [what, locale = '', name = ''] = ref.split('/')
    if (what === 'qr') return qr(name, locale, opens, deps)
    if (what !== 'progres') return null
    // Its day is part of the name: the demo's clock may have been moved.
    const key = `${ref}/${dayOf(deps.clock.now(), deps.city.zone)}`
    const known = drawn.get(key)
    if (known && Date.now() - known.at < FRESH_MS) return known.file
    const file = progress(name, locale, deps)
    drawn.clear()
    drawn.set(key, { at: Date.now(), file })
    file.catch(() => drawn.delete(key))
    return file
  }
}

async function progress(key: string, locale: string, deps: Deps): Promise<AttachmentRef | null> {
  const { db, city, clock, publicUrl } = deps
  const now = clock.now()
  const all = await allCampaigns(db.prisma)
  const campaign = all.find((one) => one.key === key)
  if (!campaign) return null
  const figures = publicFigures(await figuresOf(db.prisma, campaign.id, monthOf(now, city.zone), city.zone))
  const page = pageOf(campaign, all, dayOf(now, city.zone))
  const where = publicUrl === null ? '' : new URL(publicUrl).host + page
  const chart = { campaign, figures, city: city.name, at: now, where }
  return keep(
    `progres-${locale}-${key}`,
    await drawProgress(chart, 'tall', deps.translator(locale)),
    deps.folder,
  )
}

async function qr(code: string, locale: string, opens: Opens, { db, folder, translator }: Deps) {
  const card = await qrCardOf(db.prisma, code, opens)
  return card && keep(`qr-${code}`, await drawPng(qrCardSvg(card, translator(locale))), folder)
}

/** Whole or not at all: a messenger may be reading the one before it. */
async function keep(name: string, png: Buffer, folder: string): Promise<AttachmentRef> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const part = join(folder, `${randomUUID()}.part`)
  await writeFile(part, png, { mode: 0o600 })
  const file = join(folder, `${name.replace(/[^\w-]/g, '_')}.png`)
  await rename(part, file)
  return { kind: 'photo', ref: pathToFileURL(file).href, mime: 'image/png', bytes: png.length }
}
