import { type BinaryNode, encodeWAMessage, generateMessageIDV2, type proto } from '@whiskeysockets/baileys'
import type { Account } from './accounts.ts'
import type { Device } from './device.ts'
import { Group } from './groups.ts'
import { kindOf, type SendOptions } from './messages.ts'
import { type Attrs, node, seconds } from './nodes.ts'

type Sent = { to: Account | Group; message: proto.IMessage; options: SendOptions }

/** So many of its own messages a phone can send again. */
const RECENT = 20

/** What a phone writes: encrypted for every single device that is to read it. */
export class Outgoing {
  readonly #account: Account
  readonly #recent = new Map<string, Sent>()

  constructor(account: Account) {
    this.#account = account
  }

  /** @returns the message's id */
  async send(to: Account | Group, message: proto.IMessage, options: SendOptions): Promise<string> {
    const id = options.id ?? generateMessageIDV2(this.#account.phone.pn)
    this.#remember(id, { to, message, options })
    for (let time = 0; time <= (options.repeat ?? 0); time++) {
      if (to instanceof Group) await this.#sendToGroup(to, id, message, options)
      else await this.#sendTo(to, id, message, options)
    }
    if (!options.corrupt) this.#tellPhones(to, id, message, options)
    return id
  }

  /** Only to this device of its own account, about the account itself. */
  async sendToDevice(device: Device, message: proto.IMessage, options: SendOptions): Promise<void> {
    const attrs = this.#attrs(generateMessageIDV2(this.#account.phone.pn), message, options)
    device.deliver(node('message', attrs, [await this.#encrypted(device, message, options)]))
  }

  /** A device could not read a message of this phone: a new session, and the same id once more. */
  async sendAgain(device: Device, id: string, count: string): Promise<void> {
    const sent = this.#recent.get(id)
    if (!sent) return
    const group = sent.to instanceof Group ? sent.to : undefined
    this.#account.phone.keys.forget(device.party)
    const message = group ? { ...sent.message, ...(await this.#distribution(group)) } : sent.message
    const enc = await this.#encrypted(device, message, {})
    const attrs = this.#attrs(id, sent.message, sent.options, group)
    device.deliver(node('message', attrs, [{ ...enc, attrs: { ...enc.attrs, count } }]))
  }

  #remember(id: string, sent: Sent): void {
    this.#recent.set(id, sent)
    if (this.#recent.size > RECENT) this.#recent.delete(this.#recent.keys().next().value as string)
  }

  /** To the receiver's devices, and as a copy to those of its own account. */
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

  /** The same ciphertext to everybody, and before it the key to it, for whoever has it not. */
  async #sendToGroup(group: Group, id: string, message: proto.IMessage, options: SendOptions): Promise<void> {
    const { keys, party } = this.#account.phone
    const attrs = this.#attrs(id, message, options, group)
    const devices = group.members.flatMap((member) => member.linked())
    const newcomers = devices.filter((device) => group.introduce(this.#account, device))
    const key = newcomers.length > 0 ? await this.#distribution(group) : undefined
    const body = await keys.encryptForGroup(group.jid, party, encodeWAMessage(message))
    if (options.corrupt) damage(body)
    for (const device of devices) {
      const content = [node('enc', { v: '2', type: 'skmsg' }, body)]
      if (key && newcomers.includes(device)) content.unshift(await this.#encrypted(device, key, {}))
      device.deliver(node('message', attrs, content), options.first)
    }
  }

  /** Other phones have it as well; there is nobody in between who could read it. */
  #tellPhones(to: Account | Group, id: string, message: proto.IMessage, options: SendOptions): void {
    const group = to instanceof Group ? to : undefined
    const stanza = node('message', this.#attrs(id, message, options, group))
    for (const { phone } of to instanceof Group ? to.members : [to]) {
      if (phone === this.#account.phone) continue
      const from = this.#account
      phone.receive({ id, from, device: undefined, group, message, stanza, deviceSent: false, retry: false })
    }
  }

  async #distribution(group: Group): Promise<proto.IMessage> {
    const { keys, party } = this.#account.phone
    const axolotlSenderKeyDistributionMessage = await keys.distribution(group.jid, party)
    return { senderKeyDistributionMessage: { groupId: group.jid, axolotlSenderKeyDistributionMessage } }
  }

  #attrs(id: string, message: proto.IMessage, options: SendOptions, group?: Group): Attrs {
    const { phone, name } = this.#account
    return {
      ...{ id, type: kindOf(message), t: seconds(options.at), notify: name },
      ...phone.names(group?.addressing ?? options.addressing ?? phone.addressing, group),
      ...options.attrs,
    }
  }

  async #encrypted(device: Device, message: proto.IMessage, options: SendOptions): Promise<BinaryNode> {
    const { keys } = this.#account.phone
    const { type, body } = await keys.encrypt(device.party, encodeWAMessage(message), () => device.bundle())
    if (options.corrupt) damage(body)
    return node('enc', { v: '2', type }, body)
  }
}

/** Flips a bit before the last 8 bytes: the MAC, or, in a pkmsg, what stands after it and nobody checks. */
function damage(body: Buffer): void {
  body.writeUInt8(body.readUInt8(body.length - 9) ^ 1, body.length - 9)
}
