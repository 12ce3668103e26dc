import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Tables } from './read-workbook.ts'
import { root } from './root.ts'

export { type Cell, MOST_ROWS, type TableRow, type Tables } from './read-workbook.ts'

/** A cell at the far end of a sheet is padded up to by thousands of empty ones: a thread that wants more is ended. */
const HEAP_MB = 512
const LONGEST_MS = 60_000

/**
 * The tables of a file from outside, XLSX or CSV, read in a thread of its own with a limit to its memory and its time.
 * What goes beyond them is `tooLarge`; nothing here is thrown by what stands in a file.
 */
export async function readTable(bytes: Uint8Array): Promise<Tables> {
  const worker = startWorker(bytes)
  const late = AbortSignal.timeout(LONGEST_MS)
  try {
    return await new Promise<Tables>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', (error: NodeJS.ErrnoException) =>
        error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? resolve({ problem: 'tooLarge' }) : reject(error),
      )
      worker.once('exit', () => reject(new Error('the table was not read')))
      late.addEventListener('abort', () => resolve({ problem: 'tooLarge' }))
    })
  } finally {
    await worker.terminate()
  }
}

/** As in xlsx.ts: a program of its own in the build, read by tsx from the sources. */
function startWorker(workerData: Uint8Array): Worker {
  const more = { workerData, resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } }
  if (!import.meta.url.endsWith('.ts')) return new Worker(join(root, 'dist/lib/table-worker.js'), more)
  const file = JSON.stringify(new URL('./table-worker.ts', import.meta.url).href)
  const load = `import('tsx/esm/api').then(({ tsImport }) => tsImport(${file}, ${file}))`
  return new Worker(load, { eval: true, ...more })
}
