import { createHash } from 'node:crypto'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { downloadContentFromMessage, type MediaType } from '@whiskeysockets/baileys'
import type { AttachmentRef } from '../../message.ts'
import { SendError } from '../channel.ts'
import { fileKeyOf } from './contents.ts'

/** More than a letter or a photo of one needs; whoever sends more is told so by whoever asked for it. */
export const MOST_BYTES = 16 * 1024 * 1024

/** Letters, photos of letters, and lists. Nothing that runs, and nothing that somebody has to listen to. */
const TYPES =
  /^(image\/(jpeg|png|webp)|application\/pdf|text\/csv|application\/vnd\.(ms-excel|openxmlformats-officedocument\.\w+\.\w+))(;|$)/

/**
 * Opens a file that somebody sent. Only from WhatsApp's own host, whatever address the message names: a message is
 * written by a stranger. What was damaged or changed on the way is an error at the end of the stream; Baileys checks
 * neither its MAC nor its hash.
 * @param request for tests: how WhatsApp's host is reached
 * @throws SendError when the reference is none of ours, or the file is too large or of a type that nobody asks for
 */
export async function openFile(
  { ref, mime = '', bytes: declared = 0 }: AttachmentRef,
  request: RequestInit = {},
): Promise<Readable> {
  const file = fileKeyOf(ref)
  if (!TYPES.test(mime)) throw new SendError('rejected', 'a file of this type is not opened')
  if (declared > MOST_BYTES) throw new SendError('rejected', 'the file is too large')
  if (!file || !/^\/[^@\s]*$/.test(file.path)) throw new SendError('rejected', 'this is no file of WhatsApp')
  const key = { mediaKey: Buffer.from(file.key, 'base64'), directPath: file.path }
  const source = await downloadContentFromMessage(key, file.type as MediaType, { options: request })
  const hash = createHash('sha256')
  let bytes = 0
  const checked = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length
      hash.update(chunk)
      if (bytes > MOST_BYTES) done(new Error('the file is too large'))
      else done(null, chunk)
    },
    flush(done) {
      done(hash.digest('base64') === file.sha256 ? null : new Error('the file was damaged on its way'))
    },
  })
  // Errors reach whoever reads `checked`.
  pipeline(source, checked).catch(() => undefined)
  return checked
}
