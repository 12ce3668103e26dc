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

const { title, lines, tables, footer, at, ...more } = workerData as PdfDocument
const { letterhead = [], closing = [], signatures = [], upright = false } = more
/** More columns than this are set smaller. */
const MANY = 8
/** A4 without its margins, and what the layout puts around each column, in points. */
const ACROSS = (upright ? 595 : 842) - 2 * 36
const PADDING = upright ? 9 : 16
const TIGHT = {
  ...{
    hLineWidth: () => 0.5,
    vLineWidth: () => 0.5,
    hLineColor: () => '#999999',
    vLineColor: () => '#999999',
  },
  ...{ paddingLeft: () => 4, paddingRight: () => 4 },
}
const RIGHT = { alignment: 'right' as const }

const cell = (value: string | number | null): TableCell =>
  typeof value === 'number' ? { text: value.toLocaleString('id-ID'), ...RIGHT } : (value ?? '')

const content: Content[] = [
  ...letterhead.map((text, n): Content => ({ text, style: n === 0 ? 'letterhead' : 'letterhead2' })),
  ...(letterhead.length > 0 ? [rule()] : []),
  { text: title, style: 'title', ...(letterhead.length > 0 ? { alignment: 'center' as const } : {}) },
  ...lines.map((text): Content => ({ text, style: 'line' })),
  ...tables.flatMap(({ name, columns, rows }): Content[] => [
    ...(name ? [{ text: name, style: 'head' }] : []),
    {
      layout: upright ? TIGHT : 'lightHorizontalLines',
      margin: name ? undefined : [0, 8, 0, 0],
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
  ...closing.map((text): Content => ({ text, style: 'closing' })),
  ...(signatures.length > 0 ? [signing(signatures)] : []),
]

function rule(): Content {
  const line = (y: number, lineWidth: number) => ({
    type: 'line' as const,
    x1: 0,
    y1: y,
    x2: ACROSS,
    y2: y,
    lineWidth,
  })
  return { canvas: [line(4, 1.5), line(7, 0.5)], margin: [0, 0, 0, 12] }
}

/** Kept together: a page with nothing but names to sign above says nothing. All sign at one height, however long their title is. */
function signing(columns: string[][]): Content {
  const part = (lines: string[]) => ({ stack: lines, alignment: 'center' as const })
  const parts = columns.map((lines) => {
    const empty = lines.indexOf('')
    return empty < 0 ? [lines, []] : [lines.slice(0, empty), lines.slice(empty + 1)]
  })
  return {
    unbreakable: true,
    margin: [0, 28, 0, 0],
    layout: 'noBorders',
    table: {
      widths: columns.map(() => '*'),
      body: [
        parts.map(([above = []]) => part(above)),
        columns.map(() => ({ text: '\n\n\n' })),
        parts.map(([, below = []]) => part(below)),
      ],
    },
  }
}

/** Widths in characters → points: no column so narrow that a word breaks, none so wide that others have to be. */
function shares(widths: number[]): number[] {
  const said = widths.map((width) =>
    widths.length > MANY && !upright ? Math.min(22, Math.max(13, width)) : width,
  )
  const all = said.reduce((sum, width) => sum + width, 0)
  return said.map((width) => Math.floor((width / all) * (ACROSS - PADDING * widths.length)))
}

const bytes = await make
  .createPdf({
    pageSize: 'A4',
    pageOrientation: upright ? 'portrait' : 'landscape',
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
      letterhead: { fontSize: 14, bold: true, alignment: 'center' },
      letterhead2: { fontSize: 12, bold: true, alignment: 'center', margin: [0, 2, 0, 0] },
      closing: { fontSize: 8, margin: [0, 8, 0, 0], color: '#555555' },
      line: { margin: [0, 0, 0, 2] },
      head: { fontSize: 12, bold: true, margin: [0, 14, 0, 6] },
      foot: { fontSize: 8, alignment: 'center', margin: [36, 12, 36, 0], color: '#555555' },
    },
  })
  .getBuffer()
parentPort?.postMessage(bytes)
