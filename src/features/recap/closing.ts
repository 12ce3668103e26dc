import { type Db, type Tx, transaction } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import type { Outgoing } from '../../message.ts'
import { enqueue, rowsFor } from '../../outbox/enqueue.ts'
import { inTongue, type Voice } from '../agenda/captioned.ts'
import { codesUntilSql } from '../agenda/proof.ts'
import { type Roll, rollOf } from '../attendance/missing.ts'
import { type Coordinator, coordinatorsOf } from '../reminders/audience.ts'
import { firstTime, marksOf } from './once.ts'
import { type Unsettled, unsettledOf } from './unsettled.ts'

const AFTER_MS = 10 * 60_000
/** Later than this it is read with the evening's. */
const LATEST_MS = 6 * 3_600_000
/** More names than this do not help on a phone; the rest is counted. */
const MOST_NAMES = 40

type Closed = { id: number; title: string; startsAt: Date; closingUntil: Date | null }

/**
 * Ten minutes after a session has closed its coordinators get one text each: totals, whose status is not clear, and a
 * button that hands the recap in. Each letter is one transaction with its mark: a kill in the middle leaves the others to
 * the next minute, and nobody is told twice.
 * @returns messages
 */
export async function tellClosings(
  { db, ...voice }: Voice & { db: Pick<Db, 'prisma'> },
  now: Date,
): Promise<number> {
  const closed = await db.prisma.$queryRaw<Closed[]>`
    SELECT s.id, s.title, s.starts_at AS "startsAt", s.closing_until AS "closingUntil" FROM session s
    WHERE s.status = 'scheduled' AND cardinality(s.audience_units) > 0
      -- Of several sessions a day there is one text (retret/closing-day.ts).
      AND NOT EXISTS (SELECT 1 FROM activity a WHERE a.id = s.activity_id AND a.complete_percent IS NOT NULL)
      AND ${codesUntilSql} <= ${new Date(now.getTime() - AFTER_MS)} AND ${codesUntilSql} > ${new Date(now.getTime() - LATEST_MS)}
    ORDER BY ${codesUntilSql}, s.id`
  let messages = 0
  for (const session of closed) {
    const everywhere = { sessionId: session.id, unitPath: '/', except: [] }
    const told = await marksOf(db.prisma, `session/${session.id}`)
    for (const one of await coordinatorsOf(db.prisma, everywhere, now))
      if (!told.has(keyOf(session, one)))
        messages += await transaction(db, (tx) => tell(tx, session, one, voice, now))
  }
  return messages
}

const keyOf = ({ id }: Closed, { personId }: Coordinator) => `recap/closing/${id}/${personId}`

async function tell(tx: Tx, session: Closed, to: Coordinator, voice: Voice, now: Date): Promise<number> {
  const topic = `session/${session.id}`
  if (!(await firstTime(tx, keyOf(session, to), topic, now))) return 0
  const roll = await rollOf(tx, session.id, to.paths)
  // Nobody was expected: a unit whose wave has not come has no recap.
  if (roll.hadir + roll.terlambat + roll.without.length + roll.excused.length === 0) return 0
  const unsettled = await unsettledOf(tx, session, roll, to.paths, now)
  const text = (t: Translate) => letter(session, roll, unsettled, t)
  const rows = rowsFor(
    to.to.addressId,
    inTongue(text, to.to.locale, voice),
    `${topic}/closing/${to.personId}`,
    4_000,
    {
      ...{ lane: 'reminder', recipient: `person/${to.personId}`, topic, ttl: LATEST_MS / 1_000 },
      to: { channel: to.to.channel, id: to.to.externalId },
    },
  )
  return enqueue(tx, rows)
}

function letter({ id, title, startsAt }: Closed, roll: Roll, unsettled: Unsettled, t: Translate): Outgoing {
  const excused = roll.excused.map(({ kind, count }) => t(`recap:excused.${kind}`, { count }))
  const lines = [
    t('recap:closing.head', { title, at: startsAt }),
    t('recap:closing.totals', { hadir: roll.hadir, late: roll.terlambat }),
    ...(excused.length > 0 ? [t('recap:closing.excused', { list: excused })] : []),
    ...(roll.without.length > 0
      ? [t('recap:closing.unclear', { count: roll.without.length }), ...namesOf(roll.without, t)]
      : [t('recap:closing.clear')]),
    ...unsettled.open(t),
    ...(roll.notJoined.length > 0 ? [t('recap:closing.notJoined', { units: roll.notJoined })] : []),
    ...unsettled.proof(t),
    t('recap:closing.ask'),
  ]
  return { text: lines.join('\n'), choices: [{ id: `=kirim rekap ${id}`, label: t('recap:choice.handIn') }] }
}

function namesOf(people: Roll['without'], t: Translate): string[] {
  const units = new Map<string, string[]>()
  for (const one of people.slice(0, MOST_NAMES))
    units.set(one.unitName, [...(units.get(one.unitName) ?? []), one.name])
  const lines = [...units].map(([unit, names]) => t('recap:closing.unit', { unit, names: names.join(', ') }))
  const rest = people.length - MOST_NAMES
  return rest > 0 ? [...lines, t('recap:closing.more', { count: rest })] : lines
}
