/**
 * Who may know what somebody gives (docs/privasi.md, "Sedekah"), checked in the sources: what a file reads, and who
 * imports it. A new file that reads pledges has to be put on a list here, with the reason, and so is noticed.
 */

const TABLES = '(?:pledge|pledge_series|point_line)'
const READS = new RegExp(
  `\\.(?:pledge|pledgeSeries|pointLine)\\s*\\.|\\b(?:FROM|JOIN|UPDATE|INTO)\\s+"?${TABLES}"?\\b`,
)
/** The people of a unit: what must never stand beside a pledge. */
const PEOPLE =
  /\b(?:FROM|JOIN)\s+"?(?:person|role|address_person|attendance)"?\b|\.(?:person|role|addressPerson|attendance)\s*\.\s*(?:find|count|group|aggregate)|\b(?:findPeople|belongs|unreached|audienceIn|whoIsMissing)\s*\(/

/** Where pledges may be read at all. Announcements, attendance, groups, the agenda, awards and the web are not here. */
const HOMES = [
  /^features\/(?:pledges|points|receipts|goods|figures)\//,
  // To the givers themselves, one by one, by their own chat.
  /^features\/reminders\/[\w-]*(?:pledge|giv|goods|thank)[\w-]*\.ts$/,
  // Shows whoever tries the demo what their own messages did.
  /^features\/demo\/traced-tables\.ts$/,
  // Makes up the demo's gifts, by people who do not exist.
  /^features\/demo\/goods\.ts$/,
  // Empties names when their time is over.
  /^features\/rights\/retention\.ts$/,
]

/** Files that read pledges and people both, and why that shows nobody's giving to anybody else. */
const BOTH: Record<string, string> = {
  'features/receipts/lines.dialog.ts': 'phones of petugas, whose own lines have come to count',
  'features/receipts/correct-line.ts': 'petugas who correct and who agree',
  'features/receipts/correct-line.dialog.ts': 'the name of the petugas who asked for a correction',
  'features/receipts/receipts.dialog.ts': 'the name of the petugas who wrote a line',
  'features/receipts/record-lines.ts': 'the name of the petugas who received it, in the receipt',
  'features/demo/traced-tables.ts': 'a turn is shown to the phone that it came from',
}

/** Verbs that give out whose pledges they are, and who may ask for them. */
const OWN: Record<string, RegExp[]> = {
  'features/pledges/rights.ts': [
    /^features\/pledges\/(?:forget-giving\.dialog|giving-words)\.ts$/,
    /^features\/people\/claims\.dialog\.ts$/,
    /^features\/rights\//,
  ],
}

const code = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')

/** What is wrong with a file, in words; null: nothing. */
export function leaks(file: string, text: string): string | null {
  const source = code(text)
  if (!READS.test(source)) return null
  if (!HOMES.some((home) => home.test(file))) return `${file} reads pledges: that is not its business`
  if (PEOPLE.test(source) && !(file in BOTH)) return `${file} reads pledges beside the people of units`
  return null
}

/** What is wrong with an import, in words; null: nothing. */
export function borrows({ from, to }: { from: string; to: string }): string | null {
  const may = OWN[to]
  return may && !may.some((one) => one.test(from))
    ? `${from} may not know whose pledges are whose (${to})`
    : null
}
