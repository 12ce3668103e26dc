import { minutesOf } from '../agenda/session-times.ts'
import { instantOf } from '../agenda/window.ts'
import { NEAREST_MINUTES } from './windows.ts'

/** A session of a programme, its day known. */
export type Planned = { day: string; time: string; end: string | null; title: string; mandatory: boolean }

/** What keeps a programme from being saved; numbers as they are shown, from 1. */
export type Problem =
  | { kind: 'overlap' | 'near'; n: number; other: number }
  | { kind: 'past' | 'backwards'; n: number }

export const inOrder = (sessions: Planned[]): Planned[] =>
  [...sessions].sort((a, b) => `${a.day} ${a.time}`.localeCompare(`${b.day} ${b.time}`))

/** @param sessions in order. Pure. */
export function problemsOf(sessions: Planned[], now: Date, zone: string): Problem[] {
  const problems: Problem[] = []
  for (const [index, one] of sessions.entries()) {
    const n = index + 1
    if (instantOf(one.day, one.time, zone) <= now) problems.push({ kind: 'past', n })
    if (one.end !== null && minutesOf(one.end) <= minutesOf(one.time)) problems.push({ kind: 'backwards', n })
    const next = sessions[index + 1]
    if (!next || next.day !== one.day) continue
    const gap = minutesOf(next.time) - minutesOf(one.time)
    if (gap === 0 || (one.end !== null && minutesOf(one.end) > minutesOf(next.time)))
      problems.push({ kind: 'overlap', n, other: n + 1 })
    else if (gap < NEAREST_MINUTES) problems.push({ kind: 'near', n, other: n + 1 })
  }
  return problems
}
