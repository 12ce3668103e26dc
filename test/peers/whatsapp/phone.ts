import type { BinaryNode, proto } from '@whiskeysockets/baileys'
import type { Account } from './accounts.ts'
import type { Device } from './device.ts'
import { Group } from './groups.ts'
import { type File, KINDS, MIME } from './media.ts'
import {
  type Addressing,
  deletion,
  edit,
  type Received,
  type SendOptions,
  type TextOptions,
  textMessage,
  textOf,
} from './messages.ts'
import { type Attrs, attr, bigEndian, node, seconds } from './nodes.ts'
import { Outgoing } from './outgoing.ts'
import { type Party, PhoneKeys } from './phone-keys.ts'
import { read } from './reading.ts'
import type { World } from './world.ts'

export type Receipt = { ids: string[]; type: string; from: Account; group?: Group }

type ReceiptOptions = Pick<SendOptions, 'at' | 'first' | 'addressing'> & {
  /** Of all devices of the account, or of the group, only this one. */
  only?: Device
}

/** A simulated phone. It lives inside the server, but what it writes and reads is really encrypted. */
export class Phone {
  readonly #world: World
  readonly #account: Account
  readonly #outgoing: Outgoing
  readonly #waiting = new Set<(received: Received) => void>()
  readonly #seen = new Set<string>()
  readonly #askedAgain = new Map<string, number>()
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
    this.#outgoing = new Outgoing(account)
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

  /** Any message: a location, a poll, a reaction… Returns its id. */
  send(to: Account | Group, message: proto.IMessage, options: SendOptions = {}): Promise<string> {
    return this.#outgoing.send(to, message, options)
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

  /** Changes the text of an own message. */
  edit(to: Account | Group, id: string, text: string, options: SendOptions = {}): Promise<string> {
    return this.send(to, edit(id, text), { attrs: { edit: '1' }, ...options })
  }

  /** Deletes an own message for everybody. */
  delete(to: Account | Group, id: string, options: SendOptions = {}): Promise<string> {
    return this.send(to, deletion(id), { attrs: { edit: '7' }, ...options })
  }

  /** About the account itself, for one device of it. */
  sendToDevice(device: Device, message: proto.IMessage, options: SendOptions): Promise<void> {
    return this.#outgoing.sendToDevice(device, message, options)
  }

  async sendAgain(device: Device, id: string, count: string): Promise<void> {
    if (this.answersRetries) await this.#outgoing.sendAgain(device, id, count)
  }

  /** The file in a message that it received. */
  async fileOf({ message }: Received): Promise<Buffer> {
    for (const kind of KINDS) {
      const { url, mediaKey } = message[`${kind}Message`] ?? {}
      if (url && mediaKey) return this.#world.media.get(url, mediaKey, kind)
    }
    throw new Error('no file in this message')
  }

  /** The server brings what a real client encrypted for this phone; in a group, the key may come with it. */
  async take(device: Device, stanza: BinaryNode, encs: BinaryNode[]): Promise<void> {
    const id = attr(stanza, 'id')
    const group = this.#world.groups.find(stanza.attrs.to)
    try {
      if (this.failDecrypts > 0) {
        this.failDecrypts--
        throw new Error('the phone pretends that it cannot decrypt')
      }
      const message = await read(this.keys, device, encs, group?.jid)
      const deviceSent = !!message.deviceSentMessage || (!!group && device.account === this.#account)
      this.receive({
        ...{ id, from: device.account, device, group, stanza, deviceSent },
        message: message.deviceSentMessage?.message ?? message,
        retry: encs.some(({ attrs }) => attrs.count !== undefined),
      })
      const to = group ?? device.account
      if (this.autoDelivered && !deviceSent) this.receipt(to, [id], undefined, { only: device })
    } catch (error) {
      this.#world.events.emit('undecrypted', this.#account, stanza, error)
      this.#askAgain(device, id, attr(stanza, 'to'), group)
    }
  }

  /** Shows a message, unless it is there already. */
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

  #askAgain(device: Device, id: string, to: string, group: Group | undefined): void {
    const by = this.receiptsBy === 'lid' || to.endsWith('@lid') ? 'lid' : 'pn'
    const count = (this.#askedAgain.get(id) ?? 0) + 1
    this.#askedAgain.set(id, count)
    const names = namesOnly(this.names(group?.addressing ?? by, group))
    const retry = node('retry', { count: String(count), id, t: seconds(), v: '1' })
    const registration = node('registration', {}, bigEndian(this.keys.registrationId, 4))
    device.deliver(node('receipt', { ...names, id, type: 'retry', t: seconds() }, [retry, registration]))
  }

  /** Tells what became of messages: delivered without a type, else read, played… */
  receipt(to: Account | Group, ids: string[], type?: string, options: ReceiptOptions = {}): void {
    const [id = '', ...more] = ids
    const group = to instanceof Group ? to : undefined
    const names = namesOnly(this.names(group?.addressing ?? options.addressing ?? this.addressing, group))
    const items = more.map((each) => node('item', { id: each }))
    const attrs = { ...names, id, t: seconds(options.at), ...(type && { type }) }
    const stanza = node('receipt', attrs, items.length ? [node('list', {}, items)] : undefined)
    const devices = to instanceof Group ? to.members.flatMap((member) => member.linked()) : to.linked()
    for (const device of options.only ? [options.only] : devices) device.deliver(stanza, options.first)
  }

  /** How a stanza names this phone; in a group it is the group that comes first. */
  names(by: Addressing, group?: Group): Attrs {
    const [own, other, otherName] = by === 'lid' ? [this.lid, this.pn, 'pn'] : [this.pn, this.lid, 'lid']
    const role = group ? 'participant' : 'sender'
    return {
      ...(group ? { from: group.jid, participant: own } : { from: own }),
      addressing_mode: by,
      ...(this.tellsOther && { [`${role}_${otherName}`]: other }),
    }
  }
}

/** Receipts say less of who sent them. */
const namesOnly = ({ from = '', participant }: Attrs): Attrs => ({
  from,
  ...(participant && { participant }),
})
