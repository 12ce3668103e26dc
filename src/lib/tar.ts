import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'

const BLOCK = 512

/**
 * Unpacks a tar stream into a new folder, file by file, holding one file in memory at a time: only for our
 * own image of a PostgreSQL data directory, so plain files and folders with short names.
 * @throws Error when an entry would leave the folder or the stream is cut off
 */
export async function unpackTar(stream: AsyncIterable<Buffer>, folder: string): Promise<void> {
  const read = reader(stream)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (;;) {
    const header = await read(BLOCK)
    if (!header) throw new Error('The image of the database is cut off.')
    if (header.every((byte) => byte === 0)) return
    const name = text(header, 345, 155) + text(header, 0, 100)
    const size = Number.parseInt(text(header, 124, 12).trim() || '0', 8)
    const path = resolve(join(folder, name))
    if (path !== resolve(folder) && !path.startsWith(resolve(folder) + sep))
      throw new Error(`Odd path in the image: ${name}`)
    if (header[156] === 0x35) {
      mkdirSync(path, { recursive: true, mode: 0o700 })
      continue
    }
    const content = await read(Math.ceil(size / BLOCK) * BLOCK)
    if (!content) throw new Error('The image of the database is cut off.')
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writeFileSync(path, content.subarray(0, size), { mode: 0o600 })
  }
}

function text(header: Buffer, from: number, length: number): string {
  const field = header.subarray(from, from + length)
  const end = field.indexOf(0)
  return field.subarray(0, end < 0 ? length : end).toString('utf8')
}

/** Takes exactly `length` bytes, or null when there are no more. */
function reader(stream: AsyncIterable<Buffer>): (length: number) => Promise<Buffer | null> {
  const chunks = stream[Symbol.asyncIterator]()
  let rest: Buffer = Buffer.alloc(0)
  return async (length) => {
    const parts: Buffer[] = [rest]
    let have = rest.length
    while (have < length) {
      const { value, done } = await chunks.next()
      if (done) return null
      parts.push(value)
      have += value.length
    }
    const all = Buffer.concat(parts)
    rest = all.subarray(length)
    return all.subarray(0, length)
  }
}
