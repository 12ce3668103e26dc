import type { When } from '../../language/when.ts'
import { plusDays } from '../agenda/day.ts'
import type { Campaign } from '../goods/campaigns.ts'

/** Further ahead nobody plans eggs, in days. */
const FURTHEST = 92

export type DayProblem = {
  why: 'invalid' | 'past' | 'far' | 'ended' | 'early'
  day: string | null
  next: string | null
}
export type DayRead = { day: string | null } | DayProblem

export const isProblem = (read: DayRead): read is DayProblem => 'why' in read

/** The day that was said, as far as something can be brought then; `day: null` when none was said. Pure. */
export function dayMeant(
  when: When | null,
  campaign: Pick<Campaign, 'firstDay' | 'lastDay'>,
  today: string,
): DayRead {
  if (!when || when.rrule) return { day: null }
  const offered = today > campaign.firstDay ? null : campaign.firstDay
  if (when.kind === 'invalid') return { why: 'invalid', day: null, next: offered }
  const day = when.date ?? when.dates?.[0] ?? null
  if (day === null) return { day: null }
  if (day < today) return { why: 'past', day, next: offered ?? plusDays(today, 1) }
  if (day < campaign.firstDay) return { why: 'early', day, next: campaign.firstDay }
  if (campaign.lastDay !== null && day > campaign.lastDay)
    return { why: 'ended', day, next: campaign.lastDay }
  return day > plusDays(today, FURTHEST) ? { why: 'far', day, next: null } : { day }
}
