import { parentPort, workerData } from 'node:worker_threads'
import make from 'pdfmake'
import fonts from 'pdfmake/fonts/Roboto.js'
import type { Content, TableCell } from 'pdfmake/interfaces.js'
import type { PdfDocument } from './pdf.ts'

/** One document, in a thread of its own. Its letters lie beside the library; it reads nothing else and nothing from outside. */
const files = new Set(Object.values(fonts).flatMap((one) => Object.values(one)))
make.addFonts(fonts)
make.setUrlAccessPolicy(() => false)
make.setLocalAccessPolicy((path: string) => files.has(path))

const { title, lines, tables, footer, at } = workerData as PdfDocument
/** More columns than this are set smaller. */
const MANY = 8
/** A4 across without its margins, and what the layout puts around each column, in points. */
const ACROSS = 842 - 2 * 36
const PADDING = 16
const RIGHT = { alignment: 'right' as const }

const cell = (value: string | number | null): TableCell =>
  typeof value === 'number' ? { text: value.toLocaleString('id-ID'), ...RIGHT } : (value ?? '')

const content: Content[] = [
  { text: title, style: 'title' },
  ...lines.map((text): Content => ({ text, style: 'line' })),
  ...tables.flatMap(({ name, columns, rows }): Content[] => [
    { text: name, style: 'head' },
    {
      layout: 'lightHorizontalLines',
      ...(columns.length > MANY ? { fontSize: 7.5 } : {}),
      table: {
        headerRows: 1,
        dontBreakRows: true,
        widths: shares(columns.map(({ width }) => width)),
        body: [
          columns.map((one): TableCell => ({ text: one.title, bold: true })),
          ...rows.map((row) => row.map(cell)),
        ],
      },
    },
  ]),
]

/** Widths in characters → points: no column so narrow that a word breaks, none so wide that others have to be. */
function shares(widths: number[]): number[] {
  const said = widths.map((width) => (widths.length > MANY ? Math.min(22, Math.max(13, width)) : width))
  const all = said.reduce((sum, width) => sum + width, 0)
  return said.map((width) => Math.floor((width / all) * (ACROSS - PADDING * widths.length)))
}

const bytes = await make
  .createPdf({
    pageSize: 'A4',
    pageOrientation: 'landscape',
    pageMargins: [36, 36, 36, 44],
    info: { title, creationDate: new Date(at * 1000) },
    content,
    footer: (page: number, pages: number): Content => ({
      text: footer.replace('{page}', String(page)).replace('{pages}', String(pages)),
      style: 'foot',
    }),
    defaultStyle: { font: 'Roboto', fontSize: 9 },
    styles: {
      title: { fontSize: 16, bold: true, margin: [0, 0, 0, 6] },
      line: { margin: [0, 0, 0, 2] },
      head: { fontSize: 12, bold: true, margin: [0, 14, 0, 6] },
      foot: { fontSize: 8, alignment: 'center', margin: [36, 12, 36, 0], color: '#555555' },
    },
  })
  .getBuffer()
parentPort?.postMessage(bytes)
