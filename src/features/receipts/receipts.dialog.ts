import type { Ctx, Said } from '../../conversation/dialog.ts'
import type { Translate } from '../../lib/i18n.ts'
import type { Outgoing } from '../../message.ts'
import { campaignsHere, pointsHere } from '../points/here.dialog.ts'
import { chatsOf, nameOf } from '../points/petugas.ts'
import { mayWork, serves } from '../points/posts.ts'
import { type LineNow, lineNamed, linesOf } from './line-now.ts'
import { withdrawWaiting } from './waiting-lines.ts'

/** "bukti 7KQ2": the lines of a message, with their numbers. */
export async function showReceipt(ref: string, ctx: Ctx): Promise<Outgoing[]> {
  const { t } = ctx
  const lines = await ownOf(await linesOf(ctx.tx, ref), ctx)
  const [first] = lines
  if (!first) return [{ text: t('points:bukti.unknown', { ref: ref.toUpperCase() }) }]
  const points = await pointsHere(ctx)
  const campaigns = await campaignsHere(ctx)
  const pledges = await ctx.tx.pledge.findMany({
    where: { id: { in: lines.flatMap(({ pledgeId }) => pledgeId ?? []) } },
    select: { id: true, code: true },
  })
  const head = t('points:bukti.head', {
    ...{ ref: first.ref, at: first.at, by: await nameOf(ctx.tx, first.personId) },
    point: points.find(({ id }) => id === first.pointId)?.name ?? '–',
  })
  const shown = lines.map((one) => {
    const unit = campaigns.find(({ id }) => id === one.campaignId)?.unit ?? ''
    const code = pledges.find(({ id }) => id === one.pledgeId)?.code
    const to = points.find(({ id }) => id === one.toPointId)?.name ?? null
    const point = points.find(({ id }) => id === one.pointId)
    // Who gave is for those who received it, not for whoever coordinates the office.
    const mine = ctx.person && (one.personId === ctx.person.id || (point && serves(ctx.person, point)))
    const shownLine = mine ? one : { ...one, giver: t('points:somebody') }
    const what = wordsOf(shownLine, { unit, code: (mine ? code : null) ?? null, to }, t)
    const state = one.state === 'counted' ? (one.corrected ? 'corrected' : null) : one.state
    return `${one.line}. ${what}${state ? ` ${t(`points:state.${state}`)}` : ''}`
  })
  return [{ text: [head, ...shown, t('points:bukti.how', { ref: first.ref })].join('\n') }]
}

function wordsOf(
  one: LineNow,
  { unit, code, to }: { unit: string; code: string | null; to: string | null },
  t: Translate,
): string {
  const { broken, giver } = one
  const amount = one.amount + broken
  switch (one.kind) {
    case 'receive': {
      const lost = broken > 0 ? t('points:ofThemBroken', { whole: one.amount, broken }) : ''
      if (code) return t('points:receivedPledge', { amount, unit, from: code, lost })
      return t('points:received', { amount, unit, from: giver ?? t('points:nameless'), lost })
    }
    case 'hand_out': {
      const lost = broken > 0 ? t('points:andBroken', { broken }) : ''
      const values = { amount: one.amount, unit, recipients: one.recipients ?? 0, lost }
      return to ? t('points:handedThere', { ...values, to }) : t('points:handed', values)
    }
    case 'transfer':
      return t('points:moved', { amount: one.amount, unit, to: to ?? '–' })
    default:
      return t('points:broken', { amount, unit })
  }
}

/** Of a point where this person may write. */
async function ownOf<L extends { pointId: number }>(lines: L[], ctx: Ctx): Promise<L[]> {
  const { person } = ctx
  const points = await pointsHere(ctx)
  return lines.filter(({ pointId }) => {
    const point = points.find(({ id }) => id === pointId)
    return person && point && mayWork(person, point)
  })
}

/** "batalkan baris 7KQ2/3": what still waits for stock is taken back; what counts is corrected. */
export async function withdrawLine(ref: string, line: number | null, ctx: Ctx): Promise<Outgoing[]> {
  const { t } = ctx
  const found = await ownLine(ref, line, ctx)
  if (typeof found === 'string') return [{ text: t(`points:line.${found}`, { ref: ref.toUpperCase() }) }]
  const name = { ref: found.ref, line: found.line }
  if (await withdrawWaiting(ctx.tx, found.id)) return [{ text: t('points:line.withdrawn', name) }]
  return [{ text: t(found.state === 'counted' ? 'points:line.counted' : 'points:line.over', name) }]
}

/** A line by its name, where this person may write; else why not. */
export async function ownLine(
  ref: string,
  line: number | null,
  ctx: Ctx,
): Promise<LineNow | 'unknown' | 'which'> {
  const found = await lineNamed(ctx.tx, ref, line)
  if (!found) return 'unknown'
  if (found === 'which')
    return (await ownOf(await linesOf(ctx.tx, ref), ctx)).length > 0 ? 'which' : 'unknown'
  const [own] = await ownOf([found], ctx)
  return own ?? 'unknown'
}

/** "keliru K7QF3": whoever gave says that the receipt is wrong; whoever wrote it hears of it, and may correct it. */
export async function disputeReceipt(code: string, said: Said, ctx: Ctx): Promise<Outgoing[]> {
  const { t } = ctx
  const pledge = await ctx.tx.pledge.findUnique({ where: { code: code.toUpperCase() } })
  const line =
    pledge?.addressId === ctx.address.id
      ? await ctx.tx.pointLine.findFirst({
          where: { pledgeId: pledge.id, state: 'counted' },
          orderBy: { id: 'asc' },
        })
      : null
  if (!pledge || !line) return [{ text: t('points:dispute.unknown', { code: code.toUpperCase() }) }]
  const values = { code: pledge.code, ref: line.ref, line: line.line }
  for (const addressId of await chatsOf(ctx.tx, line.personId, ctx.address.id))
    ctx.tell(
      addressId,
      (own) => ({ text: own('points:dispute.asked', values) }),
      `dispute/${said.inboxId}/${addressId}`,
    )
  const point = (await pointsHere(ctx)).find(({ id }) => id === line.pointId)
  return [
    {
      text: t('points:dispute.done', {
        point: point?.name ?? '–',
        contact: point?.contact ?? point?.name ?? '–',
      }),
    },
  ]
}
