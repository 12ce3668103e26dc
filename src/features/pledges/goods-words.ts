import { type Campaign, runsOn } from '../goods/campaigns.ts'

type Named = Pick<Campaign, 'goods' | 'goodsAliases' | 'unit' | 'measures'>

const escaped = (word: string): string => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
const anyOf = (words: string[]): string =>
  [...words]
    .sort((a, b) => b.length - a.length)
    .map(escaped)
    .join('|')

/** The words for the goods themselves, "telur" and "telor". */
const goodsWords = ({ goods, goodsAliases }: Named): string[] => [goods, ...goodsAliases]

/** The unit and what is only another word for it: "butir", "biji". */
const unitWords = ({ unit, measures }: Named): string[] => [
  unit,
  ...Object.entries(measures).flatMap(([word, units]) => (units === 1 ? [word] : [])),
]

/**
 * A sentence about any goods as if it were about eggs: "sekaleng susu" → "1 butir telur". What reads people's sentences
 * was built on eggs; so a campaign of rice or milk is data, and not another reader. Other measures stay ("2 dus").
 */
export function asEggs(text: string, campaign: Named): string {
  const measures = [...unitWords(campaign), ...Object.keys(campaign.measures)]
  return text
    .replace(new RegExp(`\\bse(?=(?:${anyOf(measures)})\\b)`, 'gi'), '1 ')
    .replace(new RegExp(`(?<=\\d\\s?)(?:${anyOf(unitWords(campaign))})\\b`, 'gi'), ' butir')
    .replace(new RegExp(`\\b(?:${anyOf(unitWords(campaign))})\\b`, 'gi'), 'butir')
    .replace(new RegExp(`\\b(?:${anyOf(goodsWords(campaign))})\\b`, 'gi'), 'telur')
}

/** Eggs in any spelling, which the language knows by itself. */
const EGGS = /\btel[uo][rk]/i

/** Whether a text names the goods of a campaign, or the campaign. */
export function names(text: string, campaign: Named & Pick<Campaign, 'name' | 'aliases'>): boolean {
  const words = anyOf([...goodsWords(campaign), campaign.name, ...campaign.aliases])
  return (
    new RegExp(`\\b(?:${words})(?:nya)?\\b`, 'i').test(text) ||
    (campaign.goods === 'telur' && /🥚/u.test(text))
  )
}

/**
 * The campaign that a text is about: the one whose goods it names, else the one that runs (the oldest of several).
 * @returns 'other' when it names eggs and nobody collects them; null when nothing runs or ever ran
 */
export function campaignMeant(text: string, campaigns: Campaign[], day: string): Campaign | 'other' | null {
  const running = campaigns.filter((one) => runsOn(one, day))
  const first = running[0] ?? campaigns.at(-1) ?? null
  const named = campaigns.filter((one) => names(text, one))
  const found = named.find((one) => running.includes(one)) ?? named[0]
  if (found) return found
  const unit = running.find((one) => new RegExp(`\\d\\s*(?:${anyOf(unitWords(one))})\\b`, 'i').test(text))
  if (unit) return unit
  return EGGS.test(text) && first && first.goods !== 'telur' ? 'other' : first
}
