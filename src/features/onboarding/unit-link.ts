import type { Tx } from '../../lib/db.ts'
import { audit } from '../people/audit.ts'
import { coordinates } from '../people/authority.ts'
import { decidersFor } from '../people/claim.ts'
import { newCode } from '../people/one-time-code.ts'

/** Days that the link of a unit works. */
const DAYS = 7

export type Link = { id: number; unitId: number; unitName: string; unitPath: string }
export type Opened = { kind: 'open'; link: Link } | { kind: 'old' | 'full' }

type Holder = { id: number; unitPath: string | null; roles: { role: string; unitPath: string }[] }

/**
 * A link for the people of a unit: whoever has it may ask to be let in as one of them, as often as the unit has people.
 * Only the digest of its code is kept.
 */
export async function makeLink(
  tx: Tx,
  unit: { id: number; path: string },
  by: Holder,
  given: Given,
): Promise<Made | 'notYours' | 'nobody'> {
  return coordinates(by, unit.path) ? create(tx, unit, by.id, given) : 'notYours'
}

/** The same for whoever runs this installation, in the name of those who decide for the unit. */
export async function makeLinkFor(
  tx: Tx,
  unit: { id: number; path: string },
  given: Given,
): Promise<Made | 'nobody' | 'noDecider'> {
  const [first] = await decidersFor(tx, unit.id, given.now)
  return first ? create(tx, unit, first.personId, given) : 'noDecider'
}

type Given = { digest(text: string): string; now: Date }
type Made = { code: string; most: number; until: Date }

async function create(
  tx: Tx,
  unit: { id: number; path: string },
  by: number,
  given: Given,
): Promise<Made | 'nobody'> {
  const most = await rosterSize(tx, unit.path)
  if (most === 0) return 'nobody'
  const code = newCode()
  const until = new Date(given.now.getTime() + DAYS * 86_400_000)
  const digest = given.digest(code)
  await tx.unitLink.create({
    data: { unitId: unit.id, digest, most, expiresAt: until, createdBy: by, at: given.now },
  })
  await audit(tx, {
    at: given.now,
    actorId: by,
    action: 'unit.invite',
    subject: `unit/${unit.id}`,
    after: { most },
  })
  return { code, most, until }
}

async function rosterSize(tx: Tx, path: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM person p JOIN unit u ON u.id = p.unit_id
    WHERE u.path LIKE ${`${path}%`} AND p.status IN ('roster', 'active')`
  return row?.count ?? 0
}

/** What a code opens; null for one that is no link of a unit. */
export async function openLink(tx: Tx, digest: string, now: Date): Promise<Opened | null> {
  const [row] = await tx.$queryRaw<(Link & { over: boolean; full: boolean })[]>`
    SELECT l.id, l.unit_id AS "unitId", u.name AS "unitName", u.path AS "unitPath",
      l.expires_at <= ${now} OR l.revoked_at IS NOT NULL AS over, l.used >= l.most AS full
    FROM unit_link l JOIN unit u ON u.id = l.unit_id WHERE l.digest = ${digest}`
  if (!row) return null
  if (row.over || row.full) return { kind: row.over ? 'old' : 'full' }
  return { kind: 'open', link: row }
}

/** The same, for somebody who began before it ended. */
export async function linkById(tx: Tx, id: number, now: Date): Promise<Opened | null> {
  const row = await tx.unitLink.findUnique({ where: { id }, select: { digest: true } })
  return row && openLink(tx, row.digest, now)
}

/** One request more. @returns false when that was one too many */
export async function useLink(tx: Tx, id: number, now: Date): Promise<boolean> {
  const count = await tx.$executeRaw`
    UPDATE unit_link SET used = used + 1
    WHERE id = ${id} AND used < most AND expires_at > ${now} AND revoked_at IS NULL`
  return count === 1
}

/** Ends the links of a unit and of everything below it. @returns how many */
export async function closeLinks(
  tx: Tx,
  unit: { id: number; path: string },
  by: Holder,
  now: Date,
): Promise<number> {
  if (!coordinates(by, unit.path)) return 0
  const count = await tx.$executeRaw`
    UPDATE unit_link l SET revoked_at = ${now} FROM unit u
    WHERE u.id = l.unit_id AND u.path LIKE ${`${unit.path}%`} AND l.revoked_at IS NULL AND l.expires_at > ${now}`
  if (count > 0)
    await audit(tx, {
      at: now,
      actorId: by.id,
      action: 'unit.close',
      subject: `unit/${unit.id}`,
      after: { links: count },
    })
  return count
}
