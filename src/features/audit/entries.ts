import { createHash } from 'node:crypto'
import type { Keyed } from '../../lib/secret.ts'
import { KINDS, type Kind, type Row, type RowName } from './rows.ts'

/**
 * What a seal keeps of a row: its name, a keyed digest of what never changes in it, and one of each value that an erasure
 * may empty. Keyed, so that whoever holds the database alone can neither guess an erased name nor forge a row.
 */
export type Entry = RowName & { fixed: Buffer; veils: Buffer[] }

/** Bytes of each digest: nobody guesses 64 bits that only the secret can check. */
const SHORT = 8
const BY_NUMBER = new Map(Object.entries(KINDS).map(([kind, number]) => [number, kind as Kind]))

export function entryOf({ kind, id, fixed, veiled }: Row, key: Keyed): Entry {
  const short = (...what: unknown[]) => key.mac(canonical([kind, id, ...what])).subarray(0, SHORT)
  return { kind, id, fixed: short('fixed', fixed), veils: veiled.map((value, n) => short(n, value)) }
}

/** How a row differs from what was sealed; `erased`: only values that an erasure may empty are gone. */
export function compare(sealed: Entry, row: Row, key: Keyed): 'same' | 'erased' | 'changed' {
  const now = entryOf(row, key)
  if (!now.fixed.equals(sealed.fixed) || now.veils.length !== sealed.veils.length) return 'changed'
  const differ = now.veils.flatMap((veil, n) => (veil.equals(sealed.veils[n] as Buffer) ? [] : [n]))
  if (differ.length === 0) return 'same'
  return differ.every((n) => row.veiled[n] === null) ? 'erased' : 'changed'
}

/** The same value is always the same text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? String(inner) : inner))
}

/** kind (1), veils (1), id (8), digests (8 each). */
export function pack(entries: Entry[]): Buffer {
  return Buffer.concat(
    entries.flatMap(({ kind, id, fixed, veils }) => {
      const head = Buffer.alloc(10)
      head.writeUInt8(KINDS[kind], 0)
      head.writeUInt8(veils.length, 1)
      head.writeBigInt64BE(id, 2)
      return [head, fixed, ...veils]
    }),
  )
}

/** @returns null when the bytes are not what `pack` makes */
export function unpack(bytes: Uint8Array): Entry[] | null {
  const all = Buffer.from(bytes)
  const entries: Entry[] = []
  for (let at = 0; at < all.length; ) {
    if (at + 10 + SHORT > all.length) return null
    const kind = BY_NUMBER.get(all.readUInt8(at))
    const count = all.readUInt8(at + 1)
    const end = at + 10 + SHORT * (1 + count)
    if (!kind || end > all.length) return null
    const digest = (n: number) => all.subarray(at + 10 + SHORT * n, at + 10 + SHORT * (n + 1))
    const veils = Array.from({ length: count }, (_, n) => digest(n + 1))
    entries.push({ kind, id: all.readBigInt64BE(at + 2), fixed: digest(0), veils })
    at = end
  }
  return entries
}

/** A link of the chain: all that it says, and the link before it. */
export function linkOf(
  before: string,
  seal: { sessionId: number; seq: number; rows: number; key: string; at: Date; entries: Uint8Array },
): string {
  const { sessionId, seq, rows, key, at, entries } = seal
  return createHash('sha256')
    .update([before, sessionId, seq, rows, key, at.toISOString()].join('\n'))
    .update('\n')
    .update(entries)
    .digest('hex')
}
