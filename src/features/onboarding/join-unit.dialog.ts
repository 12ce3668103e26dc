import { z } from 'zod'
import type { Ctx, Dialog, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { claimPerson, requestClaim } from '../people/claim.ts'
import { countGuess } from '../people/guess-limit.ts'
import { nipIn } from '../people/register-words.ts'
import { type Candidate, findInUnit } from './find-in-unit.ts'
import { tellWave } from './tell-wave.dialog.ts'
import { type Link, linkById, openLink, useLink } from './unit-link.ts'

const State = z.object({ linkId: z.number(), name: z.string().nullable() })
type State = z.infer<typeof State>

/** Letters, with what stands in names. */
const NAME = /^(?=.*\p{L}{2})[\p{L}\p{M}'’., -]{3,80}$/u
const NO_NIP = /\b(?:tidak|tdk|tak|ga|gak|nggak|enggak|belum|blm|dak|tanpa)\b|^-$/i

/** Whether a code is the link of a unit: then it is answered here. */
export const isUnitLink = async (code: string, ctx: Ctx): Promise<boolean> =>
  (await openLink(ctx.tx, ctx.digest(code), ctx.now)) !== null

/** Somebody opened the link of a unit: a name, and a NIP where two are called alike, make a request to its coordinator. */
export const joinUnit: Dialog<State, string> = {
  name: 'join-unit',
  state: State,
  async start(ctx, code) {
    const opened = await openLink(ctx.tx, ctx.digest(code), ctx.now)
    if (opened?.kind !== 'open') return over(opened?.kind ?? 'old', ctx)
    const { link } = opened
    const here = ctx.people.filter(({ unitPath }) => unitPath?.startsWith(link.unitPath))
    const key = here.length > 0 ? 'onboarding:join.another' : 'onboarding:join.name'
    const names = here.map(({ name }) => name)
    return {
      say: [{ text: ctx.t(key, { unit: link.unitName, names }) }],
      next: { linkId: link.id, name: null },
    }
  },
  async answer(state, said, ctx) {
    const opened = await linkById(ctx.tx, state.linkId, ctx.now)
    if (opened?.kind !== 'open') return over(opened?.kind ?? 'old', ctx)
    const { link } = opened
    if (state.name === null) {
      const name = said.text
        .replace(/^(?:nama\s+(?:lengkap\s+)?saya|nama|saya|sy)\s*(?:adalah\s+)?:?\s+/i, '')
        .replace(/\s+/g, ' ')
        .trim()
      if (!NAME.test(name)) return again('nameAgain', state, ctx)
      const found = await findInUnit(ctx.tx, link.unitPath, name)
      if (found.length > 1) return { say: [{ text: ctx.t('onboarding:join.nip') }], next: { ...state, name } }
      return request(link, name, found[0] ?? null, null, ctx)
    }
    const found = await findInUnit(ctx.tx, link.unitPath, state.name)
    const nip = nipIn(said.text)
    if (!nip.ok && !NO_NIP.test(said.text)) return again('nipAgain', state, ctx)
    const fitting = found.filter((one) => (nip.ok ? one.nip === nip.nip : one.nip === null))
    // A NIP that is nobody's here is answered like one that is: the coordinator sees who it was.
    return request(
      link,
      state.name,
      fitting.length === 1 ? (fitting[0] ?? null) : null,
      nip.ok ? nip.nip : null,
      ctx,
    )
  },
  ask: (state, ctx) => [
    { text: ctx.t(state.name === null ? 'onboarding:join.nameAgain' : 'onboarding:join.nipAgain') },
  ],
  expects: (state, ctx) =>
    ctx.t(state.name === null ? 'onboarding:join.nameExpects' : 'onboarding:join.nipExpects'),
  freeText: (state) => state.name === null,
  context: (state) => (state.name === null ? 'name' : 'nip'),
}

async function request(
  link: Link,
  name: string,
  found: Candidate | null,
  nip: string | null,
  ctx: Ctx,
): Promise<Turn<State>> {
  if (found && ctx.people.some(({ id }) => id === found.id))
    return { say: [{ text: ctx.t('onboarding:join.already', { name: found.name }) }] }
  const until = await countGuess(ctx.tx, `claim/${ctx.address.id}`, 4, 60, ctx.now)
  if (until) return { say: [{ text: ctx.t('people:register.tooMany', { at: until }) }] }
  // Nobody who is not of this unit is found by a NIP: whoever has the link may only be one of its people.
  const wish = { name, unitId: link.unitId, nip: null, employment: null, employmentLabel: null }
  const claim = found
    ? await claimPerson(ctx.tx, ctx.address.id, found, ctx.now)
    : await requestClaim(ctx.tx, ctx.address.id, wish, ctx.now)
  if (claim.fresh && !(await useLink(ctx.tx, link.id, ctx.now)))
    throw new Error('a link that was open is full')
  const names = claim.fresh ? await tellWave({ ...claim, name, nip, found, link }, ctx) : null
  const key = names?.length === 0 ? 'people:claim.nobody' : 'onboarding:join.sent'
  return { say: [{ text: ctx.t(key, { unit: link.unitName, contact: ctx.city.controller.contact }) }] }
}

const again = (key: string, state: State, ctx: Ctx): Turn<State> => ({
  say: [{ text: ctx.t(`onboarding:join.${key}`) }] satisfies Outgoing[],
  next: state,
  missed: true,
})

const over = (kind: 'old' | 'full', ctx: Ctx): Turn<State> => ({
  say: [{ text: ctx.t(`onboarding:join.${kind}`) }],
})
