import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { ownUnit } from './own-unit.dialog.ts'
import { closeLinks, makeLink } from './unit-link.ts'

/** "undang Dinkes", "buka pendaftaran Dinas Kesehatan": a link for that unit's people, with a text to send on. */
export async function inviteUnit(name: string | null, ctx: Ctx): Promise<Outgoing[]> {
  const found = await ownUnit(name, '=undang', ctx)
  if ('say' in found || !ctx.person) return 'say' in found ? found.say : []
  const { unit } = found
  const link = await makeLink(ctx.tx, unit, ctx.person, ctx)
  if (link === 'notYours') return [{ text: ctx.t('onboarding:unit.notYours') }]
  if (link === 'nobody') return [{ text: ctx.t('onboarding:invite.nobody', { unit: unit.name }) }]
  const values = { unit: unit.name, count: link.most, until: link.until, code: link.code }
  return [
    { text: ctx.t('onboarding:invite.done', values) },
    { text: ctx.t('onboarding:invite.letter', { ...values, links: ctx.chatLinks(link.code).join('\n') }) },
  ]
}

/** "tutup pendaftaran Dinkes": links that were given out open nothing any more. */
export async function closeUnit(name: string | null, ctx: Ctx): Promise<Outgoing[]> {
  const found = await ownUnit(name, '=tutup pendaftaran', ctx)
  if ('say' in found || !ctx.person) return 'say' in found ? found.say : []
  const count = await closeLinks(ctx.tx, found.unit, ctx.person, ctx.now)
  return [
    {
      text: ctx.t(count > 0 ? 'onboarding:invite.closed' : 'onboarding:invite.noneOpen', {
        unit: found.unit.name,
        count,
      }),
    },
  ]
}
