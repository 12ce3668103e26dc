import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { type InspectionLink, inspectionPayload, inspectionRef } from './inspection-link.ts'

/** The file of a look that was just written down; where no files go, behind a link of an hour. */
export function giveInspectionFile(wish: InspectionLink, ctx: Ctx): Outgoing[] {
  const { t, address } = ctx
  const what = t(`inspection:file.${wish.f}`)
  if (!ctx.messengers.ways().files.includes(address.channel)) {
    const link = ctx.link('laporan', inspectionPayload(wish, ctx.now))
    return [{ text: t('inspection:file.link', { what, id: wish.look, link }) }]
  }
  const name = `pemeriksaan-${wish.look}.${wish.f}`
  return [
    {
      text: t('inspection:file.sent', { what, id: wish.look }),
      attachment: { kind: 'document', ref: inspectionRef(wish, address.locale), name },
    },
  ]
}
