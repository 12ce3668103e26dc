import { parentPort, workerData } from 'node:worker_threads'
import { readWorkbook } from './read-workbook.ts'

/** One table, in a thread of its own: tens of thousands of rows would hold up everybody's replies. */
parentPort?.postMessage(await readWorkbook(Buffer.from(workerData as Uint8Array)))
