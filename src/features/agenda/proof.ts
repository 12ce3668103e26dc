import type { Translate } from '../../lib/i18n.ts'
import { Prisma } from '../../lib/prisma/client.ts'

/** What a session takes as proof that somebody is there. */
export const POLICIES = ['code', 'place', 'code_or_place', 'coordinator'] as const
export type Policy = (typeof POLICIES)[number]

/** A code of the end counts so long before and after the end, and is shown until then. */
const CLOSING_BEFORE_MS = 15 * 60_000
const CLOSING_AFTER_MS = 15 * 60_000

/**
 * When the code of the end counts: around the end that was said, else around the end of check-in.
 * @param endsAt null where no end was said
 */
export function closingSpan(closesAt: Date, endsAt: Date | null): { closingFrom: Date; closingUntil: Date } {
  const end = endsAt ?? closesAt
  return {
    closingFrom: new Date(end.getTime() - CLOSING_BEFORE_MS),
    closingUntil: new Date(end.getTime() + CLOSING_AFTER_MS),
  }
}

/** Until when codes of a session are worth something. */
export function codesUntil({ closesAt, closingUntil }: { closesAt: Date; closingUntil: Date | null }): Date {
  return closingUntil && closingUntil > closesAt ? closingUntil : closesAt
}

type Times = { opensAt: Date; closesAt: Date; closingFrom: Date | null; closingUntil: Date | null }

/** Whether one can check in now. */
export const isOpen = ({ opensAt, closesAt }: Times, now: Date): boolean => opensAt <= now && now < closesAt

/** Whether a code of now proves something: that somebody came, or that they stayed to the end. */
export function proves(session: Times, now: Date): boolean {
  const { closingFrom, closingUntil } = session
  return isOpen(session, now) || (!!closingFrom && !!closingUntil && closingFrom <= now && now < closingUntil)
}

/** Whether check-in is over, and the code of the end is not asked for yet. */
export const waitsForEnd = (session: Times, now: Date): boolean =>
  session.closesAt <= now && session.closingFrom !== null && now < session.closingFrom

/** `codesUntil` of a session `s`, as SQL. */
export const codesUntilSql = Prisma.sql`greatest(s.closes_at, coalesce(s.closing_until, s.closes_at))`

type Said = { proof: Policy; closing: boolean }

/** What is not as usual, as lines of a read-back or a schedule: nothing of a session that takes a code. */
export function proofLines({ proof, closing }: Said, t: Translate): string[] {
  return [
    ...(proof === 'code' ? [] : [t('proof:line', { proof: t(`proof:policy.${proof}`) })]),
    ...(closing ? [t('proof:closing.line')] : []),
  ]
}
