import type { Window } from '../check-in/judge.ts'
import { type Excused, isPresent, type Present, type Status } from './statuses.ts'

/** A row of the raw log (prisma `CheckIn`), as far as the decision needs it. */
export type RawCheckIn = {
  id: bigint
  /** `waits`: it counts when the coordinator says so. */
  verdict: string
  countsAt: Date
  messageAt: Date
  proof: string
  flags: string[]
}

/** A row of prisma `Ruling`, as far as the decision needs it. */
export type Ruling = {
  id: number
  kind: string
  /** Null: the check-in that was waiting counts. */
  status: Status | null
  checkInId: bigint | null
  proposedAt: Date
  second: boolean
  confirmedAt: Date | null
  refusedAt: Date | null
}

/** An absence that was approved and covers the session. */
export type Leave = { id: number; kind: Excused; decidedAt: Date }

/** All that was said about one person in one session. */
export type Said = {
  checkIns: readonly RawCheckIn[]
  rulings?: readonly Ruling[]
  leaves?: readonly Leave[]
}

export type Decided = {
  status: Status
  countsAt: Date | null
  messageAt: Date | null
  proof: string
  flags: string[]
  checkInId: bigint | null
  rulingId: number | null
  absenceId: number | null
}

type Session = Pick<Window, 'onTimeUntil'> & {
  /** It was moved to another day: what was said up to this moment was about the day that it was then. */
  countsFrom?: Date | null
}

/**
 * What all that was said about a person amounts to, whatever the order in which it came, so that a message that arrives
 * hours late decides again and the recap is corrected. In this order:
 * 1. what two people with a role agreed on (an annulment, an addition after closing, a dispute), the latest;
 * 2. the check-in that counts earliest (ties: the earlier message, then the smaller id): being there beats any leave;
 * 3. the coordinator's own word or an approved leave, whichever was said last.
 * @returns null when nothing was said that counts
 */
export function decide(session: Session, { checkIns, rulings = [], leaves = [] }: Said): Decided | null {
  const from = session.countsFrom ?? new Date(0)
  const standing = rulings.filter((one) => one.confirmedAt && !one.refusedAt && one.proposedAt > from)
  const firm = latest(standing.filter((one) => one.second && one.status !== null))
  if (firm) return byRuling(firm)
  const accepted = new Set(standing.filter((one) => one.status === null).map((one) => one.checkInId))
  const seen = checkIns
    .filter((one) => one.countsAt > from)
    .filter((one) => one.verdict === 'accepted' || (one.verdict === 'waits' && accepted.has(one.id)))
    .reduce<RawCheckIn | null>((best, row) => (!best || before(row, best) ? row : best), null)
  if (seen) {
    const { id, countsAt, messageAt, proof, flags } = seen
    const status: Present = countsAt <= session.onTimeUntil ? 'hadir' : 'terlambat'
    return { ...NOTHING, status, countsAt, messageAt, proof, flags, checkInId: id }
  }
  const word = latest(standing.filter((one) => !one.second && one.status !== null))
  const leave = [...leaves].sort((a, b) => b.decidedAt.getTime() - a.decidedAt.getTime() || b.id - a.id)[0]
  // Of the same moment the coordinator's word: it was said about this session.
  if (word && (!leave || timeOf(word) >= leave.decidedAt.getTime())) return byRuling(word)
  return leave ? { ...NOTHING, status: leave.kind, proof: 'absence', absenceId: leave.id } : null
}

const NOTHING = {
  ...{ countsAt: null, messageAt: null, proof: 'none', flags: [] as string[] },
  ...{ checkInId: null, rulingId: null, absenceId: null },
}

/** Present by somebody's word counts at the moment of the word: nothing else is known. */
function byRuling({ id, kind, status, proposedAt }: Ruling): Decided {
  const there = isPresent(status) ? { countsAt: proposedAt, messageAt: proposedAt } : {}
  return { ...NOTHING, ...there, status: status as Status, proof: PROOFS[kind] ?? 'ruling', rulingId: id }
}

const PROOFS: Record<string, string> = { coordinator: 'coordinator', after_closing: 'after_closing' }

const timeOf = (one: Ruling): number => (one.confirmedAt ?? one.proposedAt).getTime()
const latest = (rulings: Ruling[]): Ruling | undefined =>
  [...rulings].sort((a, b) => timeOf(b) - timeOf(a) || b.id - a.id)[0]

function before(a: RawCheckIn, b: RawCheckIn): boolean {
  const byTime = a.countsAt.getTime() - b.countsAt.getTime() || a.messageAt.getTime() - b.messageAt.getTime()
  return byTime < 0 || (byTime === 0 && a.id < b.id)
}
