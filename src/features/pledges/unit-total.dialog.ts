import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { allCampaigns, type Campaign } from '../goods/campaigns.ts'
import { coordinates } from '../people/authority.ts'
import { findUnits, type UnitView } from '../people/units.ts'
import { campaignNamed } from './named-goods.ts'
import { agrees, LEAST_GIVERS, setAgreement, unitTotal } from './unit-total.ts'

/** Offices: a kelurahan's figures are those of everybody who lives there, and public anyway (progress). */
const KINDS = ['opd']

type About = { campaign: Campaign; unit: UnitView }

/** "jumlah telur Dinas Kesehatan". @returns null where the words are about something else */
export async function askUnitTotal(goods: string, name: string, ctx: Ctx): Promise<Outgoing[] | null> {
  const about = await read(goods, name, ctx)
  if (!about) return null
  const { campaign, unit } = about
  const values = { unit: unit.name, goods: campaign.goods, least: LEAST_GIVERS }
  if (!(await agrees(ctx.tx, unit.id))) {
    const how = coordinates(ctx.person, unit.path) ? [ctx.t('goods-admin:unit.how', values)] : []
    return [{ text: [ctx.t('goods-admin:unit.notAgreed', values), ...how].join('\n') }]
  }
  const shown = await unitTotal(ctx.tx, campaign.id, unit.path)
  if (!shown) return [{ text: ctx.t('goods-admin:unit.tooFew', values) }]
  return [
    { text: ctx.t('goods-admin:unit.total', { ...values, amount: shown.total, measure: campaign.unit }) },
  ]
}

/** "tampilkan jumlah telur Dinas Kesehatan", "sembunyikan …": its coordinator's word, or an admin's. */
export async function changeUnitTotal(
  agreed: boolean,
  goods: string,
  name: string,
  ctx: Ctx,
): Promise<Outgoing[] | null> {
  const about = await read(goods, name, ctx)
  if (!about) return null
  const { campaign, unit } = about
  const values = { unit: unit.name, goods: campaign.goods, least: LEAST_GIVERS }
  if (!ctx.person || !coordinates(ctx.person, unit.path))
    return [{ text: ctx.t('goods-admin:unit.notYours', values) }]
  if ((await agrees(ctx.tx, unit.id)) !== agreed)
    await setAgreement(ctx.tx, unit.id, agreed, ctx.person.id, ctx.now)
  return [{ text: ctx.t(`goods-admin:unit.${agreed ? 'shown' : 'hidden'}`, values) }]
}

async function read(goods: string, name: string, ctx: Ctx): Promise<About | null> {
  const campaign = campaignNamed(await allCampaigns(ctx.tx), goods)
  const [unit, second] = campaign ? await findUnits(ctx.tx, name, KINDS) : []
  return campaign && unit && !second ? { campaign, unit } : null
}
