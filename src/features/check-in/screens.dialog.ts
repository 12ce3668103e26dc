import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { codesUntil, proves, waitsForEnd } from '../agenda/proof.ts'
import type { SessionView } from '../agenda/sessions.ts'
import { ownSessions } from '../attendance/own-sessions.dialog.ts'
import { coordinatedPaths } from '../people/authority.ts'
import { countGuess, forgetGuesses } from '../people/guess-limit.ts'
import { unitCodeAt } from './code.ts'
import { closeScreen, confirmScreen, listScreens } from './screens.ts'

/** Of the sessions for which a code may be wanted still, the one that is meant, and the others; by words of its title. */
async function wanted(
  words: string | null,
  ctx: Ctx,
): Promise<{ session?: SessionView; rest: SessionView[] }> {
  const all = (await ownSessions(ctx)).filter((one) => codesUntil(one) > ctx.now)
  const said = wordsOf(words ?? '')
  const fits = all.filter((one) => said.every((word) => wordsOf(`${one.title} ${one.kind}`).includes(word)))
  const [session] = fits
  return { ...(session ? { session } : {}), rest: all.filter((one) => one !== session) }
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

/** "kode rapat": whether the coordinator has such a session. */
export const hasCodeOf = async (words: string, ctx: Ctx): Promise<boolean> =>
  (await wanted(words, ctx)).session !== undefined

/** "kode": a word to say aloud to the own unit; another unit that uses it shows where it leaked. */
export async function giveCode(ctx: Ctx, words: string | null = null): Promise<Outgoing[]> {
  const paths = coordinatedPaths(ctx.person)
  if (paths.length === 0) return [{ text: ctx.t('attendance:code.notYours') }]
  const named = await wanted(words, ctx)
  const { session, rest } = named.session ? named : await wanted(null, ctx)
  if (!session) return [{ text: ctx.t('attendance:code.noSession') }]
  if (session.opensAt > ctx.now)
    return [{ text: ctx.t('attendance:code.notOpen', { title: session.title, at: session.opensAt }) }]
  if (waitsForEnd(session, ctx.now))
    return [{ text: ctx.t('proof:closing.notYet', { title: session.title, at: session.closingFrom }) }]
  // Of several units the one that this session is for.
  const path = paths.find((one) =>
    session.audiencePaths.some((other) => one.startsWith(other) || other.startsWith(one)),
  )
  const held = ctx.person?.roles.find((role) => role.unitPath === path)
  const unit = await ctx.tx.unit.findUniqueOrThrow({ where: { id: held?.unitId ?? 0 } })
  const { code, stepEnd } = unitCodeAt(session.codeKey, unit.id, ctx.now)
  // From now on people of the unit can check in: the session is not left to coordinators. The first time stays.
  await ctx.tx.session.updateMany({
    where: { id: session.id, codeGivenAt: null },
    data: { codeGivenAt: ctx.now },
  })
  return [
    {
      text: ctx.t('attendance:code.given', { code, unit: unit.name, title: session.title, until: stepEnd }),
      choices: [
        { id: words === null ? '=kode' : `=kode ${words}`, label: ctx.t('attendance:code.again') },
        // Of two at once the other one is a tap away.
        ...rest
          .filter((one) => proves(one, ctx.now))
          .slice(0, 2)
          .map(({ title }) => ({ id: `=kode ${title}`, label: ctx.t('attendance:code.other', { title }) })),
      ],
    },
  ]
}

/** "layar 4821": the browser that shows these digits becomes the screen of the nearest session, "layar 4821 rapat" that of another. */
export async function openScreen(digits: string, words: string | null, ctx: Ctx): Promise<Outgoing[]> {
  if (coordinatedPaths(ctx.person).length === 0 || !ctx.person)
    return [{ text: ctx.t('attendance:screen.notYours') }]
  const until = await countGuess(ctx.tx, `screen/${ctx.address.id}`, 5, 10, ctx.now)
  if (until) return [{ text: ctx.t('attendance:screen.tooMany', { at: until }) }]
  const { session, rest } = await wanted(words, ctx)
  if (!session && rest.length > 0) {
    const titles = [...new Set(rest.map((one) => one.title))].slice(0, 5)
    return [{ text: ctx.t('attendance:screen.which', { words, digits, titles }) }]
  }
  if (!session) return [{ text: ctx.t('attendance:screen.noSession') }]
  const confirmed = await confirmScreen(ctx.tx, {
    digits,
    sessionId: session.id,
    personId: ctx.person.id,
    now: ctx.now,
  })
  if (confirmed.result !== 'ok') return [{ text: ctx.t(`attendance:screen.${confirmed.result}`, { digits }) }]
  await forgetGuesses(ctx.tx, `screen/${ctx.address.id}`)
  return [
    {
      text: ctx.t('attendance:screen.confirmed', { title: session.title, at: session.startsAt }),
      choices: [{ id: '=layar', label: ctx.t('conversation:choice.screens') }],
    },
  ]
}

/** "layar": which screens show codes now, each to be closed by a tap. */
export async function screens(ctx: Ctx): Promise<Outgoing[]> {
  if (coordinatedPaths(ctx.person).length === 0) return [{ text: ctx.t('attendance:screen.notYours') }]
  const sessions = await ownSessions(ctx)
  const open = await listScreens(
    ctx.tx,
    sessions.map((one) => one.id),
    ctx.now,
  )
  const address = ctx.settings.publicUrl ? `${ctx.settings.publicUrl}/layar` : '/layar'
  if (open.length === 0) return [{ text: ctx.t('attendance:screen.none', { address }) }]
  const lines = open.map((screen, n) =>
    ctx.t('attendance:screen.line', {
      n: n + 1,
      title: sessions.find((one) => one.id === screen.sessionId)?.title,
      at: screen.confirmedAt,
    }),
  )
  return [
    {
      text: [ctx.t('attendance:screen.list', { address }), ...lines].join('\n'),
      choices: open.slice(0, 5).map((screen, n) => ({
        id: `=tutup layar ${screen.id}`,
        label: ctx.t('attendance:screen.close', { n: n + 1 }),
      })),
    },
  ]
}

export async function shutScreen(id: string, ctx: Ctx): Promise<Outgoing[]> {
  const own = await listScreens(
    ctx.tx,
    (await ownSessions(ctx)).map((one) => one.id),
    ctx.now,
  )
  if (!ctx.person || !own.some((screen) => screen.id === id))
    return [{ text: ctx.t('attendance:screen.gone') }]
  await closeScreen(ctx.tx, id, ctx.now)
  return [{ text: ctx.t('attendance:screen.closed') }]
}
