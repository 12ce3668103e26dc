import type { Translate } from '../../lib/i18n.ts'
import { LETTERS, type Status } from '../attendance/statuses.ts'
import type { Links } from '../audit/links.ts'
import type { Findings } from './findings.ts'
import type { LookScope } from './scope-of-look.ts'

/** More lines of one kind do not help on a phone; the rest is counted, and stands in the file. */
const MOST_LINES = 12
/** The last moment of the last day. */
const lastDay = ({ until }: LookScope) => new Date(until.getTime() - 1)

/** What a look found, as a message. */
export function findingWords(scope: LookScope, found: Findings, links: Links[], t: Translate): string {
  const { name, from, sessions, id, purpose } = scope
  const lines = linesOf(scope, found, t)
  const some = (key: keyof typeof lines) => {
    const all = lines[key]
    const rest = all.length - MOST_LINES
    return all.length === 0
      ? []
      : [
          t(`inspection:part.${key}`, { count: all.length }),
          ...all.slice(0, MOST_LINES).map((line) => `• ${line}`),
          ...(rest > 0 ? [t('inspection:more', { count: rest })] : []),
        ]
  }
  return [
    t('inspection:head', { name, from, to: lastDay(scope), count: sessions.length }),
    ...some('numbers'),
    ...some('heads'),
    ...some('changes'),
    ...some('additions'),
    ...some('annulments'),
    ...some('disputes'),
    ...flagSums(found, t),
    chainLine(links, t),
    t('inspection:logged', { id, purpose }),
  ].join('\n')
}

/** Every finding as a sentence. */
export function linesOf(scope: LookScope, found: Findings, t: Translate) {
  const session = new Map(scope.sessions.map((one) => [one.id, one]))
  const of = (id: number) => ({ title: session.get(id)?.title, day: session.get(id)?.startsAt })
  const because = (why: string | null) => (why === null ? '' : t('inspection:because', { why }))
  const rulings = (kind: string) =>
    found.rulings
      .filter((one) => one.kind === kind)
      .map((one) => {
        const said = t(`inspection:line.${kind === 'annul' ? 'annulment' : 'addition'}`, {
          ...{ ...of(one.sessionId), name: one.name, by: one.by, at: one.at, why: because(one.why) },
          status: statusWord(one.status, t),
        })
        const end = one.refusedAt ? (one.refusedBy ? 'refused' : 'expired') : one.secondAt ? 'agreed' : 'open'
        const values = { by: one.refusedBy ?? one.second ?? '–', at: one.refusedAt ?? one.secondAt }
        return `${said} ${t(`inspection:second.${end}`, values)}`
      })
  return {
    numbers: scope.sessions.map(({ id, title, startsAt: day, settled, cancelled }) => {
      const key = cancelled ? 'cancelled' : settled ? 'session' : 'sessionOpen'
      return t(`inspection:line.${key}`, { title, day, sums: sumsIn(id, found) })
    }),
    heads: found.heads.map((one) => {
      const difference = one.count - one.recorded
      const explained = one.explanation === null ? 'headsPrivate' : 'headsExplained'
      const key = difference === 0 ? 'headsSame' : one.explained ? explained : 'headsOpen'
      const values = {
        difference: difference > 0 ? `+${difference}` : difference,
        explainedBy: one.explainedBy,
      }
      return t(`inspection:line.${key}`, {
        ...{ ...of(one.sessionId), ...values, unit: one.unit, by: one.by },
        ...{ count: one.count, recorded: one.recorded, explanation: one.explanation },
      })
    }),
    changes: found.changes.map((one) =>
      t(one.by ? 'inspection:line.change' : 'inspection:line.changeByRule', {
        ...{ ...of(one.sessionId), name: one.name, by: one.by, at: one.at, why: because(one.why) },
        ...{ before: statusWord(one.before, t), after: statusWord(one.after, t) },
      }),
    ),
    additions: rulings('after_closing'),
    annulments: rulings('annul'),
    disputes: found.disputes.map((one) => {
      const said = t('inspection:line.dispute', {
        ...{ ...of(one.sessionId), name: one.name, at: one.at, status: statusWord(one.status, t) },
      })
      const state = STATES.has(one.state) ? one.state : 'open'
      const values = { by: one.by ?? '–', at: one.decidedAt, why: because(one.reason) }
      return `${said} ${t(`inspection:outcome.${state}`, { ...values, became: statusWord(one.became, t) })}`
    }),
  }
}

const STATES = new Set(['accepted', 'refused', 'withdrawn'])

export const statusWord = (status: string | null, t: Translate): string =>
  status !== null && status in LETTERS ? t(`why:status.${status}`) : t('inspection:noStatus')

/** "H 80, T 3, TK 1" */
function sumsIn(sessionId: number, { counts }: Findings): string {
  const own = counts.filter((one) => one.sessionId === sessionId)
  const said = (Object.keys(LETTERS) as Status[]).flatMap((status) => {
    const found = own.find((one) => one.status === status)
    return found ? [`${LETTERS[status]} ${found.count}`] : []
  })
  return said.join(', ') || '0'
}

const FLAGS = new Set(['late_phone', 'leaked_unit_code', 'shared_phone', 'linked_device'])
/** A flag of a later version is counted under a name of its own. */
export const flagWord = (flag: string, t: Translate): string =>
  t(`inspection:flag.${FLAGS.has(flag) ? flag : 'other'}`)

function flagSums({ flags }: Findings, t: Translate): string[] {
  const sums = new Map<string, number>()
  for (const { flag } of flags) sums.set(flagWord(flag, t), (sums.get(flagWord(flag, t)) ?? 0) + 1)
  const list = [...sums].map(([word, count]) => `${word} ${count}`)
  return list.length > 0 ? [t('inspection:flags', { list })] : []
}

function chainLine(links: Links[], t: Translate): string {
  const broken = links.filter((one) => !one.whole).length
  const sealed = links.filter((one) => one.seals > 0).length
  const values = { sealed, open: links.length - sealed, broken, count: links.length }
  return t(broken > 0 ? 'inspection:chain.broken' : 'inspection:chain.whole', values)
}
