import type { Outgoing } from '../message.ts'
import { type Command, commandOf } from './commands.ts'
import type { Heard } from './converse.ts'
import type { Ctx, Said, Turn } from './dialog.ts'
import { lines } from './lines.ts'
import { type Begun, route, shortcut } from './routes.ts'
import { type Active, revive, type Standing } from './standing.ts'

type Advanced = { say: Outgoing[]; standing: Standing }

/**
 * Decides who answers: a command that works everywhere, a check-in (which never waits for another dialog), the
 * open dialog, or a new request. Free text is never a dead end.
 */
export async function advance(
  standing: Standing,
  said: Said | 'stale',
  incoming: Heard['incoming'],
  ctx: Ctx,
): Promise<Advanced> {
  if (said === 'stale') return detour(standing, [lines.staleButton(ctx)], ctx)
  if (incoming.group)
    return { say: said.meaning.intent && said.text ? [lines.notInGroups(ctx)] : [], standing }
  const first = [...preface(standing, said, incoming, ctx)]
  const rest = await answer(standing, said, incoming, ctx)
  return { say: [...first, ...rest.say], standing: rest.standing }
}

/** What is said before the answer itself: that a NIK was thrown away, that the text was cut, that a state was lost. */
function* preface(
  standing: Standing,
  said: Said,
  incoming: Heard['incoming'],
  ctx: Ctx,
): Generator<Outgoing> {
  if (incoming.hadNik) yield lines.nikRefused(ctx)
  if (incoming.cutFrom !== undefined) yield lines.tooLong(ctx)
  if (standing.lost && !said.choice) yield lines.startedAfresh(ctx)
}

// A list of rules in their order of precedence: splitting it would hide the order.
async function answer(
  standing: Standing,
  said: Said,
  incoming: Heard['incoming'],
  ctx: Ctx,
): Promise<Advanced> {
  const calm = { ...standing, lost: false, misses: 0 }
  if (said.edited) return detour(calm, [lines.editedUnread(ctx)], ctx)
  if (incoming.hadNik && !said.choice) return detour(calm, [], ctx)
  const unreadable = said.attachment && !said.text && !said.place && !said.phone
  if (unreadable && !ACCEPTS_FILES.has(said.attachment?.kind ?? '')) {
    return detour(calm, [lines.cannotRead(said.attachment?.kind ?? 'other', ctx)], ctx)
  }
  const command = said.choice === undefined ? commandOf(said) : null
  if (command) return obey(command, calm, said, ctx)
  const { active } = standing
  const begun = active && said.choice === undefined ? await interruption(active, said, ctx) : null
  if (begun?.detour) return detour(calm, begun.turn.say, ctx)
  if (begun && active) {
    // A clear new request wins over a stale dialog, which is kept and offered again afterwards.
    const again = begun.dialog?.name === active.dialog.name
    const resume = again ? standing.resume : { dialog: active.dialog.name, state: active.state }
    return settle({ ...calm, active: null, resume }, begun)
  }
  if (active) {
    const turn: Turn<unknown> = await active.dialog.answer(active.state, said, ctx)
    const misses = turn.missed ? standing.misses + 1 : 0
    const say = misses >= 2 ? [...turn.say, lines.offerPerson(ctx)] : turn.say
    const next = turn.next === undefined ? null : { dialog: active.dialog, state: turn.next }
    return finishOrResume({ ...calm, active: next, misses }, say, ctx)
  }
  const fresh = await route(said, ctx)
  if (fresh) return settle(calm, fresh)
  const misses = standing.misses + 1
  const say =
    misses >= 2 ? [lines.notUnderstood(said, ctx), lines.offerPerson(ctx)] : [lines.notUnderstood(said, ctx)]
  return { say, standing: { ...calm, misses } }
}

const ACCEPTS_FILES = new Set<string>()

/**
 * A new request in the middle of a dialog. A question that takes any text (a name, a place) is only left by a pressed
 * button or a code: "kode" and "layar" may be part of an answer.
 */
async function interruption(active: Active, said: Said, ctx: Ctx): Promise<Begun | null> {
  const { intent, confidence, slots } = said.meaning
  const code = intent === 'checkin_code' || (intent === 'checkin' && typeof slots.code === 'string')
  const free = active.dialog.freeText?.(active.state) ?? false
  const short = !free || said.clock === 'ours' || /\d/.test(said.text) ? await shortcut(said, ctx) : null
  if (short) return short
  if (code) return route(said, ctx)
  return !free && confidence === 'sure' && intent !== null && !ANSWERS.has(intent) ? route(said, ctx) : null
}

/** Intents that are answers of a dialog rather than requests of their own. */
const ANSWERS = new Set([
  'affirm',
  'deny',
  'slot_answer',
  'register_field',
  'menu_choice',
  'correction',
  'greet',
  'thanks',
  'consent_yes',
  'consent_no',
  'back',
  'out_of_scope',
  'spam',
])

/** Answers on the side; the open question is asked again so that nobody is left hanging. */
async function detour(standing: Standing, say: Outgoing[], ctx: Ctx): Promise<Advanced> {
  const again = standing.active ? await standing.active.dialog.ask(standing.active.state, ctx) : []
  return { say: [...say, ...again], standing }
}

function settle(standing: Standing, begun: Begun): Advanced {
  const next =
    begun.dialog && begun.turn.next !== undefined ? { dialog: begun.dialog, state: begun.turn.next } : null
  return { say: begun.turn.say, standing: { ...standing, active: next } }
}

function finishOrResume(standing: Standing, say: Outgoing[], ctx: Ctx): Advanced {
  if (standing.active || !standing.resume) return { say, standing }
  return { say: [...say, lines.offerResume(standing.resume.dialog, ctx)], standing }
}

async function obey(command: Command, standing: Standing, said: Said, ctx: Ctx): Promise<Advanced> {
  switch (command) {
    case 'cancel':
      return {
        say: [standing.active ? lines.cancelled(ctx) : lines.nothingToCancel(ctx)],
        standing: { ...standing, active: null, resume: null },
      }
    case 'menu':
      return { say: [lines.menu(ctx)], standing: { ...standing, active: null, resume: keep(standing) } }
    case 'help':
      return detour(standing, [lines.help(ctx)], ctx)
    case 'restart': {
      const { active } = standing
      if (!active) return { say: [lines.menu(ctx)], standing }
      const turn: Turn<unknown> = await active.dialog.start(ctx, undefined)
      return {
        say: turn.say,
        standing: { ...standing, active: turn.next === undefined ? null : { ...active, state: turn.next } },
      }
    }
    case 'repeat': {
      const { active } = standing
      return { say: active ? await active.dialog.ask(active.state, ctx) : [lines.menu(ctx)], standing }
    }
    case 'resume': {
      const active = standing.resume ? revive(standing.resume.dialog, standing.resume.state) : null
      if (!active) return { say: [lines.menu(ctx)], standing: { ...standing, resume: null } }
      return {
        say: await active.dialog.ask(active.state, ctx),
        standing: { ...standing, active, resume: null },
      }
    }
    case 'stop':
    case 'go':
      await ctx.tx.address.update({
        where: { id: ctx.address.id },
        data: { optedOutAt: command === 'stop' ? said.at : null },
      })
      return detour(standing, [command === 'stop' ? lines.stopped(ctx) : lines.resumed(ctx)], ctx)
    case 'privacy':
      return detour(standing, [lines.privacy(ctx)], ctx)
    case 'language': {
      const locale = ctx.address.locale === 'id' ? 'en' : 'id'
      await ctx.tx.address.update({ where: { id: ctx.address.id }, data: { locale } })
      return detour(standing, [lines.languageChanged(ctx, locale)], ctx)
    }
  }
}

function keep(standing: Standing): Standing['resume'] {
  return standing.active
    ? { dialog: standing.active.dialog.name, state: standing.active.state }
    : standing.resume
}
