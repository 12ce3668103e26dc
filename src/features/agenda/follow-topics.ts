import type { City } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import { allCampaigns, type Campaign, runsOn } from '../goods/campaigns.ts'
import { topicOf as topicOfCampaign } from '../pledges/listener.ts'
import { dayOf } from './day.ts'
import type { FollowWish } from './follow-words.ts'
import { kindOf } from './new-session-names.ts'

/** What can be followed: a kind of activity for residents, in an area; or how a campaign goes on, in the whole city. */
export type Topic = { topic: string; title: string; campaign: boolean }

type About = { tx: Tx; city: City; now: Date; t: Translate }

/** Everything that can be followed now. */
export async function topicsNow({ tx, city, now, t }: About): Promise<Topic[]> {
  const kinds = publicKinds(city).map(({ kind, title }) => ({ topic: kind, title, campaign: false }))
  const today = dayOf(now, city.zone)
  const campaigns = (await allCampaigns(tx)).filter((one) => runsOn(one, today))
  return [...kinds, ...campaigns.map((one) => ofCampaign(one, t))]
}

/** Under which name somebody follows it, also when it has ended. */
export async function titleOf(topic: string, { tx, city, t }: About): Promise<string> {
  const kind = publicKinds(city).find((one) => one.kind === topic)
  if (kind) return kind.title
  const campaign = (await allCampaigns(tx)).find((one) => topicOfCampaign(one) === topic)
  return campaign ? ofCampaign(campaign, t).title : topic
}

/** What is named; null for an apel, and for what nobody knows. "ikuti sedekah telur" is a wish to give, and no topic. */
export async function topicOf(wish: FollowWish, { tx, city, now, t }: About): Promise<Topic | null> {
  if (!wish.topic) return null
  const today = dayOf(now, city.zone)
  const campaign =
    (wish.sure || wish.action === 'unfollow') && campaignNamed(wish.topic, await allCampaigns(tx))
  if (campaign && (wish.action === 'unfollow' || runsOn(campaign, today))) return ofCampaign(campaign, t)
  const kind = kindOf(wish.topic, { ...city, activityKinds: publicKinds(city) })
  return kind && { topic: kind.kind, title: kind.title, campaign: false }
}

const publicKinds = (city: City) => city.activityKinds.filter((one) => one.public)

const ofCampaign = (campaign: Campaign, t: Translate): Topic => ({
  ...{ topic: topicOfCampaign(campaign), campaign: true },
  title: t('pledge-news:follow.title', { goods: campaign.goods }),
})

function campaignNamed(text: string, campaigns: Campaign[]): Campaign | undefined {
  const wanted = text.toLowerCase().replace(/\s+/g, ' ').trim()
  return campaigns.find(({ name, aliases, goods, goodsAliases }) =>
    [name, ...aliases, goods, ...goodsAliases].some((one) => one.toLowerCase() === wanted),
  )
}
