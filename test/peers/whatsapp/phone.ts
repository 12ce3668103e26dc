import { type BinaryNode, encodeWAMessage, generateMessageIDV2, type proto } from '@whiskeysockets/baileys'
import type { Account } from './accounts.ts'
import type { Device } from './device.ts'
import { Group } from './groups.ts'
import type { File } from './media.ts'
import {
  type Addressing,
  kindOf,
  type Received,
  type SendOptions,
  type TextOptions,
  textMessage,
  textOf,
} from './messages.ts'
import { type Attrs, attr, bigEndian, node, seconds } from './nodes.ts'
import { type Party, PhoneKeys } from './phone-keys.ts'
import { read } from './reading.ts'
import type { World } from './world.ts'

export type Receipt = { ids: string[]; type: string; from: Account; group?: Group }

type Outgoing = { to: Account | Group; message: proto.IMessage; options: SendOptions }

const MIME = {
  ...{ image: 'image/jpeg', document: 'application/pdf', audio: 'audio/ogg; codecs=opus' },
  video: 'video/mp4',
}
const KINDS = ['image', 'document', 'audio', 'video'] as const

/** So many of its own messages a phone can send again. */
const RECENT = 20

/** A simulated phone. It lives inside the server, but what it writes and reads is really encrypted. */
export class Phone {
  readonly #world: World
  readonly #account: Account
  readonly #waiting = new Set<(received: Received) => void>()
  readonly #seen = new Set<string>()
  readonly #recent = new Map<string, Outgoing>()
  keys = new PhoneKeys()
  readonly inbox: Received[] = []
  /** How often it got a message again that it has: its owner sees each only once. */
  repeats = 0
  /** What the bot acknowledged. */
  readonly receipts: Receipt[] = []
  /** Whether it tells a device that was just linked what it has. */
  sharesHistory = true
  /** Whether it tells that a message has arrived. */
  autoDelivered = true
  /** Whether it sends a message again when the bot could not read it. */
  answersRetries = true
  /** How its own stanzas name it: by LID, as today, or by phone number, as older accounts do. */
  addressing: Addressing = 'lid'
  /** Whether they tell the other name, too. Without it the bot learns no phone number behind a LID. */
  tellsOther = true
  /** Asks for a retry under the name the bot wrote to, or always under its LID. */
  receiptsBy: 'same' | 'lid' = 'same'
  /** So many times it pretends that it cannot decrypt, and asks for a retry. */
  failDecrypts = 0

  constructor(world: World, account: Account) {
    this.#world = world
    this.#account = account
  }

  /** How Signal calls it. */
  get party(): Party {
    return { user: this.#account.lid, device: 0 }
  }

  get pn(): string {
    return `${this.#account.pn}@s.whatsapp.net`
  }

  get lid(): string {
    return `${this.#account.lid}@lid`
  }

  /** A new phone, or the application installed anew: all keys are other ones, and nobody was told. */
  reinstall(): void {
    this.keys = new PhoneKeys()
    for (const group of this.#world.groups.of(this.#account)) group.forget(this.#account)
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

  sendText(to: Account | Group, text: string, options: TextOptions = {}): Promise<string> {
    const by = to instanceof Group ? to.addressing : (options.addressing ?? this.addressing)
    return this.send(to, textMessage(text, options, by), options)
  }

  /**
   * Encrypts for every linked device of the receiver, of all members of a group, and of its own account.
   * @returns the message's id
   */
  async send(to: Account | Group, message: proto.IMessage, options: SendOptions = {}): Promise<string> {
    const id = options.id ?? generateMessageIDV2(this.pn)
    this.#remember(id, { to, message, options })
    for (let time = 0; time <= (options.repeat ?? 0); time++) {
      if (to instanceof Group) await this.#sendToGroup(to, id, message, options)
      else await this.#sendTo(to, id, message, options)
    }
    // Other phones have it as well; there is nobody in between who could read it.
    const hearers = to instanceof Group ? to.members : [to]
    const group = to instanceof Group ? to : undefined
    const stanza = node('message', this.#attrs(id, message, options, group))
    for (const { phone } of options.corrupt ? [] : hearers) {
      if (phone === this) continue
      phone.receive({ id, from: this.#account, group, message, stanza, deviceSent: false, retry: false })
    }
    return id
  }

  /** As `sendText`; the file itself goes by way of `world.media`. */
  async sendFile(to: Account | Group, file: File, options: SendOptions = {}): Promise<string> {
    const { kind, bytes, caption, name, mime = MIME[kind], realAddress } = file
    const content = {
      ...(await this.#world.media.put(bytes, kind, realAddress)),
      mimetype: mime,
      ...(caption !== undefined && { caption }),
      ...(name !== undefined && { fileName: name }),
    }
    return this.send(to, { [`${kind}Message`]: content }, options)
  }

  /** The file in a message that it received. */
  async fileOf({ message }: Received): Promise<Buffer> {
    for (const kind of KINDS) {
      const { url, mediaKey } = message[`${kind}Message`] ?? {}
      if (url && mediaKey) return this.#world.media.get(url, mediaKey, kind)
    }
    throw new Error('no file in this message')
  }

  /** Only to this device of its own account, about the account itself. */
  async sendToDevice(device: Device, message: proto.IMessage, options: SendOptions): Promise<void> {
    const attrs = this.#attrs(generateMessageIDV2(this.pn), message, options)
    device.deliver(node('message', attrs, [await this.#encrypted(device, message, options)]))
  }

  #remember(id: string, outgoing: Outgoing): void {
    this.#recent.set(id, outgoing)
    if (this.#recent.size > RECENT) this.#recent.delete(this.#recent.keys().next().value as string)
  }

  async #sendTo(to: Account, id: string, message: proto.IMessage, options: SendOptions): Promise<void> {
    const attrs = this.#attrs(id, message, options)
    for (const device of to.linked()) {
      device.deliver(node('message', attrs, [await this.#encrypted(device, message, options)]), options.first)
    }
    if (to === this.#account) return
    const recipient = attrs.addressing_mode === 'lid' ? to.phone.lid : to.phone.pn
    const copy = { deviceSentMessage: { destinationJid: recipient, message } }
    for (const device of this.#account.linked()) {
      const content = [await this.#encrypted(device, copy, options)]
      device.deliver(node('message', { ...attrs, recipient }, content), options.first)
    }
  }

  async #sendToGroup(group: Group, id: string, message: proto.IMessage, options: SendOptions): Promise<void> {
    const attrs = this.#attrs(id, message, options, group)
    const devices = group.members.flatMap((member) => member.linked())
    const newcomers = devices.filter((device) => group.introduce(this.#account, device))
    const key = newcomers.length > 0 ? await this.#distribution(group) : undefined
    const body = await this.keys.encryptForGroup(group.jid, this.party, encodeWAMessage(message))
    if (options.corrupt) damage(body)
    for (const device of devices) {
      const content = [node('enc', { v: '2', type: 'skmsg' }, body)]
      if (key && newcomers.includes(device)) content.unshift(await this.#encrypted(device, key, {}))
      device.deliver(node('message', attrs, content), options.first)
    }
  }

  async #distribution(group: Group): Promise<proto.IMessage> {
    const axolotlSenderKeyDistributionMessage = await this.keys.distribution(group.jid, this.party)
    return { senderKeyDistributionMessage: { groupId: group.jid, axolotlSenderKeyDistributionMessage } }
  }

  /** The names in a stanza of this phone; in a group it is the group that comes first. */
  #names(by: Addressing, group: Group | undefined): Attrs {
    const [own, other, otherName] = by === 'lid' ? [this.lid, this.pn, 'pn'] : [this.pn, this.lid, 'lid']
    const role = group ? 'participant' : 'sender'
    return {
      ...(group ? { from: group.jid, participant: own } : { from: own }),
      addressing_mode: by,
      ...(this.tellsOther && { [`${role}_${otherName}`]: other }),
    }
  }

  #attrs(id: string, message: proto.IMessage, options: SendOptions, group?: Group): Attrs {
    return {
      ...{ id, type: kindOf(message), t: seconds(options.at), notify: this.#account.name },
      ...this.#names(group?.addressing ?? options.addressing ?? this.addressing, group),
      ...options.attrs,
    }
  }

  async #encrypted(device: Device, message: proto.IMessage, options: SendOptions): Promise<BinaryNode> {
    const { type, body } = await this.keys.encrypt(device.party, encodeWAMessage(message), () =>
      device.bundle(),
    )
    if (options.corrupt) damage(body)
    return node('enc', { v: '2', type }, body)
  }

  /** A device could not read a message of this phone: a new session, and the same id once more. */
  async sendAgain(device: Device, id: string, count: string): Promise<void> {
    const sent = this.#recent.get(id)
    if (!sent || !this.answersRetries) return
    const { to, options } = sent
    const group = to instanceof Group ? to : undefined
    this.keys.forget(device.party)
    const attrs = this.#attrs(id, sent.message, options, group)
    const message = group ? { ...sent.message, ...(await this.#distribution(group)) } : sent.message
    const enc = await this.#encrypted(device, message, {})
    device.deliver(node('message', attrs, [{ ...enc, attrs: { ...enc.attrs, count } }]))
  }

  /** The server brings what a real client encrypted for this phone; in a group, the key may come with it. */
  async take(sender: Device, stanza: BinaryNode, encs: BinaryNode[]): Promise<void> {
    const id = attr(stanza, 'id')
    const group = this.#world.groups.find(stanza.attrs.to)
    try {
      if (this.failDecrypts > 0) {
        this.failDecrypts--
        throw new Error('the phone pretends that it cannot decrypt')
      }
      const message = await read(this.keys, sender, encs, group?.jid)
      const deviceSent = !!message.deviceSentMessage || (!!group && sender.account === this.#account)
      this.receive({
        ...{ id, from: sender.account, group, stanza, deviceSent },
        message: message.deviceSentMessage?.message ?? message,
        retry: encs.some(({ attrs }) => attrs.count !== undefined),
      })
      if (this.autoDelivered && !deviceSent)
        this.receipt(group ?? sender.account, [id], undefined, { only: sender })
    } catch (error) {
      this.#world.events.emit('undecrypted', this.#account, stanza, error)
      this.#askAgain(sender, id, attr(stanza, 'to'), group)
    }
  }

  receive(received: Received): void {
    const key = `${received.from.lid} ${received.id}`
    if (this.#seen.has(key)) {
      this.repeats++
      return
    }
    this.#seen.add(key)
    this.inbox.push(received)
    if (this.inbox.length > this.#world.options.keep) this.inbox.shift()
    for (const see of [...this.#waiting]) see(received)
    this.#world.events.emit('received', this.#account, received)
  }

  #askAgain(sender: Device, id: string, to: string, group: Group | undefined): void {
    const by = this.receiptsBy === 'lid' || to.endsWith('@lid') ? 'lid' : 'pn'
    const names = this.#names(group?.addressing ?? by, group)
    const retry = node('retry', { count: '1', id, t: seconds(), v: '1' })
    const registration = node('registration', {}, bigEndian(this.keys.registrationId, 4))
    sender.deliver(
      node('receipt', { ...namesOnly(names), id, type: 'retry', t: seconds() }, [retry, registration]),
    )
  }

  /**
   * Tells what became of messages: delivered without a type, else read, played…
   * @param options.only of all devices of the account, or of the group, only this one
   */
  receipt(
    to: Account | Group,
    ids: string[],
    type?: string,
    options: Pick<SendOptions, 'at' | 'first' | 'addressing'> & { only?: Device } = {},
  ): void {
    const [id = '', ...more] = ids
    const group = to instanceof Group ? to : undefined
    const names = this.#names(group?.addressing ?? options.addressing ?? this.addressing, group)
    const items = more.map((each) => node('item', { id: each }))
    const attrs = { ...namesOnly(names), id, t: seconds(options.at), ...(type && { type }) }
    const stanza = node('receipt', attrs, items.length ? [node('list', {}, items)] : undefined)
    const devices = to instanceof Group ? to.members.flatMap((member) => member.linked()) : to.linked()
    for (const device of options.only ? [options.only] : devices) device.deliver(stanza, options.first)
  }
}

/** Receipts say less of who sent them. */
const namesOnly = ({ from = '', participant }: Attrs): Attrs => ({
  from,
  ...(participant && { participant }),
})

/** Flips a bit before the last 8 bytes: the MAC, or, in a pkmsg, what stands after it and nobody checks. */
function damage(body: Buffer): void {
  body.writeUInt8(body.readUInt8(body.length - 9) ^ 1, body.length - 9)
}
