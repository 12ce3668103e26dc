import { createHash } from 'node:crypto'
import { type Cell, MOST_ROWS, readTable, type TableRow, type Tables } from '../../lib/table.ts'

/** A sentence of locales/<language>/roster.json with its values. */
export type Note = { key: string; values?: Record<string, unknown> }
export type Column = 'name' | 'nip' | 'unit' | 'status' | 'phone'
/** `row` as the spreadsheet shows it. */
export type RawRow = { row: number } & Record<Column, string>
/** `ignored`: titles of columns that are not read. `digest`: of the file's bytes. */
export type Roster = { rows: RawRow[]; ignored: string[]; digest: string }
export type RosterFile = Roster | { error: Note }

/** How offices write the headers, without blanks and signs. */
const headers: Record<Column, RegExp> = {
  name: /^(nama|namalengkap|nama(lengkap)?(pegawai|pns|asn|karyawan)|nama(lengkap)?(dan|dengan|beserta|besertadengan|serta)?gelar|namapegawai(dan|dengan)?gelar)$/,
  nip: /^(no|nomor)?(nip|nipbaru|ni|nipppk|nippnsnipppk|nipnipppk|nippppk|nippnspppk|indukpegawai|nipni|nipasn|nippegawai|nipni?p3k)$/,
  unit: /^(nama)?(unit|unitkerja|unitorganisasi|unor|opd|skpd|instansi|perangkatdaerah|organisasiperangkatdaerah|satuankerja|satker|dinas|kantor|unitkerjaopd|opdunitkerja|tempattugas|tempatkerja|lokasikerja|lokasitugas|penempatan)$/,
  status:
    /^(status|statuskepegawaian|statuspegawai|jenispegawai|jeniskepegawaian|kepegawaian|jenisasn|statusasn|kedudukan|kategoripegawai|kategori)$/,
  phone:
    /^(hp|(no|nomor)(hp|handphone|ponsel|wa|whatsapp|telp|tlp|telepon|telpon|kontak|hpwa|wahp)|handphone|ponsel|wa|whatsapp|telp|telepon|kontak|hpwa)(aktif)?$/,
}

/** Above the header often stand titles: "DAFTAR PEGAWAI DINAS KESEHATAN". */
const MOST_TITLES = 20
/** A number with more digits has lost the last ones. */
const EXACT = 1e15

/** Reads a roster: XLSX, or CSV as Excel and its relatives save it (`;`, `,` or tab; UTF-8, UTF-16 or Windows' own). */
export async function readRosterFile(bytes: Uint8Array): Promise<RosterFile> {
  const tables = await readTable(bytes)
  return readRoster(tables, createHash('sha256').update(bytes).digest('hex'))
}

function readRoster(tables: Tables, digest: string): RosterFile {
  if ('problem' in tables)
    return { error: { key: `roster:file.${tables.problem}`, values: { count: MOST_ROWS } } }
  const sheets = tables.sheets.filter((rows) => rows.length > 0)
  const [rows] = sheets.filter((one) => headerOf(one) !== null)
  if (!rows) return { error: missing(sheets[0] ?? []) }
  const at = headerOf(rows) ?? 0
  const head = rows[at]?.cells.map((cell) => textOf(cell, null)) ?? []
  const body = rows.slice(at + 1)
  if (body.length === 0) return { error: { key: 'roster:file.empty' } }
  if (body.length > MOST_ROWS) return { error: { key: 'roster:file.tooLong', values: { count: MOST_ROWS } } }
  const columns = head.map(columnOf)
  const twice = twiceIn(columns)
  if (twice) return { error: wrong('twoColumns', twice, head) }
  return {
    digest,
    ignored: head.filter((title, index) => title && !columns[index]),
    rows: body.map(({ row, cells }) => {
      const value = (column: Column) => textOf(cells[columns.indexOf(column)] ?? null, column)
      const [name, nip, unit] = [value('name'), value('nip'), value('unit')]
      return { row, name, nip, unit, status: value('status'), phone: value('phone') }
    }),
  }
}

/** The first row that names both what nobody can do without. */
function headerOf(rows: TableRow[]): number | null {
  const at = rows.slice(0, MOST_TITLES).findIndex(({ cells }) => {
    const columns = cells.map((cell) => columnOf(textOf(cell, null)))
    return columns.includes('name') && columns.includes('unit')
  })
  return at < 0 ? null : at
}

/** What stops a file without a header: the row that comes nearest to one is shown. */
function missing(rows: TableRow[]): Note {
  if (rows.length < 2) return { key: 'roster:file.empty' }
  const heads = rows.slice(0, MOST_TITLES).map(({ cells }) => cells.map((cell) => textOf(cell, null)))
  const known = (head: string[]) => head.filter((title) => columnOf(title)).length
  const head = heads.reduce((best, one) => (known(one) > known(best) ? one : best), heads[0] ?? [])
  return wrong('noColumn', head.some((title) => columnOf(title) === 'name') ? 'unit' : 'name', head)
}

const twiceIn = (columns: (Column | null)[]): Column | null =>
  columns.find((column, index) => column !== null && columns.indexOf(column) !== index) ?? null

const titles: Record<Column, string> = {
  name: 'nama',
  nip: 'NIP',
  unit: 'unit',
  status: 'status',
  phone: 'no HP',
}

const wrong = (key: string, column: Column, head: string[]): Note => ({
  key: `roster:file.${key}`,
  values: { column: titles[column], found: head.filter(Boolean).join(', ').slice(0, 300) },
})

/**
 * A cell as text. A NIP that the spreadsheet holds as a number stays what it is: its last digits are gone, whatever the
 * screen shows.
 */
function textOf(cell: Cell, column: Column | null): string {
  if (cell === null) return ''
  if (cell instanceof Date) return cell.toISOString().slice(0, 10)
  if (typeof cell === 'number' && column === 'nip' && cell >= EXACT)
    return cell.toExponential(5).replace('.', ',').toUpperCase()
  return String(cell)
    .replace(/[\s\u200b-\u200f\u202a-\u202e\u2060\ufeff]+/g, ' ')
    .trim()
}

function columnOf(title: string): Column | null {
  const plain = title.toLowerCase().replace(/[^a-z0-9]/g, '')
  return (Object.keys(headers) as Column[]).find((column) => headers[column].test(plain)) ?? null
}
