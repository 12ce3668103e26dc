import type { Tx } from '../lib/db.ts'
import { ADDRESS_LOCK, PERSON_LOCK } from '../lib/locks.ts'
import { Prisma } from '../lib/prisma/client.ts'
import type { Choice } from '../message.ts'
import type { StoredIncoming } from './store.ts'

/** A conversation as it stands in the database. */
export type ConversationRow = {
  dialog: string | null
  state: unknown
  offers: unknown
  resume: unknown
  misses: number
  version: number
}

/** Everything that a turn starts from, read for many addresses in one statement. */
export type Loaded = {
  inboxId: bigint
  attempts: number
  at: Date
  incoming: StoredIncoming
  address: {
    id: number
    channel: string
    externalId: string
    locale: string
    phone: string | null
    noticeVersion: string | null
    optedOut: boolean
    personId: number | null
  }
  conversation: ConversationRow | null
  people: LoadedPerson[]
  /** What stood below our message that this one points at; null when it points at none of ours. */
  quoted: Choice[] | null
  /** More of this address is waiting behind this message. */
  more: boolean
}

export type LoadedPerson = {
  id: number
  name: string
  status: 'roster' | 'pending' | 'active' | 'merged' | 'erased'
  nip: string | null
  employment: string | null
  unitId: number | null
  unitName: string | null
  unitPath: string | null
  kelurahanId: number | null
  roles: { role: string; unitId: number; unitPath: string; from: string; until: string | null }[]
}

/**
 * Locks what can be locked now. A lock of its own statement: a lock and a read in one statement would see the
 * state from before the lock. Trying instead of waiting means that two processes never wait for each other;
 * what another process is at stays in the table and is found by the next poll.
 * @returns the address ids that are ours until the transaction ends
 */
export async function lockAddresses(tx: Tx, addressIds: number[]): Promise<number[]> {
  const rows = await tx.$queryRaw<{ id: number; got: boolean }[]>`
    SELECT id, pg_try_advisory_xact_lock(${ADDRESS_LOCK}::int, id) AS got FROM unnest(${addressIds}::int[]) AS u(id)`
  return rows.filter((row) => row.got).map((row) => row.id)
}

/**
 * Locks the people behind these addresses, so that somebody who writes from two messengers is one after the other.
 * @returns address id → person id (null: a guest) for those that could be locked
 */
export async function lockPeople(tx: Tx, addressIds: number[]): Promise<Map<number, number | null>> {
  const rows = await tx.$queryRaw<{ id: number; personId: number | null; got: boolean | null }[]>`
    SELECT a.id, a.person_id AS "personId", pg_try_advisory_xact_lock(${PERSON_LOCK}::int, a.person_id) AS got
    FROM address a WHERE a.id = ANY(${addressIds}::int[])`
  return new Map(rows.filter((row) => row.personId === null || row.got).map((row) => [row.id, row.personId]))
}

/** The oldest undone message of each address, with all that its turn needs. A row held for a retry holds its address. */
export async function load(tx: Tx, addressIds: number[]): Promise<Loaded[]> {
  const rows = await tx.$queryRaw<RawLoaded[]>`
    SELECT i.id AS "inboxId", i.attempts, i.at, i.payload AS incoming,
      a.id, a.channel, a.external_id AS "externalId", a.locale, a.phone, a.notice_version AS "noticeVersion",
      (a.opted_out_at IS NOT NULL) AS "optedOut", a.person_id AS "personId",
      c.address_id IS NOT NULL AS "hasConversation", c.dialog, c.state, c.offers, c.resume, c.misses, c.version,
      p.people, (SELECT coalesce(o.body -> 'choices', y.body -> 'choices', '[]'::jsonb) FROM outbox o
        LEFT JOIN outbox_body y ON y.id = o.body_id WHERE o.platform_id = i.payload ->> 'quotes' AND o.address_id = a.id LIMIT 1) AS quoted, EXISTS (SELECT 1 FROM inbox n WHERE n.address_id = a.id AND n.state = 'new' AND n.id > i.id) AS more
    FROM unnest(${addressIds}::int[]) AS u(id)
    JOIN address a ON a.id = u.id
    JOIN LATERAL (SELECT * FROM inbox n WHERE n.address_id = a.id AND n.state = 'new' ORDER BY n.id LIMIT 1) i
      ON i.retry_at IS NULL OR i.retry_at <= now()
    LEFT JOIN conversation c ON c.address_id = a.id
    LEFT JOIN LATERAL (${peopleOf(Prisma.sql`ap.address_id = a.id`)}) p ON true`
  return rows.map((row) => ({
    inboxId: row.inboxId,
    attempts: row.attempts,
    at: row.at,
    incoming: row.incoming,
    address: {
      id: row.id,
      channel: row.channel,
      externalId: row.externalId,
      locale: row.locale,
      phone: row.phone,
      noticeVersion: row.noticeVersion,
      optedOut: row.optedOut,
      personId: row.personId,
    },
    conversation: row.hasConversation
      ? {
          dialog: row.dialog,
          state: row.state,
          offers: row.offers,
          resume: row.resume,
          misses: row.misses,
          version: row.version,
        }
      : null,
    people: row.people ?? [],
    quoted: row.quoted,
    more: row.more,
  }))
}

type RawLoaded = Omit<Loaded, 'address' | 'conversation' | 'people'> &
  Loaded['address'] &
  ConversationRow & { hasConversation: boolean; people: LoadedPerson[] | null }

function peopleOf(which: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT jsonb_agg(jsonb_build_object('id', pe.id, 'name', pe.name, 'status', pe.status, 'nip', pe.nip,
      'employment', pe.employment, 'unitId', pe.unit_id, 'unitName', un.name, 'unitPath', un.path,
      'kelurahanId', pe.kelurahan_id, 'roles', coalesce((
        SELECT jsonb_agg(jsonb_build_object('role', r.role, 'unitId', r.unit_id, 'unitPath', ru.path, 'from', r.from_at, 'until', r.until_at))
        FROM role r JOIN unit ru ON ru.id = r.unit_id WHERE r.person_id = pe.id), '[]'::jsonb)) ORDER BY ap.at) AS people
    FROM address_person ap JOIN person pe ON pe.id = ap.person_id LEFT JOIN unit un ON un.id = pe.unit_id
    WHERE ${which} AND pe.status IN ('active', 'pending')`
}
