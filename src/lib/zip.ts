import { inflateRawSync } from 'node:zlib'

export type ZipEntry = { name: string; method: number; compressed: number; size: number; at: number }

const END = 0x06054b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50
/** The end's own bytes, and the longest comment that may follow it. */
const END_BYTES = 22
const COMMENT = 0xffff

/**
 * What a ZIP says that it holds, from the directory at its end; nothing is unpacked.
 * @returns null for what is no ZIP, or one of more than 4 GB (no workbook needs that)
 */
export function zipDirectory(bytes: Buffer): ZipEntry[] | null {
  const end = bytes.length - END_BYTES
  for (let at = end; at >= 0 && at >= end - COMMENT; at -= 1) {
    if (bytes.readUInt32LE(at) === END)
      return entriesAt(bytes, bytes.readUInt32LE(at + 16), bytes.readUInt16LE(at + 10))
  }
  return null
}

function entriesAt(bytes: Buffer, start: number, count: number): ZipEntry[] | null {
  const entries: ZipEntry[] = []
  let at = start
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== ENTRY) return null
    const [name, extra, comment] = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field)) as [
      number,
      number,
      number,
    ]
    entries.push({
      name: bytes.toString('utf8', at + 46, at + 46 + name),
      method: bytes.readUInt16LE(at + 10),
      compressed: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      at: bytes.readUInt32LE(at + 42),
    })
    at += 46 + name + extra + comment
  }
  return entries
}

/**
 * Unpacks one entry, and stops as soon as it grows larger than its directory says.
 * @throws for a broken one, and for one that lied
 */
export function unzipEntry(bytes: Buffer, entry: ZipEntry): Buffer {
  if (bytes.readUInt32LE(entry.at) !== LOCAL) throw new Error('no entry there')
  const from = entry.at + 30 + bytes.readUInt16LE(entry.at + 26) + bytes.readUInt16LE(entry.at + 28)
  const packed = bytes.subarray(from, from + entry.compressed)
  if (entry.method === 0 && entry.compressed === entry.size) return packed
  if (entry.method !== 8) throw new Error('packed in a way that nobody uses')
  return inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.size) })
}
