import { parentPort, workerData } from 'node:worker_threads'
import writeExcelFile from 'write-excel-file/node'
import type { Sheet } from './xlsx.ts'

/** One workbook, in a thread of its own: tens of thousands of rows would hold up everybody's replies. */
const sheets = workerData as Sheet[]
const bold = (value: string) => ({ value, fontWeight: 'bold' as const })
const written = writeExcelFile(
  sheets.map(({ name, columns, rows }) => ({
    sheet: name,
    columns: columns.map(({ width }) => ({ width })),
    // A text that begins like a formula is a text: cells are typed.
    data: [columns.map(({ title }) => bold(title)), ...rows],
    stickyRowsCount: 1,
  })),
)
parentPort?.postMessage(await written.toBuffer())
