import type { City } from '../../lib/city.ts'
import { type Db, type Tx, transaction } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import type { Outgoing } from '../../message.ts'
import { enqueue, rowsFor } from '../../outbox/enqueue.ts'
import { inTongue, type Voice } from '../agenda/captioned.ts'
import { dayOf } from '../agenda/day.ts'
import { codesUntilSql } from '../agenda/proof.ts'
import { type Roll, rollOf } from '../attendance/missing.ts'
import { firstTime, marksOf } from '../recap/once.ts'
import { type Unsettled, unsettledOf } from '../recap/unsettled.ts'
import { type Coordinator, coordinatorsOf } from '../reminders/audience.ts'

const AFTER_MS = 10 * 60_000
/** Later than this it is read with the next day's. */
const LATEST_MS = 6 * 3_600_000
/** More names than this do not help on a phone; the rest is counted. */
const MOST_NAMES = 20

type Session = {
  id: number
  activityId: number
  activity: string
  title: string
  startsAt: Date
  /** Until when its codes are worth something. */
  over: Date
  closingUntil: Date | null
  mandatory: boolean
  cancelled: boolean
  changedAt: Date | null
}

/**
 * Ten minutes after the last session of a day of a retret its coordinators get one text on all sessions of that day, rather
 * than one after each. Each letter is one transaction with its mark.
 * @returns messages
 */
export async function tellDays(
  { db, city, ...voice }: Voice & { db: Pick<Db, 'prisma'>; city: City },
  now: Date,
): Promise<number> {
  // A day's sessions lie within a day of the last one.
  const since = new Date(now.getTime() - LATEST_MS - 86_400_000)
  const sessions = await db.prisma.$queryRaw<Session[]>`
    SELECT s.id, s.activity_id AS "activityId", a.title AS activity, s.title, s.starts_at AS "startsAt", ${codesUntilSql} AS over,
      s.closing_until AS "closingUntil", s.mandatory, s.status = 'cancelled' AS cancelled, s.changed_at AS "changedAt"
    FROM session s JOIN activity a ON a.id = s.activity_id WHERE a.complete_percent IS NOT NULL
      AND ((s.starts_at > ${since} AND s.starts_at < ${new Date(now.getTime() + 86_400_000)}) OR s.changed_at > ${since})
    ORDER BY s.starts_at, s.id`
  const dayIn = (at: Date) => dayOf(at, city.zone)
  const days = new Map<string, Session[]>()
  for (const one of sessions) {
    if (one.cancelled || one.startsAt <= since) continue
    const key = `${one.activityId}/${dayIn(one.startsAt)}`
    days.set(key, [...(days.get(key) ?? []), one])
  }
  let messages = 0
  for (const [key, those] of days) {
    const last = Math.max(...those.map(({ over }) => over.getTime()))
    // Once the evening's session is cancelled, or moved to another day, the day ends there.
    const changes = sessions.filter(
      (one) => one.changedAt && key === `${one.activityId}/${dayIn(one.changedAt)}` && one.changedAt <= now,
    )
    const ended = Math.max(last, ...changes.map(({ changedAt }) => changedAt?.getTime() ?? 0))
    if (last > now.getTime() - AFTER_MS || ended <= now.getTime() - LATEST_MS) continue
    messages += await tellDay(key, those, { db, ...voice }, now)
  }
  return messages
}

async function tellDay(
  key: string,
  sessions: Session[],
  { db, ...voice }: Voice & { db: Pick<Db, 'prisma'> },
  now: Date,
): Promise<number> {
  const topic = `retret/${key}`
  const told = await marksOf(db.prisma, topic)
  const found = new Map<number, Coordinator>()
  for (const { id } of sessions)
    for (const one of await coordinatorsOf(db.prisma, { sessionId: id, unitPath: '/', except: [] }, now))
      found.set(one.personId, one)
  let messages = 0
  for (const one of found.values())
    if (!told.has(`recap/${topic}/${one.personId}`))
      messages += await transaction(db, (tx) => tell(tx, topic, sessions, one, voice, now))
  return messages
}

async function tell(
  tx: Tx,
  topic: string,
  sessions: Session[],
  to: Coordinator,
  voice: Voice,
  now: Date,
): Promise<number> {
  if (!(await firstTime(tx, `recap/${topic}/${to.personId}`, topic, now))) return 0
  const rolls: Rolled[] = []
  for (const session of sessions) {
    const roll = await rollOf(tx, session.id, to.paths)
    rolls.push({ session, roll, unsettled: await unsettledOf(tx, session, roll, to.paths, now) })
  }
  const own = rolls.filter(
    ({ roll }) =>
      roll.hadir + roll.terlambat + roll.without.length + roll.waiting.length + roll.excused.length > 0,
  )
  if (own.length === 0) return 0
  const text = (t: Translate) => letter(own, t)
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

type Rolled = { session: Session; roll: Roll; unsettled: Unsettled }

function letter(rolls: Rolled[], t: Translate): Outgoing {
  const [first] = rolls
  const lines = rolls.flatMap(({ session, roll, unsettled }) => [
    t('retret:day.session', {
      ...{
        at: session.startsAt,
        hadir: roll.hadir,
        late: roll.terlambat,
        unclear: roll.without.length + roll.waiting.length,
      },
      title: session.mandatory ? t('retret:mandatory', { title: session.title }) : session.title,
    }),
    ...(roll.excused.length > 0
      ? [
          t('retret:day.excused', {
            list: roll.excused.map(({ kind, count }) => t(`recap:excused.${kind}`, { count })),
          }),
        ]
      : []),
    ...(roll.without.length > 0 ? [t('retret:day.names', { names: named(roll, t) })] : []),
    ...unsettled.open(t),
    ...unsettled.proof(t),
  ])
  return {
    text: [
      t('retret:day.head', { title: first?.session.activity, at: first?.session.startsAt }),
      ...lines,
      t('retret:day.ask'),
    ].join('\n'),
    choices: rolls.slice(0, 5).map(({ session }) => ({
      id: `=kirim rekap ${session.id}`,
      label: t('retret:day.handIn', { title: session.title }),
    })),
  }
}

function named({ without }: Roll, t: Translate): string {
  const rest = without.length - MOST_NAMES
  return [
    ...without.slice(0, MOST_NAMES).map(({ name }) => name),
    ...(rest > 0 ? [t('retret:back.more', { count: rest })] : []),
  ].join(', ')
}
