import type { Ctx, Said } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { monthOf, plusMonths, shownMonth } from '../figures/months.ts'
import { findUnits } from '../people/units.ts'
import { type Award, awardOf, chooseBest } from './award.ts'
import { mayCompare, mayDecide, readablePaths } from './may-read.ts'
import { FEWEST, rankingOf } from './ranking.ts'

const MOST = 10
const MOST_WINNERS = 5
const BECAUSE = /[\s,;(]*\b(?:karena|karna|krn|sebab|alasan(?:nya)?)\b\s*:?\s*/i

/** "peringkat unit oktober", "siapa OPD terbaik bulan lalu": what was chosen; the figures for those who choose. */
export async function showRanking(said: Said, ctx: Ctx): Promise<Outgoing[]> {
  const { t, tx, city, person } = ctx
  const month = monthSaid(said, ctx)
  const at = shownMonth(month)
  const award = await awardOf(tx, month)
  const chosen = award ? chosenLines(award, month, ctx) : []
  if (!mayCompare(person))
    return [{ text: award ? chosen.slice(0, 1).join('\n') : t('recap:award.notYet', { at }) }]
  const paths = readablePaths(person)
  const root = await tx.unit.findFirst({
    where: { path: { in: paths } },
    orderBy: { path: 'asc' },
    select: { path: true, name: true },
  })
  if (!root) return [{ text: t('recap:award.notYet', { at }) }]
  const { ranked, small, sessions } = await rankingOf(tx, root.path, month, city.zone)
  if (sessions === 0) return [{ text: [t('recap:ranking.none', { at }), ...chosen].join('\n') }]
  const shown = ranked.slice(0, MOST)
  const text = [
    t('recap:ranking.head', { at, where: root.name, count: sessions }),
    ...shown.map((one) => t('recap:ranking.line', one)),
    ...(ranked.length > MOST ? [t('recap:ranking.more', { count: ranked.length - MOST })] : []),
    ...(small.length > 0 ? [t('recap:ranking.small', { fewest: FEWEST, units: small })] : []),
    t('recap:ranking.formula'),
    ...(chosen.length > 0 ? chosen : mayDecide(person) ? [t('recap:ranking.choose', { at })] : []),
  ]
  return [{ text: text.join('\n'), ...(award && { choices: [announceChoice(month, ctx)] }) }]
}

const chosenLines = ({ unitNames, why, by, at: when }: Award, month: string, { t }: Ctx): string[] => [
  t('recap:award.chosen', { units: unitNames, at: shownMonth(month) }),
  t('recap:award.why', { by, when, why }),
]

const announceChoice = (month: string, { t }: Ctx) => ({
  id: `=umumkan juara ${month}`,
  label: t('recap:choice.announce'),
})

/** A month that is not said is the last one that is over. */
function monthSaid({ meaning: { slots } }: Said, { now, city }: Ctx): string {
  return typeof slots.month === 'string' ? slots.month : plusMonths(monthOf(now, city.zone), -1)
}

/** "pilih juara oktober: Dinkes, Dishub, Disdik karena tertib": a human's decision, with its reason. */
export async function chooseWinners(said: Said, ctx: Ctx): Promise<Outgoing[]> {
  const { t, tx, person } = ctx
  if (!person || !mayDecide(person)) return [{ text: t('recap:award.notYours') }]
  const month = monthSaid(said, ctx)
  const at = shownMonth(month)
  if (month > monthOf(ctx.now, ctx.city.zone)) return [{ text: t('recap:month.future', { at }) }]
  const [list = '', ...reasons] = said.text.split(BECAUSE)
  const why = reasons.join(' ').trim().slice(0, 300)
  const names = list
    .replace(/^[^:]*:/, '')
    .split(/\s*(?:,|;|\n|\bdan\b|&)\s*/i)
    .map((name) => name.replace(/^(?:juara\s+)?\d[.)]?\s+/i, '').trim())
    .filter((name) => name.length > 1)
  if (!list.includes(':') || names.length === 0 || names.length > MOST_WINNERS || why === '')
    return [{ text: t('recap:award.how', { at }) }]
  const found = await whole(names, ctx)
  if ('problem' in found) return [{ text: found.problem }]
  const { at: when, inboxId } = said
  const done = await chooseBest(tx, { month, unitIds: found.ids, why, by: person, at: when, inboxId })
  const award = await awardOf(tx, month)
  if (done === 'notYours' || !award) return [{ text: t('recap:award.notYours') }]
  return [
    {
      text: [t('recap:award.recorded'), ...chosenLines(award, month, ctx)].join('\n'),
      choices: [announceChoice(month, ctx)],
    },
  ]
}

/** Each name one unit, each unit once; "Dinas Pangan dan Pertanian" is one name although it holds a "dan". */
async function whole(names: string[], { tx, t }: Ctx): Promise<{ ids: number[] } | { problem: string }> {
  const ids: number[] = []
  for (let n = 0; n < names.length; n++) {
    const name = names[n] ?? ''
    const joined = n + 1 < names.length ? await findUnits(tx, `${name} dan ${names[n + 1]}`) : []
    const found = joined.length === 1 ? joined : await findUnits(tx, name)
    if (joined.length === 1) n += 1
    const [unit, second] = found
    if (!unit) return { problem: t('recap:award.unknown', { name: name.slice(0, 60) }) }
    if (second)
      return {
        problem: t('recap:award.several', { name: name.slice(0, 60), units: found.map((one) => one.name) }),
      }
    if (ids.includes(unit.id)) return { problem: t('recap:award.twice', { unit: unit.name }) }
    ids.push(unit.id)
  }
  return { ids }
}

/** The sentence with which a choice is announced; null when nothing has been chosen. */
export async function announcementOf(month: string, { tx, t }: Ctx): Promise<string | null> {
  const award = await awardOf(tx, month)
  return (
    award && t('recap:award.announcement', { units: award.unitNames, at: shownMonth(month), why: award.why })
  )
}
