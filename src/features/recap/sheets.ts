import type { Translate } from '../../lib/i18n.ts'
import type { Sheet } from '../../lib/xlsx.ts'
import { isPresent, LETTERS, type Status } from '../attendance/statuses.ts'
import { type Cell, safeRow } from './cells.ts'
import type { Counts, DecidedRow, PersonCounts, UnitCounts } from './query.ts'

/** In the order in which offices write them. */
export const STATUSES = Object.keys(LETTERS) as Status[]

type Column = [key: string, width: number]

const sheet = (name: string, columns: Column[], rows: Cell[][], t: Translate): Sheet => ({
  name: t(`recap:sheet.${name}`),
  columns: columns.map(([key, width]) => ({
    title: STATUSES.includes(key as Status) ? LETTERS[key as Status] : t(`recap:column.${key}`),
    width,
  })),
  rows: rows.map(safeRow),
})

const LETTER_COLUMNS: Column[] = STATUSES.map((status) => [status, 6])

/** One row per person and session, as personnel offices keep it. A NIP is a text: as a number it would lose digits. */
export function rowSheet(rows: DecidedRow[], t: Translate): Sheet {
  const columns: Column[] = [
    ...([
      ['no', 6],
      ['nip', 21],
      ['name', 30],
      ['unit', 30],
      ['date', 14],
      ['activity', 24],
    ] as Column[]),
    ...([
      ['status', 8],
      ['time', 8],
      ['proof', 18],
      ['note', 30],
    ] as Column[]),
  ]
  const cells = rows.map((row, n): Cell[] => [
    ...[n + 1, row.nip, row.name, row.unitName, t('recap:file.date', { at: row.startsAt }), row.title],
    ...[LETTERS[row.status], timeOf(row, t)],
    ...[proofOf(row, t), noteOf(row, t)],
  ])
  return sheet('rows', columns, cells, t)
}

/** Decided afterwards: when that was is not when somebody came. */
const AFTERWARDS = ['after_closing', 'ruling']

/** When somebody came; nothing where only a later word says that they did. */
export const timeOf = ({ countsAt, proof }: DecidedRow, t: Translate): string | null =>
  countsAt && !AFTERWARDS.includes(proof) ? t('recap:file.time', { at: countsAt }) : null

const PROOFS = [
  'code',
  'unit_code',
  'place',
  'word',
  'coordinator',
  'after_closing',
  'absence',
  'ruling',
  'none',
]

/** How it is known; of one that this version does not know, nothing. */
const proofOf = ({ proof }: DecidedRow, t: Translate): string | null =>
  PROOFS.includes(proof) ? t(`recap:proof.${proof}`) : null

/** Never why somebody was away: only what the row itself says. */
function noteOf(row: DecidedRow, t: Translate): string | null {
  const { status, countsAt, onTimeUntil, flagged, proof } = row
  const minutes =
    countsAt && !AFTERWARDS.includes(proof)
      ? Math.ceil((countsAt.getTime() - onTimeUntil.getTime()) / 60_000)
      : 0
  const notes = [
    ...(status === 'terlambat' && minutes > 0 ? [t('recap:file.late', { minutes })] : []),
    ...(status === 'belum_dipastikan' ? [t('recap:file.unsure')] : []),
    ...(flagged && isPresent(status) ? [t('recap:file.flagged')] : []),
  ]
  return notes.length > 0 ? notes.join('; ') : null
}

/** Totals per person and unit: a person who moved stands in each. They agree with the rows, letter by letter. */
export function personSheet(people: PersonCounts[], t: Translate): Sheet {
  const columns: Column[] = [
    ['no', 6],
    ['nip', 21],
    ['name', 30],
    ['unit', 30],
    ...LETTER_COLUMNS,
    ['sum', 8],
  ]
  const cells = people.map(({ nip, name, unitName, counts }, n): Cell[] => [
    ...[n + 1, nip, name, unitName],
    ...letterCells(counts),
  ])
  return sheet('people', columns, cells, t)
}

export function unitSheet(units: UnitCounts[], t: Translate): Sheet {
  const columns: Column[] = [['no', 6], ['unit', 40], ['people', 10], ...LETTER_COLUMNS, ['sum', 8]]
  const cells = units.map(({ unitName, people, counts }, n): Cell[] => [
    ...[n + 1, unitName, people],
    ...letterCells(counts),
  ])
  return sheet('units', columns, cells, t)
}

/** Every letter and their sum. */
const letterCells = (counts: Counts): number[] => {
  const each = STATUSES.map((status) => counts[status] ?? 0)
  return [...each, each.reduce((sum, n) => sum + n, 0)]
}

/** The same totals from rows: the other sheets of a file say what its first one says, whatever came in meanwhile. */
export function totalsOf(rows: DecidedRow[]): { people: PersonCounts[]; units: UnitCounts[] } {
  const people = new Map<string, PersonCounts>()
  const units = new Map<number, UnitCounts & { heads: Set<number> }>()
  for (const { personId, name, nip, unitId, unitName, status } of rows) {
    const key = `${unitId}/${personId}`
    const person = people.get(key) ?? { personId, name, nip, unitName, counts: {} }
    person.counts[status] = (person.counts[status] ?? 0) + 1
    people.set(key, person)
    const unit = units.get(unitId) ?? {
      unitId,
      unitName,
      unitPath: '',
      people: 0,
      counts: {},
      heads: new Set(),
    }
    unit.counts[status] = (unit.counts[status] ?? 0) + 1
    unit.heads.add(personId)
    units.set(unitId, unit)
  }
  const byName = (a: { unitName: string; name?: string }, b: { unitName: string; name?: string }) =>
    a.unitName.localeCompare(b.unitName, 'id') || (a.name ?? '').localeCompare(b.name ?? '', 'id')
  return {
    people: [...people.values()].sort(byName),
    units: [...units.values()].map(({ heads, ...one }) => ({ ...one, people: heads.size })).sort(byName),
  }
}
