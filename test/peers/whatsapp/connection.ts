import type { BinaryNode, KeyPair, proto } from '@whiskeysockets/baileys'
import { WebSocket } from 'ws'
import type { Device } from './device.ts'
import { login } from './login.ts'
import { node } from './nodes.ts'
import { NoiseServer } from './noise.ts'
import { handle } from './stanzas.ts'
import type { World } from './world.ts'

/** What a client that is not linked yet has told of itself. */
export type Registration = proto.ClientPayload.IDevicePairingRegistrationData

/** A link by an 8-letter code that is under way. */
export type CodePairing = {
  pn: string
  ref: Buffer
  /** The client's key, wrapped by the code. */
  wrapped: Buffer
  theirs?: Uint8Array
  ours?: KeyPair
}

/** One websocket: the handshake, then stanzas, one after another. */
export class Connection {
  readonly #world: World
  readonly #socket: WebSocket
  readonly #noise: NoiseServer
  #stage: 'hello' | 'finish' | 'open' = 'hello'
  #chain: Promise<unknown> = Promise.resolve()
  #muted = false
  noiseKey: Buffer = Buffer.alloc(0)
  device: Device | undefined
  registration: Registration | undefined
  /** What the QR codes of this connection begin with. */
  refs: string[] = []
  code: CodePairing | undefined

  constructor(world: World, socket: WebSocket) {
    this.#world = world
    this.#socket = socket
    this.#noise = new NoiseServer(world.authority)
    socket.on('message', (data: Buffer) => {
      this.#chain = this.#chain
        .then(() => this.#receive(data))
        .catch((error) => {
          world.errors.push(error)
          socket.terminate()
        })
    })
    socket.on('error', () => undefined)
    socket.on('close', () => {
      if (this.device?.connection === this) this.device.connection = undefined
      world.connections.delete(this)
    })
  }

  get open(): boolean {
    return this.#socket.readyState === WebSocket.OPEN
  }

  send(stanza: BinaryNode): void {
    if (!this.open || this.#muted) return
    this.#world.events.emit('sent', stanza, this)
    const bytes = this.#noise.encode(stanza)
    const { latencyMs } = this.#world.options
    if (latencyMs === 0) this.#socket.send(bytes)
    else setTimeout(() => this.#socket.send(bytes, () => undefined), latencyMs)
  }

  async #receive(data: Buffer): Promise<void> {
    for (const frame of this.#noise.frames(data)) {
      if (!this.open) return
      if (this.#stage === 'hello') {
        this.#socket.send(this.#noise.hello(frame))
        this.#stage = 'finish'
      } else if (this.#stage === 'finish') {
        const { noiseKey, payload } = this.#noise.finish(frame)
        this.noiseKey = noiseKey
        this.#stage = 'open'
        login(this.#world, this, payload)
      } else {
        const stanza = await this.#noise.decode(frame)
        if (this.#muted) continue
        this.#world.events.emit('node', stanza, this)
        await handle(this.#world, this, stanza)
      }
    }
  }

  /** Sends a last stanza and closes. */
  leave(stanza: BinaryNode): void {
    this.send(stanza)
    setTimeout(() => this.#socket.close(), this.#world.options.latencyMs)
  }

  /** 515 asks for a new connection, 500 and 503 tell of trouble. */
  streamError(code: number): void {
    this.leave(node('stream:error', { code: String(code) }))
  }

  streamEnd(): void {
    this.leave(node('xmlstreamend'))
  }

  /** The account has left the world of several devices. */
  downgrade(): void {
    this.leave(node('ib', { from: 's.whatsapp.net' }, [node('downgrade_webclient')]))
  }

  /** Another client has taken the session. */
  replaced(): void {
    this.leave(node('stream:error', {}, [node('conflict', { type: 'replaced' })]))
  }

  /** The phone's owner removed the device. */
  loggedOut(): void {
    this.leave(node('stream:error', { code: '401' }, [node('conflict', { type: 'device_removed' })]))
  }

  /** Cuts the connection without a word. */
  kill(): void {
    this.#socket.terminate()
  }

  /** Stays connected and never answers again. */
  mute(): void {
    this.#muted = true
  }
}
