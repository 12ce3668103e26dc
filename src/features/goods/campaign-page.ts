import { type Campaign, runsOn } from './campaigns.ts'

/**
 * Where a campaign's page lies: `/telur` for the one that collects eggs, `/kebaikan/<key>` for each. With several of the
 * same goods the first address is the running one's, the newest first.
 */
export function pageOf(campaign: Pick<Campaign, 'key' | 'goods'>, all: Campaign[], day: string): string {
  const own = ofGoods(slugOf(campaign.goods), all, day)
  return own?.key === campaign.key ? `/${slugOf(campaign.goods)}` : `/kebaikan/${slugOf(campaign.key)}`
}

/** "telur", as an address has it. */
export const slugOf = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')

function ofGoods(slug: string, all: Campaign[], day: string): Campaign | undefined {
  const same = all.filter(({ goods }) => slugOf(goods) === slug)
  return same.findLast((one) => runsOn(one, day)) ?? same.at(-1)
}

/**
 * The campaigns that a text names, by goods or by name ("progres telor", "Keping Sedulur"): those that run first. All
 * that run when it names none; those of before when none runs.
 */
export function campaignsIn(text: string, all: Campaign[], day: string): Campaign[] {
  const words = ` ${text.toLowerCase().replace(/[^\p{L}\d]+/gu, ' ')} `
  const said = (name: string) =>
    words.includes(
      ` ${name
        .toLowerCase()
        .replace(/[^\p{L}\d]+/gu, ' ')
        .trim()} `,
    )
  const named = all.filter((one) =>
    [one.goods, ...one.goodsAliases, one.name, ...one.aliases, one.key].some(said),
  )
  const running = (some: Campaign[]) => some.filter((one) => runsOn(one, day))
  for (const some of [running(named), named, running(all)]) if (some.length > 0) return some
  return all.slice(-1)
}
