import { setTimeout as sleep } from 'node:timers/promises'
import { type BinaryNode, type ConnectionState, makeWASocket, type WASocket } from '@whiskeysockets/baileys'
import type { Lease } from '../../lib/lease.ts'
import type { OneByOne } from '../../lib/one-by-one.ts'
import type { ChannelEvents } from '../channel.ts'
import type { Account, Accounts } from './accounts.ts'
import type { Acks } from './acks.ts'
import { type Auth, LeaseLost, openAuth, Unreadable } from './auth.ts'
import { createDurableInbox } from './durable.ts'
import { keysFor } from './expect.ts'
import { hear } from './hear.ts'
import type { Timing, WhatsAppOptions } from './options.ts'
import { afterClose } from './reconnect.ts'
import { type SocketParts, socketConfig } from './socket.ts'
import { standingReader } from './standing.ts'
import { withOwnStores } from './stores.ts'
import { keepSessions } from './usync.ts'
import type { createVersion } from './version.ts'

export type SessionState =
  | { name: 'idle' }
  | { name: 'unpaired' }
  | { name: 'pairing'; qr: string | null; code: string | null }
  | { name: 'connecting'; why: string }
  | { name: 'open'; drained: boolean }
  | { name: 'needs_person'; why: string }

export type Session = {
  readonly accountId: number
  state(): SessionState
  /** The socket while it is open. */
  socket(): WASocket | null
  oldestUnderWay(): Date | null
  stop(): Promise<void>
}

/** How often it is noted that the number is still connected: an outage began at most so much later. */
const MARK_MS = 60_000

/** As Baileys says it itself. */
const TIMED_OUT = Object.assign(new Error('the connection was not opened'), { output: { statusCode: 408 } })

type Given = {
  accountId: number
  accounts: Accounts
  acks: Acks
  /** Whose sessions are being moved (durable.ts). */
  people: OneByOne
  events: ChannelEvents
  options: WhatsAppOptions
  timing: Timing
  parts: Omit<SocketParts, 'auth' | 'makeSignalRepository' | 'version'>
  version: ReturnType<typeof createVersion>
  now: () => Date
  changed: () => void
}

/**
 * Keeps one number connected for as long as this process holds the lease: a new socket for each connection, because
 * Baileys' own ends with it, and pauses by the table of reconnect.ts.
 */
export function runSession(given: Given): Session {
  const { accountId, accounts, acks, events, options, timing } = given
  const { log } = options
  let state: SessionState = { name: 'idle' }
  let open: WASocket | null = null
  let current: WASocket | null = null
  let wanted: Account['wanted'] = null
  /** The wish that has been followed up; a later one is another. */
  let followed: Date | null = null
  let failures = 0
  /** When it was last connected, before this connection. */
  let lastOpen: Date | null = null
  let me = { id: '', lid: '' as string | undefined }
  const stopping = new AbortController()
  const durable = createDurableInbox(
    () => (stopping.signal.aborted ? null : events),
    () => me,
    String(accountId),
    given.people,
  )

  const standing = standingReader({ accountId, accounts, log, now: given.now, changed: given.changed })

  const become = (next: SessionState) => {
    state = next
    given.changed()
  }
  const pause = async (ms: number) => {
    await sleep(ms * timing.pauses, undefined, { signal: stopping.signal }).catch(() => undefined)
  }

  const loop = (async () => {
    while (!stopping.signal.aborted) {
      try {
        await round()
      } catch (error) {
        if (!(error instanceof LeaseLost)) log.warn({ err: error, accountId }, 'whatsapp: a round failed')
        await sleep(timing.look, undefined, { signal: stopping.signal }).catch(() => undefined)
      }
    }
    become({ name: 'idle' })
  })()

  async function round(): Promise<void> {
    const lease = options.hold()
    if (!lease) {
      if (state.name !== 'idle') become({ name: 'idle' })
      await sleep(timing.look, undefined, { signal: stopping.signal }).catch(() => undefined)
      return
    }
    const account = await accounts.read(accountId)
    lastOpen = account.openAt
    const fresh = account.wanted && account.wanted.at.getTime() !== followed?.getTime()
    wanted = account.state !== 'paired' && fresh ? account.wanted : null
    if (account.state !== 'paired' && !wanted) {
      const { state: name, reason } = account
      const next = name === 'unpaired' ? { name } : ({ name: 'needs_person', why: reason ?? '' } as const)
      if (state.name !== next.name) become(next as SessionState)
      await sleep(timing.look, undefined, { signal: stopping.signal }).catch(() => undefined)
      return
    }
    if (wanted) {
      followed = wanted.at
      // Whatever was there: an identity that was half paired must not be logged in with.
      await accounts.forgetIdentity(accountId, lease)
    } else await accounts.connecting(accountId, lease)
    const ended = await connect(lease)
    if (stopping.signal.aborted || ended === null) return
    await decide(ended, lease)
  }

  async function decide(code: number, lease: Lease): Promise<void> {
    const wasPairing = wanted !== null
    const account = await accounts.read(accountId)
    // The refs of a pairing ran out, or nobody came: it is begun again when somebody asks.
    if (wasPairing && account.state !== 'paired' && code !== 515) {
      wanted = null
      await accounts.pairingEnded(accountId, lease)
      become({ name: 'unpaired' })
      return
    }
    const next = afterClose(code, failures, Math.random())
    log.info({ accountId, code, next }, 'whatsapp: the connection ended')
    if (next.do === 'stop') {
      await accounts.needPerson(accountId, lease, next.why)
      become({ name: 'needs_person', why: next.why })
      return
    }
    if (next.why !== 'restart') failures += 1
    if (next.why === 'version') await given.version.refresh()
    become({ name: 'connecting', why: next.why })
    await pause(next.ms)
  }

  /** @returns the status with which it closed, or null when it ended because of us */
  async function connect(lease: Lease): Promise<number | null> {
    const auth = await open_(lease)
    if (!auth) return null
    me = { id: auth.creds.me?.id ?? '', lid: auth.creds.me?.lid }
    if (!wanted) become({ name: 'connecting', why: 'network' })
    const version = await given.version.current()
    const { sock, release } = withOwnStores(() =>
      makeWASocket(
        socketConfig({
          ...given.parts,
          ...{ auth, version, makeSignalRepository: durable.makeSignalRepository },
        }),
      ),
    )
    current = sock
    durable.attach(sock)
    keepSessions(sock)
    sock.ws.prependListener('CB:message', (stanza: BinaryNode) => auth.expect(keysFor(stanza)))
    let marked = performance.now()
    let looked = marked
    let marks = 0
    const watch = setInterval(() => {
      const held = options.hold()
      const now = performance.now()
      if (!held || held.epoch !== lease.epoch) void sock.end(new Error('the lease is somebody else’s'))
      else if (now - looked > timing.look * 8) {
        looked = now
        // Somebody wants another number behind this row.
        void lookForWish(sock)
      }
      if (open === sock && now - marked > MARK_MS) {
        marked = now
        if (++marks % 60 === 0) void standing(sock, lease)
        void accounts.change(accountId, lease, { openAt: given.now() }).catch(() => undefined)
      }
    }, timing.look)
    const settled = setTimeout(() => {
      failures = 0
    }, timing.settled)
    const opening = setTimeout(() => void sock.end(TIMED_OUT), timing.open)
    sock.ev.on('connection.update', ({ qr, connection }) => {
      if (qr || connection === 'open') clearTimeout(opening)
    })
    try {
      return await new Promise<number | null>((resolve) => listen(sock, auth, lease, resolve))
    } finally {
      clearInterval(watch)
      clearTimeout(settled)
      release()
      clearTimeout(opening)
      open = null
      current = null
      acks.lose()
    }
  }

  async function lookForWish(sock: WASocket): Promise<void> {
    const account = await accounts.read(accountId).catch(() => null)
    if (account && account.state !== 'paired' && !wanted) await sock.end(undefined)
  }

  async function open_(lease: Lease): Promise<Auth | null> {
    try {
      return await openAuth({
        ...{ db: options.db, log, secret: options.secret, accountId, lease },
        mayWait: () => !stopping.signal.aborted && options.hold()?.epoch === lease.epoch,
        together: durable.together,
      })
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      await accounts.needPerson(accountId, lease, 'unreadable')
      become({ name: 'needs_person', why: 'unreadable' })
      return null
    }
  }

  function listen(sock: WASocket, auth: Auth, lease: Lease, ended: (code: number | null) => void): void {
    const { ev, ws } = sock
    /** Everything that waited for us has come. */
    let drained = false
    let saving = Promise.resolve()
    /** What changes the login is written before anything is built on it. */
    const save = () => {
      saving = saving
        .then(() => auth.saveCreds())
        .catch((error) => {
          log.warn({ err: error, accountId }, 'whatsapp: the login could not be stored')
          void sock.end(new Error('the login could not be stored'))
        })
      return saving
    }
    ev.on('creds.update', (changed) => {
      Object.assign(auth.creds, changed)
      me = { id: auth.creds.me?.id ?? '', lid: auth.creds.me?.lid }
      void save()
    })
    ev.on('connection.update', (update) => void onUpdate(update))
    // Baileys hears of it and does nothing: a proxy's 502 would hold the connection for ever.
    ws.on('unexpected-response', () => void sock.end(new Error('no websocket was opened')))
    hear(sock, {
      ...{ accountId, acks, events, log },
      me: () => me,
      lastOpen: () => lastOpen,
      // Never tried again by itself: what nobody asked for stops at once, replies go on.
      restricted: () => void standing(sock, lease, true),
    })

    async function onUpdate(update: Partial<ConnectionState>): Promise<void> {
      if (update.qr && wanted) await showQr(sock, update.qr, lease)
      if (update.connection === 'open') {
        wanted = null
        open = sock
        become({ name: 'open', drained })
        await saving
        await accounts.opened(accountId, lease, auth.creds.me?.id ?? '', given.now()).catch((error) => {
          log.warn({ err: error, accountId }, 'whatsapp: that it is open could not be written')
        })
        given.changed()
        void standing(sock, lease)
      }
      if (update.receivedPendingNotifications) {
        drained = true
        if (open === sock) become({ name: 'open', drained })
      }
      if (update.isNewLogin) {
        await saving
        await accounts.paired(accountId, lease, auth.creds.me?.id ?? '', given.now())
      }
      if (update.connection === 'close') {
        await saving
        const error = update.lastDisconnect?.error as { output?: { statusCode?: number } } | undefined
        ended(stopping.signal.aborted || !error ? null : (error.output?.statusCode ?? 0))
      }
    }
  }

  async function showQr(sock: WASocket, qr: string, lease: Lease): Promise<void> {
    let code = state.name === 'pairing' ? state.code : null
    const phone = wanted?.phone?.replace(/\D/g, '')
    if (phone && !code) code = await sock.requestPairingCode(phone).catch(() => null)
    if (!wanted) return
    await accounts.showPairing(accountId, lease, qr, code).catch(() => undefined)
    become({ name: 'pairing', qr, code })
  }

  return {
    accountId,
    state: () => state,
    socket: () => open,
    oldestUnderWay: durable.oldestUnderWay,
    async stop() {
      stopping.abort()
      await current?.end(undefined)
      await loop
      const lease = options.hold()
      if (lease) await accounts.change(accountId, lease, { connection: null }).catch(() => undefined)
    },
  }
}
