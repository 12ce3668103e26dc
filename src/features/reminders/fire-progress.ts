import type { City } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import { Prisma } from '../../lib/prisma/client.ts'
import type { Outgoing } from '../../message.ts'
import { sendToMany } from '../../outbox/to-many.ts'
import { inTongue, type Voice } from '../agenda/captioned.ts'
import { type Figures, figuresOf, shareOf, thisMonth } from '../figures/figures.ts'
import { monthOf, shownMonth } from '../figures/months.ts'
import { allCampaigns, type Campaign } from '../goods/campaigns.ts'
import { hears, type Listener, topicOf } from '../pledges/listener.ts'
import type { Due } from './fire.ts'

/** A post of last week is none, in seconds. */
const TTL = 20 * 3_600

/** The weekly post of a campaign, to whoever follows its progress: the same for all of them, so it goes as a batch. */
export async function fireProgress(
  tx: Tx,
  due: Due,
  { city, ...voice }: Voice & { city: City },
): Promise<number | null> {
  const [, id = ''] = due.subject.split('/')
  const campaign = (await allCampaigns(tx)).find((one) => one.id === Number(id))
  if (!campaign) return null
  const readers = await tx.$queryRaw<Listener[]>`
    SELECT DISTINCT a.id, a.channel, a.locale FROM follow f JOIN address a ON a.id = f.address_id
    WHERE f.topic = ${topicOf(campaign)} AND ${hears(Prisma.sql`${campaign.goods}::text`)} ORDER BY a.id`
  if (readers.length === 0) return 0
  const figures = await figuresOf(tx, campaign.id, monthOf(due.fireAt, city.zone), city.zone)
  const message = (locale: string): Outgoing =>
    inTongue((t) => ({ text: post(campaign, figures, t) }), locale, voice)
  return sendToMany(tx, readers, message, { key: due.subject, ttl: TTL, topic: 'progress' })
}

function post(campaign: Campaign, figures: Figures, t: Translate): string {
  const { name, target, unit, goods } = campaign
  const { received, handed, recipients, promised } = thisMonth(figures).total
  const share = shareOf(received, target)
  const values = { name, target, share, unit, goods, received, handed, promised, count: recipients }
  return [
    t('pledge-news:progress.head', { name, at: shownMonth(figures.month) }),
    share === null ? t('pledge-news:progress.received', values) : t('pledge-news:progress.ofTarget', values),
    recipients > 0 ? t('pledge-news:progress.handed', values) : t('pledge-news:progress.handedPlain', values),
    t('pledge-news:progress.stock', { stock: figures.stock, unit }),
    t('pledge-news:progress.stop', { goods }),
  ].join('\n')
}
