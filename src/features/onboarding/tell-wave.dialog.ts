import type { Ctx } from '../../conversation/dialog.ts'
import { dayOf } from '../agenda/day.ts'
import { maskNip } from '../people/nip.ts'
import { maskPhone } from '../people/phone.ts'
import { decidersExcept } from '../people/register-request.dialog.ts'
import type { Candidate } from './find-in-unit.ts'
import type { Link } from './unit-link.ts'

/** A whole unit comes in on one morning: these many are announced one by one, then only how many wait by now. */
const ONE_BY_ONE = 3
const MARKS = new Set([5, 10, 20, 40, 80, 160, 320])

type Asked = {
  ref: string
  personId: number
  unitId: number
  name: string
  nip: string | null
  /** Null: not in the roster. */
  found: Candidate | null
  link: Link
}

/** Whoever decides hears of a request. @returns their names */
export async function tellWave(asked: Asked, ctx: Ctx): Promise<string[]> {
  const { ref, found, link } = asked
  const deciders = await decidersExcept(asked.personId, asked.unitId, ctx)
  const open = await ctx.tx.claim.count({ where: { status: 'open', unitId: asked.unitId } })
  const to = deciders.flatMap((one) => one.addressIds)
  const day = dayOf(ctx.now, ctx.city.zone)
  for (const addressId of to) {
    if (open <= ONE_BY_ONE)
      ctx.tell(
        addressId,
        (t) => ({
          text: t('people:claim.asked', {
            ...{ ref, name: asked.name, unit: found?.unitName ?? link.unitName },
            roster: found ? '' : `${t('onboarding:join.notInRoster')}\n`,
            nip: found?.nip ? maskNip(found.nip) : asked.nip ? maskNip(asked.nip) : '–',
            phone: ctx.address.phone ? maskPhone(ctx.address.phone) : '–',
            channel: t(`conversation:channel.${ctx.address.channel}`),
          }),
          choices: [
            { id: `=setujui ${ref}`, label: t('people:choice.approve') },
            { id: `=tolak ${ref}`, label: t('people:choice.refuse') },
          ],
        }),
        `claim/${ref}/${addressId}`,
      )
    else if (MARKS.has(open))
      ctx.tell(
        addressId,
        (t) => ({
          text: t('onboarding:waiting.many', { count: open, unit: link.unitName }),
          choices: [{ id: '=pendaftaran', label: t('onboarding:waiting.show') }],
        }),
        `wave/${asked.unitId}/${day}/${open}/${addressId}`,
      )
  }
  return deciders.map(({ name }) => name)
}
