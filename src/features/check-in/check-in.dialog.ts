import type { Ctx, Dialog, Said, Turn } from '../../conversation/dialog.ts'
import type { Claim } from './check-in-claim.dialog.ts'
import { asGuest } from './check-in-guest.dialog.ts'
import { checkInAs } from './check-in-person.dialog.ts'
import { asShared } from './check-in-shared.dialog.ts'
import { readCode } from './read-code.ts'

/** An answer, the question whose it is, or (`joins`) how that question goes on where it already stands. */
type Answer = {
  // biome-ignore lint/suspicious/noExplicitAny: whichever dialog asks, its state is its own
  dialog: Dialog<any, any> | null
  turn: Turn<unknown>
  joins?: (open: never) => Promise<Turn<unknown>>
}

/**
 * A message that says "I am here": one message, one answer. Who the phone belongs to is settled first; a stranger's
 * code is kept at its time and counts when the phone is claimed.
 */
export async function checkIn(said: Said, ctx: Ctx): Promise<Answer> {
  const claim: Claim = { ...said, reading: readCode(said.text), place: said.place ?? null }
  if (ctx.people.length === 0) return asGuest(claim, ctx)
  // A resident beside one employee: nobody has to ask whose code it is.
  const employees = ctx.people.filter((one) => one.unitId !== null)
  const [only, second] = employees
  if (only && !second) return { dialog: null, turn: { say: await checkInAs(only, claim, ctx) } }
  if (!only) return { dialog: null, turn: { say: [{ text: ctx.t('attendance:residents') }] } }
  return asShared(employees, said.text, claim, ctx)
}
