import {
  Curve,
  generateRegistrationId,
  generateSignalPubKey,
  type KeyPair,
  type SignedKeyPair,
  signedKeyPair,
} from '@whiskeysockets/baileys'
import { ProtocolAddress, SessionBuilder, SessionCipher, SessionRecord, type SignalStorage } from 'libsignal'
import type { Bundle } from './device.ts'

/** What a phone's Signal sessions need; made when first asked for, so that a crowd costs little until it writes. */
export class PhoneKeys {
  readonly registrationId = generateRegistrationId()
  readonly #preKeys = new Map<number, KeyPair>()
  readonly #sessions = new Map<string, SessionRecord>()
  #identity: KeyPair | undefined
  #signed: SignedKeyPair | undefined
  #nextPreKey = 1
  #store: SignalStorage | undefined

  get identity(): KeyPair {
    this.#identity ??= Curve.generateKeyPair()
    return this.#identity
  }

  get #signedPreKey(): SignedKeyPair {
    this.#signed ??= signedKeyPair(this.identity, 1)
    return this.#signed
  }

  /** With a fresh one-time key each time, as the real server hands them out. */
  bundle(): Bundle {
    const id = this.#nextPreKey++
    const oneTime = Curve.generateKeyPair()
    this.#preKeys.set(id, oneTime)
    const { keyId, keyPair, signature } = this.#signedPreKey
    return {
      registrationId: this.registrationId,
      identity: this.identity.public,
      signed: { id: keyId, value: keyPair.public, signature },
      oneTime: { id, value: oneTime.public },
    }
  }

  has(user: string, device: number): boolean {
    return this.#sessions.has(new ProtocolAddress(user, device).toString())
  }

  forget(user: string, device: number): void {
    this.#sessions.delete(new ProtocolAddress(user, device).toString())
  }

  async begin(user: string, device: number, bundle: Bundle): Promise<void> {
    const { registrationId, identity, signed, oneTime } = bundle
    const session = {
      registrationId,
      identityKey: generateSignalPubKey(identity),
      signedPreKey: {
        keyId: signed.id,
        publicKey: generateSignalPubKey(signed.value),
        signature: signed.signature,
      },
      ...(oneTime && { preKey: { keyId: oneTime.id, publicKey: generateSignalPubKey(oneTime.value) } }),
    }
    // libsignal does without a one-time key; only its type asks for one.
    await new SessionBuilder(this.#storage, new ProtocolAddress(user, device)).initOutgoing(
      session as Parameters<SessionBuilder['initOutgoing']>[0],
    )
  }

  async encrypt(user: string, device: number, plain: Uint8Array) {
    const { type, body } = await this.#cipher(user, device).encrypt(plain)
    return { type: type === 3 ? 'pkmsg' : 'msg', body: Buffer.from(body, 'binary') }
  }

  decrypt(user: string, device: number, type: string | undefined, body: Buffer): Promise<Buffer> {
    const cipher = this.#cipher(user, device)
    return type === 'pkmsg' ? cipher.decryptPreKeyWhisperMessage(body) : cipher.decryptWhisperMessage(body)
  }

  #cipher(user: string, device: number): SessionCipher {
    return new SessionCipher(this.#storage, new ProtocolAddress(user, device))
  }

  get #storage(): SignalStorage {
    this.#store ??= {
      // A copy: what libsignal changed before it failed must not stay.
      loadSession: async (id) => {
        const session = this.#sessions.get(id)
        return session && SessionRecord.deserialize(session.serialize())
      },
      storeSession: async (id, session) => void this.#sessions.set(id, session),
      isTrustedIdentity: () => true,
      loadPreKey: async (id) => {
        const pair = this.#preKeys.get(Number(id))
        return pair && signalPair(pair)
      },
      removePreKey: (id) => void this.#preKeys.delete(id),
      loadSignedPreKey: () => signalPair(this.#signedPreKey.keyPair),
      getOurRegistrationId: () => this.registrationId,
      getOurIdentity: () => signalPair(this.identity),
    }
    return this.#store
  }
}

const signalPair = (pair: KeyPair) => ({
  privKey: Buffer.from(pair.private),
  pubKey: Buffer.from(generateSignalPubKey(pair.public)),
})
