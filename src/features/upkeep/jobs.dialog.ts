import type { Ctx } from '../../conversation/dialog.ts'
import type { JobState } from '../../lib/timetable.ts'
import type { Outgoing } from '../../message.ts'
import { has } from '../people/authority.ts'
import { dayLine, lastDay } from './self-audit.ts'

/** "pekerjaan", "status sistem": the timetable as it stands, what stays odd, and the last day. Admins only. */
export async function showJobs(ctx: Ctx): Promise<Outgoing[]> {
  const { t } = ctx
  if (!has(ctx.person, 'admin')) return [{ text: t('jobs:notYours') }]
  const states = await ctx.jobs(ctx.tx)
  const foundBy = (job: string) =>
    Object.entries(states.find(({ name }) => name === job)?.found ?? {}).filter(([, count]) => count > 0)
  const odd = [
    ...foundBy('reconcile').map(([name, count]) => t(`jobs:check.${name}`, { count })),
    ...foundBy('ledger-check').map(([name, count]) => t(`jobs:ledger.${name}`, { count })),
  ]
  const text = [
    t('jobs:head'),
    ...states.map((one) => line(one, ctx)),
    ...(odd.length > 0 ? [t('jobs:odd'), ...odd] : []),
    dayLine(await lastDay(ctx.tx), t),
  ].join('\n')
  return [{ text }]
}

function line({ name, last, next }: JobState, { t }: Ctx): string {
  const state = last ? t(`jobs:result.${last.result}`, { at: last.at }) : t('jobs:never')
  const what = t(`jobs:name.${name}`)
  return next ? t('jobs:line', { what, state, next }) : t('jobs:lineNever', { what, state })
}
