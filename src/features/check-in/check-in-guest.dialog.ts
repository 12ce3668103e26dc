import type { Ctx, Turn } from '../../conversation/dialog.ts'
import { waitsForWord } from '../people/claim.ts'
import { register } from '../people/register.dialog.ts'
import type { State as Registration } from '../people/register-state.ts'
import { type Claim, near } from './check-in-claim.dialog.ts'
import { type Fitting, keep, keepPlace } from './check-in-keep.dialog.ts'
import { judge } from './judge.ts'
import { matchCode } from './match.ts'
import { countWrong, guessedOut } from './wrong-codes.dialog.ts'

/** A right code is kept whatever its time: never dropped, even where it does not count by itself. */
const KEPT = new Set(['accepted', 'old_code', 'too_early', 'closed'])

type Answer = {
  dialog: typeof register | null
  turn: Turn<unknown>
  joins?: (open: Registration) => Promise<Turn<Registration>>
}

/** Nobody has claimed this phone: the receipt first, then the question whose it is. */
export async function asGuest(claim: Claim, ctx: Ctx): Promise<Answer> {
  const locked = claim.reading ? await guessedOut(ctx) : null
  const once = (key: string, values = {}): Answer => ({
    dialog: null,
    turn: { say: [{ text: ctx.t(key, values) }] },
  })
  if (locked) return once('attendance:refused.tooMany', { at: locked })
  const placed = claim.reading ? null : await keepPlace(claim, ctx)
  if (placed) return whose(placed, 'place', ctx)
  const fitting = await fittingForNobody(claim, ctx)
  if (!fitting || !KEPT.has(fitting.verdict.verdict)) {
    const until = claim.reading && !fitting ? await countWrong(ctx) : null
    if (until) return once('attendance:refused.tooMany', { at: until })
    const text = ctx.t(claim.reading?.exact ? 'attendance:guest.wrongCode' : 'attendance:guest.hello')
    const choices = [{ id: '=daftar', label: ctx.t('conversation:choice.register') }]
    return { dialog: null, turn: { say: [{ text, choices }] } }
  }
  return whose(await keep(fitting, claim, ctx), 'code', ctx)
}

/** The receipt of what is kept, and the question whose phone it is. */
async function whose(at: Date, what: 'code' | 'place', ctx: Ctx): Promise<Answer> {
  const say = (key: 'kept' | 'keptAlso' | 'keptWaiting') => ({
    text: ctx.t(what === 'place' ? `attendance:guest.place.${key}` : `attendance:guest.code.${key}`, { at }),
  })
  if (await waitsForWord(ctx.tx, ctx.address.id)) return { dialog: null, turn: { say: [say('keptWaiting')] } }
  // The registration begins with the question that an employee can answer: the NIP.
  const turn = await register.start(ctx, { employment: 'PNS' })
  return {
    dialog: register,
    turn: { ...turn, say: [{ ...turn.say[0], ...say('kept') }] },
    // One that is under way goes on where it was.
    joins: async (open) => ({
      say: [say('keptAlso'), ...(await register.ask(open, ctx))],
      next: open,
    }),
  }
}

/** What a code proves before it is known whose it is; null when it fits no session. */
export async function fittingForNobody(claim: Claim, ctx: Ctx): Promise<Fitting | null> {
  if (!claim.reading) return null
  const match = await matchCode(ctx.tx, claim.reading, await near(claim.at, ctx), null, claim.at)
  if (!match) return null
  const verdict = judge({ ...match, message: claim, latePhoneMinutes: ctx.settings.latePhoneMinutes })
  return { ...match, verdict }
}
