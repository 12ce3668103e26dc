import type { Tx } from '../../lib/db.ts'
import { waitsForWord } from '../attendance/waiting.ts'

/** Where somebody is reached: one address, the one last used. */
export type Reachable = { addressId: number; channel: string; externalId: string; locale: string }

/** Somebody of a session's audience. */
export type Member = {
  personId: number
  name: string
  unitName: string
  unitPath: string
  /** Checked in, excused, or waiting for the coordinator's word: nothing is asked of them. */
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

/**
 * Everybody who must attend a session, of the units of one scope. Read when a reminder fires, not before.
 * Several small reads, put together here: as one statement the planner, who knows nothing of a young table, compared
 * everybody's phones with everybody's (5,000 people: half a minute; this way a tenth of a second).
 */
export async function audienceOf(tx: Tx, within: Within): Promise<Member[]> {
  const units = await unitsOf(tx, within)
  const unitOf = new Map(units.map((one) => [one.id, one]))
  const people = await tx.$queryRaw<{ personId: number; name: string; unitId: number }[]>`
    SELECT p.id AS "personId", p.name, p.unit_id AS "unitId" FROM person p
    WHERE p.unit_id = ANY(${units.map((one) => one.id)}::int[]) AND p.status IN ('roster', 'active')
      AND (p.unit_id = ANY(${units.filter((one) => one.whole).map((one) => one.id)}::int[]) OR EXISTS (
        SELECT 1 FROM session s JOIN participant n ON n.activity_id = s.activity_id
        WHERE s.id = ${within.sessionId} AND n.person_id = p.id))
      AND NOT EXISTS (SELECT 1 FROM off_duty d JOIN session s ON s.id = ${within.sessionId}
        WHERE d.person_id = p.id AND d.from_at <= s.starts_at AND d.until_at > s.starts_at)
    ORDER BY p.name, p.id`
  const recorded = new Set(
    (
      await tx.$queryRaw<{ personId: number }[]>`
        SELECT person_id AS "personId" FROM attendance
        WHERE session_id = ${within.sessionId} AND status NOT IN ('tanpa_keterangan', 'belum_dipastikan')
        UNION SELECT c.person_id FROM check_in c JOIN session s ON s.id = c.session_id
        WHERE c.session_id = ${within.sessionId} AND ${waitsForWord}`
    ).map((one) => one.personId),
  )
  const phones = await phonesOf(
    tx,
    people.map((one) => one.personId),
  )
  const members = people.map(({ unitId, ...person }): Member => {
    const { best, shared, optedOut } = phones.get(person.personId) ?? NO_PHONE
    const { name: unitName = '', path: unitPath = '', joined = true } = unitOf.get(unitId) ?? {}
    return {
      ...{ ...person, unitName, unitPath },
      // Before a unit's wave nobody is asked after who could not know.
      recorded: recorded.has(person.personId) || (!joined && best === null),
      ...{ to: best, shared, optedOut: best === null && optedOut },
    }
  })
  return members.sort((a, b) => (a.unitName < b.unitName ? -1 : a.unitName > b.unitName ? 1 : 0))
}

/** Units of the audience within the scope. */
async function unitsOf(tx: Tx, { sessionId, unitPath, except }: Within) {
  return tx.$queryRaw<{ id: number; name: string; path: string; joined: boolean; whole: boolean }[]>`
    SELECT u.id, u.name, u.path, u.joined,
      EXISTS (SELECT 1 FROM session s JOIN unit au ON au.id = ANY(s.audience_units) AND au.id <> ALL(s.named_units)
        WHERE s.id = ${sessionId} AND u.path LIKE au.path || '%') AS whole FROM unit u
    WHERE EXISTS (SELECT 1 FROM session s JOIN unit au ON au.id = ANY(s.audience_units)
        WHERE s.id = ${sessionId} AND u.path LIKE au.path || '%')
      AND u.path LIKE ${unitPath}::text || '%'
      AND NOT EXISTS (SELECT 1 FROM unnest(${except}::text[]) AS x(path) WHERE u.path LIKE x.path || '%')`
}

type Phones = { best: Reachable | null; shared: boolean; optedOut: boolean }
const NO_PHONE: Phones = { best: null, shared: false, optedOut: false }

/** The phones of people: the one last used that may be written to, and whether one of them said *berhenti*. */
async function phonesOf(tx: Tx, personIds: number[]): Promise<Map<number, Phones>> {
  const rows = await tx.$queryRaw<
    (Reachable & { personId: number; alone: boolean; open: boolean; out: boolean })[]
  >`
    SELECT ap.person_id AS "personId", a.id AS "addressId", a.channel, a.external_id AS "externalId", a.locale,
      a.person_id IS NOT NULL AS alone, a.opted_out_at IS NOT NULL AS out,
      a.last_inbound_at IS NOT NULL AND a.blocked_at IS NULL AND a.opted_out_at IS NULL AS open
    FROM address_person ap JOIN address a ON a.id = ap.address_id WHERE ap.person_id = ANY(${personIds}::int[])
    ORDER BY a.last_inbound_at DESC NULLS LAST, a.id`
  const phones = new Map<number, Phones>()
  for (const { personId, alone, open, out, ...to } of rows) {
    const known = phones.get(personId) ?? NO_PHONE
    phones.set(personId, {
      ...(known.best || !open ? known : { ...known, best: to, shared: !alone }),
      optedOut: known.optedOut || out,
    })
  }
  return phones
}

/** The coordinators of these units, from above and below, each once, if a phone reaches them. An admin is none. */
export async function coordinatorsOf(tx: Tx, within: Within, now: Date): Promise<Coordinator[]> {
  const { sessionId, unitPath, except } = within
  const holders = await tx.$queryRaw<{ personId: number; name: string; path: string }[]>`
    SELECT p.id AS "personId", p.name, ru.path
    FROM role r JOIN unit ru ON ru.id = r.unit_id JOIN person p ON p.id = r.person_id
    WHERE r.role = 'koordinator' AND r.from_at <= ${now} AND (r.until_at IS NULL OR r.until_at > ${now})
      AND EXISTS (SELECT 1 FROM session s JOIN unit au ON au.id = ANY(s.audience_units) WHERE s.id = ${sessionId}
        AND (ru.path LIKE au.path || '%' OR au.path LIKE ru.path || '%'))
      AND (ru.path LIKE ${unitPath}::text || '%' OR ${unitPath}::text LIKE ru.path || '%')
      AND NOT EXISTS (SELECT 1 FROM unnest(${except}::text[]) AS x(path) WHERE ru.path LIKE x.path || '%')
    ORDER BY p.id`
  const phones = await phonesOf(
    tx,
    holders.map((one) => one.personId),
  )
  const found = new Map<number, Coordinator>()
  for (const { personId, name, path } of holders) {
    const to = phones.get(personId)?.best
    if (to) found.set(personId, { personId, name, to, paths: [...(found.get(personId)?.paths ?? []), path] })
  }
  return [...found.values()]
}

/** Groups that are linked to one of these units, or to a unit above or below. */
export async function groupsOf(
  tx: Tx,
  { sessionId, unitPath, except }: Within,
): Promise<(Reachable & { unitPath: string })[]> {
  return tx.$queryRaw`
    SELECT a.id AS "addressId", a.channel, a.external_id AS "externalId", a.locale, u.path AS "unitPath"
    FROM group_link g JOIN unit u ON u.id = g.unit_id JOIN address a ON a.id = g.address_id
    WHERE a.blocked_at IS NULL AND a.last_inbound_at IS NOT NULL
      AND EXISTS (SELECT 1 FROM session s JOIN unit au ON au.id = ANY(s.audience_units) WHERE s.id = ${sessionId}
        AND (u.path LIKE au.path || '%' OR au.path LIKE u.path || '%'))
      AND (u.path LIKE ${unitPath}::text || '%' OR ${unitPath}::text LIKE u.path || '%')
      AND NOT EXISTS (SELECT 1 FROM unnest(${except}::text[]) AS x(path) WHERE u.path LIKE x.path || '%')
    ORDER BY a.id`
}
