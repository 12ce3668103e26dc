import {
  aesDecryptGCM,
  aesEncryptGCM,
  type BinaryNode,
  Curve,
  decodeBinaryNode,
  encodeBinaryNode,
  hkdf,
  type KeyPair,
  NOISE_MODE,
  NOISE_WA_HEADER,
  proto,
  sha256,
} from '@whiskeysockets/baileys'
import type { Authority } from './certificate.ts'

const EMPTY = Buffer.alloc(0)
const { HandshakeMessage } = proto

/** The server's half of WhatsApp's Noise_XX_25519_AESGCM_SHA256 handshake, and the frames after it. */
export class NoiseServer {
  readonly #authority: Authority
  readonly #ephemeral: KeyPair = Curve.generateKeyPair()
  #hash: Buffer = Buffer.from(NOISE_MODE)
  #salt: Buffer = this.#hash
  #key: Buffer = this.#hash
  #counter = 0
  #incoming: Buffer = EMPTY
  #introduced = false
  #transport: { encrypt: Buffer; decrypt: Buffer; read: number; written: number } | undefined

  constructor(authority: Authority) {
    this.#authority = authority
    this.#mixHash(NOISE_WA_HEADER)
  }

  /** Splits the stream into frames; the header in front ("ED" and routing, then "WA") is taken off. */
  *frames(data: Buffer): Generator<Buffer> {
    this.#incoming = this.#incoming.length ? Buffer.concat([this.#incoming, data]) : data
    if (!this.#introduced && !this.#introduction()) return
    while (this.#incoming.length >= 3) {
      const size = this.#incoming.readUIntBE(0, 3)
      if (this.#incoming.length < size + 3) return
      const frame = this.#incoming.subarray(3, size + 3)
      this.#incoming = this.#incoming.subarray(size + 3)
      yield frame
    }
  }

  #introduction(): boolean {
    const data = this.#incoming
    const start = data.subarray(0, 2).toString() === 'ED' ? 7 + data.readUIntBE(4, 3) : 0
    if (data.length < start + 4) return false
    if (!data.subarray(start, start + 4).equals(NOISE_WA_HEADER)) throw new Error('not a WhatsApp client')
    this.#incoming = data.subarray(start + 4)
    this.#introduced = true
    return true
  }

  hello(frame: Buffer): Buffer {
    const theirs = HandshakeMessage.decode(frame).clientHello?.ephemeral
    if (!theirs) throw new Error('no client hello')
    this.#mixHash(theirs)
    this.#mixHash(this.#ephemeral.public)
    this.#mixKey(Curve.sharedKey(this.#ephemeral.private, theirs))
    const own = this.#seal(this.#authority.serverStatic.public)
    this.#mixKey(Curve.sharedKey(this.#authority.serverStatic.private, theirs))
    const payload = this.#seal(this.#authority.chain)
    const serverHello = { ephemeral: this.#ephemeral.public, static: own, payload }
    return framed(HandshakeMessage.encode({ serverHello }).finish())
  }

  finish(frame: Buffer): { noiseKey: Buffer; payload: proto.ClientPayload } {
    const { clientFinish } = HandshakeMessage.decode(frame)
    if (!clientFinish?.static || !clientFinish.payload) throw new Error('no client finish')
    const noiseKey = this.#open(clientFinish.static)
    this.#mixKey(Curve.sharedKey(this.#ephemeral.private, noiseKey))
    const payload = proto.ClientPayload.decode(this.#open(clientFinish.payload))
    const [decrypt, encrypt] = this.#derive(EMPTY)
    this.#transport = { encrypt, decrypt, read: 0, written: 0 }
    return { noiseKey, payload }
  }

  decode(frame: Buffer): Promise<BinaryNode> {
    const transport = this.#ready()
    return decodeBinaryNode(aesDecryptGCM(frame, transport.decrypt, iv(transport.read++), EMPTY))
  }

  encode(stanza: BinaryNode): Buffer {
    const transport = this.#ready()
    return framed(aesEncryptGCM(encodeBinaryNode(stanza), transport.encrypt, iv(transport.written++), EMPTY))
  }

  #ready() {
    if (!this.#transport) throw new Error('the handshake is not done')
    return this.#transport
  }

  #mixHash(data: Uint8Array): void {
    this.#hash = sha256(Buffer.concat([this.#hash, data]))
  }

  #derive(data: Uint8Array): [Buffer, Buffer] {
    const both = Buffer.from(hkdf(Buffer.from(data), 64, { salt: this.#salt, info: '' }))
    return [both.subarray(0, 32), both.subarray(32)]
  }

  #mixKey(data: Uint8Array): void {
    ;[this.#salt, this.#key] = this.#derive(data)
    this.#counter = 0
  }

  #seal(plain: Uint8Array): Buffer {
    const sealed = aesEncryptGCM(plain, this.#key, iv(this.#counter++), this.#hash)
    this.#mixHash(sealed)
    return sealed
  }

  #open(sealed: Uint8Array): Buffer {
    const plain = aesDecryptGCM(sealed, this.#key, iv(this.#counter++), this.#hash)
    this.#mixHash(sealed)
    return plain
  }
}

function framed(data: Uint8Array): Buffer {
  const head = Buffer.alloc(3)
  head.writeUIntBE(data.length, 0, 3)
  return Buffer.concat([head, data])
}

function iv(counter: number): Buffer {
  const buffer = Buffer.alloc(12)
  buffer.writeUInt32BE(counter, 8)
  return buffer
}
