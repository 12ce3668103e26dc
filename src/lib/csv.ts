import { parse } from 'csv-parse/sync'

const TITLES = 20

/**
 * The rows of a table as Excel and its relatives save it: `;`, `,` or tab, UTF-8, UTF-16 or Windows' own. `row` as the
 * spreadsheet shows it; empty rows are left out.
 * @returns null for what is no table
 */
export function readCells(bytes: Uint8Array): { row: number; cells: string[] }[] | null {
  const text = decode(bytes)
  // A title may stand above, without any.
  const firstLine = text.split(/\r?\n/, TITLES).find((line) => /[;,\t]/.test(line)) ?? ''
  const delimiter =
    [';', '\t', ','].sort((a, b) => firstLine.split(b).length - firstLine.split(a).length)[0] ?? ','
  try {
    const records = parse(text, {
      bom: true,
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
    }) as string[][]
    return records
      .map((record, index) => ({ row: index + 1, cells: record.map((cell) => cell.trim()) }))
      .filter((record) => record.cells.some(Boolean))
  } catch {
    return null
  }
}

/** Excel's "Unicode text" is UTF-16, its plain CSV is Windows-1252. */
function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/**
 * A table as RFC 4180 has it: commas, quotes where they are needed, CRLF. What a spreadsheet would take for a formula is
 * made a text; a number is none. `null`: an empty cell.
 */
export function writeCells(rows: (string | number | null)[][]): string {
  return rows.map((cells) => `${cells.map(cell).join(',')}\r\n`).join('')
}

function cell(value: string | number | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value)
  const text = /^[\s]*[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
