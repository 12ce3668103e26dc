type Named = { name: string; aliases: string[]; goods: string; goodsAliases: string[] }

/** The campaign that a text names by its name or by its goods ("telor"), or the only one there is when it names none. Pure. */
export function campaignNamed<T extends Named>(all: T[], text: string): T | null {
  const wanted = plain(text)
  if (wanted === '') return all.length === 1 ? (all[0] ?? null) : null
  return (
    all.find((one) =>
      [one.name, ...one.aliases, one.goods, ...one.goodsAliases].some((name) => plain(name) === wanted),
    ) ?? null
  )
}

/** What is given, in every way that it is written, as alternatives of a pattern: "telur|telor|telok". Pure. */
export function goodsPattern(all: Pick<Named, 'goods' | 'goodsAliases' | 'name' | 'aliases'>[]): string {
  const words = all.flatMap((one) => [one.goods, ...one.goodsAliases, one.name, ...one.aliases])
  return words
    .map((word) => word.toLowerCase().replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .sort((a, b) => b.length - a.length)
    .join('|')
}

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
