import type { Translate } from '../../lib/i18n.ts'
import type { Rule } from './completion.ts'

/** The rule of completion, as one sentence. */
export function ruleWords({ percent, allMandatory, leaveExcuses }: Rule, t: Translate): string {
  const what = t(allMandatory ? 'retret:rule.withMandatory' : 'retret:rule.percent', { percent })
  return `${what} ${t(leaveExcuses ? 'retret:rule.excused' : 'retret:rule.missed')}`
}
