import { generateRegistrationId, generateSignalPubKey, type KeyPair } from '@whiskeysockets/baileys'
import {
  GroupCipher,
  GroupSessionBuilder,
  generateKeyPair,
  generateSignedPreKey,
  ProtocolAddress,
  SenderKeyDistributionMessage,
  SenderKeyName,
  SessionBuilder,
  SessionCipher,
  type SignalStorage,
  type SignedPreKey,
} from 'whatsapp-rust-bridge'
import type { Bundle } from './device.ts'

/** A device of somebody: LID without server, and number. */
export type Party = { user: string; device: number }

type SignalPair = { pubKey: Uint8Array; privKey: Uint8Array }

/**
 * A phone's Signal keys and sessions, its own sender keys for groups, and those of others.
 *
 * By another library than the one of Baileys, written in Rust: so the two check each other, and a phone costs a
 * fifth of the time. What is not asked for is not made, so that a crowd costs little until it writes.
 */
export class PhoneKeys {
  readonly registrationId = generateRegistrationId()
  readonly #preKeys = new Map<number, SignalPair>()
  readonly #sessions = new Map<string, Uint8Array>()
  readonly #senderKeys = new Map<string, Uint8Array>()
  #identity: SignalPair | undefined
  #signed: SignedPreKey | undefined
  #nextPreKey = 1
  #turn: Promise<unknown> = Promise.resolve()

  get identity(): KeyPair {
    const { pubKey, privKey } = this.#ownIdentity
    return { public: Buffer.from(pubKey.subarray(1)), private: Buffer.from(privKey) }
  }

  get #ownIdentity(): SignalPair {
    this.#identity ??= generateKeyPair()
    return this.#identity
  }

  get #signedPreKey(): SignedPreKey {
    this.#signed ??= generateSignedPreKey(this.#ownIdentity, 1)
    return this.#signed
  }

  /** With a fresh one-time key each time, as the real server hands them out. */
  bundle(): Bundle {
    const id = this.#nextPreKey++
    const oneTime = generateKeyPair()
    this.#preKeys.set(id, oneTime)
    const { keyId, keyPair, signature } = this.#signedPreKey
    return {
      registrationId: this.registrationId,
      identity: this.#ownIdentity.pubKey.subarray(1),
      signed: { id: keyId, value: keyPair.pubKey.subarray(1), signature },
      oneTime: { id, value: oneTime.pubKey.subarray(1) },
    }
  }

  /** The next message to this device begins a new session. */
  forget({ user, device }: Party): void {
    this.#sessions.delete(`${user}.${device}`)
  }

  /** @param bundle asked for only where there is no session yet */
  encrypt(to: Party, plain: Uint8Array, bundle: () => Bundle): Promise<{ type: string; body: Buffer }> {
    return this.#inTurn(async () => {
      if (!this.#sessions.has(`${to.user}.${to.device}`)) await this.#begin(to, bundle())
      const { type, body } = await this.#withCipher(to, (cipher) => cipher.encrypt(plain))
      return { type: type === 3 ? 'pkmsg' : 'msg', body: Buffer.from(body) }
    })
  }

  decrypt(from: Party, type: string | undefined, body: Buffer): Promise<Uint8Array> {
    return this.#inTurn(() =>
      this.#withCipher(from, (cipher) =>
        type === 'pkmsg' ? cipher.decryptPreKeyWhisperMessage(body) : cipher.decryptWhisperMessage(body),
      ),
    )
  }

  /** What a member of a group must have before it can read: with a new key, if there is none yet. */
  distribution(group: string, own: Party): Promise<Uint8Array> {
    return this.#inTurn(async () => {
      const message = await new GroupSessionBuilder(this.#store).create(senderKeyName(group, own))
      return message.serialize()
    })
  }

  encryptForGroup(group: string, own: Party, plain: Uint8Array): Promise<Buffer> {
    return this.#inTurn(async () =>
      Buffer.from(await new GroupCipher(this.#store, group, addressOf(own)).encrypt(plain)),
    )
  }

  /** Takes the key that another member gave. */
  learn(group: string, sender: Party, distribution: Uint8Array): Promise<void> {
    return this.#inTurn(() =>
      new GroupSessionBuilder(this.#store).process(
        senderKeyName(group, sender),
        SenderKeyDistributionMessage.deserialize(distribution),
      ),
    )
  }

  decryptFromGroup(group: string, sender: Party, body: Buffer): Promise<Uint8Array> {
    return this.#inTurn(() => new GroupCipher(this.#store, group, addressOf(sender)).decrypt(body))
  }

  /** After somebody left, the next message to the group goes with a new key. */
  forgetGroup(group: string, own: Party): void {
    this.#senderKeys.delete(senderKeyName(group, own).toString())
  }

  /** Two at once would read the same session, and use its keys twice. */
  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(act)
    this.#turn = done.catch(() => undefined)
    return done
  }

  async #begin(to: Party, { registrationId, identity, signed, oneTime }: Bundle): Promise<void> {
    const address = addressOf(to)
    const builder = new SessionBuilder(this.#store, address)
    await builder.initOutgoing({
      registrationId,
      identityKey: generateSignalPubKey(identity),
      signedPreKey: {
        keyId: signed.id,
        publicKey: generateSignalPubKey(signed.value),
        signature: signed.signature,
      },
      ...(oneTime && { preKey: { keyId: oneTime.id, publicKey: generateSignalPubKey(oneTime.value) } }),
    })
    builder.free()
    address.free()
  }

  /** Rust's memory is not the collector's: a crowd would fill it. */
  async #withCipher<T>(party: Party, use: (cipher: SessionCipher) => Promise<T>): Promise<T> {
    const address = addressOf(party)
    const cipher = new SessionCipher(this.#store, address)
    try {
      return await use(cipher)
    } finally {
      cipher.free()
      address.free()
    }
  }

  readonly #store: SignalStorage = {
    loadSession: (id) => this.#sessions.get(id),
    storeSession: (id, session) => void this.#sessions.set(id, session.serialize()),
    isTrustedIdentity: () => true,
    loadPreKey: (id) => this.#preKeys.get(id),
    removePreKey: (id) => void this.#preKeys.delete(id),
    loadSignedPreKey: () => this.#signedPreKey,
    getOurRegistrationId: () => this.registrationId,
    getOurIdentity: () => this.#ownIdentity,
    loadSenderKey: (id) => this.#senderKeys.get(id),
    storeSenderKey: (id, record) => void this.#senderKeys.set(id, record),
  }
}

const addressOf = ({ user, device }: Party) => new ProtocolAddress(user, device)

const senderKeyName = (group: string, party: Party) => new SenderKeyName(group, addressOf(party))
