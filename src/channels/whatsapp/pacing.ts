import type { Pacing } from '../channel.ts'

/** How much of its pace a number has in its first weeks: one that has just been paired and writes much is banned. */
const WARM_UP = [0.1, 0.25, 0.5, 0.75]
const WEEK = 7 * 86_400_000

export type PaceSettings = Pick<Pacing, 'gap' | 'perHour' | 'perDay'>

/**
 * The pace of one number.
 * @param pairedAt when it was paired; null: just now
 */
export function paceOf(
  settings: PaceSettings,
  { pairedAt, closedUntil }: { pairedAt: Date | null; closedUntil: Date | null },
  now: Date,
): Pacing {
  const week = pairedAt ? Math.floor((now.getTime() - pairedAt.getTime()) / WEEK) : 0
  const share = WARM_UP[week] ?? 1
  return {
    ...settings,
    perHour: Math.max(1, Math.floor(settings.perHour * share)),
    perDay: Math.max(1, Math.floor(settings.perDay * share)),
    closedUntil: closedUntil && closedUntil > now ? closedUntil : null,
  }
}
