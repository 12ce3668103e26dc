import type { Tx } from '../../lib/db.ts'
import { audit } from '../people/audit.ts'
import { type Content, changesBetween, contentOf, digestOf } from './content.ts'
import { standingsOf } from './query.ts'
import { type Sums, sumsOfPeople } from './sums.ts'

type Person = { id: number; roles: { role: string; unitPath: string }[] }
type Wish = {
  sessionId: number
  unit: { id: number; path: string }
  by: Person
  /** The platform's time of the message. */
  at: Date
  now: Date
  /** Of the city, at the session's day. */
  year: number
  inboxId: bigint
}

export type Handed =
  | { kind: 'handed'; number: number; revision: number; digest: string; changes: number; sums: Sums }
  | { kind: 'same'; number: number; revision: number; at: Date }
  | { kind: 'notYours' | 'notClosed' | 'nobody' }

/**
 * A unit's recap of a session is handed in by its coordinator: the first time under the unit's next number of the year, and
 * as a revision of that number where it has changed since. The same content is handed in once.
 */
export async function handIn(tx: Tx, wish: Wish): Promise<Handed> {
  const { sessionId, unit, by, now } = wish
  const own = by.roles.some(({ role, unitPath }) => role === 'koordinator' && unit.path.startsWith(unitPath))
  if (!own) return { kind: 'notYours' }
  const session = await tx.session.findUnique({ where: { id: sessionId } })
  if (session?.status !== 'scheduled' || session.closesAt > now) return { kind: 'notClosed' }
  // Two coordinators of one unit wait for each other here, in a statement of its own.
  await tx.$executeRaw`SELECT 1 FROM unit WHERE id = ${unit.id} FOR NO KEY UPDATE`
  const standings = await standingsOf(tx, sessionId, [unit.path])
  if (standings.length === 0) return { kind: 'nobody' }
  const content = contentOf(standings)
  const digest = digestOf(content)
  const last = await tx.handIn.findFirst({
    where: { sessionId, unitId: unit.id },
    orderBy: { revision: 'desc' },
  })
  if (last?.digest === digest) return { kind: 'same', ...last }
  const number = last?.number ?? (await nextNumber(tx, unit.id, wish.year))
  const revision = (last?.revision ?? 0) + 1
  await tx.handIn.create({
    data: {
      ...{ sessionId, unitId: unit.id, number, revision, content, digest, by: by.id, at: wish.at },
      ...{ year: last?.year ?? wish.year, lookedAt: now, inboxId: wish.inboxId },
    },
  })
  await audit(tx, {
    ...{ at: now, actorId: by.id, action: 'recap.hand_in', subject: `unit/${unit.id}`, sessionId },
    after: { number, revision, digest },
  })
  const changes = last ? changesBetween(last.content as Content, content) : 0
  const sums = sumsOfPeople(standings.map(({ status }) => status))
  return { kind: 'handed', number, revision, digest, changes, sums }
}

async function nextNumber(tx: Tx, unitId: number, year: number): Promise<number> {
  const { _max: highest } = await tx.handIn.aggregate({ where: { unitId, year }, _max: { number: true } })
  return (highest.number ?? 0) + 1
}
