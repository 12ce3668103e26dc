import type { Channel, Pacing, QuietHours } from '../channels/channel.ts'
import { PLATFORM_PACE } from './pace.ts'

/**
 * A messenger that knows the city's quiet hours beside its own pace: for delivery, and for whoever says beforehand how
 * long it will take.
 */
export function withQuiet(channel: Channel, quiet: () => Promise<QuietHours>): Channel {
  const pacing = async (): Promise<Pacing> => ({
    ...((await channel.pacing?.()) ?? PLATFORM_PACE),
    quiet: await quiet(),
  })
  return Object.create(channel, { pacing: { value: pacing } }) as Channel
}
