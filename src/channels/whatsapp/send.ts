import { fileURLToPath } from 'node:url'
import {
  type AnyMessageContent,
  type CacheStore,
  isPnUser,
  type proto,
  type WASocket,
} from '@whiskeysockets/baileys'
import type { OneByOne } from '../../lib/one-by-one.ts'
import type { Address, AttachmentRef, Outgoing } from '../../message.ts'
import { SendError } from '../channel.ts'
import type { Acks } from './acks.ts'
import { type Texts, textOf } from './format.ts'
import { messageIdOf } from './message-id.ts'
import { notingToken } from './token.ts'

type Given = {
  sock: WASocket
  acks: Acks
  /** Whose sessions are being moved (durable.ts). */
  people: OneByOne
  /** Which phone numbers are on WhatsApp. */
  exists: CacheStore
  /** What is being sent, for a phone that asks for it again before it is in the outbox. */
  underWay: Map<string, proto.IMessage>
  texts: Texts
  ackMs: number
}

/**
 * Sends one part under an id that is the same whenever it is sent, and waits for the server's word.
 * @throws SendError, and nothing else
 */
export async function sendPart(
  given: Given,
  to: Address,
  part: Outgoing,
  id: string,
): Promise<{ externalId: string }> {
  const { sock, acks, underWay, people } = given
  await known(given, to)
  const text = textOf(part, given.texts)
  await new Promise<void>((resolve, reject) => {
    const send = async () => {
      const acked = acks.wait(id, given.ackMs)
      acked.catch(() => undefined)
      const written = write()
      // A send that hangs is in doubt as well.
      Promise.race([acked, written.then(() => acked)]).then(resolve, reject)
      // WhatsApp has it before the session is written back: until then it is nobody else's.
      await written.catch(() => undefined)
    }
    // A reply does not wait for all that the person has written meanwhile.
    people.run([to.id], send, 'ahead').catch(reject)
  })
    .catch((error) => {
      acks.forget(id)
      throw error instanceof SendError ? error : toSendError(error)
    })
    .finally(() => underWay.delete(id))
  return { externalId: id }

  async function write(): Promise<void> {
    if (part.attachment) {
      await sock.sendMessage(to.id, fileContent(part.attachment, text), { messageId: id })
      return
    }
    const message = { conversation: text }
    underWay.set(id, message)
    await notingToken(sock, to.id, () => sock.relayMessage(to.id, message, { messageId: id }))
    // A button of WhatsApp's own below the text: what it brings is vouched for.
    if (part.ask === 'phone')
      await sock.relayMessage(
        to.id,
        { requestPhoneNumberMessage: {} },
        { messageId: messageIdOf(`${id}/phone`) },
      )
  }
}

/** A send to a number that is not on WhatsApp succeeds, and nobody gets it (shared/WHATSAPP.md 3.4). */
async function known({ sock, exists }: Given, to: Address): Promise<void> {
  if (!isPnUser(to.id)) return
  const kept = await exists.get<boolean>(to.id)
  const there = kept ?? (await ask())
  if (!there) throw new SendError('rejected', 'this number is not on WhatsApp')

  async function ask(): Promise<boolean> {
    try {
      const found = await sock.onWhatsApp(to.id)
      const yes = found?.some((one) => one.exists) ?? false
      exists.set(to.id, yes)
      return yes
    } catch (error) {
      throw toSendError(error)
    }
  }
}

function fileContent({ kind, ref, name, mime }: AttachmentRef, caption: string): AnyMessageContent {
  const file = { url: ref.startsWith('file:') ? fileURLToPath(ref) : ref }
  if (kind === 'photo') return { image: file, caption }
  if (kind === 'video') return { video: file, caption }
  return { document: file, caption, mimetype: mime ?? 'application/octet-stream', fileName: name ?? 'berkas' }
}

/** Baileys throws errors of several kinds, and at a cut connection a bare number. */
function toSendError(error: unknown): SendError {
  const code = (error as { output?: { statusCode?: number } } | null)?.output?.statusCode
  if (code === 428) return new SendError('unreachable', 'WhatsApp is not connected')
  const what = error instanceof Error ? error.message : String(error)
  // The message could not even be composed: a file that is not there.
  if ((error as { code?: string } | null)?.code === 'ENOENT')
    return new SendError('rejected', 'the file is not there')
  if (what === 'All encryptions failed')
    return new SendError('rejected', 'no device of this person can be written to')
  return new SendError('uncertain', `the send broke off: ${what.slice(0, 100)}`)
}
