import type { Ctx } from '../../conversation/dialog.ts'
import { countsBelow } from '../head-count/head-count.ts'
import { headLine } from '../head-count/head-line.ts'
import { PROOFS, provenIn, sharesByUnit } from '../head-count/proofs.ts'
import { offDutyIn } from '../marking/off-duty.ts'
import { coordinatedPaths } from '../people/authority.ts'

/** More names than this do not help on a phone: then only those are named whom no code proves. */
const MOST_NAMES = 40

/** By what each is held to have been there, and how much of a unit's presence rests on what. */
export async function proofLines(sessionId: number, ctx: Ctx): Promise<string[]> {
  const { t } = ctx
  const proven = await provenIn(ctx.tx, sessionId, coordinatedPaths(ctx.person))
  if (proven.length === 0) return []
  const units = sharesByUnit(proven).map(({ unit, shares }) =>
    t('headcount:proof.unit', {
      unit,
      shares: shares.map(({ proof, percent }) => `${t(`headcount:proof.${proof}`)} ${percent} %`).join(', '),
    }),
  )
  const few = proven.length <= MOST_NAMES
  const names = PROOFS.filter((proof) => few || proof !== 'code').flatMap((proof) => {
    const those = proven.filter((one) => one.proof === proof).map((one) => one.name)
    if (those.length === 0) return []
    const shown = those.slice(0, MOST_NAMES)
    const rest = those.length - shown.length
    const list = [...shown, ...(rest > 0 ? [t('marking:more', { count: rest })] : [])].join(', ')
    return [t('headcount:proof.names', { proof: t(`headcount:proof.${proof}`), names: list })]
  })
  return [...units, ...names]
}

/** What was counted by heads, and whether a difference is still open. */
export async function headLines(sessionId: number, ctx: Ctx): Promise<string[]> {
  const counts = await countsBelow(ctx.tx, coordinatedPaths(ctx.person), sessionId, ctx.now)
  return counts.map((one) => headLine(one, ctx.t))
}

/** Who need not attend, being on duty. */
export async function dutyLines(sessionId: number, ctx: Ctx): Promise<string[]> {
  const rows = await offDutyIn(ctx.tx, sessionId, coordinatedPaths(ctx.person))
  return [...new Set(rows.map((one) => one.label))].map((label) => {
    const those = rows.filter((one) => one.label === label).map((one) => one.name)
    const rest = those.length - MOST_NAMES
    const more = rest > 0 ? [ctx.t('marking:more', { count: rest })] : []
    return ctx.t('duty:roll', { label, names: [...those.slice(0, MOST_NAMES), ...more].join(', ') })
  })
}
