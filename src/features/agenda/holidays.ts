import type { City, Holiday } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import type { Log } from '../../lib/log.ts'
import { audit } from '../people/audit.ts'
import { asDate } from './day.ts'

/** The years of the city's data that stand in the table already: an admin's edits of them are not undone by a start. */
const SEEDED = 'holidays-seeded'
const REFRESH_MS = 30_000

/** Brings the city's own data into the table, year by year, each once. */
export async function seedHolidays(tx: Tx, given: readonly Holiday[], now: Date): Promise<number> {
  const mark = await tx.meta.findUnique({ where: { key: SEEDED } })
  const seeded = new Set((mark?.value ?? '').split(',').filter(Boolean))
  const fresh = given.filter((one) => !seeded.has(one.date.slice(0, 4)))
  if (fresh.length === 0) return 0
  await tx.holiday.createMany({
    data: fresh.map((one) => ({ ...one, date: asDate(one.date), at: now })),
    skipDuplicates: true,
  })
  const value = [...new Set([...seeded, ...fresh.map((one) => one.date.slice(0, 4))])].sort().join(',')
  await tx.meta.upsert({ where: { key: SEEDED }, create: { key: SEEDED, value }, update: { value } })
  return fresh.length
}

/** So that the next `seedHolidays` begins afresh (a demo that is reset). */
export async function forgetSeeding(tx: Tx): Promise<void> {
  await tx.meta.deleteMany({ where: { key: SEEDED } })
}

/** All holidays of the table, in order. */
export async function listHolidays(tx: Tx): Promise<Holiday[]> {
  return tx.$queryRaw<Holiday[]>`
    SELECT date::text AS date, name, type, source FROM holiday ORDER BY date, type DESC, name`
}

/** What language and dialogs know of holidays is the city's list: it takes what stands in the table. */
export async function refreshHolidays(tx: Tx, city: City): Promise<void> {
  const fresh = await listHolidays(tx)
  // The same list stays the same object: the vocabulary is compiled from it once.
  if (JSON.stringify(fresh) !== JSON.stringify(city.holidays)) city.holidays = fresh
}

/** Another process, or an import by hand, may have changed the table. @returns what ends it */
export function keepHolidaysFresh(db: { prisma: Tx }, city: City, log: Log): () => Promise<void> {
  let running: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    running = refreshHolidays(db.prisma, city).catch((error) =>
      log.warn({ err: error }, 'the holidays could not be read again'),
    )
  }, REFRESH_MS)
  timer.unref()
  return () => {
    clearInterval(timer)
    return running
  }
}

/** @returns false when that day has a holiday of this name already */
export async function addHoliday(tx: Tx, holiday: Holiday, by: number | null, now: Date): Promise<boolean> {
  const { count } = await tx.holiday.createMany({
    data: [{ ...holiday, date: asDate(holiday.date), createdBy: by, at: now }],
    skipDuplicates: true,
  })
  if (count === 0) return false
  const subject = `holiday/${holiday.date}`
  await audit(tx, { at: now, actorId: by, action: 'holiday.add', subject, after: { ...holiday } })
  return true
}

/** @returns what was taken away */
export async function removeHolidays(tx: Tx, date: string, by: number, now: Date): Promise<Holiday[]> {
  const gone = (await listHolidays(tx)).filter((one) => one.date === date)
  await tx.holiday.deleteMany({ where: { date: asDate(date) } })
  for (const one of gone) {
    const subject = `holiday/${date}`
    await audit(tx, { at: now, actorId: by, action: 'holiday.remove', subject, before: { ...one } })
  }
  return gone
}
