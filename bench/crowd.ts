import { randomBytes } from 'node:crypto'
import { NOTICE_VERSION } from '../src/conversation/converse.ts'
import { codeAt, findStep, SCREEN_STEP } from '../src/features/check-in/code.ts'
import { judge, type Window } from '../src/features/check-in/judge.ts'
import { readCode } from '../src/features/check-in/read-code.ts'
import { seedCity } from '../src/features/people/seed-city.ts'
import { loadCity } from '../src/lib/city.ts'
import type { Db } from '../src/lib/db.ts'
import { migrate } from '../src/lib/migrate.ts'
import { markMode } from '../src/lib/mode.ts'

/** A session that is open now, and the employees who may come to it. */
export type Crowd = { sessionId: number; codeKey: string; window: Window; count: number }

/** The first employee: the same number as person, as address and as Telegram user. */
export const FIRST = 1_000_000
/** The first employee's number on WhatsApp. */
export const FIRST_PN = 628_120_000_000

/** What a messenger calls the employees: numbers in a row, with something around them. */
export const ADDRESS_NAMES = {
  telegram: { before: '', from: FIRST, after: '' },
  // A LID as the loopback makes it of a number.
  whatsapp: { before: '9', from: FIRST_PN, after: '@lid' },
}

const minutes = (from: Date, count: number) => new Date(from.getTime() + count * 60_000)

/** Migrates, seeds the city, and puts employees there who have claimed their messenger long ago. */
export async function seedCrowd(
  db: Db,
  count: number,
  channel: keyof typeof ADDRESS_NAMES = 'telegram',
): Promise<Crowd> {
  const { before, from, after } = ADDRESS_NAMES[channel]
  await migrate(db)
  await markMode(db, 'real')
  const city = loadCity('pangkalpinang')
  const units = await seedCity(db, city)
  const offices = city.units
    .filter((unit) => unit.kind !== 'kota')
    .flatMap((unit) => units.get(unit.key) ?? [])
  const root = city.units.find((unit) => unit.kind === 'kota')
  const rootId = root && units.get(root.key)
  if (rootId === undefined) throw new Error('the city has no root unit')
  const { prisma } = db
  await prisma.$executeRaw`
    INSERT INTO person (id, name, status, employment, unit_id)
    SELECT ${FIRST} + i, 'Pegawai Contoh ' || i, 'active', 'PNS', (${offices}::int[])[1 + i % ${offices.length}::int]
    FROM generate_series(0, ${count - 1}::int) AS i`
  await prisma.$executeRaw`
    INSERT INTO address (id, channel, external_id, person_id, first_seen_at, last_inbound_at, notice_version)
    SELECT ${FIRST} + i, ${channel}, ${before} || (${from}::bigint + i) || ${after}, ${FIRST} + i, now() - interval '30 days',
      now() - interval '2 days', ${NOTICE_VERSION}
    FROM generate_series(0, ${count - 1}::int) AS i`
  await prisma.$executeRaw`
    INSERT INTO address_person (address_id, person_id, how, at)
    SELECT ${FIRST} + i, ${FIRST} + i, 'code', now() - interval '30 days' FROM generate_series(0, ${count - 1}::int) AS i`
  const now = new Date()
  const times = {
    opensAt: minutes(now, -60),
    // Within the hour: the reminder of an hour before had passed when this was made, so that nobody is written to.
    startsAt: minutes(now, 50),
    onTimeUntil: minutes(now, 120),
    closesAt: minutes(now, 240),
    graceUntil: minutes(now, 300),
  }
  const activity = await prisma.activity.create({
    data: { kind: 'apel', title: 'Apel Pagi', unitId: rootId, createdAt: now },
  })
  const session = await prisma.session.create({
    data: {
      ...{
        activityId: activity.id,
        title: 'Apel Pagi',
        place: 'Halaman Kantor',
        ...times,
        audienceUnits: [rootId],
      },
      ...{ codeKey: randomBytes(32).toString('base64url'), createdAt: now },
    },
  })
  // Statistics as a database has them that has been in use for a while.
  await db.session((own) => own.script('ANALYZE'))
  return { sessionId: session.id, codeKey: session.codeKey, window: { ...times, status: 'scheduled' }, count }
}

/** What the venue screen shows at a moment. */
export function codeShown(crowd: Crowd, at: Date): { code: string; until: Date } {
  const { code, stepEnd } = codeAt(crowd.codeKey, at)
  return { code, until: stepEnd }
}

/** The time that counts for a text that the platform took at `at`; null when it must not count. */
export function countsAt(crowd: Crowd, text: string, at: Date): Date | null {
  const reading = readCode(text)
  const shownAt =
    reading && findStep({ key: crowd.codeKey, ...reading, from: minutes(at, -60), to: minutes(at, 1) })
  if (!shownAt) return null
  const message = { at, clock: 'platform' as const, edited: false, forwarded: false }
  const verdict = judge({
    session: crowd.window,
    message,
    proof: { kind: 'code', shownAt, stepSeconds: SCREEN_STEP },
  })
  return verdict.verdict === 'accepted' ? verdict.countsAt : null
}
