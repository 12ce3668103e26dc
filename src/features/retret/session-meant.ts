import type { Tx } from '../../lib/db.ts'
import { findRetrets } from './find-retret.ts'

type Holder = Parameters<typeof findRetrets>[1]

/**
 * The sessions of coming retrets that a sentence names, by title or by number ("sesi 4 retret"): they bear names of their
 * own, which no kind of activity has.
 */
export async function sessionsMeant(tx: Tx, text: string, person: Holder, now: Date): Promise<number[]> {
  const said = ` ${plain(text)} `
  const number = Number(/\bsesi\s+(?:ke\s*-?\s*)?(\d{1,2})\b/i.exec(text)?.[1] ?? 0)
  const found: number[] = []
  for (const { id } of await findRetrets(tx, person, 'coordinator', '', now)) {
    const sessions = await tx.session.findMany({
      where: { activityId: id },
      select: { id: true, title: true, closesAt: true, status: true },
      orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
    })
    const open = (one: (typeof sessions)[number]) => one.closesAt > now && one.status === 'scheduled'
    const ofNumber = number > 0 && /\bretr?e(?:at|t)\b/i.test(text) ? sessions[number - 1] : undefined
    if (ofNumber && open(ofNumber)) return [ofNumber.id]
    found.push(
      ...sessions.filter((one) => open(one) && said.includes(` ${plain(one.title)} `)).map((one) => one.id),
    )
  }
  return found
}

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
