import { type Db, transaction } from '../../lib/db.ts'
import { emptyHoldings } from './erase.ts'

/** Where something may have been held back. */
const HELD = ['check_in', 'ruling', 'absence', 'dispute']
/** The last answer has arrived by then. */
const REST_MS = 24 * 3_600_000

/**
 * What an erasure had to leave: rows of what was open, once that is decided; and a day later the chats themselves with
 * their last answers, unless somebody has begun to talk there again. @returns erasures that are complete
 */
export async function finishErasures(db: Pick<Db, 'prisma'>, now: Date): Promise<number> {
  const due = await db.prisma.$queryRaw<{ id: number }[]>`
    SELECT r.id FROM data_request r WHERE r.kind = 'erase' AND r.state = 'held' AND r.at < ${new Date(now.getTime() - REST_MS)}
      AND NOT EXISTS (SELECT 1 FROM dispute d WHERE d.person_id = r.person_id AND d.state = 'open')
      AND NOT EXISTS (SELECT 1 FROM absence a WHERE a.person_id = r.person_id AND a.state IN ('open', 'asked'))
      AND NOT EXISTS (SELECT 1 FROM check_in c JOIN session s ON s.id = c.session_id WHERE c.person_id = r.person_id AND s.grace_until > ${now})
    ORDER BY r.id LIMIT 200`
  for (const { id } of due)
    await transaction(db, async (tx) => {
      const { personId, addressIds, at } = await tx.dataRequest.findUniqueOrThrow({ where: { id } })
      // Who has come back since is a stranger who has joined: that is theirs.
      const [back] = await tx.$queryRaw<{ back: boolean }[]>`
        SELECT EXISTS (SELECT 1 FROM address_person WHERE person_id = ${personId}) AS back`
      const quiet = await tx.$queryRaw<{ id: number }[]>`
        SELECT a.id FROM address a WHERE a.id = ANY(${addressIds}::int[])
          AND NOT EXISTS (SELECT 1 FROM address_person p WHERE p.address_id = a.id)
          AND NOT EXISTS (SELECT 1 FROM group_link g WHERE g.address_id = a.id)
          AND NOT EXISTS (SELECT 1 FROM inbox i WHERE i.address_id = a.id AND i.at > ${at})`
      const chats = quiet.map((one) => one.id)
      if (!back?.back) {
        const people = personId === null ? [] : [personId]
        const status = personId === null ? null : await tx.person.findUnique({ where: { id: personId } })
        const who = { people, chats, alone: chats, here: 0 }
        await emptyHoldings(tx, who, status?.status === 'erased', now, HELD)
      }
      for (const table of ['inbox', 'outbox'])
        await tx.$executeRawUnsafe(`DELETE FROM ${table} WHERE address_id = ANY($1::int[])`, chats)
      await tx.address.deleteMany({ where: { id: { in: chats } } })
      await tx.dataRequest.update({ where: { id }, data: { state: 'done', addressIds: [] } })
    })
  return due.length
}
