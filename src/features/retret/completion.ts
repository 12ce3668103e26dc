import { isExcused, isPresent, type Status } from '../attendance/statuses.ts'

/** When an activity of several sessions is completed. */
export type Rule = {
  /** Of the sessions that took place, or will. */
  percent: number
  allMandatory: boolean
  /** A session that an approved leave covers is left out; else it is one that was not attended. */
  leaveExcuses: boolean
}

/** One session of it, as it stands for one participant. */
export type Attended = {
  mandatory: boolean
  cancelled: boolean
  /** Null: nothing is recorded. */
  status: Status | null
  /** Nothing changes by itself any more: it is settled. */
  settled: boolean
}

export type Completion = {
  /** Present, late or not. */
  attended: number
  /** Sessions that count: neither cancelled nor, by rule, excused. */
  of: number
  mandatoryAttended: number
  mandatoryOf: number
  excused: number
  /** lulus: whatever is still to come; tidak: it cannot be reached any more; belum; tanpaSesi: none took place. */
  result: 'lulus' | 'belum' | 'tidak' | 'tanpaSesi'
}

/**
 * Whether somebody has completed an activity. Late is attended. What is cancelled does not count; what was moved counts
 * where it took place. Pure.
 */
export function completion(sessions: readonly Attended[], rule: Rule): Completion {
  const counting = sessions.filter(
    ({ cancelled, status }) => !cancelled && !(rule.leaveExcuses && isExcused(status)),
  )
  const present = counting.filter(({ status }) => isPresent(status))
  const open = counting.filter(isOpen)
  const mandatory = counting.filter((one) => one.mandatory)
  const reached = (attended: number, mandatoryAttended: number) =>
    attended * 100 >= rule.percent * counting.length &&
    (!rule.allMandatory || mandatoryAttended === mandatory.length)
  const [attended, mandatoryAttended] = [present.length, present.filter((one) => one.mandatory).length]
  const best = reached(attended + open.length, mandatoryAttended + open.filter((one) => one.mandatory).length)
  return {
    ...{ attended, of: counting.length, mandatoryAttended, mandatoryOf: mandatory.length },
    excused: sessions.filter(({ cancelled, status }) => !cancelled && isExcused(status)).length,
    result:
      counting.length === 0
        ? 'tanpaSesi'
        : reached(attended, mandatoryAttended)
          ? 'lulus'
          : best
            ? 'belum'
            : 'tidak',
  }
}

/** Whether it may still be attended, or be decided otherwise by a coordinator. */
const isOpen = ({ status, settled }: Attended): boolean =>
  !isPresent(status) && (status === 'belum_dipastikan' || (!settled && !isExcused(status)))
