import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { root } from './root.ts'
import type { Sheet } from './xlsx.ts'

export type PdfDocument = {
  title: string
  /** Below the title, a line each. */
  lines: string[]
  tables: Sheet[]
  /** At the top of the first page, in the middle, over a line. */
  letterhead?: string[]
  /** Below the tables, a line each. */
  closing?: string[]
  /** Places to sign at the end, beside each other; an empty line is where the signature goes. */
  signatures?: string[][]
  /** The long side up. */
  upright?: boolean
  /** On every page, with `{page}` and `{pages}` for its number and how many there are. */
  footer: string
  /** Seconds since 1970 that the file says it was made at. */
  at: number
}

/** A document of tables as PDF bytes, A4, written in a thread of its own: a page takes some 20 ms. */
export async function writePdf(document: PdfDocument): Promise<Buffer> {
  const worker = startWorker(document)
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      worker.once('message', (bytes: Uint8Array) => resolve(Buffer.from(bytes)))
      worker.once('error', reject)
      worker.once('exit', () => reject(new Error('the document was not written')))
    })
  } finally {
    await worker.terminate()
  }
}

/** As in xlsx.ts: a program of its own in the build, read by tsx from the sources. */
function startWorker(workerData: PdfDocument): Worker {
  if (!import.meta.url.endsWith('.ts'))
    return new Worker(join(root, 'dist/lib/pdf-worker.js'), { workerData })
  const file = JSON.stringify(new URL('./pdf-worker.ts', import.meta.url).href)
  const load = `import('tsx/esm/api').then(({ tsImport }) => tsImport(${file}, ${file}))`
  return new Worker(load, { eval: true, workerData })
}
