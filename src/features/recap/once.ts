import type { Tx } from '../../lib/db.ts'

/**
 * A mark beside the letter that it is for, as a reminder that has been sent: whoever comes second finds it, and a rollback
 * takes both away.
 * @returns whether nobody has written this one yet
 */
export async function firstTime(tx: Tx, key: string, subject: string, now: Date): Promise<boolean> {
  const written = await tx.$executeRaw`
    INSERT INTO reminder (key, template, subject, fire_at, expires_at, fired_at, outcome)
    VALUES (${key}, 'recap', ${subject}, ${now}, ${now}, ${now}, 'sent') ON CONFLICT (key) DO NOTHING`
  return written > 0
}

/** What has been written about a subject: nearly every minute that is all of it. */
export async function marksOf(tx: Tx, subject: string): Promise<Set<string>> {
  const marks = await tx.reminder.findMany({ where: { subject, template: 'recap' }, select: { key: true } })
  return new Set(marks.map(({ key }) => key))
}
