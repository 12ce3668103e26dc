import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { pathToFileURL } from 'node:url'
import type { Channel } from '../channels/channel.ts'
import type { AttachmentRef } from '../message.ts'

export class TooLarge extends Error {}

/**
 * Brings a file that came in by a messenger to this machine, so that every messenger can send it.
 * @param folder where it lies from then on, under a name made of its contents
 * @param most bytes
 * @throws TooLarge, or whatever the messenger says
 */
export async function fetchFile(
  channel: Pick<Channel, 'download'>,
  attachment: AttachmentRef,
  folder: string,
  most: number,
): Promise<AttachmentRef> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const hash = createHash('sha256')
  let bytes = 0
  const counted = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length
      hash.update(chunk)
      done(bytes > most ? new TooLarge(`more than ${most} bytes`) : null, chunk)
    },
  })
  const part = join(folder, `${randomUUID()}.part`)
  try {
    await pipeline(await channel.download(attachment), counted, createWriteStream(part, { mode: 0o600 }))
    const file = join(
      folder,
      `${hash.digest('hex').slice(0, 32)}${attachment.kind === 'photo' ? '.jpg' : ''}`,
    )
    await rename(part, file)
    return { ...attachment, ref: pathToFileURL(file).href, bytes }
  } finally {
    await rm(part, { force: true })
  }
}

/** Deletes what has lain in a folder for so many days. @returns how many files */
export async function sweepFiles(folder: string, days: number): Promise<number> {
  const names = await readdir(folder).catch(() => [])
  let count = 0
  for (const name of names) {
    const file = join(folder, name)
    if ((await stat(file)).mtimeMs > Date.now() - days * 86_400_000) continue
    await rm(file, { force: true })
    count += 1
  }
  return count
}
