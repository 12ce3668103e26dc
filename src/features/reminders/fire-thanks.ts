import type { Tx } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import { enqueue, type OutboxRow, rowsFor } from '../../outbox/enqueue.ts'
import { inTongue, type Voice } from '../agenda/captioned.ts'
import { FEW } from '../figures/discreet.ts'
import { allCampaigns, type Campaign } from '../goods/campaigns.ts'
import { type Gift, giftsHandedOut, markThanked } from '../pledges/thanks.ts'
import type { Due } from './fire.ts'

const WEEK_MS = 7 * 86_400_000
/** Worth reading until the next ones, in seconds; behind the reminders of the day. */
const TTL = 6 * 86_400
/** So many rows a statement. */
const CHUNK = 500

/**
 * Tells donors where their goods went: one message a chat and week, whatever they gave and wherever, and never twice of
 * the same gift. All of it is one transaction: a kill in between tells nobody, and the next tick everybody.
 */
export async function fireThanks(tx: Tx, due: Due, voice: Voice, now: Date): Promise<number | null> {
  const campaigns = await allCampaigns(tx)
  const byChat = new Map<number, Gift[]>()
  for (const campaign of campaigns) {
    const gifts = await giftsHandedOut(tx, campaign, now)
    const fresh = await markThanked(
      tx,
      gifts.flatMap(({ pledgeIds }) => pledgeIds),
      now,
    )
    for (const gift of gifts)
      if (gift.pledgeIds.some((id) => fresh.has(id)))
        byChat.set(gift.addressId, [...(byChat.get(gift.addressId) ?? []), gift])
  }
  const addresses = await tx.address.findMany({
    where: { id: { in: [...byChat.keys()] } },
    select: { id: true, locale: true },
    orderBy: { id: 'asc' },
  })
  const rows: OutboxRow[] = addresses.flatMap(({ id, locale }) => {
    const own = byChat.get(id) ?? []
    const message = (t: Translate) => ({
      text: [
        ...own.map((gift) =>
          told(
            gift,
            campaigns.find((one) => one.id === gift.campaignId),
            due.fireAt,
            t,
          ),
        ),
        t('pledge-news:thanks.end', {
          goods: campaigns.find(({ id: one }) => one === own[0]?.campaignId)?.goods,
        }),
      ].join('\n'),
    })
    return rowsFor(id, inTongue(message, locale, voice), `${due.subject}/${id}`, 4_000, {
      ...{ lane: 'bulk', recipient: `address/${id}`, topic: 'thanks', ttl: TTL },
    })
  })
  for (let n = 0; n < rows.length; n += CHUNK) await enqueue(tx, rows.slice(n, n + CHUNK))
  return rows.length
}

function told(
  { amount, collected, handedAt, recipients, lastAt }: Gift,
  campaign: Campaign | undefined,
  week: Date,
  t: Translate,
): string {
  const { goods = '', unit = '' } = campaign ?? {}
  const Goods = goods.charAt(0).toUpperCase() + goods.slice(1)
  const values = { ...{ Goods, unit, amount, collected, handedAt }, count: recipients ?? 0 }
  const when = week.getTime() - lastAt.getTime() < WEEK_MS ? 'thisWeek' : 'lately'
  // So few could be known in a kelurahan.
  const whom = recipients !== null && recipients >= FEW ? 'counted' : 'plain'
  return t(`pledge-news:thanks.${when}.${whom}`, values)
}
