import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { coordinatedPaths, coordinates } from '../people/authority.ts'
import { unitNamed } from './acting-unit.ts'
import { FEWEST_SHOWN, feedbackOf } from './feedback.ts'
import { findRetrets, type Retret } from './find-retret.ts'
import { type Roster, rosterOf, type Standing } from './roster.ts'
import { ruleWords } from './rule-words.ts'
import { standingLines } from './sum-up.ts'

const MOST_NAMES = 40
const MOST_SESSIONS = 30
const MOST_TEXTS = 20

/** "progres retret": everybody's for whoever coordinates it, else the own. */
export async function retretProgress(text: string, ctx: Ctx): Promise<Outgoing[]> {
  const { person, tx, t } = ctx
  if (!person) return [{ text: t('retret:progress.guest') }]
  const own = /\bsaya\b|\bsy\b|\baku\b/i.test(text)
  const [led] = own ? [] : await findRetrets(tx, person, 'coordinator', text, ctx.now)
  if (led && coordinatedPaths(person).length > 0) return ofAll(led, ctx)
  const [mine] = await findRetrets(tx, person, 'own', text, ctx.now)
  return mine ? ofOne(mine, ctx) : [{ text: t('retret:progress.none') }]
}

async function ofOne(retret: Retret, ctx: Ctx): Promise<Outgoing[]> {
  const { person, tx, t } = ctx
  const { sessions, people } = await rosterOf(tx, retret, ['/'])
  const me = people.find(({ personId }) => personId === person?.id)
  if (!me) return [{ text: t('retret:progress.none') }]
  const lines = sessions.slice(0, MOST_SESSIONS).map((one, n) => {
    const status = me.statuses[n] ?? null
    const open = one.closesAt > ctx.now ? 'coming' : 'notYet'
    return t('retret:progress.session', {
      at: one.startsAt,
      title: one.mandatory ? t('retret:mandatory', one) : one.title,
      status: one.cancelled
        ? t('retret:status.cancelled')
        : status
          ? t(`marking:status.${status}`)
          : t(`retret:status.${open}`),
    })
  })
  const head = t('retret:summary.head', { title: retret.title, name: me.name })
  return [{ text: [head, ...lines, ...standingLines(me.completion, retret.rule, t)].join('\n') }]
}

async function ofAll(retret: Retret, ctx: Ctx): Promise<Outgoing[]> {
  const { person, tx, t } = ctx
  const roster = await rosterOf(tx, retret, coordinatedPaths(person))
  const count = (result: Standing['completion']['result']) =>
    roster.people.filter((one) => one.completion.result === result).length
  const took = roster.sessions.filter(({ cancelled }) => !cancelled)
  const whole = coordinates(person, retret.ownerPath)
  const text = [
    t('retret:progress.head', {
      title: retret.title,
      over: took.filter(({ closesAt }) => closesAt <= ctx.now).length,
      count: took.length,
    }),
    t('retret:progress.totals', {
      count: roster.people.length,
      lulus: count('lulus'),
      belum: count('belum'),
      tidak: count('tidak'),
    }),
    ruleWords(retret.rule, t),
    ...namesOf(roster, 'tidak', ctx),
    ...namesOf(roster, 'belum', ctx),
    ...(whole && retret.summedAt ? await answers(retret.id, ctx) : []),
  ].join('\n')
  const unit = await unitNamed(tx, whole ? retret.ownerPath : (coordinatedPaths(person)[0] ?? ''))
  const excel =
    unit === null ? [] : [{ id: `=rekap excel ${unit} a${retret.id}`, label: t('recap:choice.xlsx') }]
  return [{ text, choices: [...excel, { id: '=peserta retret', label: t('retret:choice.people') }] }]
}

function namesOf({ people }: Roster, result: 'tidak' | 'belum', { t }: Ctx): string[] {
  const those = people.filter((one) => one.completion.result === result)
  if (those.length === 0) return []
  const shown = those
    .slice(0, MOST_NAMES)
    .map(({ name, completion: { attended, of } }) => t('retret:progress.name', { name, attended, of }))
  const rest = those.length - shown.length
  return [
    t(`retret:progress.${result}`, { names: shown.join('; ') }),
    ...(rest > 0 ? [t('retret:back.more', { count: rest })] : []),
  ]
}

/** The closing questions, of all together. */
async function answers(id: number, { tx, t }: Ctx): Promise<string[]> {
  const { count, shown } = await feedbackOf(tx, id)
  if (!shown) return [t('retret:feedback.few', { count, least: FEWEST_SHOWN })]
  const average = shown.average.toFixed(1).replace('.', ',')
  const ratings = shown.ratings
    .map((n, index) => t('retret:feedback.rating', { n: index + 1, count: n }))
    .join(', ')
  const rest = shown.texts.length - MOST_TEXTS
  return [
    t('retret:feedback.average', { average, count, ratings }),
    ...(shown.texts.length > 0 ? [t('retret:feedback.texts')] : []),
    ...shown.texts.slice(0, MOST_TEXTS).map((text) => t('retret:feedback.text', { text })),
    ...(rest > 0 ? [t('retret:feedback.more', { count: rest })] : []),
  ]
}
