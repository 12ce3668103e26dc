import { type Db, type Tx, transaction } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import type { Outgoing } from '../../message.ts'
import { enqueue, rowsFor } from '../../outbox/enqueue.ts'
import { inTongue, type Voice } from '../agenda/captioned.ts'
import { voicesOver } from '../attendance/voices.ts'
import { waitsForWord } from '../attendance/waiting.ts'
import { freeReference } from '../people/free-reference.ts'

/** What is older was left undecided for good: nobody is asked about it any more. */
const LOOK_BACK_MS = 3 * 86_400_000
const TTL = 3 * 86_400
/** More than this is more than one message; the rest comes a minute later. */
const MOST = 20

type Waiting = {
  id: bigint
  sessionId: number
  personId: number
  unitId: number
  name: string
  countsAt: Date
  /** Of the session: whose word it takes, and why. */
  proof: string
}

/**
 * Asks the deciders of each unit about check-ins that wait for their word, those of a minute in one message.
 * @returns how many messages were written
 */
export async function askAboutWaiting(
  { db, ...voice }: Voice & { db: Pick<Db, 'prisma'> },
  now: Date,
): Promise<number> {
  const waiting = await unasked(db.prisma, now)
  let messages = 0
  for (const group of bundled(waiting, await holding(db.prisma, waiting)))
    messages += await transaction(db, (tx) => askOne(tx, group.slice(0, MOST), voice, now))
  return messages
}

/**
 * Those of one session and unit together. Whoever might be asked about the others, or shares a phone with one who might, is asked
 * about alone: in one question with them they would take it away from whoever decides about the unit.
 */
function bundled(waiting: Waiting[], holding: Set<number>): Waiting[][] {
  const groups = new Map<string, Waiting[]>()
  for (const one of waiting) {
    const alone = holding.has(one.personId) ? `/${one.personId}` : ''
    const key = `${one.sessionId}/${one.unitId}${alone}`
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  return [...groups.values()]
}

/** Who of them has a voice over any unit, or shares a phone with one who has: over which matters little, few have one. */
async function holding(tx: Tx, waiting: Waiting[]): Promise<Set<number>> {
  if (waiting.length === 0) return new Set()
  const rows = await tx.$queryRaw<{ id: number }[]>`
    WITH voice AS (SELECT person_id AS id FROM role WHERE role IN ('koordinator', 'admin')
      UNION SELECT deputy_id FROM unit WHERE deputy_id IS NOT NULL)
    SELECT w.id FROM unnest(${waiting.map((one) => one.personId)}::int[]) AS w(id)
    WHERE w.id IN (SELECT id FROM voice) OR EXISTS (
      SELECT 1 FROM address_person x JOIN address_person y ON y.address_id = x.address_id JOIN voice ON voice.id = y.person_id
      WHERE x.person_id = w.id)`
  return new Set(rows.map(({ id }) => id))
}

/** The earliest of each person of whom nobody has been asked yet. */
function unasked(tx: Tx, now: Date): Promise<Waiting[]> {
  return tx.$queryRaw<Waiting[]>`
    SELECT DISTINCT ON (c.session_id, c.person_id) c.id, c.session_id AS "sessionId", c.person_id AS "personId",
      p.unit_id AS "unitId", p.name, c.counts_at AS "countsAt", s.proof
    FROM check_in c JOIN session s ON s.id = c.session_id AND s.status = 'scheduled' JOIN person p ON p.id = c.person_id
    WHERE ${waitsForWord} AND s.starts_at > ${new Date(now.getTime() - LOOK_BACK_MS)} AND p.unit_id IS NOT NULL
      -- Where the coordinator's word is the proof, once: who came is marked by list until then.
      AND (s.proof <> 'coordinator' OR s.closes_at <= ${now})
      AND NOT EXISTS (SELECT 1 FROM check_in_ask k JOIN check_in asked ON asked.id = ANY(k.check_in_ids)
        WHERE k.session_id = c.session_id AND asked.person_id = c.person_id
          AND asked.counts_at > coalesce(s.counts_from, '-infinity'))
      -- Whoever has come by a phone of their own meanwhile needs nobody's word.
      AND NOT EXISTS (SELECT 1 FROM attendance t WHERE t.session_id = c.session_id AND t.person_id = c.person_id AND t.counts_at IS NOT NULL)
    ORDER BY c.session_id, c.person_id, c.counts_at, c.message_at, c.id`
}

async function askOne(tx: Tx, group: Waiting[], voice: Voice, now: Date): Promise<number> {
  const [first] = group
  if (!first) return 0
  const { sessionId, unitId } = first
  const session = await tx.session.findUniqueOrThrow({ where: { id: sessionId } })
  const deciders = await voicesOver(
    tx,
    unitId,
    group.map((one) => one.personId),
    now,
  )
  // Nobody yet: they are looked for again in a minute.
  if (deciders.length === 0) return 0
  const ref = await freeReference(tx)
  const checkInIds = group.map((one) => one.id)
  await tx.checkInAsk.create({ data: { ref, sessionId, unitId, checkInIds, at: now } })
  const addresses = await tx.address.findMany({
    where: { id: { in: deciders.flatMap((one) => one.addressIds) } },
    select: { id: true, locale: true },
  })
  const question = (t: Translate) => words(t, ref, session, group)
  const rows = addresses.flatMap(({ id, locale }) =>
    rowsFor(id, inTongue(question, locale, voice), `waits/${ref}/${id}`, 4_000, { ttl: TTL }),
  )
  return enqueue(tx, rows)
}

function words(
  t: Translate,
  ref: string,
  session: { title: string; startsAt: Date },
  group: Waiting[],
): Outgoing {
  const lines = group.map(({ name, countsAt }, n) =>
    t('dispute:waits.line', { n: n + 1, name, at: countsAt }),
  )
  const key = group[0]?.proof === 'coordinator' ? 'proof:ask' : 'dispute:waits.ask'
  const head = t(key, { title: session.title, at: session.startsAt })
  const more = group.length > 1 ? [t('dispute:waits.some', { ref })] : []
  return {
    text: [head, ...lines, ...more].join('\n'),
    choices: [
      { id: `=setuju ${ref}`, label: t('people:choice.approve') },
      { id: `=tolak ${ref}`, label: t('people:choice.refuse') },
    ],
  }
}
