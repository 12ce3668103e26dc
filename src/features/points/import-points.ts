import { readOpeningHours } from '../../language/opening-hours.ts'
import { readCells } from '../../lib/csv.ts'
import { type Db, type Tx, transaction } from '../../lib/db.ts'
import { findUnits } from '../people/units.ts'
import { addPoint, changePoint, isPrivatePhone, type PointDraft } from './change-point.ts'
import { kindOfPoint } from './kind-of-point.ts'
import { allPoints, type DropPoint } from './points.ts'

/** A sentence with its values. */
type Note = { key: string; values?: Record<string, unknown> }
type Problem = { row: number; note: Note }
export type ImportResult =
  | { ok: true; added: number; changed: number; same: number }
  | { ok: false; errors: Problem[] }

const COLUMNS = {
  name: /^(nama|namatitik|titik|name)$/,
  area: /^(kelurahan|wilayah|area)$/,
  hours: /^(jam|jambuka|buka|hours)$/,
  contact: /^(kontak|narahubung|contact)$/,
  whereabouts: /^(alamat|letak|address)$/,
  latitude: /^(lintang|latitude|lat)$/,
  longitude: /^(bujur|longitude|lon|lng)$/,
  aliases: /^(namalain|alias|aliases)$/,
} satisfies Record<string, RegExp>
type Column = keyof typeof COLUMNS
const NEEDED: Column[] = ['name', 'area']
/** More rows than a city has points: a wrong file. */
const MOST_ROWS = 2_000

/**
 * Brings a list of drop points into the table, whole or not at all: new ones are added, those of the same name in the
 * same kelurahan brought up to date. A column that is left out, or a cell that is empty, changes nothing.
 * @param dry only says what it would do
 */
export async function importPoints(
  db: Pick<Db, 'prisma'>,
  bytes: Uint8Array,
  now: Date,
  dry = false,
): Promise<ImportResult> {
  const table = readCells(bytes)
  const [head, ...rows] = table ?? []
  const titles = (head?.cells ?? []).map((title) => title.toLowerCase().replace(/[^a-z]/g, ''))
  const at = (column: Column) => titles.findIndex((title) => COLUMNS[column].test(title))
  if (rows.length === 0 || NEEDED.some((column) => at(column) < 0))
    return { ok: false, errors: [{ row: 1, note: { key: 'goods-admin:import.columns' } }] }
  if (rows.length > MOST_ROWS)
    return {
      ok: false,
      errors: [
        { row: MOST_ROWS + 2, note: { key: 'goods-admin:import.tooMany', values: { most: MOST_ROWS } } },
      ],
    }
  return transaction(db, async (tx) => {
    const read = []
    for (const { row, cells } of rows) {
      const cell = (column: Column) => (at(column) < 0 ? '' : (cells[at(column)] ?? '').trim())
      read.push({ row, ...(await readRow(tx, cell)) })
    }
    const errors = [...read.flatMap(({ row, notes }) => notes.map((note) => ({ row, note }))), ...twins(read)]
    if (errors.length > 0) return { ok: false as const, errors: errors.sort((a, b) => a.row - b.row) }
    const there = await allPoints(tx)
    const count = { added: 0, changed: 0, same: 0 }
    for (const { draft, given } of read) {
      const known = there.find((one) => one.areaId === draft.areaId && sameName(one.name, draft.name))
      const change = known ? differences(known, draft, given) : {}
      count[!known ? 'added' : Object.keys(change).length > 0 ? 'changed' : 'same'] += 1
      if (dry) continue
      if (!known) await addPoint(tx, draft, null, now)
      else if (Object.keys(change).length > 0) await changePoint(tx, known, change, null, now)
    }
    return { ok: true as const, ...count }
  })
}

type Read = { row: number; draft: PointDraft; given: Set<string>; notes: Note[] }

async function readRow(tx: Tx, cell: (column: Column) => string): Promise<Omit<Read, 'row'>> {
  const notes: Note[] = []
  const note = (key: string, text: string) =>
    notes.push({ key: `goods-admin:import.${key}`, values: { text: text.slice(0, 60) } })
  const name = cell('name').slice(0, 80)
  if (name.length < 3) note('name', name)
  const [area, second] = await findUnits(tx, cell('area'), ['kelurahan'])
  if (!area || second) note('area', cell('area'))
  const hours = cell('hours') === '' ? [] : readOpeningHours(cell('hours'))
  if (!hours) note('hours', cell('hours'))
  for (const column of ['contact', 'whereabouts'] as const)
    if (isPrivatePhone(cell(column))) note('phone', cell(column))
  const [latitude, longitude] = [degrees(cell('latitude')), degrees(cell('longitude'))]
  const placed = [cell('latitude'), cell('longitude')].filter(Boolean).length
  if (placed === 1 || [latitude, longitude].some(Number.isNaN) || !onEarth(latitude, longitude))
    note('place', `${cell('latitude')} ${cell('longitude')}`)
  const kind = area && !second ? await kindOfPoint(tx, name, area.id) : { kind: 'opd' as const, unitId: 0 }
  const draft: PointDraft = {
    ...{ ...kind, name, areaId: area?.id ?? null, hours: hours ?? [] },
    aliases: cell('aliases')
      .split(';')
      .map((one) => one.trim())
      .filter(Boolean),
    ...{
      contact: cell('contact').slice(0, 160) || null,
      whereabouts: cell('whereabouts').slice(0, 160) || null,
    },
    ...{ latitude, longitude },
  }
  return { draft, notes, given: new Set(Object.keys(COLUMNS).filter((key) => cell(key as Column) !== '')) }
}

/** "-2,1295" as Excel writes it in Indonesia. @returns null for nothing, NaN for what is no number */
const degrees = (text: string): number | null =>
  text === '' ? null : /^-?\d{1,3}(?:[.,]\d+)?$/.test(text) ? Number(text.replace(',', '.')) : Number.NaN

const onEarth = (latitude: number | null, longitude: number | null): boolean =>
  Math.abs(latitude ?? 0) <= 90 && Math.abs(longitude ?? 0) <= 180

const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

function twins(read: Read[]): Problem[] {
  return read.flatMap(({ row, draft }) => {
    const twin = read.find(
      (other) =>
        other.row < row && other.draft.areaId === draft.areaId && sameName(other.draft.name, draft.name),
    )
    return twin ? [{ row, note: { key: 'goods-admin:import.twice', values: { row: twin.row } } }] : []
  })
}

const CHANGEABLE = ['hours', 'contact', 'whereabouts', 'latitude', 'longitude'] as const

function differences(known: DropPoint, draft: PointDraft, given: Set<string>) {
  return Object.fromEntries(
    CHANGEABLE.filter((key) => given.has(key))
      .filter((key) => JSON.stringify(known[key]) !== JSON.stringify(draft[key]))
      .map((key) => [key, draft[key]]),
  )
}
