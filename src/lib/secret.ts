import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/**
 * One secret, from which every purpose derives a key of its own (HKDF): a signature made for one purpose
 * says nothing for another. What each loss or rotation breaks stands in docs/operasi.md.
 */
export type Secret = {
  /** A signature that never expires, of letters, digits, - and _ only: for a cookie. */
  sign(purpose: string, text: string): string
  verify(purpose: string, text: string, signature: string): boolean
  /** A link's token: carries its payload in the open, signed, until `expires`. */
  token(purpose: string, payload: string, expires: Date): string
  /** @returns the payload, or null when it is not ours, for another purpose, or too old */
  readToken(purpose: string, token: string, now: Date): string | null
  /** What a one-time code is stored as: without the secret, a stolen table cannot be guessed through. */
  digest(purpose: string, code: string): string
  /**
   * Keyed digests that are made again later, to compare: the first is the one to use now, the others are of the secrets
   * before a rotation, while they are still listed.
   */
  keyed(purpose: string): [Keyed, ...Keyed[]]
  /**
   * Encrypts what must be read again (AES-256-GCM).
   * @param place where it will lie: sealed there, it opens nowhere else
   */
  seal(purpose: string, place: string, bytes: Uint8Array): Buffer
  /** @returns null when it is torn, from elsewhere, or sealed with a secret that we no longer have */
  unseal(purpose: string, place: string, sealed: Uint8Array): Buffer | null
}

/** `id` says which secret it takes, and nothing about it. */
export type Keyed = { id: string; mac(text: string): Buffer }

const SHORTEST = 32
const KEY_ID = 6
const IV = 12
const TAG = 16

/**
 * Opens the secret. Embedded, without `GUYUB_SECRET`, one is made once and kept in the data directory for
 * nobody else to read.
 * @param given `Config['secret']`: the secret, or several separated by blanks during a rotation. The first
 *   signs, all of them verify.
 */
export function openSecret(given: string | null, dataDir: string): Secret {
  const secrets = given ? given.split(/\s+/).filter(Boolean) : [keptSecret(dataDir)]
  if (secrets.length === 0 || secrets.some((secret) => secret.length < SHORTEST)) {
    throw new Error(
      `GUYUB_SECRET: each secret needs at least ${SHORTEST} characters (openssl rand -base64 48).`,
    )
  }
  const keyrings = new Map<string, Key[]>()
  const keys = (purpose: string): [Key, ...Key[]] => {
    const known = keyrings.get(purpose) ?? secrets.map((secret) => derive(secret, purpose))
    keyrings.set(purpose, known)
    return known as [Key, ...Key[]]
  }
  const sign = (purpose: string, text: string) => {
    const [current] = keys(purpose)
    return current.id + mac(current, text)
  }
  const verify = (purpose: string, text: string, signature: string) => {
    const key = keys(purpose).find(({ id }) => id === signature.slice(0, KEY_ID))
    return key !== undefined && equal(mac(key, text), signature.slice(KEY_ID))
  }
  return {
    sign,
    verify,
    token(purpose, payload, expires) {
      const content = `${Buffer.from(payload).toString('base64url')}.${Math.floor(expires.getTime() / 1_000).toString(36)}`
      return `${content}.${sign(purpose, content)}`
    },
    readToken(purpose, token, now) {
      const [payload, expires, signature, ...rest] = token.split('.')
      if (!payload || !expires || !signature || rest.length > 0) return null
      if (!verify(purpose, `${payload}.${expires}`, signature)) return null
      if (now.getTime() >= Number.parseInt(expires, 36) * 1_000) return null
      return Buffer.from(payload, 'base64url').toString()
    },
    digest: (purpose, code) => mac(keys(purpose)[0], code),
    keyed: (purpose) =>
      keys(purpose).map(({ id, bytes }) => ({
        ...{ id, mac: (text: string) => createHmac('sha256', bytes).update(text).digest() },
      })) as [Keyed, ...Keyed[]],
    seal(purpose, place, bytes) {
      const [current] = keys(purpose)
      const iv = randomBytes(IV)
      const cipher = createCipheriv('aes-256-gcm', current.bytes, iv).setAAD(Buffer.from(place))
      const body = Buffer.concat([cipher.update(bytes), cipher.final()])
      return Buffer.concat([Buffer.from(current.id), iv, cipher.getAuthTag(), body])
    },
    unseal(purpose, place, sealed) {
      const all = Buffer.from(sealed)
      const key = keys(purpose).find(({ id }) => id === all.toString('latin1', 0, KEY_ID))
      if (!key || all.length < KEY_ID + IV + TAG) return null
      const [iv, tag] = [all.subarray(KEY_ID, KEY_ID + IV), all.subarray(KEY_ID + IV, KEY_ID + IV + TAG)]
      const decipher = createDecipheriv('aes-256-gcm', key.bytes, iv, { authTagLength: TAG })
      decipher.setAAD(Buffer.from(place)).setAuthTag(tag)
      try {
        return Buffer.concat([decipher.update(all.subarray(KEY_ID + IV + TAG)), decipher.final()])
      } catch {
        return null
      }
    },
  }
}

/** Compares in a time that tells nothing about where they differ. */
export function equal(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** `id` tells which secret signed, and nothing about it. */
type Key = { id: string; bytes: Buffer }

function derive(secret: string, purpose: string): Key {
  const bytes = Buffer.from(hkdfSync('sha256', secret, 'guyub', `guyub/${purpose}`, 32))
  const id = Buffer.from(hkdfSync('sha256', secret, 'guyub', `guyub/key-id/${purpose}`, 8)).toString(
    'base64url',
  )
  return { id: id.slice(0, KEY_ID), bytes }
}

function mac(key: Key, text: string): string {
  return createHmac('sha256', key.bytes).update(text).digest('base64url')
}

/** Made whole under another name and linked: two that start together agree, and no half secret is left. */
function keptSecret(dataDir: string): string {
  const file = join(dataDir, 'secret')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const kept = read(file)
  if (kept !== null) return kept
  const unfinished = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  const descriptor = openSync(unfinished, 'wx', 0o600)
  writeSync(descriptor, `${randomBytes(48).toString('base64url')}\n`)
  fsyncSync(descriptor)
  closeSync(descriptor)
  try {
    linkSync(unfinished, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(unfinished)
  }
  return read(file) ?? ''
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
