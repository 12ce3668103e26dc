import type { Tx } from '../../lib/db.ts'

export type Asked = { id: number; text: string; name: string | null; at: Date; ref: string }

/** Keeps an answer to an announcement; the same message twice is one. */
export async function keepQuestion(
  tx: Tx,
  question: {
    announcementId: number
    personId: number | null
    addressId: number
    inboxId: bigint
    text: string
    at: Date
  },
): Promise<void> {
  await tx.question.createMany({
    data: [{ ...question, text: question.text.slice(0, 1_000) }],
    skipDuplicates: true,
  })
}

export async function openQuestions(tx: Tx, announcementId: number): Promise<number> {
  return tx.question.count({ where: { announcementId, answeredAt: null } })
}

/** What waits for an answer, oldest first: of one announcement, or of all that this address has sent. */
export async function questionsFor(tx: Tx, addressId: number, ref: string | null): Promise<Asked[]> {
  return tx.$queryRaw<Asked[]>`
    SELECT q.id, q.text, p.name, q.at, a.ref FROM question q JOIN announcement a ON a.id = q.announcement_id
    LEFT JOIN person p ON p.id = q.person_id
    WHERE q.answered_at IS NULL AND a.address_id = ${addressId} AND (${ref}::text IS NULL OR a.ref = ${ref})
    ORDER BY q.id LIMIT 8`
}
