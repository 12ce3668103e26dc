import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { parentPort } from 'node:worker_threads'
import { initWasm, Resvg } from '@resvg/resvg-wasm'
import type { Drawn } from './picture.ts'
import { root } from './root.ts'

/** Draws pictures, one after the other. Its letters and its program lie in node_modules, also for the build. */
const { resolve } = createRequire(join(root, 'package.json'))
const bytes = (file: string) => readFileSync(resolve(file))
const fontBuffers = [400, 700].map((weight) =>
  bytes(`@fontsource/inter/files/inter-latin-${weight}-normal.woff2`),
)
const ready = initWasm(bytes('@resvg/resvg-wasm/index_bg.wasm'))

parentPort?.on('message', async ({ id, svg }: { id: number; svg: string }) => {
  const say = (drawn: Drawn) => parentPort?.postMessage(drawn)
  try {
    await ready
    const drawing = new Resvg(svg, { font: { fontBuffers, defaultFontFamily: 'Inter' } })
    const image = drawing.render()
    say({ id, png: image.asPng() })
    // What a drawing takes lies outside of what JavaScript would tidy.
    image.free()
    drawing.free()
  } catch (error) {
    say({ id, error: String(error) })
  }
})
