import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { root } from './root.ts'

/** A thread that nobody asks for anything ends: it holds 40 MB. */
const IDLE_MS = 20_000

type Asked = { resolve(png: Buffer): void; reject(error: Error): void }
export type Drawn = { id: number; png?: Uint8Array; error?: string }

let thread: { worker: Worker; asked: Map<number, Asked>; idle: NodeJS.Timeout | null } | null = null
let last = 0

/**
 * An SVG as PNG, drawn in a thread of its own: tens of milliseconds that nobody's reply waits for. Its letters are
 * "Inter", 400 and 700; it reads nothing from outside.
 * @param svg with a width and a height, which are the picture's in pixels
 * @throws Error when it cannot be read
 */
export function drawPng(svg: string): Promise<Buffer> {
  thread ??= begin()
  const { worker, asked, idle } = thread
  if (idle) clearTimeout(idle)
  thread.idle = null
  last += 1
  return new Promise((resolve, reject) => {
    asked.set(last, { resolve, reject })
    worker.ref()
    worker.postMessage({ id: last, svg })
  })
}

function begin(): NonNullable<typeof thread> {
  const mine: NonNullable<typeof thread> = {
    worker: startWorker(),
    asked: new Map<number, Asked>(),
    idle: null,
  }
  const { worker, asked } = mine
  const over = (error: Error) => {
    if (thread === mine) thread = null
    for (const { reject } of asked.values()) reject(error)
    asked.clear()
  }
  worker.on('error', over)
  worker.on('exit', () => over(new Error('the picture was not drawn')))
  worker.on('message', ({ id, png, error }: Drawn) => {
    const one = asked.get(id)
    asked.delete(id)
    if (png) one?.resolve(Buffer.from(png))
    else one?.reject(new Error(error))
    if (asked.size > 0) return
    // A program that wants to end does not wait for it.
    worker.unref()
    mine.idle = setTimeout(() => {
      if (thread === mine) thread = null
      void worker.terminate()
    }, IDLE_MS)
    mine.idle.unref()
  })
  return mine
}

/** As lib/xlsx.ts starts its own. */
function startWorker(): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(join(root, 'dist/lib/picture-worker.js'))
  const file = JSON.stringify(new URL('./picture-worker.ts', import.meta.url).href)
  return new Worker(`import('tsx/esm/api').then(({ tsImport }) => tsImport(${file}, ${file}))`, {
    eval: true,
  })
}
