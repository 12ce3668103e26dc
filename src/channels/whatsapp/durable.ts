import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type BinaryNode,
  DEFAULT_CONNECTION_CONFIG,
  proto,
  type SocketConfig,
  unpadRandomMax16,
  type WASocket,
} from '@whiskeysockets/baileys'
import type { Tx } from '../../lib/db.ts'
import type { OneByOne } from '../../lib/one-by-one.ts'
import type { Incoming } from '../../message.ts'
import type { ChannelEvents } from '../channel.ts'
import type { Together } from './auth.ts'
import { namesIn } from './names.ts'
import { type Me, parseMessage } from './parse.ts'

/** A message that could not be opened is asked for again, and comes as another stanza; so long its sender waits. */
const GIVEN_UP_MS = 10_000

/** Turns of several people cost little more than one's: while more is under way, what is stored waits so long for it. */
const GATHER_MS = 200
const MOST_GATHERED = 32

type Opened = { stanza: BinaryNode; plain: Uint8Array }

/**
 * Baileys decrypts, stores the ratchet, sends the receipt and only then tells us: a crash in between loses the message,
 * because its key is used up (shared/WHATSAPP.md 3.3). So the message is kept in the very write that moves the ratchet:
 * an outer transaction of the key store, whose one `set` takes along what was opened in it.
 */
export function createDurableInbox(
  events: () => ChannelEvents | null,
  me: () => Me,
  via: string,
  people: OneByOne,
) {
  const opened = new AsyncLocalStorage<Opened[]>()
  /** The stanza that a ciphertext came in. */
  const stanzas = new WeakMap<object, BinaryNode>()
  /** Messages that have come and are not stored yet. */
  const underWay = new Map<BinaryNode, { sentAt: Date; end(): void }>()
  /** What is to be told of messages that are stored. */
  let stored: (() => void)[] = []
  let gathering: NodeJS.Timeout | undefined

  const together: Together = {
    take() {
      const found = opened.getStore()?.splice(0) ?? []
      const settle = () => {
        for (const { stanza } of found) end(stanza)
      }
      const batch = found.map(read).filter((one) => one !== null)
      const listener = events()
      if (batch.length === 0) {
        settle()
        return null
      }
      if (!listener) throw new Error('nobody listens: the message stays with WhatsApp')
      return async (tx: Tx) => {
        const committed = await listener.receiveWithin(tx, batch)
        return () => {
          stored.push(committed)
          settle()
          if (stored.length >= MOST_GATHERED) tell()
          else if (stored.length > 0) gathering ??= setTimeout(tell, GATHER_MS)
        }
      }
    },
  }

  /** @returns resolves when it is stored, or given up */
  function begin(stanza: BinaryNode): Promise<void> {
    const sealed = (Array.isArray(stanza.content) ? stanza.content : []).flatMap(({ tag, content }) =>
      tag === 'enc' && content instanceof Uint8Array ? [content] : [],
    )
    if (sealed.length === 0) return Promise.resolve()
    for (const one of sealed) stanzas.set(one, stanza)
    return new Promise((resolve) => {
      const timer = setTimeout(() => end(stanza), GIVEN_UP_MS)
      underWay.set(stanza, {
        sentAt: new Date(Number(stanza.attrs.t) * 1000),
        end() {
          clearTimeout(timer)
          resolve()
        },
      })
    })
  }

  function end(stanza: BinaryNode): void {
    underWay.get(stanza)?.end()
    underWay.delete(stanza)
    if (underWay.size === 0) tell()
  }

  function tell(): void {
    clearTimeout(gathering)
    gathering = undefined
    const told = stored
    stored = []
    for (const committed of told) committed()
  }

  function read({ stanza, plain }: Opened): Incoming | null {
    try {
      const said = parseMessage(stanza, proto.Message.decode(unpadRandomMax16(plain)), me())
      return said && { ...said, via }
    } catch {
      // What nobody can read must not come for ever.
      return null
    }
  }

  const makeSignalRepository: SocketConfig['makeSignalRepository'] = (auth, logger, findLids) => {
    const repository = DEFAULT_CONNECTION_CONFIG.makeSignalRepository(auth, logger, findLids)
    // Baileys hands over its transaction-capable store under the plain type.
    const keys = auth.keys as unknown as { transaction<T>(work: () => Promise<T>, lock: string): Promise<T> }
    const within = async (ciphertext: Uint8Array, lock: string, decrypt: () => Promise<Uint8Array>) => {
      const stanza = stanzas.get(ciphertext)
      try {
        return await opened.run([], () =>
          keys.transaction(async () => {
            const plain = await decrypt()
            if (stanza) opened.getStore()?.push({ stanza, plain })
            return plain
          }, lock),
        )
      } catch (error) {
        // It cannot be read, or not yet: nobody has to wait behind it.
        if (stanza) end(stanza)
        throw error
      }
    }
    const { decryptMessage, decryptGroupMessage } = repository
    repository.decryptMessage = (one) =>
      within(one.ciphertext, one.jid, () => decryptMessage.call(repository, one))
    repository.decryptGroupMessage = (one) =>
      within(one.msg, one.group, () => decryptGroupMessage.call(repository, one))
    return repository
  }

  return {
    together,
    makeSignalRepository,
    /** To be called right after the socket is made, before anything can come. */
    attach(sock: WASocket): void {
      // Baileys reads a person's session, moves it and writes it back, each way by itself: a message from somebody to whom
      // one is being sent would put the old state over the new one, and neither side could read the other any more.
      // Besides, it looks names up before it takes a message, and takes what waited for us in a queue of its own:
      // so what one person said could overtake itself. Here it is one after the other, sends included (index.ts).
      const handlers = sock.ws.listeners('CB:message') as ((stanza: BinaryNode) => Promise<void>)[]
      sock.ws.removeAllListeners('CB:message')
      sock.ws.on('CB:message', (stanza: BinaryNode) => {
        const settled = begin(stanza)
        void people.run(namesIn(stanza), async () => {
          await Promise.all(handlers.map((handle) => handle(stanza)))
          if (stanza.attrs.offline) await settled
          else end(stanza)
        })
      })
      // A phone that could not read a message gets it again under a new session: a send like any other.
      const again = sock.ws.listeners('CB:receipt') as ((stanza: BinaryNode) => Promise<void>)[]
      sock.ws.removeAllListeners('CB:receipt')
      sock.ws.on('CB:receipt', (stanza: BinaryNode) => {
        const handle = async () => void (await Promise.all(again.map((one) => one(stanza))))
        void (stanza.attrs.type === 'retry' ? people.run(namesIn(stanza), handle, 'ahead') : handle())
      })
    },
    /** When the oldest message was sent that has come and is not stored; null when there is none. */
    oldestUnderWay(): Date | null {
      let oldest: Date | null = null
      for (const { sentAt } of underWay.values()) if (!oldest || sentAt < oldest) oldest = sentAt
      return oldest
    },
  }
}
