import { readCells } from '../../lib/csv.ts'

/** A sentence of locales/<language>/roster.json with its values. */
export type Note = { key: string; values?: Record<string, unknown> }
export type Column = 'name' | 'nip' | 'unit' | 'status' | 'phone'
/** `row` as the spreadsheet shows it: the header is 1. */
export type RawRow = { row: number } & Record<Column, string>
export type RosterFile = { rows: RawRow[]; ignored: string[] } | { error: Note }

/** How offices write the headers, without blanks and signs. */
const headers: Record<Column, RegExp> = {
  name: /^(nama|namalengkap|namapegawai|namagelar|namadangelar|namalengkapgelar)$/,
  nip: /^(nip|nipbaru|ni|nipppk|nippnsnipppk|nipnipppk|nippppk|nippnspppk|nomorindukpegawai|nipni)$/,
  unit: /^(unit|unitkerja|unitorganisasi|opd|skpd|instansi|perangkatdaerah|satuankerja|satker)$/,
  status:
    /^(status|statuskepegawaian|statuspegawai|jenispegawai|jeniskepegawaian|kepegawaian|jenisasn|statusasn)$/,
  phone:
    /^(hp|nohp|nomorhp|handphone|nohandphone|wa|nowa|nomorwa|nowhatsapp|nomorwhatsapp|telp|notelp|telepon|notelepon|nomortelepon|nohpwa)$/,
}

const MOST_ROWS = 50_000

/** Reads a roster as Excel and its relatives save it: `;`, `,` or tab, UTF-8, UTF-16 or Windows' own. */
export function readRosterFile(bytes: Uint8Array): RosterFile {
  const records = readCells(bytes)
  if (!records) return { error: { key: 'roster:file.broken' } }
  const [head, ...body] = records
  if (!head || body.length === 0) return { error: { key: 'roster:file.empty' } }
  if (body.length > MOST_ROWS) return { error: { key: 'roster:file.tooLong', values: { count: MOST_ROWS } } }
  const columns = head.cells.map(columnOf)
  for (const column of ['name', 'unit'] as const) {
    const count = columns.filter((found) => found === column).length
    if (count !== 1) {
      const values = {
        column: { name: 'nama', unit: 'unit' }[column],
        found: head.cells.filter(Boolean).join(', '),
      }
      return { error: { key: count === 0 ? 'roster:file.noColumn' : 'roster:file.twoColumns', values } }
    }
  }
  return {
    ignored: head.cells.filter((title, index) => title && !columns[index]),
    rows: body.map(({ row, cells: values }) => {
      const value = (column: Column) => (values[columns.indexOf(column)] ?? '').replace(/\s+/g, ' ').trim()
      const [name, nip, unit] = [value('name'), value('nip'), value('unit')]
      return { row, name, nip, unit, status: value('status'), phone: value('phone') }
    }),
  }
}

function columnOf(title: string): Column | null {
  const plain = title.toLowerCase().replace(/[^a-z0-9]/g, '')
  return (Object.keys(headers) as Column[]).find((column) => headers[column].test(plain)) ?? null
}
