import type { City } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import { drawPng } from '../../lib/picture.ts'
import { writeXlsx } from '../../lib/xlsx.ts'
import { recapPicture } from './draw.ts'
import { keepMade, type MadeFile, type MakerDeps } from './keep-made.ts'
import { monthPaper, sessionPaper } from './paper.ts'
import { countsByPerson, countsByUnit, sessionsOf, unitRows } from './query.ts'
import { type RecapLink, readRecapRef } from './recap-link.ts'
import { retretSheet, sessionsOfRetret } from './retret-sheet.ts'
import { personSheet, rowSheet, totalsOf, unitSheet } from './sheets.ts'
import { sumsOf } from './sums.ts'

/** A workbook takes more rows; whoever opens it on an office computer does not. Beyond it only totals. */
const MOST_ROWS = 50_000

type About = { city: City; now: Date; t: Translate }

/** The file that somebody asked for. @returns null when the unit or the session is gone */
export async function recapFile(tx: Tx, wish: RecapLink, about: About): Promise<MadeFile | null> {
  const unit = await tx.unit.findUnique({
    where: { id: wish.u },
    select: { id: true, name: true, path: true, kind: true },
  })
  if (!unit) return null
  const name = `rekap-${slug(unit.name)}-${wish.m ?? (wish.a === undefined ? `sesi-${wish.s ?? 0}` : `retret-${wish.a}`)}.${wish.f}`
  if (wish.f === 'png') {
    const drawn = await recapPicture(tx, unit, wish, about)
    return drawn === null ? null : { name, type: 'image/png', bytes: await drawPng(drawn) }
  }
  if (wish.f === 'pdf') {
    const bytes =
      wish.s === undefined
        ? await monthPaper(tx, unit, wish, about)
        : await sessionPaper(tx, unit, wish.s, about)
    return bytes && { name, type: 'application/pdf', bytes }
  }
  const bytes = await workbook(tx, unit.path, wish, about)
  return bytes && { name, type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', bytes }
}

async function workbook(
  tx: Tx,
  path: string,
  { m, k, s, a }: RecapLink,
  { city, t }: About,
): Promise<Buffer | null> {
  const ids =
    s !== undefined
      ? [s]
      : a !== undefined
        ? await sessionsOfRetret(tx, a)
        : m === undefined
          ? []
          : (await sessionsOf(tx, { month: m, zone: city.zone, path, kind: k ?? null })).map(({ id }) => id)
  const units = await countsByUnit(tx, [path], ids)
  const count = units.reduce((sum, one) => sum + sumsOf(one.counts).all, 0)
  if (count > MOST_ROWS)
    return writeXlsx([personSheet(await countsByPerson(tx, [path], ids), t), unitSheet(units, t)])
  // Every sheet from the same rows: what comes in meanwhile cannot make them disagree.
  const rows = await unitRows(tx, [path], ids)
  const totals = totalsOf(rows)
  const sheets = [rowSheet(rows, t), personSheet(totals.people, t), unitSheet(totals.units, t)]
  const matrix = a === undefined ? null : await retretSheet(tx, a, path, t)
  return writeXlsx(matrix ? [matrix, ...sheets] : sheets)
}

const slug = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40)

/** Makes what `recapRef` names when its message is sent; after a kill in the middle it is made again. */
export const recapMaker = (deps: MakerDeps) =>
  keepMade(deps, (tx, payload, about) => recapFile(tx, readRecapRef(payload), about))
