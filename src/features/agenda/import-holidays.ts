import { readCells } from '../../lib/csv.ts'
import { type Db, transaction } from '../../lib/db.ts'
import { asDate } from './day.ts'

/** A sentence with its values. */
type Note = { key: string; values?: Record<string, unknown> }

type Row = { row: number; date: string; name: string; type: string; source: string }
export type ImportResult =
  | { ok: true; added: number; changed: number; same: number }
  | { ok: false; errors: { row: number; note: Note }[] }

const COLUMNS = {
  date: /^(tanggal|tgl|date)$/,
  name: /^(nama|namalibur|hari|keterangan|name)$/,
  type: /^(jenis|tipe|type)$/,
  source: /^(sumber|dasar|dasarhukum|source)$/,
}
const TYPES: [RegExp, 'libur_nasional' | 'cuti_bersama'][] = [
  [/^(libur[ _]?nasional|libur|nasional)$/i, 'libur_nasional'],
  [/^(cuti[ _]?bersama|cuti)$/i, 'cuti_bersama'],
]

/** Brings a list of holidays into the table, whole or not at all; what stands there already is brought up to date. */
export async function importHolidays(
  db: Pick<Db, 'prisma'>,
  bytes: Uint8Array,
  now: Date,
): Promise<ImportResult> {
  const rows = readRows(bytes)
  if (!rows) return { ok: false, errors: [{ row: 1, note: { key: 'agenda:import.columns' } }] }
  const errors = rows.flatMap((one) => problemsOf(one, rows).map((note) => ({ row: one.row, note })))
  if (errors.length > 0) return { ok: false, errors }
  return transaction(db, async (tx) => {
    const count = { added: 0, changed: 0, same: 0 }
    for (const { date, name, source, ...one } of rows) {
      const data = { type: typeOf(one.type) ?? 'libur_nasional', source }
      const key = { date_name: { date: asDate(date), name } }
      const there = await tx.holiday.findUnique({ where: key })
      const same = there?.type === data.type && there.source === source
      count[there ? (same ? 'same' : 'changed') : 'added'] += 1
      if (!same)
        await tx.holiday.upsert({
          where: key,
          create: { ...data, date: asDate(date), name, at: now },
          update: data,
        })
    }
    return { ok: true as const, ...count }
  })
}

/** @returns null where a column is missing, or where there are no rows */
function readRows(bytes: Uint8Array): Row[] | null {
  const [head, ...body] = readCells(bytes) ?? []
  const titles = (head?.cells ?? []).map((title) => title.toLowerCase().replace(/[^a-z]/g, ''))
  const at = (column: keyof typeof COLUMNS) => titles.findIndex((title) => COLUMNS[column].test(title))
  const [date, name, type, source] = [at('date'), at('name'), at('type'), at('source')]
  if (body.length === 0 || [date, name, type, source].includes(-1)) return null
  return body.map(({ row, cells }) => ({
    row,
    date: isoOf(cells[date] ?? ''),
    name: cells[name] ?? '',
    type: cells[type] ?? '',
    source: cells[source] ?? '',
  }))
}

/** Excel writes 05/01/2027 for what was typed as a date. */
function isoOf(text: string): string {
  const [, day = '', month = '', year] = /^(\d{1,2})[/.-](\d{1,2})[/.-](20\d\d)$/.exec(text) ?? []
  return year ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : text
}

function problemsOf(one: Row, all: Row[]): Note[] {
  const notes: Note[] = []
  if (!isDay(one.date)) notes.push({ key: 'agenda:import.date', values: { text: one.date } })
  if (one.name.length < 3) notes.push({ key: 'agenda:import.name' })
  if (!typeOf(one.type)) notes.push({ key: 'agenda:import.type', values: { text: one.type } })
  if (one.source.length < 3) notes.push({ key: 'agenda:import.source' })
  const twin = all.find((other) => other.row < one.row && other.date === one.date && other.name === one.name)
  if (twin) notes.push({ key: 'agenda:import.twice', values: { row: twin.row } })
  return notes
}

const typeOf = (text: string) => TYPES.find(([shape]) => shape.test(text.trim()))?.[1] ?? null

function isDay(text: string): boolean {
  const at = /^20\d\d-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : null
  return at !== null && !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text
}
