import { parentPort, workerData } from 'node:worker_threads'
import make from 'pdfmake'
import fonts from 'pdfmake/fonts/Roboto.js'
import type { Content } from 'pdfmake/interfaces.js'
import type { Poster } from './poster.ts'

/** One poster, in a thread of its own; it reads its letters and nothing else (pdf-worker.ts). */
const files = new Set(Object.values(fonts).flatMap((one) => Object.values(one)))
make.addFonts(fonts)
make.setUrlAccessPolicy(() => false)
make.setLocalAccessPolicy((path: string) => files.has(path))

const { title, subtitle, codes, steps, notes, at } = workerData as Poster
/** One code is as large as the page lets it be: it is read from some metres away. */
const size = codes.length > 1 ? 220 : 320

const content: Content[] = [
  { text: title, style: 'title' },
  { text: subtitle, style: 'subtitle' },
  {
    columns: codes.map(({ label, svg }) => ({
      stack: [
        { svg, width: size, alignment: 'center' as const },
        { text: label, style: 'label' },
      ],
    })),
  },
  { ol: steps, style: 'steps' },
  ...notes.map((text): Content => ({ text, style: 'note' })),
]

const bytes = await make
  .createPdf({
    pageSize: 'A4',
    pageMargins: [48, 48, 48, 40],
    info: { title: `${title} ${subtitle}`, creationDate: new Date(at * 1000) },
    content,
    defaultStyle: { font: 'Roboto', fontSize: 16 },
    styles: {
      title: { fontSize: 34, bold: true, alignment: 'center' },
      subtitle: { fontSize: 24, alignment: 'center', margin: [0, 6, 0, 18] },
      label: { fontSize: 16, bold: true, alignment: 'center', margin: [0, 6, 0, 0] },
      steps: { fontSize: 18, lineHeight: 1.25, margin: [0, 20, 0, 16] },
      note: { fontSize: 12, alignment: 'center', margin: [0, 0, 0, 4], color: '#333333' },
    },
  })
  .getBuffer()
parentPort?.postMessage(bytes)
