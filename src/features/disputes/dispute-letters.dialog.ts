import type { Ctx } from '../../conversation/dialog.ts'
import type { Translate } from '../../lib/i18n.ts'
import type { Outgoing } from '../../message.ts'
import { chatsOfPerson, type Decider } from '../attendance/voices.ts'

/** To everybody who may decide, at all their chats but this one. */
export function lettersAbout(
  ref: string,
  what: string,
  deciders: Decider[],
  ctx: Ctx,
  message: (t: Translate) => Outgoing,
): void {
  for (const addressId of new Set(deciders.flatMap((one) => one.addressIds)))
    if (addressId !== ctx.address.id) ctx.tell(addressId, message, `${what}/${ref}/${addressId}`)
}

/** To one person, at all their chats but this one. */
export async function letterTo(
  personId: number,
  key: string,
  ctx: Ctx,
  message: (t: Translate) => Outgoing,
): Promise<void> {
  for (const addressId of await chatsOfPerson(ctx.tx, personId))
    if (addressId !== ctx.address.id) ctx.tell(addressId, message, `${key}/${addressId}`)
}
