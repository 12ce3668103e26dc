import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { findUnits } from '../people/units.ts'
import { nextWeekly } from '../pledges/pledge-moments.ts'
import { follow, followedBy, unfollow } from './follow.ts'
import { type Topic, titleOf, topicOf, topicsNow } from './follow-topics.ts'
import type { FollowWish } from './follow-words.ts'
import { AREAS } from './new-session-questions.dialog.ts'

/** "ikuti info GPM di Gerunggang", "ikuti progres telur": anybody may, registered or not; it belongs to the chat. */
export async function changeFollow(wish: FollowWish, ctx: Ctx): Promise<Outgoing[]> {
  const { t } = ctx
  const found = await topicOf(wish, ctx)
  // The progress of a campaign is told for the whole city.
  const area = wish.area && !found?.campaign ? await areaNamed(wish.area, ctx) : null
  if (wish.area && !found?.campaign && !area)
    return [{ text: t('agenda:new.areaUnknown', { text: wish.area.slice(0, 40) }) }]
  if (wish.action === 'unfollow') {
    if (wish.topic && !found) return [await unknownTopic(ctx)]
    const ended = await unfollow(
      ctx.tx,
      ctx.address.id,
      { topic: found?.topic ?? null, ...(area ? { unitId: area.id } : {}) },
      ctx.now,
    )
    if (ended === 0) return [{ text: t('agenda:follow.notFollowed') }]
    return [{ text: found ? t('agenda:follow.ended', { title: found.title }) : t('agenda:follow.allEnded') }]
  }
  if (!found) return [await unknownTopic(ctx)]
  const fresh = await follow(
    ctx.tx,
    ctx.address.id,
    { topic: found.topic, unitId: area?.id ?? null },
    ctx.now,
  )
  const where = area?.name ?? t('agenda:new.wholeCity')
  const values = {
    title: found.title,
    where,
    goods: found.topic,
    at: nextWeekly(ctx.now, ctx.city.pledgeTimes.progress, ctx.city.zone),
  }
  if (found.campaign) return [{ text: t(`pledge-news:follow.${fresh ? 'begun' : 'already'}`, values) }]
  return [{ text: t(`agenda:follow.${fresh ? 'begun' : 'already'}`, values) }]
}

/** "ikutan saya": what this chat follows. */
export async function showFollows(ctx: Ctx): Promise<Outgoing[]> {
  const all = await followedBy(ctx.tx, ctx.address.id)
  if (all.length === 0) return [await unknownTopic(ctx, 'none')]
  const lines: string[] = []
  for (const { topic, area } of all) {
    const title = await titleOf(topic, ctx)
    lines.push(ctx.t('agenda:follow.line', { title, where: area ?? ctx.t('agenda:new.wholeCity') }))
  }
  return [{ text: [ctx.t('agenda:follow.head'), ...lines].join('\n') }]
}

async function unknownTopic(ctx: Ctx, key = 'unknown'): Promise<Outgoing> {
  const topics: Topic[] = await topicsNow(ctx)
  if (topics.length === 0) return { text: ctx.t('agenda:follow.nothing') }
  return {
    text: ctx.t(`agenda:follow.${key}`, { titles: topics.map((one) => one.title) }),
    choices: topics.slice(0, 5).map((one) => ({
      id: one.campaign ? `=ikuti progres ${one.topic}` : `=ikuti ${one.title}`,
      label: ctx.t('agenda:follow.button', { title: one.title }),
    })),
  }
}

async function areaNamed(text: string, ctx: Ctx): Promise<{ id: number; name: string } | null> {
  const found = await findUnits(ctx.tx, text, AREAS)
  const [only] = found.length > 1 ? found.filter((one) => one.kind === 'kecamatan') : found
  return only ?? null
}
