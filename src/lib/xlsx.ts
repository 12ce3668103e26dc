import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { root } from './root.ts'

export type Sheet = {
  name: string
  /** Width in characters. */
  columns: { title: string; width: number }[]
  rows: (string | number | null)[][]
}

/** A workbook as bytes, written in a thread of its own. */
export async function writeXlsx(sheets: Sheet[]): Promise<Buffer> {
  const worker = startWorker(sheets)
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      worker.once('message', (bytes: Uint8Array) => resolve(Buffer.from(bytes)))
      worker.once('error', reject)
      worker.once('exit', () => reject(new Error('the workbook was not written')))
    })
  } finally {
    await worker.terminate()
  }
}

/** The build makes a program of it; from the sources tsx reads it, which Node cannot do in a worker. */
function startWorker(workerData: Sheet[]): Worker {
  if (!import.meta.url.endsWith('.ts'))
    return new Worker(join(root, 'dist/lib/xlsx-worker.js'), { workerData })
  const file = JSON.stringify(new URL('./xlsx-worker.ts', import.meta.url).href)
  const load = `import('tsx/esm/api').then(({ tsImport }) => tsImport(${file}, ${file}))`
  return new Worker(load, { eval: true, workerData })
}
