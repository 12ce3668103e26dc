import { type Db, type Tx, transaction } from '../../lib/db.ts'
import { emptyAsked } from './empty-asked.ts'
import { emptyHoldings } from './erase.ts'

/** Where something may have been held back. */
const HELD = ['check_in', 'ruling', 'absence', 'dispute']
/** The last answer has arrived by then. */
const REST_MS = 24 * 3_600_000

/**
 * What an erasure had to leave: rows of what was open, once that is decided; and the chats themselves with their last
 * answers, once they were silent for a day: who goes on talking as a stranger is waited for. A chat on which somebody has
 * joined since is theirs. @returns erasures that are complete
 */
export async function finishErasures(db: Pick<Db, 'prisma'>, now: Date): Promise<number> {
  const since = new Date(now.getTime() - REST_MS)
  // No limit: those that wait for silence must not stand before the others, and erasures are few.
  const due = await db.prisma.$queryRaw<{ id: number }[]>`
    SELECT r.id FROM data_request r
    CROSS JOIN LATERAL (SELECT array(SELECT r.person_id UNION SELECT p.id FROM person p WHERE p.merged_into = r.person_id) AS ids) AS who
    WHERE r.kind = 'erase' AND r.state = 'held' AND r.at < ${since}
      AND NOT EXISTS (SELECT 1 FROM dispute d WHERE d.person_id = ANY(who.ids) AND d.state = 'open')
      AND NOT EXISTS (SELECT 1 FROM absence a WHERE a.person_id = ANY(who.ids) AND a.state IN ('open', 'asked'))
      AND NOT EXISTS (SELECT 1 FROM check_in c JOIN session s ON s.id = c.session_id WHERE c.person_id = ANY(who.ids) AND s.grace_until > ${now})
    ORDER BY r.id`
  let complete = 0
  for (const { id } of due)
    await transaction(db, async (tx) => {
      const { personId, addressIds, at } = await tx.dataRequest.findUniqueOrThrow({ where: { id } })
      const { quiet, talking } = await chatsLeft(tx, addressIds, since)
      // Who has come back since has joined anew: that is theirs.
      const back = personId !== null && (await tx.addressPerson.count({ where: { personId } })) > 0
      if (!back) {
        const people = personId === null ? [] : await recordsOf(tx, personId)
        const status = personId === null ? null : await tx.person.findUnique({ where: { id: personId } })
        await emptyAsked(tx, people, false)
        const who = { people, chats: quiet, alone: quiet, here: 0 }
        await emptyHoldings(tx, who, status?.status === 'erased', now, HELD)
      }
      // What was said before is not needed any more, whoever talks there now.
      await tx.inbox.deleteMany({ where: { addressId: { in: talking }, at: { lte: at }, state: 'done' } })
      for (const table of ['inbox', 'outbox'])
        await tx.$executeRawUnsafe(`DELETE FROM ${table} WHERE address_id = ANY($1::int[])`, quiet)
      await tx.address.deleteMany({ where: { id: { in: quiet } } })
      const state = talking.length > 0 ? 'held' : 'done'
      await tx.dataRequest.update({ where: { id }, data: { state, addressIds: talking } })
      if (state === 'done') complete += 1
    })
  return complete
}

/** Chats that are nobody's: silent since then, or not. */
async function chatsLeft(
  tx: Tx,
  addressIds: number[],
  since: Date,
): Promise<{ quiet: number[]; talking: number[] }> {
  const left = await tx.$queryRaw<{ id: number; talks: boolean }[]>`
    SELECT a.id, EXISTS (SELECT 1 FROM inbox i WHERE i.address_id = a.id AND i.at > ${since}) AS talks
    FROM address a WHERE a.id = ANY(${addressIds}::int[])
      AND NOT EXISTS (SELECT 1 FROM address_person p WHERE p.address_id = a.id)
      AND NOT EXISTS (SELECT 1 FROM group_link g WHERE g.address_id = a.id)`
  const ids = (talks: boolean) => left.filter((one) => one.talks === talks).map(({ id }) => id)
  return { quiet: ids(false), talking: ids(true) }
}

/** The person, and the records that were joined to it. */
async function recordsOf(tx: Tx, personId: number): Promise<number[]> {
  const joined = await tx.person.findMany({ where: { mergedInto: personId }, select: { id: true } })
  return [personId, ...joined.map(({ id }) => id)]
}
