import type { Ctx } from '../../conversation/dialog.ts'
import type { ActivityKind, City } from '../../lib/city.ts'
import type { Outgoing } from '../../message.ts'
import { findUnits } from '../people/units.ts'
import { follow, followedBy, unfollow } from './follow.ts'
import type { FollowWish } from './follow-words.ts'
import { kindOf } from './new-session-names.ts'
import { AREAS } from './new-session-questions.dialog.ts'

/** "ikuti info GPM di Gerunggang": anybody may, registered or not; it belongs to the chat. */
export async function changeFollow(wish: FollowWish, ctx: Ctx): Promise<Outgoing[]> {
  const { t } = ctx
  const topics = ctx.city.activityKinds.filter((one) => one.public)
  const kind = topicOf(wish, ctx.city)
  const area = wish.area ? await areaNamed(wish.area, ctx) : null
  if (wish.area && !area) return [{ text: t('agenda:new.areaUnknown', { text: wish.area.slice(0, 40) }) }]
  if (wish.action === 'unfollow') {
    if (wish.topic && !kind) return [unknownTopic(topics, ctx)]
    const ended = await unfollow(
      ctx.tx,
      ctx.address.id,
      { topic: kind?.kind ?? null, ...(area ? { unitId: area.id } : {}) },
      ctx.now,
    )
    if (ended === 0) return [{ text: t('agenda:follow.notFollowed') }]
    return [{ text: kind ? t('agenda:follow.ended', { title: kind.title }) : t('agenda:follow.allEnded') }]
  }
  if (!kind) return [unknownTopic(topics, ctx)]
  const fresh = await follow(ctx.tx, ctx.address.id, { topic: kind.kind, unitId: area?.id ?? null }, ctx.now)
  const where = area?.name ?? t('agenda:new.wholeCity')
  return [{ text: t(`agenda:follow.${fresh ? 'begun' : 'already'}`, { title: kind.title, where }) }]
}

/** The kind of activity for residents that is named; null for an apel, and for what nobody knows. */
export function topicOf({ topic }: FollowWish, city: City): ActivityKind | null {
  return topic
    ? kindOf(topic, { ...city, activityKinds: city.activityKinds.filter((one) => one.public) })
    : null
}

/** "ikutan saya": what this chat follows. */
export async function showFollows(ctx: Ctx): Promise<Outgoing[]> {
  const all = await followedBy(ctx.tx, ctx.address.id)
  const topics = ctx.city.activityKinds.filter((one) => one.public)
  if (all.length === 0) return [unknownTopic(topics, ctx, 'none')]
  const lines = all.map((one) =>
    ctx.t('agenda:follow.line', {
      title: topics.find(({ kind }) => kind === one.topic)?.title ?? one.topic,
      where: one.area ?? ctx.t('agenda:new.wholeCity'),
    }),
  )
  return [{ text: [ctx.t('agenda:follow.head'), ...lines].join('\n') }]
}

function unknownTopic(topics: { title: string; aliases: string[] }[], ctx: Ctx, key = 'unknown'): Outgoing {
  if (topics.length === 0) return { text: ctx.t('agenda:follow.nothing') }
  return {
    text: ctx.t(`agenda:follow.${key}`, { titles: topics.map((one) => one.title) }),
    choices: topics.slice(0, 5).map((one) => ({
      id: `=ikuti ${one.title}`,
      label: ctx.t('agenda:follow.button', { title: one.title }),
    })),
  }
}

async function areaNamed(text: string, ctx: Ctx): Promise<{ id: number; name: string } | null> {
  const found = await findUnits(ctx.tx, text, AREAS)
  const [only] = found.length > 1 ? found.filter((one) => one.kind === 'kecamatan') : found
  return only ?? null
}
