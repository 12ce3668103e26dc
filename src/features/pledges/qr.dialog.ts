import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { qrRef } from '../figures/pictures.ts'
import { allCampaigns } from '../goods/campaigns.ts'
import { openPledges, type PledgeView, pledgeByCode } from './pledge.ts'

/** "qr K7QF3": a picture that fills in the line of the petugas who scans it; only for the chat that made the pledge. */
export async function showQr(code: string | null, ctx: Ctx): Promise<Outgoing[]> {
  if (code === null) return whichQr(ctx)
  const pledge = await pledgeByCode(ctx.tx, code.toUpperCase())
  // Somebody else's is as unknown as one that does not exist.
  if (pledge?.addressId !== ctx.address.id)
    return [{ text: ctx.t('progress:qr.unknown', { code: code.toUpperCase() }) }]
  if (pledge.state !== 'open') return [{ text: ctx.t('progress:qr.over', { code: pledge.code }) }]
  return [await qrOf(pledge, ctx)]
}

async function whichQr(ctx: Ctx): Promise<Outgoing[]> {
  const open = await openPledges(ctx.tx, ctx.address.id)
  const [only, ...others] = open
  if (!only) return [{ text: ctx.t('progress:qr.none') }]
  if (others.length === 0) return [await qrOf(only, ctx)]
  const choices = open.slice(0, 8).map(({ code }) => ({ id: `=qr ${code}`, label: code }))
  return [{ text: ctx.t('progress:qr.which'), choices }]
}

async function qrOf({ code, amount, campaignId }: PledgeView, ctx: Ctx): Promise<Outgoing> {
  const all = await ctx.memo('campaigns', () => allCampaigns(ctx.tx))
  const { goods = '', unit = '' } = all.find(({ id }) => id === campaignId) ?? {}
  const said = { code, amount, goods, unit }
  if (!ctx.messengers.ways().files.includes(ctx.address.channel))
    return { text: ctx.t('progress:qr.link', { ...said, link: ctx.link('qr', code) }) }
  return {
    text: ctx.t('progress:qr.picture', said),
    attachment: { kind: 'photo', ref: qrRef(code, ctx.address.locale), name: `${code}.png` },
  }
}
