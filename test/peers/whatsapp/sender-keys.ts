import {
  GroupCipher,
  GroupSessionBuilder,
  SenderKeyDistributionMessage,
  SenderKeyName,
  SenderKeyRecord,
} from '@whiskeysockets/baileys/lib/Signal/Group/index.js'

/** A member of a group: a device of an account. */
export type Sender = { user: string; device: number }

/** A phone's sender keys: its own, one for each group, and those that others gave it. */
export class SenderKeys {
  readonly #records = new Map<string, SenderKeyRecord>()
  readonly #store = {
    loadSenderKey: async (name: SenderKeyName) => this.#records.get(name.toString()) ?? new SenderKeyRecord(),
    storeSenderKey: async (name: SenderKeyName, record: SenderKeyRecord) => {
      this.#records.set(name.toString(), record)
    },
  }

  /** What a member must have before it can read: a new key, if there is none yet. */
  async distribution(group: string, own: Sender): Promise<Uint8Array> {
    return (await new GroupSessionBuilder(this.#store).create(nameOf(group, own))).serialize()
  }

  encrypt(group: string, own: Sender, plain: Uint8Array): Promise<Uint8Array> {
    return new GroupCipher(this.#store, nameOf(group, own)).encrypt(plain)
  }

  async learn(group: string, sender: Sender, distribution: Uint8Array): Promise<void> {
    const message = new SenderKeyDistributionMessage(null, null, null, null, distribution)
    await new GroupSessionBuilder(this.#store).process(nameOf(group, sender), message)
  }

  decrypt(group: string, sender: Sender, body: Uint8Array): Promise<Uint8Array> {
    return new GroupCipher(this.#store, nameOf(group, sender)).decrypt(body)
  }

  /** After somebody left, a new key. */
  forget(group: string, own: Sender): void {
    this.#records.delete(nameOf(group, own).toString())
  }
}

function nameOf(group: string, { user, device }: Sender): SenderKeyName {
  return new SenderKeyName(group, { id: user, deviceId: device, toString: () => `${user}.${device}` })
}
