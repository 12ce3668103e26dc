import type { Tx } from '../../lib/db.ts'

/** Where somebody is reached: one address, the one last used. */
export type Reachable = { addressId: number; channel: string; locale: string }

/** Somebody of a session's audience. */
export type Member = {
  personId: number
  name: string
  unitName: string
  unitPath: string
  /** Checked in. */
  recorded: boolean
  /** Null: nobody has joined with this name, or the phone blocked us, or said *berhenti*. */
  to: Reachable | null
  /** The phone speaks for others as well: then the message says whose it is. */
  shared: boolean
  /** Said *berhenti* and is reached by no other phone: somebody has to tell them. */
  optedOut: boolean
}

export type Coordinator = { personId: number; name: string; paths: string[]; to: Reachable }

type Within = { sessionId: number; unitPath: string; except: string[] }

type Row = Omit<Member, 'to'> & { addressId: number | null; channel: string; locale: string }

const to = ({ addressId, channel, locale }: Omit<Reachable, 'addressId'> & { addressId: number | null }) =>
  addressId === null ? null : { addressId, channel, locale }

/** Everybody who must attend a session, of the units of one scope. Read when a reminder fires, not before. */
export async function audienceOf(tx: Tx, { sessionId, unitPath, except }: Within): Promise<Member[]> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT p.id AS "personId", p.name, u.name AS "unitName", u.path AS "unitPath", a.id AS "addressId", a.channel, a.locale,
      EXISTS (SELECT 1 FROM attendance t WHERE t.session_id = s.id AND t.person_id = p.id) AS recorded,
      a.id IS NOT NULL AND a.person_id IS NULL AS shared,
      a.id IS NULL AND EXISTS (SELECT 1 FROM address_person ap JOIN address oa ON oa.id = ap.address_id
        WHERE ap.person_id = p.id AND oa.opted_out_at IS NOT NULL) AS "optedOut"
    FROM session s JOIN unit u ON EXISTS (SELECT 1 FROM unit au WHERE au.id = ANY(s.audience_units) AND u.path LIKE au.path || '%')
    JOIN person p ON p.unit_id = u.id AND p.status IN ('roster', 'active')
    LEFT JOIN LATERAL (
      SELECT a.id, a.channel, a.locale, a.person_id FROM address_person ap JOIN address a ON a.id = ap.address_id
      WHERE ap.person_id = p.id AND a.last_inbound_at IS NOT NULL AND a.blocked_at IS NULL AND a.opted_out_at IS NULL
      ORDER BY a.last_inbound_at DESC, a.id LIMIT 1) a ON true
    WHERE s.id = ${sessionId} AND u.path LIKE ${unitPath}::text || '%'
      AND NOT EXISTS (SELECT 1 FROM unnest(${except}::text[]) AS x(path) WHERE u.path LIKE x.path || '%')
    ORDER BY u.name, p.name, p.id`
  return rows.map(({ addressId, channel, locale, ...one }) => ({
    ...one,
    to: to({ addressId, channel, locale }),
  }))
}

/** The coordinators of these units, from above and below, each once. An admin is none. */
export async function coordinatorsOf(
  tx: Tx,
  { sessionId, unitPath, except }: Within,
  now: Date,
): Promise<Coordinator[]> {
  const rows = await tx.$queryRaw<(Omit<Coordinator, 'to'> & Reachable)[]>`
    SELECT p.id AS "personId", p.name, array_agg(DISTINCT ru.path) AS paths, a.id AS "addressId", a.channel, a.locale
    FROM role r JOIN unit ru ON ru.id = r.unit_id JOIN person p ON p.id = r.person_id
    JOIN LATERAL (
      SELECT a.id, a.channel, a.locale FROM address_person ap JOIN address a ON a.id = ap.address_id
      WHERE ap.person_id = p.id AND a.last_inbound_at IS NOT NULL AND a.blocked_at IS NULL AND a.opted_out_at IS NULL
      ORDER BY a.last_inbound_at DESC, a.id LIMIT 1) a ON true
    WHERE r.role = 'koordinator' AND r.from_at <= ${now} AND (r.until_at IS NULL OR r.until_at > ${now})
      AND EXISTS (SELECT 1 FROM session s JOIN unit au ON au.id = ANY(s.audience_units) WHERE s.id = ${sessionId}
        AND (ru.path LIKE au.path || '%' OR au.path LIKE ru.path || '%'))
      AND (ru.path LIKE ${unitPath}::text || '%' OR ${unitPath}::text LIKE ru.path || '%')
      AND NOT EXISTS (SELECT 1 FROM unnest(${except}::text[]) AS x(path) WHERE ru.path LIKE x.path || '%')
    GROUP BY p.id, p.name, a.id, a.channel, a.locale ORDER BY p.id`
  return rows.map(({ addressId, channel, locale, ...one }) => ({
    ...one,
    to: { addressId, channel, locale },
  }))
}

/** Groups that are linked to one of these units, or to a unit above or below. */
export async function groupsOf(
  tx: Tx,
  { sessionId, unitPath, except }: Within,
): Promise<(Reachable & { unitPath: string })[]> {
  return tx.$queryRaw`
    SELECT a.id AS "addressId", a.channel, a.locale, u.path AS "unitPath"
    FROM group_link g JOIN unit u ON u.id = g.unit_id JOIN address a ON a.id = g.address_id
    WHERE a.blocked_at IS NULL AND a.last_inbound_at IS NOT NULL
      AND EXISTS (SELECT 1 FROM session s JOIN unit au ON au.id = ANY(s.audience_units) WHERE s.id = ${sessionId}
        AND (u.path LIKE au.path || '%' OR au.path LIKE u.path || '%'))
      AND (u.path LIKE ${unitPath}::text || '%' OR ${unitPath}::text LIKE u.path || '%')
      AND NOT EXISTS (SELECT 1 FROM unnest(${except}::text[]) AS x(path) WHERE u.path LIKE x.path || '%')
    ORDER BY a.id`
}
