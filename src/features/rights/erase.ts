import type { Tx } from '../../lib/db.ts'
import { audit } from '../people/audit.ts'
import { freeReference } from '../people/free-reference.ts'
import { leftAlone } from '../people/left-alone.ts'
import { forgetGiver } from '../pledges/rights.ts'
import { hasWritten } from '../receipts/written-by.ts'
import { emptyAsked } from './empty-asked.ts'
import { emptyTalk } from './empty-talk.ts'
import type { Erased } from './holding.ts'
import { holdings } from './holdings.ts'
import { type Asker, values, WHO, type Who, whoIs } from './who.ts'

/** What an erasure would do, before anybody says yes. */
export type Outlook = {
  /** Nothing of office or attendance: all of it goes, the name too. */
  whole: boolean
  shared: boolean
  phones: number
  attendance: number
  absences: number
  follows: number
  /** What is still open, and is decided first; what belongs to it goes afterwards. */
  open: number
  /** Units that nobody else coordinates. */
  alone: string[]
  lastAdmin: boolean
}

export async function outlookOf(tx: Tx, asker: Asker, at: Date): Promise<Outlook> {
  const who = await whoIs(tx, asker)
  const personId = { in: who.people }
  const addressId = { in: who.alone }
  const alone = asker.personId === null ? [] : await leftAlone(tx, asker.personId, 'koordinator', at)
  return {
    whole: await isWhole(tx, who),
    shared: who.alone.length < who.chats.length || (asker.personId === null && who.alone.length === 0),
    phones: who.chats.length,
    attendance: await tx.attendance.count({ where: { personId } }),
    absences: await tx.absence.count({
      where: { personId, OR: [{ note: { not: null } }, { letter: { not: null } }] },
    }),
    follows: await tx.follow.count({ where: { addressId } }),
    open: await openOnes(tx, who),
    alone,
    lastAdmin: await isLastAdmin(tx, asker.personId, at),
  }
}

/** Whether nothing has to stay: no place in the roster, no attendance, no office, nothing recorded for the city. */
async function isWhole(tx: Tx, { people }: Who): Promise<boolean> {
  if (people.length === 0) return true
  const [row] = await tx.$queryRaw<{ whole: boolean }[]>`
    SELECT NOT (EXISTS (SELECT 1 FROM person WHERE id = ANY(${people}::int[]) AND status <> 'pending'
        AND (unit_id IS NOT NULL OR employment IS NOT NULL))
      OR EXISTS (SELECT 1 FROM attendance WHERE person_id = ANY(${people}::int[]))
      OR EXISTS (SELECT 1 FROM ruling WHERE person_id = ANY(${people}::int[]) OR proposed_by = ANY(${people}::int[]))
      OR EXISTS (SELECT 1 FROM absence WHERE person_id = ANY(${people}::int[]))
      OR EXISTS (SELECT 1 FROM role WHERE person_id = ANY(${people}::int[]) AND role <> 'warga')) AS whole`
  return (row?.whole ?? false) && !(await hasWritten(tx, people))
}

/** Without an admin nobody could make one; who has no phone cannot either, an admin who was erased just now among them. */
async function isLastAdmin(tx: Tx, personId: number | null, at: Date): Promise<boolean> {
  if (personId === null) return false
  const admins = await tx.$queryRaw<{ id: number }[]>`
    SELECT r.person_id AS id FROM role r WHERE r.role = 'admin' AND r.from_at <= ${at} AND (r.until_at IS NULL OR r.until_at > ${at})
      AND EXISTS (SELECT 1 FROM address_person p WHERE p.person_id = r.person_id)`
  return admins.length > 0 && admins.every(({ id }) => id === personId)
}

/** Disputes and leave that nobody has decided yet. */
async function openOnes(tx: Tx, { people }: Who): Promise<number> {
  const personId = { in: people }
  return (
    (await tx.dispute.count({ where: { personId, state: 'open' } })) +
    (await tx.absence.count({ where: { personId, state: { in: ['open', 'asked'] } } }))
  )
}

export type ErasureResult =
  | { kind: 'done'; whole: boolean; held: boolean; alone: string[]; others: number[] }
  | { kind: 'last_admin' }

/**
 * Takes somebody out of everything that does not have to stay, at once and in this transaction: links, phones, chats,
 * giving, notes, offices. What is open is decided first, and the rest of it goes by the job (`finishErasures`). Seals hold:
 * only what an erasure may empty is emptied. Doing it twice changes nothing.
 */
export async function erase(
  tx: Tx,
  asker: Asker,
  of: { inboxId: bigint | null; at: Date },
): Promise<ErasureResult> {
  const { at, inboxId } = of
  const { personId } = asker
  const who = await whoIs(tx, asker)
  // Two admins at once: the second looks when the first is gone.
  await tx.$executeRaw`SELECT 1 FROM role WHERE role = 'admin' ORDER BY id FOR UPDATE`
  if (await isLastAdmin(tx, personId, at)) return { kind: 'last_admin' }
  const whole = await isWhole(tx, who)
  const alone = personId === null ? [] : await leftAlone(tx, personId, 'koordinator', at)
  const held = (await openOnes(tx, who)) > 0 || (await inSession(tx, who, at))
  await forgetGiver(tx, asker, at)
  await emptyAsked(tx, who.people, whole)
  await emptyHoldings(tx, who, whole, at)
  // On a shared phone nobody can tell whose words these were; whoever is left would be shown them.
  if (personId !== null)
    await emptyTalk(
      tx,
      who.chats.filter((id) => !who.alone.includes(id)),
    )
  await settlePhones(tx, who.chats)
  if (personId !== null)
    await audit(tx, {
      at,
      actorId: personId,
      action: 'person.erase',
      subject: `person/${personId}`,
      after: { whole },
    })
  await tx.dataRequest.create({
    data: {
      ...{ ref: await freeReference(tx), kind: 'erase', personId, addressIds: who.alone, at, dueAt: at },
      ...{ state: 'held', decidedAt: at, inboxId },
    },
  })
  return { kind: 'done', whole, held, alone, others: who.chats.filter((id) => id !== who.here) }
}

/** A code that was sent for a session which is not over yet: that a phone was used twice must be seen. */
async function inSession(tx: Tx, { people, alone }: Who, at: Date): Promise<boolean> {
  const found = await tx.checkIn.findFirst({
    where: {
      session: { graceUntil: { gt: at } },
      OR: [{ personId: { in: people } }, { personId: null, addressId: { in: alone } }],
    },
    select: { id: true },
  })
  return found !== null
}

/** Each table by its own rule (holdings.ts). */
export async function emptyHoldings(
  tx: Tx,
  who: Who,
  whole: boolean,
  at: Date,
  tables = Object.keys(holdings),
): Promise<void> {
  // The triggers of the raw log let it through for this transaction only.
  await tx.$executeRaw`SET LOCAL guyub.erase = 'on'`
  for (const table of tables) {
    const holding = holdings[table]
    if (!holding) continue
    const how = (whole && holding.whole) || holding.erase
    const sql = statement(table, holding.own, how)
    if (sql) await tx.$executeRawUnsafe(sql, ...values(who, at))
  }
  await tx.$executeRaw`SET LOCAL guyub.erase = 'off'`
}

function statement(table: string, own: string, how: Erased): string | null {
  if (how === 'delete') return `${WHO} DELETE FROM ${table} t USING who WHERE ${own}`
  if ('not' in how) return null
  return `${WHO} UPDATE ${table} t SET ${how.set} FROM who WHERE ${own} AND ${how.when ?? 'true'}`
}

/** A shared phone speaks for whoever is left: where one is alone again, for that one. */
export async function settlePhones(tx: Tx, chats: number[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE address a SET person_id = (SELECT min(p.person_id) FROM address_person p WHERE p.address_id = a.id HAVING count(*) = 1)
    WHERE a.id = ANY(${chats}::int[])`
}
