import { EventEmitter, once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { AuthenticationCreds } from '@whiskeysockets/baileys'
import { WebSocketServer } from 'ws'
import { type Account, Accounts } from './accounts.ts'
import { Authority, trust } from './certificate.ts'
import { Connection } from './connection.ts'
import { control, type Order } from './control.ts'
import { Counters } from './counters.ts'
import type { Device } from './device.ts'
import { Faults } from './faults.ts'
import { type Group, Groups } from './groups.ts'
import { shareHistory } from './history.ts'
import { Load } from './load.ts'
import { Media } from './media.ts'
import { enterCode, linkDevice, scanQr } from './pairing.ts'
import type { Events, Options, Sent, World } from './world.ts'

export type WhatsApp = World & {
  port: number
  url: string
  /** Hex of the authority's key: what another process must put into WA_CERT_DETAILS.PUBLIC_KEY. */
  rootKey: string
  /** Makes this process accept the server's certificate; returns how to undo it. */
  trust(): () => void
  addAccount(pn: string, name?: string): Account
  /** The first member made it. */
  addGroup(subject: string, members: Account[]): Group
  find(address: string): Account | undefined
  /** Makes fresh creds those of a linked device, without pairing. */
  linkDevice(account: Account, creds: AuthenticationCreds): Device
  scanQr(qr: string, account: Account): void
  enterPairingCode(code: string, account: Account): Promise<void>
  /** The phone tells the device what it has, as it does once after a pairing. */
  shareHistory(device: Device, download?: boolean): Promise<void>
  control(order: Order): Promise<Record<string, unknown>>
  /** Returns how to listen no longer. */
  on<K extends keyof Events>(event: K, listener: (...args: Events[K]) => void): () => void
  /** All connections are cut, and new ones refused by the system, until `up`. Nothing is forgotten. */
  down(): Promise<void>
  up(): Promise<void>
  stop(): Promise<void>
}

/** Starts a loopback WhatsApp, good enough for an unmodified Baileys. */
export async function startWhatsApp(options: Partial<Options> = {}): Promise<WhatsApp> {
  const all: Options = { port: 0, keep: 10_000, latencyMs: 0, random: Math.random, ...options }
  const world = newWorld(all, () => (http.address() as AddressInfo).port)
  const http = createServer((request, response) => {
    const done =
      request.url === '/__control'
        ? controlled(world, request, response)
        : world.media.serve(request, response)
    done.catch(() => request.socket.destroy())
  })
  const sockets = new WebSocketServer({
    server: http,
    path: '/ws/chat',
    verifyClient: (_info, decide) => {
      const fault = world.faults.meet(['upgradeRefused'])
      decide(!fault, fault?.code ?? 503)
    },
  })
  sockets.on('connection', (socket) => world.connections.add(new Connection(world, socket)))
  const listen = async (port: number) => {
    http.listen(port, '127.0.0.1')
    await once(http, 'listening')
  }
  const down = async () => {
    for (const connection of world.connections) connection.kill()
    http.close()
    http.closeAllConnections()
    await once(http, 'close')
  }
  await listen(all.port)
  const { port } = http.address() as AddressInfo
  const { rootKey } = world.authority
  return Object.assign(world, {
    port,
    url: `ws://127.0.0.1:${port}/ws/chat`,
    rootKey,
    trust: () => trust(rootKey),
    addAccount: (pn: string, name?: string) => world.accounts.add(pn, name),
    addGroup: (subject: string, members: Account[]) => world.groups.add(subject, members),
    find: (address: string) => world.accounts.find(address),
    linkDevice,
    scanQr: (qr: string, account: Account) => scanQr(world, qr, account),
    enterPairingCode: (code: string, account: Account) => enterCode(world, code, account),
    shareHistory: (device: Device, download?: boolean) => shareHistory(world, device, download),
    control: (order: Order) => control(world, order),
    on: <K extends keyof Events>(event: K, listener: (...args: Events[K]) => void) => {
      // The emitter's own types do not see that K is one of its events.
      world.events.on(event as never, listener as never)
      return () => void world.events.off(event as never, listener as never)
    },
    down,
    up: () => listen(port),
    async stop() {
      world.load.stop()
      await down()
      sockets.close()
    },
  })
}

async function controlled(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const type = { 'content-type': 'application/json' }
  try {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString()
    const done = await control(world, text ? JSON.parse(text) : { ask: ['stats', 'load'] })
    response.writeHead(200, type).end(JSON.stringify(done))
  } catch (error) {
    response.writeHead(400, type).end(JSON.stringify({ ok: false, error: String(error) }))
  }
}

function newWorld(options: Options, port: () => number): World {
  let lastId = 0
  const world = {
    options,
    authority: new Authority(),
    connections: new Set<Connection>(),
    faults: new Faults(() => world.connections, options.random),
    events: new EventEmitter<Events>().setMaxListeners(0),
    media: new Media(port),
    log: [] as Sent[],
    accept(sent: Sent) {
      world.log.push(sent)
      if (world.log.length > options.keep * 2) world.log.splice(0, world.log.length - options.keep)
      world.events.emit('accepted', sent)
    },
    errors: [],
    nextId: () => `loopback-${++lastId}`,
  } as unknown as World
  world.accounts = new Accounts(world)
  world.groups = new Groups(world)
  world.counters = new Counters(world)
  world.load = new Load(world)
  return world
}
