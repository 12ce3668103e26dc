import type { Translate } from '../../lib/i18n.ts'
import type { Recorded, Written } from './record-lines.ts'
import { named, type Problem, type Wanted } from './wanted-lines.ts'

/** What lies at a point after it all, in words. */
export type StockLine = { point: string; unit: string; whole: number }

/** Everything that an answer to lines is made of. */
export type Told = {
  recorded: Recorded | null
  problems: Problem[]
  /** A control total that differs: then nothing was written. */
  total: { said: number; found: number; unit: string } | null
  stocks: StockLine[]
  /** Names of points by id: of those before, and of transfers. */
  pointName(id: number): string
  /** Whether the names of givers may be said: to the petugas of the point, not to whoever coordinates an office. */
  givers: boolean
  /** Names of recipients came along: they are not kept, and it is said. */
  names: boolean
}

/** The one answer to a message of lines: what was written, what is odd about it, what lies there now. */
export function saidOf(
  { recorded, problems, total, stocks, pointName, givers, names }: Told,
  t: Translate,
): string {
  const odd = problems.map((one) => problemText(one, t))
  if (total) {
    const sentence = t('points:total', { ...total, difference: Math.abs(total.said - total.found) })
    return [sentence, ...bulleted(odd)].join('\n')
  }
  const written = recorded?.written ?? []
  const kept = written.filter(({ state }) => state === 'counted' || state === 'waiting')
  const counted = kept.filter(({ state }) => state === 'counted')
  const oddities = written.flatMap((one) => oddityOf(one, recorded?.ref ?? '', pointName, t))
  const all = [...oddities, ...odd, ...(names ? [t('points:names')] : [])]
  if (!recorded || kept.length === 0) return [t('points:nothing'), ...bulleted(all)].join('\n')
  const places = [...new Set(kept.map(({ wanted }) => wanted.point.name))]
  const head = t('points:head', { points: places, ref: recorded.ref })
  const now = stocks.map((one) =>
    t(places.length > 1 ? 'points:stockThere' : 'points:stock', { ...one, amount: one.whole }),
  )
  const late = recorded.settled.map((one) =>
    t('points:settled', { ref: one.ref, line: one.line, point: pointName(one.pointId) }),
  )
  return [
    head,
    ...sumsOf(
      givers,
      counted.map(({ wanted }) => wanted),
      t,
    ),
    ...bulleted(all),
    ...late,
    ...now,
  ].join('\n')
}

const bulleted = (lines: string[]): string[] => lines.map((line) => `• ${line}`)

/** One line by what it says, several by their sums. */
function sumsOf(givers: boolean, wanted: Wanted[], t: Translate): string[] {
  const units = [...new Set(wanted.map(({ campaign }) => campaign.unit))]
  return units.flatMap((unit) => {
    const of = (wish: Wanted['kind']) =>
      wanted.filter(({ campaign, kind }) => campaign.unit === unit && kind === wish)
    return [
      receivedText(givers, of('receive'), unit, t),
      ...handedText(of('hand_out'), unit, t),
      ...movedText(of('transfer'), unit, t),
      brokenText(of('break'), unit, t),
    ].filter((line) => line !== '')
  })
}

function receivedText(givers: boolean, lines: Wanted[], unit: string, t: Translate): string {
  const [first, second] = lines
  if (!first) return ''
  const amount = sum(lines.map(named))
  const broken = sum(lines.map((one) => one.broken))
  const lost = broken > 0 ? t('points:ofThemBroken', { whole: amount - broken, broken }) : ''
  if (second) return t('points:receivedMany', { amount, unit, lines: lines.length, lost })
  const { pledge, giver } = first
  if (!pledge) return t('points:received', { amount, unit, from: giver ?? t('points:nameless'), lost })
  const from = pledge.anonymous || !pledge.giver || !givers ? pledge.code : `${pledge.code}, ${pledge.giver}`
  return t('points:receivedPledge', { amount, unit, from, lost })
}

function handedText(lines: Wanted[], unit: string, t: Translate): string[] {
  return byPlace(lines).map(([to, own]) => {
    const amount = sum(own.map((one) => one.amount))
    const recipients = sum(own.map((one) => one.recipients ?? 0))
    const broken = sum(own.map((one) => one.broken))
    const lost = broken > 0 ? t('points:andBroken', { broken }) : ''
    return to === null
      ? t('points:handed', { amount, unit, recipients, lost })
      : t('points:handedThere', { amount, unit, recipients, lost, to })
  })
}

function movedText(lines: Wanted[], unit: string, t: Translate): string[] {
  return byPlace(lines).map(([to, own]) =>
    t('points:moved', { amount: sum(own.map((one) => one.amount)), unit, to: to ?? '' }),
  )
}

function brokenText(lines: Wanted[], unit: string, t: Translate): string {
  return lines.length === 0 ? '' : t('points:broken', { amount: sum(lines.map((one) => one.broken)), unit })
}

function byPlace(lines: Wanted[]): [string | null, Wanted[]][] {
  const places = [...new Set(lines.map(({ to }) => to?.name ?? null))]
  return places.map((place) => [place, lines.filter(({ to }) => (to?.name ?? null) === place)])
}

const sum = (numbers: number[]): number => numbers.reduce((all, one) => all + one, 0)

/** What a petugas should know of a line that was written, or was not because it stands there already. */
function oddityOf(
  { wanted, line, state, before }: Written,
  ref: string,
  pointName: (id: number) => string,
  t: Translate,
): string[] {
  const { pledge, point, campaign } = wanted
  const { unit } = campaign
  if (state === 'waiting') return [t('points:waiting', { text: wanted.text, ref, line })]
  const again = `${wanted.text.replace(/[.!\s]+$/, '')} lagi`
  if (state === 'double') return [t('points:double', { text: wanted.text, again })]
  if (state === 'used') {
    if (!before) return []
    return [
      t('points:used', { ...before, code: pledge?.code, point: pointName(before.pointId), unit, again }),
    ]
  }
  const notes: string[] = []
  if (pledge && pledge.amount !== named(wanted) && !wanted.again)
    notes.push(
      t('points:differs', { code: pledge.code, pledged: pledge.amount, amount: named(wanted), unit }),
    )
  if (pledge && pledge.pointId !== null && pledge.pointId !== point.id)
    notes.push(t('points:elsewhere', { code: pledge.code, point: pointName(pledge.pointId) }))
  return notes
}

function problemText({ text, why, values }: Problem, t: Translate): string {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text
  if (why === 'place' && values.place === '') return t('points:problem.noPlace', { text: shown })
  if (why === 'campaignOver' && values.early)
    return t('points:problem.campaignEarly', { text: shown, ...values })
  if (why === 'notYours' && (values.names as string[]).length === 0)
    return t('points:problem.notYoursNobody', values)
  return t(`points:problem.${why}`, { text: shown, ...values })
}
