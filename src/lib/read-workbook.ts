import readXlsx from 'read-excel-file/universal'
import { readCells } from './csv.ts'
import { unzipEntry, zipDirectory } from './zip.ts'

/** As the file has it: a number stays a number, a date a date. */
export type Cell = string | number | boolean | Date | null
/** `row` as the spreadsheet shows it; empty rows are left out. */
export type TableRow = { row: number; cells: Cell[] }
export type TableProblem = 'broken' | 'tooLarge' | 'tooLong' | 'oldExcel'
/** A CSV is one sheet. */
export type Tables = { sheets: TableRow[][] } | { problem: TableProblem }

export const MOST_ROWS = 50_000
/** Titles above the header, and the header. */
const MORE_ROWS = 20
const MOST_FILE = 10 * 1024 * 1024
const MOST_UNPACKED = 200 * 1024 * 1024
const MOST_ENTRIES = 1_000
/** Older Excel, and every workbook with a password. */
const COMPOUND = 'd0cf11e0'

/** Reads a table, XLSX or CSV. Sizes are looked at before anything is read. For a thread of its own: `readTable`. */
export async function readWorkbook(bytes: Buffer): Promise<Tables> {
  if (bytes.length > MOST_FILE) return { problem: 'tooLarge' }
  if (bytes.toString('hex', 0, 4) === COMPOUND) return { problem: 'oldExcel' }
  if (bytes.toString('latin1', 0, 2) !== 'PK') return readText(bytes)
  const problem = unfit(bytes)
  if (problem) return { problem }
  try {
    const sheets = await readXlsx(Uint8Array.from(bytes).buffer)
    return {
      sheets: sheets.map(({ data }) =>
        (data as Cell[][]).map(rowOf).filter(({ cells }) => cells.some(filled)),
      ),
    }
  } catch {
    return { problem: 'broken' }
  }
}

function readText(bytes: Buffer): Tables {
  const rows = readCells(bytes)
  if (!rows) return { problem: 'broken' }
  return rows.length > MOST_ROWS + MORE_ROWS ? { problem: 'tooLong' } : { sheets: [rows] }
}

/** A bomb says how large it is, or lies: the sum of what is said is limited, and nothing may grow beyond what it said. */
function unfit(bytes: Buffer): TableProblem | null {
  const entries = zipDirectory(bytes)
  if (!entries?.some(({ name }) => name === 'xl/workbook.xml')) return 'broken'
  const size = entries.reduce((sum, one) => sum + one.size, 0)
  if (size > MOST_UNPACKED || entries.length > MOST_ENTRIES) return 'tooLarge'
  let rows = 0
  try {
    for (const entry of entries.filter(({ name }) => /\.(xml|rels)$/i.test(name))) {
      const xml = unzipEntry(bytes, entry)
      if (/worksheets\/[^/]+\.xml$/i.test(entry.name)) rows += count(xml, MOST_ROWS + MORE_ROWS - rows)
      if (rows > MOST_ROWS + MORE_ROWS) return 'tooLong'
    }
  } catch {
    return 'broken'
  }
  return null
}

/** Elements <row>, with or without a prefix, also those that hold nothing. @returns one more than `most` at the most */
function count(xml: Buffer, most: number): number {
  let found = 0
  for (let at = xml.indexOf('row'); at >= 0 && found <= most; at = xml.indexOf('row', at + 3)) {
    if (/^[<:]row[\s/>]$/.test(xml.toString('latin1', at - 1, at + 4))) found += 1
  }
  return found
}

const rowOf = (cells: Cell[], index: number): TableRow => ({
  row: index + 1,
  cells: cells.map((cell) => (typeof cell === 'string' ? cell.trim() : cell)),
})

const filled = (cell: Cell): boolean => cell !== null && cell !== ''
