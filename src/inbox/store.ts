import type { Db, Tx } from '../lib/db.ts'
import type { Incoming } from '../message.ts'
import { redact } from './redact.ts'

/** What the inbox keeps of a message: an Incoming whose dates are ISO strings, with what the masking noticed. */
export type StoredIncoming = Omit<Incoming, 'at'> & { at: string; hadNik: boolean; cutFrom?: number }

/** A text longer than this is cut: nobody means 5,000 characters as one request to a bot. */
const LONGEST_TEXT = 4_000

/**
 * Keeps what an adapter received, a batch in one statement, before anything else happens to it. What was seen
 * before (channel + external id) is ignored. A NIK is masked before the insert, so that it is never stored.
 * When this resolves, the batch is committed and the platform may be told "received".
 *
 * The addresses are inserted in one order, so that two batches cannot wait for each other.
 * @returns the addresses that have something new, oldest first
 */
export async function store(db: { prisma: Pick<Tx, '$queryRaw'> }, batch: Incoming[]): Promise<number[]> {
  if (batch.length === 0) return []
  const rows = batch.map((incoming, order) => {
    const { text, found } = redact(incoming.text)
    const payload: StoredIncoming = {
      ...incoming,
      id: clean(incoming.id),
      ...(incoming.choice === undefined ? {} : { choice: storable(incoming.choice) }),
      ...(incoming.attachment ? { attachment: storable(incoming.attachment) } : {}),
      // A place stays as it was sent until it is answered, because being somewhere is a matter of metres: then it goes
      // (finish.ts, docs/privasi.md).
      text: clean(text.slice(0, LONGEST_TEXT)),
      at: incoming.at.toISOString(),
      hadNik: found,
      ...(text.length > LONGEST_TEXT ? { cutFrom: text.length } : {}),
    }
    // A conversation belongs to the person's address; in a group, to the group.
    const owner = incoming.group ? incoming.chat : incoming.from
    return {
      ord: order,
      channel: owner.channel,
      external: clean(incoming.id),
      owner: clean(owner.id),
      at: payload.at,
      // In a group it is the number of whoever wrote, not the group's.
      phone: incoming.group ? null : (incoming.phone ?? null),
      via: incoming.via ?? null,
      payload,
    }
  })
  const stored = await db.prisma.$queryRaw<{ addressId: number }[]>`
    WITH m AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS m(ord int, channel text, external text, owner text, at timestamptz, phone text, via text, payload jsonb)),
    owners AS (
      INSERT INTO address (channel, external_id, first_seen_at, last_inbound_at, phone, via)
      SELECT channel, owner, min(at), max(at), max(phone), max(via) FROM m GROUP BY channel, owner ORDER BY channel, owner
      ON CONFLICT (channel, external_id) DO UPDATE SET
        last_inbound_at = greatest(address.last_inbound_at, excluded.last_inbound_at),
        phone = coalesce(excluded.phone, address.phone), via = coalesce(excluded.via, address.via), blocked_at = NULL
      RETURNING id, channel, external_id),
    -- A number that speaks under another name by now was sold on, or moved: it proves nothing for the old one.
    moved AS (
      UPDATE address a SET phone = NULL FROM m
      WHERE m.phone IS NOT NULL AND a.phone = m.phone AND a.channel = m.channel AND a.external_id <> m.owner),
    kept AS (
      INSERT INTO inbox (channel, external_id, address_id, at, payload)
      SELECT m.channel, m.external, o.id, m.at, m.payload
      FROM m JOIN owners o ON o.channel = m.channel AND o.external_id = m.owner ORDER BY m.ord
      ON CONFLICT (channel, external_id) DO NOTHING
      RETURNING id, address_id)
    SELECT address_id AS "addressId" FROM kept ORDER BY id`
  return [...new Set(stored.map((row) => row.addressId))]
}

/** What PostgreSQL can hold: no NUL, no half of a surrogate pair. One such letter would stop the inbox for ever. */
function clean(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}

/** Every text of a message, wherever it stands (a file's name, a button's id), made storable. */
function storable<T>(value: T): T {
  if (typeof value === 'string') return redact(clean(value)).text as T
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  if (Array.isArray(value)) return value.map(storable) as T
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, storable(one)])) as T
}

/**
 * `store` for many callers at once: what arrives while a statement is under way goes into the next one together, so
 * that a burst of webhooks costs as few commits as a batch of long polling. A caller may hear of its neighbours' addresses, too: a hint more does no harm.
 * @returns resolves when the caller's messages are committed, with addresses that have something new
 */
export function createStore(db: Db): (batch: Incoming[]) => Promise<number[]> {
  type Waiting = { batch: Incoming[]; resolve(ids: number[]): void; reject(error: unknown): void }
  let waiting: Waiting[] = []
  let busy = false

  async function flush(): Promise<void> {
    busy = true
    while (waiting.length > 0) {
      const group = waiting
      waiting = []
      try {
        const ids = await store(
          db,
          group.flatMap((one) => one.batch),
        )
        for (const one of group) one.resolve(ids)
      } catch (error) {
        // One bad message must not fail its neighbours: each by itself.
        if (group.length === 1) group[0]?.reject(error)
        else for (const one of group) await store(db, one.batch).then(one.resolve, one.reject)
      }
    }
    busy = false
  }

  return (batch) =>
    new Promise((resolve, reject) => {
      waiting.push({ batch, resolve, reject })
      if (!busy) void flush()
    })
}
