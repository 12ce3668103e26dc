import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { connect } from 'node:net'
import { getMediaKeys, type MediaType } from '@whiskeysockets/baileys'
import { Agent } from 'undici'

const MAC = 10

export const KINDS = ['image', 'document', 'audio', 'video'] as const
export const MIME = {
  ...{ image: 'image/jpeg', document: 'application/pdf' },
  ...{ audio: 'audio/ogg; codecs=opus', video: 'video/mp4' },
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest()

/** A file that somebody sends; `kind` says as what. */
export type File = {
  kind: (typeof KINDS)[number]
  bytes: Buffer
  mime?: string
  name?: string
  caption?: string
  /**
   * As the real server has it: an https address on a host that is not here, so that the client needs
   * `dispatcher` below. Without it, a plain loopback address, which Baileys takes as it stands.
   */
  realAddress?: boolean
}

/** Where encrypted files lie; the server knows no key to them. */
export class Media {
  readonly #files = new Map<string, Buffer>()
  readonly #port: () => number

  constructor(port: () => number) {
    this.#port = port
  }

  /** Encrypts as a phone does. Returns what its message says of it. */
  async put(bytes: Buffer, type: MediaType, realAddress = false) {
    const mediaKey = randomBytes(32)
    const { iv, cipherKey, macKey } = await getMediaKeys(mediaKey, type)
    if (!macKey) throw new Error('Baileys derived no key for the MAC')
    const cipher = createCipheriv('aes-256-cbc', cipherKey, iv)
    const sealed = Buffer.concat([cipher.update(bytes), cipher.final()])
    const mac = createHmac('sha256', macKey).update(iv).update(sealed).digest().subarray(0, MAC)
    const { path } = this.#keep(Buffer.concat([sealed, mac]))
    return {
      mediaKey,
      fileSha256: sha256(bytes),
      fileEncSha256: sha256(Buffer.concat([sealed, mac])),
      fileLength: bytes.length,
      mediaKeyTimestamp: Math.floor(Date.now() / 1000),
      ...(realAddress
        ? { url: `https://mmg.whatsapp.net${path}`, directPath: path }
        : { url: this.#url(path) }),
    }
  }

  /** What a client uploaded, decrypted. */
  async get(address: string, mediaKey: Uint8Array, type: MediaType): Promise<Buffer> {
    const file = this.#files.get(new URL(address).pathname)
    if (!file) throw new Error(`nothing was uploaded as ${address}`)
    const { iv, cipherKey } = await getMediaKeys(mediaKey, type)
    const decipher = createDecipheriv('aes-256-cbc', cipherKey, iv)
    return Buffer.concat([decipher.update(file.subarray(0, -MAC)), decipher.final()])
  }

  /** Files do not stay for ever on the real server either. */
  expire(): void {
    this.#files.clear()
  }

  /** Damages every file, as an attacker in the middle might. */
  damage(): void {
    for (const file of this.#files.values()) file.writeUInt8(file.readUInt8(0) ^ 1, 0)
  }

  #keep(sealed: Buffer): { path: string } {
    const path = `/media/${this.#files.size + 1}-${sha256(sealed).toString('hex').slice(0, 8)}`
    this.#files.set(path, sealed)
    return { path }
  }

  #url(path: string): string {
    return `http://127.0.0.1:${this.#port()}${path}`
  }

  /** GET brings a file, POST to /mms/… takes one. */
  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://loopback')
    if (request.method === 'POST') {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const { path } = this.#keep(Buffer.concat(chunks))
      response.end(JSON.stringify({ url: this.#url(path), direct_path: path }))
      return
    }
    const file = this.#files.get(pathname)
    response.writeHead(file ? 200 : 404).end(file)
  }

  /** The host for uploads. Baileys puts https:// before it, so it needs `agent` to get there. */
  get host(): string {
    return `127.0.0.1:${this.#port()}`
  }

  /** For `fetchAgent`: what Baileys uploads comes here, whatever the host, and without TLS. */
  get agent(): HttpsAgent {
    const agent = new HttpsAgent()
    // Node hands every request of an agent through this; the type has it only in later versions.
    Object.assign(agent, { createConnection: () => connect(this.#port(), '127.0.0.1') })
    return agent
  }

  /** For `options.dispatcher`: what Baileys downloads comes from here, whatever the host, and without TLS. */
  get dispatcher(): Agent {
    return new Agent({
      connect: (_options, callback) => {
        const socket = connect(this.#port(), '127.0.0.1')
        socket.once('connect', () => callback(null, socket))
        socket.once('error', (error) => callback(error, null))
      },
    })
  }
}
