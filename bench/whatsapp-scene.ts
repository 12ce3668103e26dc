import { setTimeout as sleep } from 'node:timers/promises'
import { BufferJSON } from '@whiskeysockets/baileys'
import { openSecret } from '../src/lib/secret.ts'
import { keepCreds } from '../test/support/whatsapp.ts'
import { type Child, startNode } from './child.ts'
import { type Crowd, seedCrowd } from './crowd.ts'
import { type Gate, type LoadReport, type Messenger, untilAnswered } from './peer.ts'
import { type Server, type ServerOptions, startServer } from './server.ts'
import type { Store } from './store.ts'
import type { WhatsAppPeer } from './whatsapp-peer.ts'

/** A crowd whose messenger is WhatsApp, and a number that is paired already. */
export async function seedWhatsApp(store: Store, peer: WhatsAppPeer, people: number): Promise<Crowd> {
  const crowd = await store.open((db) => seedCrowd(db, people, 'whatsapp'))
  await pairWhatsApp(store, peer)
  return crowd
}

/** The program's number is paired with it from now on. */
export async function pairWhatsApp(store: Store, peer: WhatsAppPeer): Promise<void> {
  const creds = await peer.link()
  await store.open((db) => keepCreds(db, creds, openSecret(store.env.GUYUB_SECRET ?? null, store.dataDir)))
}

/** Starts the program and waits until WhatsApp has let it in. */
export async function startConnected(
  store: Store,
  peer: Messenger,
  options: ServerOptions = {},
): Promise<Server> {
  const server = await startServer(store, peer, options)
  await untilOpen(server)
  return server
}

export async function untilOpen(server: Omit<Server, 'readyMs'>, patienceMs = 60_000): Promise<void> {
  const until = Date.now() + patienceMs
  while (server.running()) {
    if (Date.now() > until) throw new Error(`not connected after ${patienceMs / 1000} s:\n${server.output()}`)
    const answer = await fetch(`${server.url}/healthz/ready`).catch(() => null)
    const { parts } = ((await answer?.json()) ?? {}) as { parts?: Record<string, string> }
    if (parts?.whatsapp === 'open') return
    await sleep(10)
  }
  throw new Error(`The server ended (${await server.ended}):\n${server.output()}`)
}

/** The bare echo bot, on a loopback of its own. */
export async function startEcho(peer: WhatsAppPeer): Promise<Child> {
  const creds = JSON.stringify(await peer.link(), BufferJSON.replacer)
  const echo = startNode(['--import', 'tsx', 'bench/echo-whatsapp.ts', peer.url, peer.rootKey], {
    CREDS: creds,
  })
  await echo.line((line) => line.includes('listening'))
  return echo
}

/** So many may wait at once while nothing is measured. */
const HANDFUL = 100

/** Everybody of a stretch of the crowd writes once and is answered: then either side has a session with the other. */
export async function meet(gate: Gate, first: number, count: number, text: string): Promise<LoadReport> {
  await gate.reset()
  let load = await gate.load()
  for (let done = 0; done < count; done += HANDFUL) {
    const size = Math.min(HANDFUL, count - done)
    await gate.say({ first: first + done, count: size, rate: 1e15, text })
    load = await untilAnswered(gate, done + size)
  }
  return load
}
