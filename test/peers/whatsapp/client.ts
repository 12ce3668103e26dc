import {
  type AuthenticationCreds,
  type AuthenticationState,
  type BaileysEventMap,
  BufferJSON,
  initAuthCreds,
  makeWASocket,
  type SignalDataSet,
  type SignalDataTypeMap,
  type UserFacingSocketConfig,
  type WAMessage,
  type WASocket,
} from '@whiskeysockets/baileys'
import pino from 'pino'
import { textOf } from './messages.ts'

type Rows = { [id: string]: SignalDataTypeMap[keyof SignalDataTypeMap] }
type Any = { [type: string]: { [id: string]: unknown } | undefined }

/** Keys in memory, everything through JSON as a database would have it. */
export class MemoryAuth {
  readonly rows = new Map<string, string>()
  creds: AuthenticationCreds = initAuthCreds()
  /** Called after every commit. */
  committed: (data: SignalDataSet) => void = () => undefined

  get state(): AuthenticationState {
    return {
      creds: this.creds,
      keys: {
        get: async (type, ids) => {
          const found: Rows = {}
          for (const id of ids) {
            const row = this.rows.get(`${type}/${id}`)
            if (row) found[id] = JSON.parse(row, BufferJSON.reviver)
          }
          return found as never
        },
        set: async (data: SignalDataSet) => {
          for (const [type, rows] of Object.entries(data as Any)) {
            for (const [id, value] of Object.entries(rows ?? {})) {
              if (value === null || value === undefined) this.rows.delete(`${type}/${id}`)
              else this.rows.set(`${type}/${id}`, JSON.stringify(value, BufferJSON.replacer))
            }
          }
          this.committed(data)
        },
      },
    }
  }
}

export type Upserted = WAMessage & { type: string }

/** An unmodified Baileys, and what it told. */
export class Client {
  readonly sock: WASocket
  readonly auth: MemoryAuth
  readonly upserts: Upserted[] = []
  readonly updates: BaileysEventMap['messages.update'] = []
  /** The server's acks of own messages, which Baileys itself tells nobody about. */
  readonly acks: { id: string; error: string | undefined }[] = []
  readonly #states: BaileysEventMap['connection.update'][] = []

  constructor(url: string, auth: MemoryAuth, config: Partial<UserFacingSocketConfig> = {}) {
    this.auth = auth
    const logger = pino({ level: process.env.BAILEYS_LOG ?? 'silent' })
    this.sock = makeWASocket({
      auth: auth.state,
      waWebSocketUrl: url,
      logger,
      // Queries in flight keep their timers after the end.
      defaultQueryTimeoutMs: 2_000,
      ...config,
    })
    const { ev } = this.sock
    ev.on('connection.update', (state) => void this.#states.push(state))
    ev.on('creds.update', (changed) => void Object.assign(auth.creds, changed))
    ev.on('messages.upsert', ({ messages, type }) => {
      for (const message of messages) this.upserts.push({ ...message, type })
    })
    ev.on('messages.update', (updates) => void this.updates.push(...updates))
    this.sock.ws.on('CB:ack,class:message', ({ attrs }: { attrs: { id: string; error?: string } }) => {
      this.acks.push({ id: attrs.id, error: attrs.error })
    })
  }

  /** @throws when the event does not come in so many milliseconds */
  wait<K extends keyof BaileysEventMap>(
    event: K,
    wanted: (data: BaileysEventMap[K]) => boolean,
    ms = 8_000,
  ): Promise<BaileysEventMap[K]> {
    const { ev } = this.sock
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        ev.off(event, see)
        reject(new Error(`no such ${event} in ${ms} ms`))
      }, ms)
      const see = (data: BaileysEventMap[K]) => {
        if (!wanted(data)) return
        clearTimeout(timer)
        ev.off(event, see)
        resolve(data)
      }
      ev.on(event, see)
    })
  }

  async open(): Promise<this> {
    if (!this.#states.some(({ connection }) => connection === 'open')) {
      await this.wait('connection.update', ({ connection }) => connection === 'open')
    }
    return this
  }

  /** The status with which the connection ended. */
  async closed(): Promise<number> {
    const state =
      this.#states.find(({ connection }) => connection === 'close') ??
      (await this.wait('connection.update', ({ connection }) => connection === 'close'))
    const error = state.lastDisconnect?.error as { output?: { statusCode?: number } } | undefined
    return error?.output?.statusCode ?? 0
  }

  async qr(): Promise<string> {
    const { qr } = await this.wait('connection.update', (state) => state.qr !== undefined)
    return qr as string
  }

  /** The first message with this text, also one that came before. */
  async heard(text: string): Promise<Upserted> {
    const there = this.upserts.find((each) => textOf(each.message) === text)
    if (there) return there
    await this.wait('messages.upsert', ({ messages }) =>
      messages.some((each) => textOf(each.message) === text),
    )
    return this.heard(text)
  }

  async end(): Promise<void> {
    await this.sock.end(undefined)
  }
}
