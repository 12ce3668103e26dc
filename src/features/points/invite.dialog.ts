import { z } from 'zod'
import type { Ctx, Dialog, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { audit } from '../people/audit.ts'
import { coordinatedPaths, coordinates } from '../people/authority.ts'
import { join } from '../people/claim.ts'
import { newCode, peekCode, saveCode, useCode } from '../people/one-time-code.ts'
import { rolesOf } from '../people/roles-of.ts'
import { pointsHere } from './here.dialog.ts'
import { appoint, chatsOf, dismiss, type Petugas, petugasBelow } from './petugas.ts'
import { type DropPoint, pointsNamed } from './points.ts'

/** Days that an invitation works. */
const DAYS = 7
const MOST_BUTTONS = 6
/** Letters, with what stands in names; at most so long. */
const NAME = /^(?=.*\p{L}{2})[\p{L}\p{M}'’., -]{2,60}$/u

/** "undang petugas Posyandu Melati": a link for one person, to be sent on. */
export async function invite(name: string | null, ctx: Ctx): Promise<Outgoing[]> {
  const { person, t } = ctx
  const own = person ? (await pointsHere(ctx)).filter(({ unitPath }) => coordinates(person, unitPath)) : []
  if (!person || own.length === 0) return [{ text: t('points:invite.notYours') }]
  const id = /^#(\d{1,9})$/.exec(name ?? '')?.[1]
  const found = id ? own.filter((one) => one.id === Number(id)) : name ? pointsNamed(own, name) : own
  const [point, second] = found
  if (!point) return [{ text: t('points:invite.unknown', { name: (name ?? '').slice(0, 60) }) }]
  if (second) return [which(found, ctx)]
  if (point.closedAt !== null) return [{ text: t('points:invite.closed', { point: point.name }) }]
  const code = newCode()
  const until = new Date(ctx.now.getTime() + DAYS * 86_400_000)
  await saveCode(ctx.tx, ctx.digest(code), 'petugas', { pointId: point.id, by: person.id }, until, person.id)
  const entry = { at: ctx.now, actorId: person.id, action: 'petugas.invite', subject: `point/${point.id}` }
  await audit(ctx.tx, entry)
  const links = ctx.chatLinks(code)
  return [
    { text: t('points:invite.done', { point: point.name, until }) },
    { text: t('points:invite.letter', { point: point.name, code, links: links.join('\n'), until }) },
  ]
}

function which(points: DropPoint[], ctx: Ctx): Outgoing {
  if (points.length > MOST_BUTTONS)
    return { text: ctx.t('points:invite.whichOfMany', { point: points[0]?.name }) }
  return {
    text: ctx.t('points:invite.which'),
    choices: points.map(({ id, name }) => ({ id: `=undang petugas #${id}`, label: name })),
  }
}

/** "petugas kami": who receives where, and where nobody does. */
export async function showPetugas(ctx: Ctx): Promise<Outgoing[]> {
  const paths = coordinatedPaths(ctx.person)
  if (paths.length === 0) return [{ text: ctx.t('points:invite.notYours') }]
  const all = await petugasBelow(ctx.tx, paths, ctx.now)
  const points = (await pointsHere(ctx)).filter(
    (one) => one.closedAt === null && coordinates(ctx.person, one.unitPath),
  )
  const served = new Set(all.map(({ unitId }) => unitId))
  const units = [...new Map(all.map((one) => [one.unitId, one.unitName]))]
  const lines = units.map(([unitId, unit]) =>
    ctx.t('points:petugas.line', {
      unit,
      names: all.filter((one) => one.unitId === unitId).map(({ name }) => name),
    }),
  )
  const without = points.filter(({ unitId }) => !served.has(unitId))
  const head = ctx.t(all.length > 0 ? 'points:petugas.head' : 'points:petugas.none')
  const rest = without.length > 0 ? [ctx.t('points:petugas.without', { count: without.length })] : []
  return [
    {
      text: [head, ...lines.map((line) => `• ${line}`), ...rest].join('\n'),
      choices: without.slice(0, 3).map(({ id, name }) => ({
        id: `=undang petugas #${id}`,
        label: ctx.t('points:petugas.button', { name }),
      })),
    },
  ]
}

/** "cabut petugas Ani": at once, at all points that whoever says it coordinates. */
export async function endPetugas(name: string, ctx: Ctx): Promise<Outgoing[]> {
  const { person, t } = ctx
  const all = person ? await petugasBelow(ctx.tx, coordinatedPaths(person), ctx.now) : []
  if (!person || coordinatedPaths(person).length === 0) return [{ text: t('points:invite.notYours') }]
  const found = named(all, name)
  const people = [...new Map(found.map((one) => [one.personId, one])).values()]
  const [only, second] = people
  if (!only) return [{ text: t('points:petugas.nobody', { name: name.slice(0, 60) }) }]
  if (second)
    return [
      {
        text: t('points:petugas.which', { name: name.slice(0, 60) }),
        choices: people
          .slice(0, MOST_BUTTONS)
          .map((one) => ({ id: `=cabut petugas #${one.personId}`, label: `${one.name} (${one.unitName})` })),
      },
    ]
  await dismiss(
    ctx.tx,
    only.personId,
    found.map(({ unitId }) => unitId),
    person.id,
    ctx.now,
  )
  const units = found.map(({ unitName }) => unitName)
  for (const addressId of await chatsOf(ctx.tx, only.personId, ctx.address.id))
    ctx.tell(
      addressId,
      (own) => ({ text: own('points:petugas.youWere', { units }) }),
      `petugas/${only.personId}/${ctx.now.getTime()}/${addressId}`,
    )
  return [{ text: t('points:petugas.ended', { name: only.name, units }) }]
}

function named(all: Petugas[], name: string): Petugas[] {
  const id = /^#(\d{1,9})$/.exec(name)?.[1]
  if (id) return all.filter(({ personId }) => personId === Number(id))
  const words = name.toLowerCase().split(/\s+/).filter(Boolean)
  return all.filter((one) => words.every((word) => one.name.toLowerCase().includes(word)))
}

const State = z.object({ digest: z.string() })
type State = z.infer<typeof State>

/** Whether a code is an invitation: then it is answered here. */
export async function isInvitation(code: string, ctx: Ctx): Promise<boolean> {
  return (await peekCode(ctx.tx, ctx.digest(code), ctx.now))?.purpose === 'petugas'
}

/** An invitation was opened: whom we know is a petugas at once, anybody else says a name first, once. */
export const acceptInvitation: Dialog<State, string> = {
  name: 'accept-invitation',
  state: State,
  async start(ctx, code) {
    const digest = ctx.digest(code)
    const found = await peekCode(ctx.tx, digest, ctx.now)
    const point = found && (await pointOf(found.subject, ctx))
    if (!found?.open || !point) return over(found?.used ?? false, ctx)
    if (ctx.person) return accept(digest, { id: ctx.person.id, name: ctx.person.name }, ctx)
    return { say: [{ text: ctx.t('points:invite.name', { point: point.name }) }], next: { digest } }
  },
  async answer(state, said, ctx) {
    const name = said.text
      .replace(/^(?:nama\s+saya|saya|nama)\s*:?\s+/i, '')
      .replace(/\s+/g, ' ')
      .trim()
    if (!NAME.test(name))
      return { say: [{ text: ctx.t('points:invite.nameAgain') }], next: state, missed: true }
    return accept(state.digest, name, ctx)
  },
  ask: (_, ctx) => [{ text: ctx.t('points:invite.nameAgain') }],
  expects: (_, ctx) => ctx.t('points:invite.expects'),
  freeText: () => true,
  context: () => 'name',
}

async function pointOf(subject: object, ctx: Ctx): Promise<DropPoint | undefined> {
  const id = 'pointId' in subject ? subject.pointId : null
  return (await pointsHere(ctx)).find((one) => one.id === id)
}

/** @param who somebody we know, or the name of somebody new */
async function accept(
  digest: string,
  who: { id: number; name: string } | string,
  ctx: Ctx,
): Promise<Turn<State>> {
  const subject = await useCode(ctx.tx, digest, ctx.now)
  const point = subject && (await pointOf(subject, ctx))
  if (!subject || !point || !('by' in subject)) return over(true, ctx)
  const { by } = subject
  // Whoever invited must still be somebody who may.
  const inviter = { id: by, unitPath: null, roles: await rolesOf(ctx.tx, by, ctx.now) }
  if (!coordinates(inviter, point.unitPath)) return over(false, ctx)
  const person =
    typeof who === 'string' ? await ctx.tx.person.create({ data: { name: who, status: 'active' } }) : who
  if (typeof who === 'string') await join(ctx.tx, ctx.address.id, person.id, 'code', ctx.now, person.id)
  await appoint(ctx.tx, person.id, point, by, ctx.now)
  for (const addressId of await chatsOf(ctx.tx, by, ctx.address.id))
    ctx.tell(
      addressId,
      (t) => ({ text: t('points:invite.accepted', { name: person.name, point: point.name }) }),
      `invited/${person.id}/${point.id}/${ctx.now.getTime()}/${addressId}`,
    )
  return { say: [{ text: ctx.t('points:invite.welcome', { name: person.name, point: point.name }) }] }
}

function over(used: boolean, ctx: Ctx): Turn<State> {
  return { say: [{ text: ctx.t(used ? 'points:invite.used' : 'points:invite.old') }] }
}
