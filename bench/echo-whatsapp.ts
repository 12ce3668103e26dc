/**
 * The baseline: the smallest bot on a bare Baileys, its keys in memory. It keeps nothing else.
 *
 *     CREDS=… npx tsx bench/echo-whatsapp.ts URL ROOT_KEY
 */
import {
  BufferJSON,
  type CacheStore,
  makeWASocket,
  type SignalDataSet,
  WA_CERT_DETAILS,
} from '@whiskeysockets/baileys'
import pino from 'pino'

// libsignal writes its sessions to the console.
const say = console.log
console.log = console.info = console.warn = console.error = () => {}

const [url = '', rootKey = ''] = process.argv.slice(2)
;(WA_CERT_DETAILS as { PUBLIC_KEY: Uint8Array }).PUBLIC_KEY = Buffer.from(rootKey, 'hex')
const creds = JSON.parse(process.env.CREDS ?? '', BufferJSON.reviver)

const rows = new Map<string, unknown>()
const keys = {
  get: async (type: string, ids: string[]) =>
    Object.fromEntries(
      ids.flatMap((id) => (rows.has(`${type}/${id}`) ? [[id, rows.get(`${type}/${id}`)]] : [])),
    ) as never,
  set: async (data: SignalDataSet) => {
    for (const [type, values] of Object.entries(data)) {
      for (const [id, value] of Object.entries(values ?? {})) {
        if (value === null || value === undefined) rows.delete(`${type}/${id}`)
        else rows.set(`${type}/${id}`, value)
      }
    }
  },
}
// Baileys' own forgets after 5 minutes, and begins every session anew: a long run would measure that.
const devices = new Map<string, unknown>()
const userDevicesCache: CacheStore = {
  get: <T>(key: string) => devices.get(key) as T | undefined,
  set: (key, value) => void devices.set(key, value),
  del: (key) => void devices.delete(key),
  flushAll: () => devices.clear(),
}

const sock = makeWASocket({
  auth: { creds, keys },
  waWebSocketUrl: url,
  logger: pino({ level: 'silent' }),
  userDevicesCache,
})
sock.ev.on('creds.update', (changed) => void Object.assign(creds, changed))
sock.ev.on('connection.update', ({ connection }) => {
  if (connection === 'open') say('echo is listening')
})
sock.ev.on('messages.upsert', ({ messages }) => {
  for (const { key, message } of messages) {
    const text = message?.conversation ?? message?.extendedTextMessage?.text
    if (!key.fromMe && key.remoteJid && text) void sock.sendMessage(key.remoteJid, { text })
  }
})
process.once('SIGTERM', () => process.exit(0))
