import { type Db, type Tx, transaction } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import type { Outgoing } from '../../message.ts'
import type { Voice } from '../agenda/captioned.ts'
import { tellPeople } from '../attendance/tell-people.ts'
import type { Rule } from './completion.ts'
import { rosterOf, type Standing } from './roster.ts'
import { ruleWords } from './rule-words.ts'

/** Later than this nobody waits for it. */
const LATEST_MS = 7 * 86_400_000

type Due = Rule & { id: number; title: string }

/**
 * Once the last session of an activity is settled, each participant gets one summary with the two closing questions. One
 * transaction with its mark for each activity: a kill tells nobody, and nobody hears it twice.
 * @returns messages
 */
export async function sumUp(
  { db, ...voice }: Voice & { db: Pick<Db, 'prisma'> },
  now: Date,
): Promise<number> {
  const due = await db.prisma.$queryRaw<Due[]>`
    SELECT a.id, a.title, a.complete_percent AS percent, a.complete_mandatory AS "allMandatory", a.leave_excuses AS "leaveExcuses"
    FROM activity a WHERE a.complete_percent IS NOT NULL AND a.summed_at IS NULL
      AND (SELECT bool_and(s.settled_at IS NOT NULL) AND max(s.grace_until) > ${new Date(now.getTime() - LATEST_MS)}
        FROM session s WHERE s.activity_id = a.id AND s.status = 'scheduled') ORDER BY a.id`
  let messages = 0
  for (const one of due)
    messages += await transaction(db, (tx) => tell(tx, one, voice, now), { timeout: 60_000 })
  return messages
}

async function tell(tx: Tx, { id, title, ...rule }: Due, voice: Voice, now: Date): Promise<number> {
  const { count } = await tx.activity.updateMany({ where: { id, summedAt: null }, data: { summedAt: now } })
  if (count === 0) return 0
  const { people } = await rosterOf(tx, { id, rule }, ['/'])
  const letters = people.map((one) => ({
    personId: one.personId,
    message: (t: Translate) => summary(one, { id, title, rule }, t),
  }))
  return (await tellPeople(tx, letters, `retret/${id}/summary`, voice)).length
}

type About = { id: number; title: string; rule: Rule }

export function summary(
  { name, personId, completion }: Standing,
  { id, title, rule }: About,
  t: Translate,
): Outgoing {
  const rate = (n: number) => ({
    id: `=nilai retret ${id} p${personId} ${n}`,
    label: t('retret:rate.choice', { n }),
  })
  return {
    text: [
      t('retret:summary.head', { title, name }),
      ...standingLines(completion, rule, t),
      t('retret:rate.ask', { title }),
    ].join('\n'),
    choices: [1, 2, 3, 4, 5].map(rate),
  }
}

/** Where somebody stands, in lines. */
export function standingLines(done: Standing['completion'], rule: Rule, t: Translate): string[] {
  const { attended, of, mandatoryAttended, mandatoryOf, excused, result } = done
  return [
    t('retret:standing.attended', { attended, of }),
    ...(mandatoryOf > 0
      ? [t('retret:standing.mandatory', { attended: mandatoryAttended, of: mandatoryOf })]
      : []),
    ...(excused > 0 ? [t('retret:standing.excused', { count: excused })] : []),
    t(`retret:result.${result}`),
    ruleWords(rule, t),
  ]
}
