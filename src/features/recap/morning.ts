import type { City } from '../../lib/city.ts'
import { type Db, type Tx, transaction } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import { enqueue, rowsFor } from '../../outbox/enqueue.ts'
import { inTongue, type Voice } from '../agenda/captioned.ts'
import { dayBounds, dayOf } from '../agenda/day.ts'
import { instantOf } from '../agenda/window.ts'
import { firstTime, marksOf } from './once.ts'
import { standingsOf } from './query.ts'
import { isClear, percentOf, type Sums, sumsOfPeople } from './sums.ts'

const CLOCK = '08:30'
/** Later than this the day is about something else. */
const LATEST_MS = 3 * 3_600_000
const MOST_UNITS = 5

type Head = {
  personId: number
  addressId: number
  channel: string
  externalId: string
  locale: string
  paths: string[]
}
type Apel = { id: number; kind: string; title: string; startsAt: Date }

/**
 * At 08.30 on a day of an apel each *pimpinan* gets one line on the own part of the city: who came, of whom nothing is
 * clear, units from which nobody is recorded, and the last session of the same kind beside it. Totals only, no names.
 * @returns messages
 */
export async function tellPimpinan(
  { db, city, ...voice }: Voice & { db: Pick<Db, 'prisma'>; city: City },
  now: Date,
): Promise<number> {
  const day = dayOf(now, city.zone)
  const due = instantOf(day, CLOCK, city.zone)
  if (now < due || now.getTime() >= due.getTime() + LATEST_MS) return 0
  const [apel] = await db.prisma.$queryRaw<Apel[]>`
    SELECT s.id, a.kind, s.title, s.starts_at AS "startsAt" FROM session s JOIN activity a ON a.id = s.activity_id
    WHERE a.kind LIKE 'apel%' AND s.status = 'scheduled' AND cardinality(s.audience_units) > 0
      AND s.starts_at >= ${dayBounds(day, city.zone).start} AND s.on_time_until <= ${due}
    ORDER BY s.starts_at DESC, s.id DESC LIMIT 1`
  if (!apel) return 0
  const told = await marksOf(db.prisma, `session/${apel.id}`)
  let messages = 0
  for (const head of await headsOf(db.prisma, now))
    if (!told.has(keyOf(apel, head)))
      messages += await transaction(db, (tx) => tell(tx, apel, head, voice, now))
  return messages
}

const keyOf = ({ id }: Apel, { personId }: Head) => `recap/morning/${id}/${personId}`

async function tell(tx: Tx, apel: Apel, head: Head, voice: Voice, now: Date): Promise<number> {
  const topic = `session/${apel.id}`
  if (!(await firstTime(tx, keyOf(apel, head), topic, now))) return 0
  const today = await scopeOf(tx, apel.id, head.paths)
  // Nobody of this part of the city had to come.
  if (today.sums.all === 0) return 0
  const before = await lastOne(tx, apel)
  const then = before && percentOf((await scopeOf(tx, before.id, head.paths)).sums)
  const text = (t: Translate) => ({
    text: lineOf(apel, today, before && then !== null ? { at: before.startsAt, percent: then } : null, t),
  })
  const rows = rowsFor(
    head.addressId,
    inTongue(text, head.locale, voice),
    `${topic}/morning/${head.personId}`,
    4_000,
    {
      ...{ lane: 'reminder', recipient: `person/${head.personId}`, topic, ttl: LATEST_MS / 1_000 },
      to: { channel: head.channel, id: head.externalId },
    },
  )
  return enqueue(tx, rows)
}

type Scope = { sums: Sums; silent: string[] }

function lineOf(
  apel: Apel,
  { sums, silent }: Scope,
  before: { at: Date; percent: number } | null,
  t: Translate,
): string {
  const present = sums.hadir + sums.terlambat
  const due = sums.all - sums.excused
  const shown = silent.slice(0, MOST_UNITS)
  return [
    t('recap:morning.line', {
      ...{ title: apel.title, at: apel.startsAt, present, due },
      ...{ percent: due === 0 ? 0 : Math.round((present / due) * 100), unclear: sums.absent + sums.unsure },
    }),
    silent.length === 0
      ? t('recap:morning.allUnits')
      : t(silent.length > shown.length ? 'recap:morning.silentMore' : 'recap:morning.silent', {
          units: shown,
          count: silent.length - shown.length,
        }),
    before ? t('recap:morning.before', before) : t('recap:morning.first'),
  ].join(' ')
}

/** Totals of a part of the city, and which of its units nobody is recorded of. */
async function scopeOf(tx: Tx, sessionId: number, paths: string[]): Promise<Scope> {
  const people = await standingsOf(tx, sessionId, paths)
  const units = await tx.unit.findMany({ select: { id: true, name: true, path: true } })
  const heard = new Map<string, boolean>()
  for (const { unitId, status } of people) {
    const path = units.find(({ id }) => id === unitId)?.path ?? ''
    const part = below(path, paths)
    heard.set(part, (heard.get(part) ?? false) || isClear(status))
  }
  const silent = units.filter(({ path }) => heard.get(path) === false).map(({ name }) => name)
  return { sums: sumsOfPeople(people.map(({ status }) => status)), silent: silent.sort() }
}

/** "/1/5/12/" in the scope "/1/" is of "/1/5/"; in the scope "/1/5/12/" it is itself. */
function below(path: string, scopes: string[]): string {
  const scope = scopes.find((one) => path.startsWith(one)) ?? ''
  const next = path.slice(scope.length).split('/')[0]
  return next ? `${scope}${next}/` : scope
}

async function lastOne(tx: Tx, { id, kind, startsAt }: Apel): Promise<{ id: number; startsAt: Date } | null> {
  const [last] = await tx.$queryRaw<{ id: number; startsAt: Date }[]>`
    SELECT s.id, s.starts_at AS "startsAt" FROM session s JOIN activity a ON a.id = s.activity_id
    WHERE a.kind = ${kind} AND s.status = 'scheduled' AND s.settled_at IS NOT NULL AND s.starts_at < ${startsAt} AND s.id <> ${id}
    ORDER BY s.starts_at DESC, s.id DESC LIMIT 1`
  return last ?? null
}

/** Everybody who is *pimpinan* now, at the phone last used; whoever has none, or wants none, hears nothing. */
async function headsOf(tx: Tx, now: Date): Promise<Head[]> {
  return tx.$queryRaw<Head[]>`
    SELECT DISTINCT ON (r.person_id) r.person_id AS "personId", a.id AS "addressId", a.channel, a.external_id AS "externalId", a.locale,
      ARRAY(SELECT u.path FROM role o JOIN unit u ON u.id = o.unit_id WHERE o.person_id = r.person_id AND o.role = 'pimpinan'
        AND o.from_at <= ${now} AND (o.until_at IS NULL OR o.until_at > ${now})) AS paths
    FROM role r JOIN address_person ap ON ap.person_id = r.person_id JOIN address a ON a.id = ap.address_id
    WHERE r.role = 'pimpinan' AND r.from_at <= ${now} AND (r.until_at IS NULL OR r.until_at > ${now})
      AND a.last_inbound_at IS NOT NULL AND a.blocked_at IS NULL AND a.opted_out_at IS NULL
    ORDER BY r.person_id, a.last_inbound_at DESC, a.id`
}
