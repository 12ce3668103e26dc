import type { City } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import { asDate } from '../agenda/day.ts'

/** A collection of one kind of goods; amounts are whole units of it. */
export type Campaign = {
  id: number
  key: string
  name: string
  aliases: string[]
  /** "telur" */
  goods: string
  goodsAliases: string[]
  /** "butir" */
  unit: string
  /** Other measures in units; null: people are asked. */
  measures: Record<string, number | null>
  /** Units a month. */
  target: number | null
  suggested: number
  /** Days of the city, "2026-01-01". */
  firstDay: string
  lastDay: string | null
  press: string | null
}

/** Puts the campaigns of a city's profile into the database, once each: what stands there is the admins'. */
export async function seedCampaigns(tx: Tx, city: City): Promise<void> {
  if (city.campaigns.length === 0) return
  await tx.campaign.createMany({
    data: city.campaigns.map(({ firstDay, lastDay, ...one }) => ({
      ...one,
      firstDay: asDate(firstDay),
      lastDay: lastDay === null ? null : asDate(lastDay),
    })),
    skipDuplicates: true,
  })
}

/** All of them, the oldest first, those that have ended too. */
export async function allCampaigns(tx: Tx): Promise<Campaign[]> {
  const rows = await tx.campaign.findMany({ orderBy: { id: 'asc' } })
  return rows.map(({ measures, firstDay, lastDay, ...one }) => ({
    ...one,
    measures: measures as Record<string, number | null>,
    firstDay: dayText(firstDay),
    lastDay: lastDay && dayText(lastDay),
  }))
}

/** Whether something can be pledged or received on a day of the city. */
export const runsOn = ({ firstDay, lastDay }: Pick<Campaign, 'firstDay' | 'lastDay'>, day: string): boolean =>
  day >= firstDay && (lastDay === null || day <= lastDay)

/** A column of type date as "2026-11-23". */
export const dayText = (date: Date): string => date.toISOString().slice(0, 10)
