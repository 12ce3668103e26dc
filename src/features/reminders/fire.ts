import type { City } from '../../lib/city.ts'
import { type Db, type Tx, transaction } from '../../lib/db.ts'
import type { Log } from '../../lib/log.ts'
import type { Voice } from '../agenda/captioned.ts'
import { fireClaim } from './fire-claim.ts'
import { firePledge } from './fire-pledge.ts'
import { fireProgress } from './fire-progress.ts'
import { fireSession } from './fire-session.ts'
import { fireThanks } from './fire-thanks.ts'
import type { Reach } from './reach.ts'

/** A reminder whose time has come. */
export type Due = {
  id: number
  template: string
  /** "session/12": what it is about. */
  subject: string
  unitPath: string
  except: string[]
  /** auto | groups */
  route: string
  personId: number | null
  fireAt: Date
  expiresAt: Date
}

export type FireDeps = Voice & { db: Db; city: City; log: Log; reach: Reach }

/**
 * Writes the messages of one reminder.
 * @returns how many; null when what it is about is done or off
 */
type Fire = (tx: Tx, due: Due, deps: FireDeps, now: Date) => Promise<number | null>

/** What reminders may be about: a subject more is a line here, and whoever writes its rows (plan-*.ts). */
const subjects: Record<string, Fire> = {
  session: fireSession,
  claim: fireClaim,
  pledge: firePledge,
  thanks: fireThanks,
  progress: fireProgress,
}

/** A tick takes so many; the next one goes on. */
const MOST = 500

/**
 * Fires what is due, each in one transaction with its messages, the oldest first: however many processes tick, once. What
 * came due while nobody ticked is fired late where it is still of use. One that fails is tried again by the next tick and
 * holds no other up.
 */
export async function fireDue(
  deps: FireDeps,
  now: Date,
): Promise<{ fired: number; expired: number; messages: number }> {
  const { db, log } = deps
  const due = await db.prisma.$queryRaw<{ id: number }[]>`
    SELECT id FROM reminder WHERE fired_at IS NULL AND fire_at <= ${now} ORDER BY fire_at, id LIMIT ${MOST}`
  const count = { fired: 0, expired: 0, messages: 0 }
  for (const { id } of due) {
    try {
      const messages = await transaction(db, (tx) => fire(tx, id, deps, now), { timeout: 60_000 })
      if (messages === 'expired') count.expired += 1
      else if (messages !== null) {
        count.fired += 1
        count.messages += messages
      }
    } catch (error) {
      log.warn({ err: error, reminder: id }, 'a reminder was not fired, it is tried again')
    }
  }
  return count
}

/** @returns messages written; null when another process has it */
async function fire(tx: Tx, id: number, deps: FireDeps, now: Date): Promise<number | 'expired' | null> {
  const [due] = await tx.$queryRaw<Due[]>`
    SELECT id, template, subject, unit_path AS "unitPath", except_paths AS except, route, person_id AS "personId",
      fire_at AS "fireAt", expires_at AS "expiresAt"
    FROM reminder WHERE id = ${id} AND fired_at IS NULL FOR UPDATE SKIP LOCKED`
  if (!due) return null
  const late = due.expiresAt <= now
  const messages = late ? 0 : await (subjects[due.subject.split('/')[0] ?? ''] ?? gone)(tx, due, deps, now)
  const outcome = late ? 'expired' : messages === null ? 'over' : messages === 0 ? 'nobody' : 'sent'
  await tx.reminder.update({ where: { id }, data: { firedAt: now, outcome, messages: messages ?? 0 } })
  return late ? 'expired' : (messages ?? 0)
}

/** Of a subject that this version does not know. */
const gone: Fire = async () => null
