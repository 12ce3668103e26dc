import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { root } from './root.ts'

export type Poster = {
  title: string
  /** Below the title, large. */
  subtitle: string
  /** QR codes as SVG, side by side, with what each opens. */
  codes: { label: string; svg: string }[]
  steps: string[]
  /** Below everything, small. */
  notes: string[]
  /** Seconds since 1970 that the file says it was made at. */
  at: number
}

/** A poster to print, A4 upright, as PDF bytes; written in a thread of its own as documents are (pdf.ts). */
export async function writePoster(poster: Poster): Promise<Buffer> {
  const worker = startWorker(poster)
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      worker.once('message', (bytes: Uint8Array) => resolve(Buffer.from(bytes)))
      worker.once('error', reject)
      worker.once('exit', () => reject(new Error('the poster was not written')))
    })
  } finally {
    await worker.terminate()
  }
}

/** As in xlsx.ts: a program of its own in the build, read by tsx from the sources. */
function startWorker(workerData: Poster): Worker {
  if (!import.meta.url.endsWith('.ts'))
    return new Worker(join(root, 'dist/lib/poster-worker.js'), { workerData })
  const file = JSON.stringify(new URL('./poster-worker.ts', import.meta.url).href)
  const load = `import('tsx/esm/api').then(({ tsImport }) => tsImport(${file}, ${file}))`
  return new Worker(load, { eval: true, workerData })
}
