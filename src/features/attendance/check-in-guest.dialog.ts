import type { Ctx, Dialog, Said, Turn } from '../../conversation/dialog.ts'
import { register } from '../people/register.dialog.ts'
import { type Claim, near } from './check-in-claim.dialog.ts'
import { judge } from './judge.ts'
import { matchCode } from './match.ts'
import { record } from './record.ts'
import { countWrong, guessedOut } from './wrong-codes.dialog.ts'

/** A right code is kept whatever its time: never dropped, even where it does not count by itself. */
const KEPT = new Set(['accepted', 'old_code', 'too_early', 'closed'])

/** Nobody has claimed this phone: the receipt first, then the question whose it is. */
export async function asGuest(
  claim: Claim,
  said: Said,
  ctx: Ctx,
): Promise<{ dialog: Dialog<never, never> | null; turn: Turn<unknown> }> {
  const locked = claim.reading ? await guessedOut(ctx) : null
  if (locked)
    return { dialog: null, turn: { say: [{ text: ctx.t('attendance:refused.tooMany', { at: locked }) }] } }
  const sessions = claim.reading ? await near(claim.at, ctx) : []
  const match = claim.reading ? await matchCode(ctx.tx, claim.reading, sessions, null, claim.at) : null
  const verdict = match
    ? judge({
        session: match.session,
        proof: match.proof,
        message: claim,
        latePhoneMinutes: ctx.settings.latePhoneMinutes,
      })
    : null
  if (!match || !verdict || !KEPT.has(verdict.verdict)) {
    const until = claim.reading && !match ? await countWrong(ctx) : null
    const key = until
      ? 'attendance:refused.tooMany'
      : claim.reading?.exact
        ? 'attendance:guest.wrongCode'
        : 'attendance:guest.hello'
    const choices = until
      ? {}
      : { choices: [{ id: '=daftar', label: ctx.t('conversation:choice.register') }] }
    return { dialog: null, turn: { say: [{ text: ctx.t(key, until ? { at: until } : {}), ...choices }] } }
  }
  const countsAt = 'countsAt' in verdict ? verdict.countsAt : claim.at
  await record(
    ctx.tx,
    {
      sessionId: match.session.id,
      personId: null,
      addressId: ctx.address.id,
      inboxId: said.inboxId,
      proof: match.proof.kind,
      messageAt: claim.at,
      codeAt: match.proof.shownAt,
      countsAt,
      verdict: verdict.verdict,
      flags: 'flags' in verdict ? verdict.flags : [],
      codeUnitId: match.proof.kind === 'unit_code' ? match.proof.codeUnitId : null,
      status: null,
    },
    ctx.now,
  )
  // The registration begins with the question that an employee can answer: the NIP.
  const turn = await register.start(ctx, { employment: 'PNS' })
  return {
    dialog: register as unknown as Dialog<never, never>,
    turn: {
      ...turn,
      say: [{ ...turn.say[0], text: ctx.t('attendance:guest.kept', { at: countsAt }) }],
    },
  }
}
