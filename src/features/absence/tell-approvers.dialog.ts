import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import type { Absence } from './absences.ts'
import { approvalOf } from './approval.ts'
import { approversOf } from './approvers.ts'

/** Asks whoever decides. @returns their names */
export async function tellApprovers(absence: Absence, ctx: Ctx): Promise<string[]> {
  const message = await approvalOf(ctx.tx, absence, ctx.city)
  return tellAll(absence, message, `absence/${absence.id}/ask`, ctx)
}

/** Says something to all who decide on it, except to the chat that hears it anyway. @returns their names */
export async function tellAll(
  absence: Pick<Absence, 'personId' | 'unitId'>,
  message: (t: Ctx['t']) => Outgoing,
  key: string,
  ctx: Ctx,
): Promise<string[]> {
  const [nearest = []] = await approversOf(ctx.tx, absence, ctx.now)
  for (const addressId of new Set(nearest.flatMap((one) => one.addressIds)))
    if (addressId !== ctx.address.id) ctx.tell(addressId, message, `${key}/${addressId}`)
  return nearest.map(({ name }) => name)
}
