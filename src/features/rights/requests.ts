import type { Tx } from '../../lib/db.ts'
import type { DataRequest } from '../../lib/prisma/client.ts'
import { type Decider, voicesOver } from '../attendance/voices.ts'
import { audit } from '../people/audit.ts'
import { outranks } from '../people/authority.ts'
import { bearersOf, freeReference } from '../people/free-reference.ts'
import { rolesOf } from '../people/roles-of.ts'

/** UU 27/2022 art. 30, 32, 41: 3 × 24 hours from the request. */
export const LAW_HOURS = 72
const HOUR_MS = 3_600_000

export const FIELDS = ['name', 'nip', 'unit', 'phone', 'employment', 'other'] as const
export type Field = (typeof FIELDS)[number]

/** What should be another one. `unitId`: of a move, where to. */
export type Wish = { field: Field; value: string; unitId: number | null }
export type Asked = { request: DataRequest; deciders: Decider[]; fresh: boolean }

/**
 * Asks for a correction; the clock of the law runs from the message. The same wish again is the one that is open; another
 * one for the same field takes its place.
 */
export async function requestCorrection(
  tx: Tx,
  { field, value, unitId }: Wish,
  of: { personId: number; addressId: number; inboxId: bigint },
  at: Date,
): Promise<Asked> {
  const { personId, addressId, inboxId } = of
  const person = await tx.person.findUniqueOrThrow({ where: { id: personId } })
  const decides = field === 'unit' ? unitId : person.unitId
  const path = decides ?? (await tx.unit.findFirstOrThrow({ where: { kind: 'kota' } })).id
  const open = await tx.dataRequest.findFirst({ where: { personId, kind: 'correct', field, state: 'open' } })
  const deciders = await decidersOf(tx, path, personId, at)
  if (open && (open.value === value || open.inboxId === inboxId))
    return { request: open, deciders, fresh: false }
  if (open)
    await tx.dataRequest.update({
      where: { id: open.id },
      data: { state: 'withdrawn', value: null, decidedAt: at, decidedBy: personId },
    })
  const ref = await freeReference(tx)
  const dueAt = new Date(at.getTime() + LAW_HOURS * HOUR_MS)
  const request = await tx.dataRequest.create({
    data: {
      ...{ ref, kind: 'correct', personId, addressIds: [addressId], field, value, unitId: path },
      ...{ at, dueAt, inboxId },
    },
  })
  await audit(tx, {
    ...{ at, actorId: personId, action: 'data.ask', subject: `person/${personId}`, after: { ref, field } },
  })
  return { request, deciders, fresh: true }
}

/** Who is asked: the nearest with a role over the unit, of those whom no role of the person stands above; else the city's. */
export async function decidersOf(tx: Tx, unitId: number, personId: number, at: Date): Promise<Decider[]> {
  const held = await rolesOf(tx, personId, at)
  const able = async (unit: number): Promise<Decider[]> => {
    const found: Decider[] = []
    for (const one of await voicesOver(tx, unit, [personId], at)) {
      const roles = await rolesOf(tx, one.personId, at)
      if (!outranks(held, { id: one.personId, unitPath: null, roles })) found.push(one)
    }
    return found
  }
  const near = await able(unitId)
  if (near.length > 0) return near
  return able((await tx.unit.findFirstOrThrow({ where: { kind: 'kota' } })).id)
}

/** Takes back one's own request. @returns whether it was open */
export async function withdrawRequest(tx: Tx, ref: string, personIds: number[], at: Date): Promise<boolean> {
  const { count } = await tx.dataRequest.updateMany({
    where: { ref: ref.toUpperCase(), kind: 'correct', state: 'open', personId: { in: personIds } },
    data: { state: 'withdrawn', value: null, decidedAt: at },
  })
  return count > 0
}

export type Waiting = {
  ref: string
  field: Field
  value: string | null
  at: Date
  dueAt: Date
  personId: number
  name: string
  unitName: string | null
  nip: string | null
  wanted: string | null
}

/** What waits for a word in these parts of the city; the one that has least time first. */
export async function waitingRequests(
  tx: Tx,
  paths: string[],
  ref: string | null = null,
): Promise<Waiting[]> {
  return tx.$queryRaw<Waiting[]>`
    SELECT r.ref, r.field, r.value, r.at, r.due_at AS "dueAt", p.id AS "personId", p.name, p.nip, own.name AS "unitName",
      u.name AS wanted
    FROM data_request r JOIN person p ON p.id = r.person_id JOIN unit u ON u.id = r.unit_id LEFT JOIN unit own ON own.id = p.unit_id
    WHERE r.kind = 'correct' AND r.state = 'open' AND (${ref}::text IS NULL OR r.ref = ${ref})
      AND EXISTS (SELECT 1 FROM unnest(${paths}::text[]) AS c(path) WHERE u.path LIKE c.path || '%')
    ORDER BY r.due_at, r.id LIMIT 30`
}

/**
 * The part of the city whose word a request waits for; null when the word is of something else, or may be: of before words
 * were one thing's alone.
 */
export async function pathOfRequest(tx: Tx, ref: string): Promise<string | null> {
  const [found] = await tx.$queryRaw<{ path: string; state: string }[]>`
    SELECT u.path, r.state FROM data_request r JOIN unit u ON u.id = r.unit_id WHERE r.ref = ${ref.toUpperCase()} AND r.kind = 'correct'`
  if (!found || (found.state !== 'open' && (await bearersOf(tx, ref.toUpperCase())) > 1)) return null
  return found.path
}

/** Whole hours that are left; below zero: so many too late. */
export const hoursLeft = (dueAt: Date, now: Date): number => {
  const hours = (dueAt.getTime() - now.getTime()) / HOUR_MS
  return hours >= 0 ? Math.floor(hours) : Math.ceil(hours)
}
