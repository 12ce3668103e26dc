import {
  type BinaryNode,
  encodeWAMessage,
  generateMessageIDV2,
  proto,
  unpadRandomMax16,
} from '@whiskeysockets/baileys'
import type { Account } from './accounts.ts'
import type { Device } from './device.ts'
import { type Attrs, attr, bigEndian, contentOf, node, seconds } from './nodes.ts'
import { PhoneKeys } from './phone-keys.ts'
import type { World } from './world.ts'

export type Received = {
  id: string
  from: Account
  message: proto.IMessage
  stanza: BinaryNode
  /** Sent by another device of the phone's own account. */
  deviceSent: boolean
  /** Sent again because the phone asked for it. */
  retry: boolean
}

export type Receipt = { ids: string[]; type: string; from: Account }

export type SendOptions = {
  id?: string
  /** When the server took it, the stanza's `t`. */
  at?: Date
  /** Damages the ciphertext. */
  corrupt?: boolean
  addressing?: 'lid' | 'pn'
  /** How many times more the same id is sent, as by a phone with a bad network. */
  repeat?: number
  /** Put before everything that waits for a bot that is offline. */
  first?: boolean
  /** Further attributes of the stanza, `edit` for instance. */
  attrs?: Attrs
}

/** A simulated phone. It lives inside the server, but what it writes and reads is really encrypted. */
export class Phone {
  readonly #world: World
  readonly #account: Account
  readonly #waiting = new Set<(received: Received) => void>()
  readonly keys = new PhoneKeys()
  readonly inbox: Received[] = []
  readonly #seen = new Set<string>()
  /** How often it got a message again that it has: its owner sees each only once. */
  repeats = 0
  /** What the bot acknowledged. */
  readonly receipts: Receipt[] = []
  /** Whether it tells that a message has arrived. */
  autoDelivered = true
  /** How its own stanzas name it: by LID, as today, or by phone number, as older accounts do. */
  addressing: 'lid' | 'pn' = 'lid'
  /** Asks for a retry under the name the bot wrote to, or always under its LID. */
  receiptsBy: 'same' | 'lid' = 'same'
  /** So many times it pretends that it cannot decrypt, and asks for a retry. */
  failDecrypts = 0

  constructor(world: World, account: Account) {
    this.#world = world
    this.#account = account
  }

  get pn(): string {
    return `${this.#account.pn}@s.whatsapp.net`
  }

  get lid(): string {
    return `${this.#account.lid}@lid`
  }

  texts(): string[] {
    return this.inbox.map(({ message }) => textOf(message)).filter((text) => text !== undefined)
  }

  /** @throws after so many milliseconds without such a message */
  waitFor(wanted: (received: Received) => boolean, ms = 5_000): Promise<Received> {
    const there = this.inbox.find(wanted)
    if (there) return Promise.resolve(there)
    return new Promise((resolve, reject) => {
      const see = (received: Received) => {
        if (!wanted(received)) return
        clearTimeout(timer)
        this.#waiting.delete(see)
        resolve(received)
      }
      const timer = setTimeout(() => {
        this.#waiting.delete(see)
        reject(new Error(`${this.#account.name} got no such message in ${ms} ms, only ${this.texts()}`))
      }, ms)
      this.#waiting.add(see)
    })
  }

  sendText(to: Account, text: string, options: SendOptions = {}): Promise<string> {
    return this.send(to, { conversation: text }, options)
  }

  /** Encrypts for every linked device of the receiver, and for those of its own account. Returns the id. */
  async send(to: Account, message: proto.IMessage, options: SendOptions = {}): Promise<string> {
    const id = options.id ?? generateMessageIDV2(this.pn)
    const attrs = this.#attrs(id, message, options)
    const lidMode = attrs.addressing_mode === 'lid'
    const destinationJid = lidMode ? to.phone.lid : to.phone.pn
    for (let time = 0; time <= (options.repeat ?? 0); time++) {
      for (const device of to.linked()) await this.#sendTo(device, attrs, message, options)
      if (to === this.#account) continue
      const copy = { deviceSentMessage: { destinationJid, message } }
      for (const device of this.#account.linked()) {
        await this.#sendTo(device, { ...attrs, recipient: destinationJid }, copy, options)
      }
    }
    // The receiver's phone has it as well; there is nobody in between who could read it.
    if (to !== this.#account && !options.corrupt)
      to.phone.hear(this.#account, id, message, node('message', attrs))
    return id
  }

  /** Another phone wrote. */
  hear(from: Account, id: string, message: proto.IMessage, stanza: BinaryNode): void {
    this.#receive({ id, from, message, stanza, deviceSent: false, retry: false })
  }

  #attrs(id: string, message: proto.IMessage, options: SendOptions): Attrs {
    const lidMode = (options.addressing ?? this.addressing) === 'lid'
    const alternative: Attrs = lidMode ? { sender_pn: this.pn } : { sender_lid: this.lid }
    return {
      id,
      from: lidMode ? this.lid : this.pn,
      type: kindOf(message),
      t: seconds(options.at),
      notify: this.#account.name,
      addressing_mode: lidMode ? 'lid' : 'pn',
      ...alternative,
      ...options.attrs,
    }
  }

  async #sendTo(device: Device, attrs: Attrs, message: proto.IMessage, options: SendOptions): Promise<void> {
    const user = device.account.lid
    if (!this.keys.has(user, device.id)) await this.keys.begin(user, device.id, device.bundle())
    const { type, body } = await this.keys.encrypt(user, device.id, encodeWAMessage(message))
    // The last 8 bytes are the MAC; of a pkmsg the very last field follows it, which nobody checks.
    if (options.corrupt) body.writeUInt8(body.readUInt8(body.length - 9) ^ 1, body.length - 9)
    device.deliver(node('message', attrs, [node('enc', { v: '2', type }, body)]), options.first)
  }

  /** The server brings what a real client encrypted for this phone. */
  async take(sender: Device, stanza: BinaryNode, enc: BinaryNode): Promise<void> {
    const id = attr(stanza, 'id')
    try {
      if (this.failDecrypts > 0) {
        this.failDecrypts--
        throw new Error('the phone pretends that it cannot decrypt')
      }
      const user = sender.account.lid
      const plain = await this.keys.decrypt(user, sender.id, enc.attrs.type, contentOf(enc))
      const message = proto.Message.decode(unpadRandomMax16(plain))
      const deviceSent = !!message.deviceSentMessage
      this.#receive({
        id,
        from: sender.account,
        message: message.deviceSentMessage?.message ?? message,
        stanza,
        deviceSent,
        retry: enc.attrs.count !== undefined,
      })
      if (this.autoDelivered && !deviceSent) this.receipt(sender.account, [id])
    } catch (error) {
      this.#world.events.emit('undecrypted', this.#account, stanza, error)
      this.#askAgain(sender, id, attr(stanza, 'to'))
    }
  }

  #receive(received: Received): void {
    const key = `${received.from.lid} ${received.id}`
    if (this.#seen.has(key)) {
      this.repeats++
      return
    }
    this.#seen.add(key)
    this.inbox.push(received)
    if (this.inbox.length > this.#world.options.keep) this.inbox.shift()
    for (const see of [...this.#waiting]) see(received)
  }

  #askAgain(sender: Device, id: string, to: string): void {
    const from = this.receiptsBy === 'lid' ? this.lid : to
    const attrs = { id, from, type: 'retry', t: seconds() }
    const retry = node('retry', { count: '1', id, t: seconds(), v: '1' })
    const registration = node('registration', {}, bigEndian(this.keys.registrationId, 4))
    sender.deliver(node('receipt', attrs, [retry, registration]))
  }

  /** Tells the account's devices what became of their messages: delivered without a type, else read, played… */
  receipt(
    to: Account,
    ids: string[],
    type?: string,
    options: Pick<SendOptions, 'at' | 'first' | 'addressing'> = {},
  ): void {
    const [id = '', ...more] = ids
    const lidMode = (options.addressing ?? this.addressing) === 'lid'
    const attrs = { id, from: lidMode ? this.lid : this.pn, t: seconds(options.at), ...(type && { type }) }
    const items = more.map((each) => node('item', { id: each }))
    const stanza = node('receipt', attrs, items.length ? [node('list', {}, items)] : undefined)
    for (const device of to.linked()) device.deliver(stanza, options.first)
  }
}

/** What a person would read of it. */
export function textOf(message: proto.IMessage | null | undefined): string | undefined {
  const text =
    message?.conversation ??
    message?.extendedTextMessage?.text ??
    message?.imageMessage?.caption ??
    message?.documentMessage?.caption
  return text ?? undefined
}

function kindOf(message: proto.IMessage): string {
  if (message.reactionMessage) return 'reaction'
  if (message.pollCreationMessage || message.pollUpdateMessage) return 'poll'
  const media =
    message.imageMessage ?? message.videoMessage ?? message.audioMessage ?? message.documentMessage
  return media || message.contactMessage || message.stickerMessage || message.liveLocationMessage
    ? 'media'
    : 'text'
}
