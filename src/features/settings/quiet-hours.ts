import type { City, QuietSetting } from '../../lib/city.ts'
import { quietHours } from '../../lib/city-schema.ts'
import type { Tx } from '../../lib/db.ts'
import type { QuietHours } from '../../outbox/quiet.ts'
import { readSetting } from './setting.ts'

export const QUIET = 'quiet'

/** When people are left alone: as an admin set it, else as the city's profile says. */
export async function readQuiet(tx: Tx, city: City): Promise<QuietSetting> {
  const stored = await readSetting(tx, QUIET)
  // What an earlier version stored and this one cannot read must not let messages out at night.
  return stored === null ? city.quietHours : (quietHours.safeParse(stored).data ?? city.quietHours)
}

/** As delivery wants it: minutes of the day, days of a season. Pure. */
export function toHours(setting: QuietSetting, ahead = 0): QuietHours {
  const spans = setting.spans.map(({ from, until, days, season }) => ({
    ...{ from: minutesOf(from), until: minutesOf(until) },
    ...(days ? { days } : {}),
    ...(season ? { within: setting.ramadan } : {}),
  }))
  return { spans, ahead }
}

/** Fewer minutes of a day than this are no time to write to people in. */
const LEAST_FREE = 4 * 60

/** Whether every day, in Ramadan too, leaves time to write to people. Pure. */
export function leavesTime({ spans }: QuietSetting): boolean {
  return [1, 2, 3, 4, 5, 6, 7].every((day) => {
    const quiet = new Set<number>()
    for (const { from, until, days } of spans) {
      const begin = minutesOf(from)
      const length = (minutesOf(until) - begin + 1_440) % 1_440
      for (let minute = begin; minute < begin + length; minute += 1) {
        // A span over midnight is taken as if it all lay in the day on which it begins.
        if (!days || days.includes(day)) quiet.add(minute % 1_440)
      }
    }
    return 1_440 - quiet.size >= LEAST_FREE
  })
}

export function minutesOf(clock: string): number {
  const [hour = 0, minute = 0] = clock.split('.').map(Number)
  return hour * 60 + minute
}

/** Asked for each message: read again after this long. */
const FRESH_MS = 3_000

/**
 * Quiet hours for delivery, never older than a few seconds.
 * @param ahead how far the city's clock is ahead of the machine's
 */
export function quietReader(
  read: () => Promise<QuietSetting>,
  ahead: () => number,
): () => Promise<QuietHours> {
  let known: { setting: QuietSetting; at: number } | null = null
  return async () => {
    if (!known || performance.now() - known.at > FRESH_MS)
      known = { setting: await read(), at: performance.now() }
    return toHours(known.setting, ahead())
  }
}
