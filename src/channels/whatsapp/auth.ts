import { setTimeout as sleep } from 'node:timers/promises'
import {
  type AuthenticationCreds,
  BufferJSON,
  type CacheStore,
  initAuthCreds,
  proto,
  type SignalDataSet,
  type SignalDataTypeMap,
  type SignalKeyStore,
} from '@whiskeysockets/baileys'
import { type Db, type Tx, transaction } from '../../lib/db.ts'
import type { Lease } from '../../lib/lease.ts'
import type { Log } from '../../lib/log.ts'
import type { Secret } from '../../lib/secret.ts'
import { storedDevices } from './devices.ts'
import { createKeyCache, type KeyName, keyOf } from './key-cache.ts'

/** Somebody else holds this account by now: nothing of ours may be written any more. */
export class LeaseLost extends Error {}

/** What is stored cannot be opened: the wrong secret, or a torn row. It must never become a new identity silently. */
export class Unreadable extends Error {}

export type Auth = {
  creds: AuthenticationCreds
  keys: SignalKeyStore
  /** With which devices people read. */
  devices: CacheStore
  /** These keys will be asked for soon. */
  expect(names: KeyName[]): void
  /** Writes the credentials as they are now. @throws LeaseLost */
  saveCreds(): Promise<void>
}

/** What is written together with keys: the messages that those keys have just opened. */
export type Together = {
  /** @returns what has to happen in the same transaction, or null when there is nothing */
  take(): ((tx: Tx) => Promise<() => void>) | null
}

type Given = {
  db: Db
  log: Log
  secret: Secret
  accountId: number
  lease: Lease
  together: Together
  /** Whether it is still worth while to wait for the database. */
  mayWait: () => boolean
}

const PURPOSE = 'whatsapp'
/** What may wait for the next keys waits no longer. */
const ALONG_MS = 1_000
const AGAIN_MS = 50
const LONGEST_MS = 2_000

/**
 * The credentials and Signal keys of one account, in our database: each `set` is one transaction that names the epoch
 * of our lease, so a process that slept through it cannot put an old ratchet over the new one. Nobody else writes
 * while the epoch is ours, so what was read once need not be read again.
 * @throws Unreadable
 */
export async function openAuth(given: Given): Promise<Auth> {
  const { db, secret, accountId, lease, together } = given
  const place = (type: string, name: string) => `${accountId}/${type}/${name}`
  const cache = createKeyCache(read)
  /** What goes along with the next write. */
  const along = new Map<string, Written>()
  let alone: NodeJS.Timeout | undefined
  const creds = await readCreds(given, place('creds', ''))

  async function get<T extends keyof SignalDataTypeMap>(type: T, names: string[]) {
    const texts = await cache.get(names.map((name) => ({ type, name })))
    const found: { [name: string]: SignalDataTypeMap[T] } = {}
    for (const [index, name] of names.entries()) {
      const text = texts[index]
      if (text) found[name] = revive(type, text)
    }
    return found
  }

  async function read(names: KeyName[]): Promise<Map<string, string>> {
    const rows = await db.prisma.$queryRaw<(KeyName & { value: Uint8Array })[]>`
      SELECT k.type, k.name, k.value
      FROM unnest(${names.map((one) => one.type)}::text[], ${names.map((one) => one.name)}::text[]) AS n(type, name)
      JOIN whatsapp_key k ON k.account_id = ${accountId} AND k.type = n.type AND k.name = n.name`
    const found = new Map<string, string>()
    for (const { type, name, value } of rows) {
      // A torn session is no session: the other side is asked to begin a new one.
      const text = secret.unseal(PURPOSE, place(type, name), value)?.toString()
      if (text) found.set(keyOf({ type, name }), text)
    }
    return found
  }

  function keepAlong(type: string, name: string, value: unknown): void {
    const text = value === null ? null : textOf(type, value)
    cache.put({ type, name }, text)
    along.set(keyOf({ type, name }), { type, name, text })
    alone ??= setTimeout(() => {
      alone = undefined
      set({}).catch((error) =>
        given.log.debug({ err: error, accountId }, 'whatsapp: written with the next keys'),
      )
    }, ALONG_MS)
  }

  async function set(data: SignalDataSet): Promise<void> {
    const written: Written[] = [...along.values()]
    for (const [type, values] of Object.entries(data)) {
      for (const [name, value] of Object.entries(values ?? {})) {
        written.push({ type, name, text: value === null || value === undefined ? null : textOf(type, value) })
      }
    }
    const rows = written.map(({ type, name, text }) => ({
      ...{ type, name },
      value: text && secret.seal(PURPOSE, place(type, name), Buffer.from(text)).toString('base64'),
    }))
    const more = together.take()
    const write = async (tx: Pick<Tx, '$queryRaw'>) => {
      if (!(await writeKeys(tx, accountId, lease, rows)))
        throw new LeaseLost('the account is somebody else’s by now')
    }
    const committed = await patiently<(() => void) | null>(async () =>
      more
        ? transaction(db, async (tx) => {
            await write(tx)
            return more(tx)
          })
        : write(db.prisma).then(() => null),
    )
    for (const one of written) {
      if (along.get(keyOf(one)) === one) along.delete(keyOf(one))
      else cache.put(one, one.text)
    }
    if (along.size === 0) {
      clearTimeout(alone)
      alone = undefined
    }
    committed?.()
  }

  /** What is not stored is not confirmed: the messenger waits with us until the database is back. */
  async function patiently<T>(work: () => Promise<T>): Promise<T> {
    for (let pause = AGAIN_MS; ; pause = Math.min(LONGEST_MS, pause * 2)) {
      try {
        return await work()
      } catch (error) {
        if (error instanceof LeaseLost || !given.mayWait()) throw error
        given.log.warn({ err: error, accountId }, 'whatsapp: keys could not be stored, trying again')
        await sleep(pause)
      }
    }
  }

  return {
    creds,
    keys: { get, set },
    devices: storedDevices(cache, keepAlong),
    expect: cache.expect,
    async saveCreds() {
      const sealed = secret.seal(
        PURPOSE,
        place('creds', ''),
        Buffer.from(JSON.stringify(creds, BufferJSON.replacer)),
      )
      const count = await db.prisma.$executeRaw`
        UPDATE whatsapp_account SET creds = ${sealed} WHERE id = ${accountId} AND EXISTS (
          SELECT 1 FROM lease WHERE name = ${lease.lease} AND holder = ${lease.holder} AND epoch = ${lease.epoch} FOR SHARE)`
      if (count === 0) throw new LeaseLost('the account is somebody else’s by now')
    },
  }
}

type Written = KeyName & { text: string | null }
type Row = KeyName & { value: string | null }

/** One statement, whatever there is to put and to delete. @returns false when the lease is not ours any more */
async function writeKeys(
  tx: Pick<Tx, '$queryRaw'>,
  accountId: number,
  lease: Lease,
  rows: Row[],
): Promise<boolean> {
  const held = await tx.$queryRaw<unknown[]>`
    WITH held AS (
      SELECT 1 AS ok FROM lease
      WHERE name = ${lease.lease} AND holder = ${lease.holder} AND epoch = ${lease.epoch} FOR SHARE),
    d AS (SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS d(type text, name text, value text)),
    gone AS (
      DELETE FROM whatsapp_key k USING d, held
      WHERE k.account_id = ${accountId} AND k.type = d.type AND k.name = d.name AND d.value IS NULL),
    put AS (
      INSERT INTO whatsapp_key (account_id, type, name, value)
      SELECT ${accountId}, d.type, d.name, decode(d.value, 'base64') FROM d, held WHERE d.value IS NOT NULL
      ON CONFLICT (account_id, type, name) DO UPDATE SET value = excluded.value)
    SELECT ok FROM held`
  return held.length === 1
}

async function readCreds({ db, secret, accountId }: Given, place: string): Promise<AuthenticationCreds> {
  const account = await db.prisma.whatsAppAccount.findUniqueOrThrow({ where: { id: accountId } })
  if (!account.creds) return initAuthCreds()
  const json = secret.unseal(PURPOSE, place, account.creds)?.toString()
  if (!json) throw new Unreadable('the stored login cannot be opened: is GUYUB_SECRET still the same?')
  return JSON.parse(json, BufferJSON.reviver)
}

/** What is read and written with every message, and holds no bytes but as text: it needs no look at each of its values. */
const PLAIN = 'session'

const textOf = (type: string, value: unknown): string =>
  JSON.stringify(value, type === PLAIN ? undefined : BufferJSON.replacer)

function revive<T extends keyof SignalDataTypeMap>(type: T, json: string): SignalDataTypeMap[T] {
  const value = JSON.parse(json, type === PLAIN ? undefined : BufferJSON.reviver)
  return type === 'app-state-sync-key'
    ? (proto.Message.AppStateSyncKeyData.fromObject(value) as never)
    : value
}
