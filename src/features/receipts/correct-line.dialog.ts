import type { Ctx, Said } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { decidersFor } from '../people/claim.ts'
import { MOST_UNITS } from '../pledges/pledge.ts'
import { campaignsHere, pointsHere } from '../points/here.dialog.ts'
import { chatsOf, nameOf, petugasOf, sharePhone } from '../points/petugas.ts'
import { mayWork } from '../points/posts.ts'
import { type Decided, decideCorrection, proposeCorrection, type Wish } from './correct-line.ts'
import type { LineNow } from './line-now.ts'
import { goodsOf, unitsOf } from './line-words.ts'
import { tellWaiting } from './lines.dialog.ts'
import { readLines } from './read-lines.ts'
import { ownLine } from './receipts.dialog.ts'

const LONGEST_REASON = 200
const BECAUSE = /\s*[,;(]?\s*\b(?:karena|karna|krn|sebab|soalnya|alasan(?:nya)?)\b\s*:?\s*/i

/** "koreksi 7KQ2/1 28 karena salah hitung": read back to a second person, who agrees or does not. */
export async function correctLine(
  ref: string,
  number: number | null,
  rest: string,
  said: Said,
  ctx: Ctx,
): Promise<Outgoing[]> {
  const { person, t } = ctx
  const line = await ownLine(ref, number, ctx)
  if (!person) return [{ text: t('points:notYours') }]
  if (typeof line === 'string') return [{ text: t(`points:line.${line}`, { ref: ref.toUpperCase() }) }]
  const name = { ref: line.ref, line: line.line }
  const [wanted = '', ...because] = rest.split(BECAUSE)
  const reason = because.join(' ').trim().slice(0, LONGEST_REASON)
  const wish = await wishOf(line, wanted.trim(), ctx)
  if (!wish) return [{ text: t('points:correct.amount', name) }]
  if (reason.length < 3) return [{ text: t('points:correct.reason', { ...name, wanted: wanted.trim() }) }]
  const proposed = await proposeCorrection(ctx.tx, line, wish, reason, person.id, said.at)
  if (proposed.kind !== 'proposed')
    return [
      {
        text: t(`points:correct.${proposed.kind}`, {
          ...name,
          correction: 'ref' in proposed ? proposed.ref : '',
        }),
      },
    ]
  const asked = await askSecond(line, wish, reason, proposed.ref, ctx)
  const values = { ...name, correction: proposed.ref, names: asked }
  return [{ text: t(asked.length > 0 ? 'points:correct.asked' : 'points:correct.nobody', values) }]
}

/** "28 pecah 1", "200 untuk 50", "0": read as the rest of a line of its kind. */
async function wishOf(line: LineNow, text: string, ctx: Ctx): Promise<Wish | null> {
  const campaigns = await campaignsHere(ctx)
  const campaign = campaigns.find(({ id }) => id === line.campaignId)
  if (!campaign) return null
  if (/^(?:batal|hapus|nol|0|kosong)(?:\s+\p{L}+)?$/iu.test(text))
    return { amount: 0, broken: 0, recipients: null }
  const plain = text.replace(/^(?:jadi|menjadi|salur|terima|pecah|pindah)\s+/i, '')
  const as = {
    receive: `terima ${plain}`,
    hand_out: `salur ${plain}`,
    break: `pecah ${plain}`,
    transfer: `pindah ${plain} ke -a`,
  }
  const [read] = readLines(as[line.kind as keyof typeof as], goodsOf([campaign]))
  if (!read || !('amount' in read) || !read.amount) return null
  const all = unitsOf(read.amount, campaign, MOST_UNITS)
  const lost =
    'broken' in read && read.broken !== null && read.broken !== 'all'
      ? unitsOf(read.broken, campaign, MOST_UNITS)
      : null
  if (all.kind !== 'units' || (lost && lost.kind !== 'units')) return null
  const broken = 'broken' in read && read.broken === 'all' ? all.units : (lost?.units ?? 0)
  if (line.kind === 'break') return { amount: 0, broken: all.units, recipients: null }
  if (broken > all.units) return null
  const recipients = read.kind === 'hand_out' ? read.recipients : null
  return { amount: all.units - broken, broken, recipients }
}

/** @returns the names of those who were asked */
async function askSecond(
  line: LineNow,
  wish: Wish,
  reason: string,
  correction: string,
  ctx: Ctx,
): Promise<string[]> {
  const { person } = ctx
  const point = (await pointsHere(ctx)).find(({ id }) => id === line.pointId)
  if (!person || !point) return []
  const above = await decidersFor(ctx.tx, point.unitId, ctx.now)
  const colleagues = await petugasOf(ctx.tx, point, ctx.now)
  const campaign = (await campaignsHere(ctx)).find(({ id }) => id === line.campaignId)
  const values = {
    ...{
      by: person.name,
      ref: line.ref,
      line: line.line,
      point: point.name,
      reason,
      unit: campaign?.unit ?? '',
    },
    ...{ before: line.amount + line.broken, beforeBroken: line.broken },
    ...{ after: wish.amount + wish.broken, afterBroken: wish.broken },
  }
  const names: string[] = []
  for (const id of new Set([...colleagues, ...above.map(({ personId }) => personId)])) {
    if (id === person.id || ctx.people.some((one) => one.id === id)) continue
    if (await sharePhone(ctx.tx, id, person.id)) continue
    const chats = await chatsOf(ctx.tx, id, ctx.address.id)
    if (chats.length === 0) continue
    names.push(await nameOf(ctx.tx, id))
    for (const addressId of chats)
      ctx.tell(
        addressId,
        (t) => ({
          text: t('points:correct.ask', values),
          choices: [
            { id: `=setujui koreksi ${correction}`, label: t('people:choice.approve') },
            { id: `=tolak koreksi ${correction}`, label: t('people:choice.refuse') },
          ],
        }),
        `correction/${correction}/${addressId}`,
      )
  }
  return names
}

/** "setujui koreksi 7KQ2", "tolak koreksi 7KQ2". */
export async function decideLine(ref: string, approve: boolean, said: Said, ctx: Ctx): Promise<Outgoing[]> {
  const { person, t } = ctx
  if (!person) return [{ text: t('points:correct.unknown') }]
  const points = await pointsHere(ctx)
  const may = (pointId: number) => points.some((one) => one.id === pointId && mayWork(person, one))
  const phone = ctx.people.map(({ id }) => id)
  const decided = await decideCorrection(ctx.tx, ref, approve, { id: person.id, phone, may }, said.at)
  const pointName = (id: number) => points.find((one) => one.id === id)?.name ?? '–'
  if (decided.kind === 'short')
    return [{ text: t('points:correct.short', { stock: decided.stock, point: pointName(decided.pointId) }) }]
  if (decided.kind !== 'approved' && decided.kind !== 'refused')
    return [{ text: t(`points:correct.${decided.kind}`) }]
  await tellAll(decided, person.name, ctx)
  await tellWaiting(decided, pointName, ctx)
  const { correction, line } = decided
  const values = { ref: line.ref, line: line.line, after: correction.amount + correction.broken }
  return [{ text: t(`points:correct.${decided.kind}`, values) }]
}

/** Whoever proposed it hears the word; whoever gave hears that the receipt has changed. */
async function tellAll(
  decided: Decided & { kind: 'approved' | 'refused' },
  by: string,
  ctx: Ctx,
): Promise<void> {
  const { correction, line, kind } = decided
  const after = correction.amount + correction.broken
  const values = { ref: line.ref, line: line.line, by, after }
  for (const addressId of await chatsOf(ctx.tx, correction.byId, ctx.address.id))
    ctx.tell(
      addressId,
      (t) => ({ text: t(`points:correct.${kind}You`, values) }),
      `correction/${correction.ref}/result/${addressId}`,
    )
  const pledge =
    line.pledgeId === null ? null : await ctx.tx.pledge.findUnique({ where: { id: line.pledgeId } })
  if (kind === 'refused' || !pledge?.addressId) return
  const unit = (await campaignsHere(ctx)).find(({ id }) => id === line.campaignId)?.unit ?? ''
  const letter = { code: pledge.code, after, unit }
  ctx.tell(
    pledge.addressId,
    (t) => ({ text: t('points:receipt.corrected', letter) }),
    `correction/${correction.ref}/giver`,
  )
}
