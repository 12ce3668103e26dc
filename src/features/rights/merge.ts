import type { Tx } from '../../lib/db.ts'
import { lock, PERSON_LOCK } from '../../lib/locks.ts'
import type { Person } from '../../lib/prisma/client.ts'
import { redecide } from '../attendance/redecide.ts'
import { sharesPhone } from '../attendance/voices.ts'
import { audit } from '../people/audit.ts'
import { outranks } from '../people/authority.ts'
import { freeReference } from '../people/free-reference.ts'
import { rolesOf } from '../people/roles-of.ts'
import { mergeGiving } from '../pledges/rights.ts'
import { settlePhones } from './erase.ts'
import { holdings } from './holdings.ts'

/** What the winner is: whatever is more. */
const ORDER = ['active', 'roster', 'pending'] as const

type Actor = {
  id: number
  unitPath: string | null
  roles: { role: string; unitPath: string }[]
  phone: number[]
}

export type MergeAnswer =
  | { kind: 'merged'; sessions: number; name: string; addressIds: number[] }
  /** `differ`: both have a NIP, and not the same: two people, or one NIP to be corrected first. `open`: disputes or leave wait. */
  | { kind: 'not_yours' | 'own' | 'same' | 'gone' | 'differ' | 'open' }

/** Whether two records may be joined, by this admin; nobody joins their own. */
export async function mayMerge(
  tx: Tx,
  [loser, winner]: [Person, Person],
  actor: Actor,
  at: Date,
): Promise<'yes' | Exclude<MergeAnswer['kind'], 'merged'>> {
  if (loser.id === winner.id) return 'same'
  const both = [loser, winner]
  if (both.some(({ status }) => status === 'merged' || status === 'erased')) return 'gone'
  if (both.some(({ id }) => actor.phone.includes(id) || id === actor.id)) return 'own'
  if (await sharesPhone(tx, actor.id, [loser.id, winner.id])) return 'own'
  const admin = actor.roles.filter(({ role }) => role === 'admin').map(({ unitPath }) => unitPath)
  for (const { id, unitId } of both) {
    const path = unitId === null ? '/' : ((await tx.unit.findUnique({ where: { id: unitId } }))?.path ?? '/')
    const city = admin.some((held) => path.startsWith(held) || path === '/')
    if (!city || outranks(await rolesOf(tx, id, at), actor)) return 'not_yours'
  }
  if (loser.nip && winner.nip && loser.nip !== winner.nip) return 'differ'
  const personId = loser.id
  const open =
    (await tx.dispute.count({ where: { personId, state: 'open' } })) +
    (await tx.absence.count({ where: { personId, state: { in: ['open', 'asked'] } } })) +
    (await tx.ruling.count({
      where: { personId, second: true, confirmedAt: null, refusedAt: null, session: { status: 'scheduled' } },
    }))
  return open > 0 ? 'open' : 'yes'
}

/**
 * Two records are one person: what the one has is the other's from now on. The raw log stands, sealed: the winner gets
 * lines of the same messages, so that of two check-ins the earlier counts, and every session of both is decided anew.
 * @param at the platform's time of the wish
 */
export async function mergePeople(
  tx: Tx,
  { loserId, winnerId }: { loserId: number; winnerId: number },
  actor: Actor,
  at: Date,
): Promise<MergeAnswer> {
  // In one order, as everybody locks.
  for (const id of [loserId, winnerId].sort((a, b) => a - b)) await lock(tx, PERSON_LOCK, id)
  const [loser, winner] = await Promise.all(
    [loserId, winnerId].map((id) => tx.person.findUnique({ where: { id } })),
  )
  if (!loser || !winner) return { kind: 'gone' }
  const may = await mayMerge(tx, [loser, winner], actor, at)
  if (may !== 'yes') return { kind: may }
  await copyLog(tx, loserId, winnerId)
  const touched = await moveAttendance(tx, loserId, winnerId)
  for (const [table, { merge }] of Object.entries(holdings)) {
    if ('not' in merge) continue
    const { column, unique } = merge
    if (unique)
      await tx.$executeRawUnsafe(
        `DELETE FROM ${table} t USING ${table} w WHERE t.${column} = $1 AND w.${column} = $2
          AND ${unique.map((one) => `t.${one} = w.${one}`).join(' AND ')}`,
        loserId,
        winnerId,
      )
    await tx.$executeRawUnsafe(
      `UPDATE ${table} t SET ${column} = $2 WHERE t.${column} = $1`,
      loserId,
      winnerId,
    )
  }
  await mergeGiving(tx, loserId, winnerId)
  await tx.person.updateMany({ where: { mergedInto: loserId }, data: { mergedInto: winnerId } })
  await tx.person.update({
    where: { id: winnerId },
    data: {
      ...{ nip: winner.nip ?? loser.nip, phone: winner.phone ?? loser.phone },
      ...{ unitId: winner.unitId ?? loser.unitId, kelurahanId: winner.kelurahanId ?? loser.kelurahanId },
      employment: winner.employment ?? loser.employment,
      employmentLabel: winner.employment ? winner.employmentLabel : loser.employmentLabel,
      status: ORDER.find((one) => one === winner.status || one === loser.status) ?? winner.status,
    },
  })
  // A NIP and a phone find one person, not two.
  await tx.person.update({
    where: { id: loserId },
    data: { status: 'merged', mergedInto: winnerId, nip: null, phone: null, unitId: null },
  })
  await tx.assignment.updateMany({ where: { personId: loserId, until: null }, data: { until: at } })
  await audit(tx, {
    ...{ at, actorId: actor.id, action: 'person.merge', subject: `person/${winnerId}` },
    after: { loserId, sessions: touched.length },
  })
  await redecide(
    tx,
    touched.map((sessionId) => ({ sessionId, personId: winnerId })),
    { at, actorId: actor.id, why: `person/${loserId}` },
  )
  const chats = await tx.addressPerson.findMany({
    where: { personId: winnerId },
    select: { addressId: true },
  })
  await settlePhones(
    tx,
    chats.map(({ addressId }) => addressId),
  )
  return {
    kind: 'merged',
    sessions: touched.length,
    name: winner.name,
    addressIds: chats.map(({ addressId }) => addressId),
  }
}

/** What was said about the loser, said of the winner: the same message, times and words under another number. */
async function copyLog(tx: Tx, loserId: number, winnerId: number): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO check_in (session_id, person_id, address_id, inbox_id, proof, message_at, code_at, counts_at, verdict, flags, code_unit_id)
    SELECT session_id, ${winnerId}, address_id, inbox_id, proof, message_at, code_at, counts_at, verdict, flags, code_unit_id
    FROM check_in WHERE person_id = ${loserId} ORDER BY id
    ON CONFLICT DO NOTHING`
  await tx.$executeRaw`
    INSERT INTO check_in_place (check_in_id, session_id, venue, radius, metres, accuracy, live, latitude, longitude, same)
    SELECT n.id, w.session_id, w.venue, w.radius, w.metres, w.accuracy, w.live, w.latitude, w.longitude, w.same
    FROM check_in o JOIN check_in_place w ON w.check_in_id = o.id
    JOIN check_in n ON n.person_id = ${winnerId} AND n.session_id = o.session_id AND n.inbox_id = o.inbox_id
    WHERE o.person_id = ${loserId} ON CONFLICT DO NOTHING`
  await tx.$executeRaw`
    INSERT INTO ruling (ref, session_id, person_id, status, check_in_id, kind, why, proposed_by, proposed_at, second, confirmed_by, confirmed_at, refused_by, refused_at, inbox_id)
    SELECT r.ref, r.session_id, ${winnerId}, r.status, n.id, r.kind, r.why, CASE WHEN r.proposed_by = ${loserId} THEN ${winnerId} ELSE r.proposed_by END,
      r.proposed_at, r.second, r.confirmed_by, r.confirmed_at, r.refused_by, r.refused_at, r.inbox_id
    FROM ruling r LEFT JOIN check_in o ON o.id = r.check_in_id
    LEFT JOIN LATERAL (SELECT id FROM check_in c WHERE c.person_id = ${winnerId} AND c.session_id = o.session_id
      AND c.message_at = o.message_at AND c.proof = o.proof ORDER BY id LIMIT 1) n ON true
    -- A word that the winner said of the loser was said of themselves.
    WHERE r.person_id = ${loserId} AND ${winnerId} NOT IN (r.proposed_by, coalesce(r.confirmed_by, 0))
      AND (r.check_in_id IS NULL OR n.id IS NOT NULL) ORDER BY r.id
    ON CONFLICT DO NOTHING`
  const leaves = await tx.absence.findMany({ where: { personId: loserId, state: 'approved' } })
  for (const { id: _, letterRef: __, ...leave } of leaves)
    await tx.absence.create({
      data: {
        ...{ ...leave, personId: winnerId, ref: await freeReference(tx), inboxId: null, replacesId: null },
        // The letter stays with the request that it came with.
        ...{ letter: null, letterType: null },
      },
    })
}

/** Rows that only the loser has are the winner's, with the unit that they were counted in. @returns sessions of both */
async function moveAttendance(tx: Tx, loserId: number, winnerId: number): Promise<number[]> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT session_id AS id FROM attendance WHERE person_id = ${loserId}
    UNION SELECT session_id FROM check_in WHERE person_id = ${loserId} ORDER BY id`
  await tx.$executeRaw`
    DELETE FROM attendance l WHERE l.person_id = ${loserId}
      AND EXISTS (SELECT 1 FROM attendance w WHERE w.person_id = ${winnerId} AND w.session_id = l.session_id)`
  await tx.$executeRaw`UPDATE attendance SET person_id = ${winnerId} WHERE person_id = ${loserId}`
  return rows.map(({ id }) => id)
}
