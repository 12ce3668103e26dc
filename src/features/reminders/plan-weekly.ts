import type { City } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import { dayOf, plusDays, weekdayOf } from '../agenda/day.ts'
import { instantOf } from '../agenda/window.ts'
import { allCampaigns, runsOn } from '../goods/campaigns.ts'

const HOUR = 3_600_000
/** Later than this they wait for the next week. */
const THANKS_MS = 36 * HOUR
const PROGRESS_MS = 20 * HOUR

/** What is said once a week about gifts, as reminders of their own: the thanks of all campaigns, the progress of each. */
export async function planWeekly(tx: Tx, city: City, now: Date): Promise<number> {
  const today = dayOf(now, city.zone)
  const { thanks, progress } = city.pledgeTimes
  const campaigns = await allCampaigns(tx)
  if (campaigns.length === 0) return 0
  const wanted = [
    weekly('thanks', thanks, THANKS_MS),
    ...campaigns
      .filter((one) => runsOn(one, today))
      .map(({ id }) => weekly(`progress/${id}`, progress, PROGRESS_MS)),
  ]
  const known = await tx.reminder.findMany({
    where: { key: { in: wanted.map(({ key }) => key) } },
    select: { key: true },
  })
  const fresh = wanted.filter(({ key }) => !known.some((one) => one.key === key))
  if (fresh.length > 0) await tx.reminder.createMany({ data: fresh, skipDuplicates: true })
  return fresh.length

  /** That of the week that is under way. */
  function weekly(subject: string, time: { weekday: number; clock: string }, use: number) {
    const day = plusDays(today, (time.weekday - weekdayOf(today) + 7) % 7)
    const fireAt = instantOf(day, time.clock.replace('.', ':'), city.zone)
    return {
      ...{ key: `${subject}/${day}`, template: 'weekly', subject: `${subject}/${day}`, fireAt },
      expiresAt: new Date(fireAt.getTime() + use),
    }
  }
}
