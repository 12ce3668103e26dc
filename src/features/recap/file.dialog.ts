import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { mayRead } from './may-read.ts'
import { type RecapLink, recapPayload, recapRef } from './recap-link.ts'

/** A recap as a file that is made when it is sent; where no files go, behind a link. Files with names only for their coordinator. */
export async function giveRecapFile(wish: RecapLink, ctx: Ctx): Promise<Outgoing[]> {
  const { person, t, address } = ctx
  const unit = await ctx.tx.unit.findUnique({ where: { id: wish.u }, select: { name: true, path: true } })
  const may = unit && mayRead(person, unit.path)
  if (!unit || !may) return [{ text: t('recap:month.notYours') }]
  if (may === 'totals' && wish.f !== 'png')
    return [{ text: t('recap:month.totalsOnly', { unit: unit.name }) }]
  const values = { unit: unit.name, what: t(`recap:file.${wish.f}`) }
  if (!ctx.messengers.ways().files.includes(address.channel))
    return [
      { text: t('recap:file.link', { ...values, link: ctx.link('laporan', recapPayload(wish, ctx.now)) }) },
    ]
  return [
    {
      text: t(wish.f === 'png' ? 'recap:file.picture' : 'recap:file.sent', values),
      attachment: {
        kind: wish.f === 'png' ? 'photo' : 'document',
        ref: recapRef(wish, address.locale),
        name: `rekap.${wish.f}`,
      },
    },
  ]
}
