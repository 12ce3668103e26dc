import { askAbout } from '../features/announcements/questions.dialog.ts'
import { readCode } from '../features/check-in/read-code.ts'
import { answerInGroup } from '../features/groups/groups.dialog.ts'
import { rosterSent } from '../features/people/roster.dialog.ts'
import { whoWrote } from '../features/people/who-wrote.ts'
import type { Outgoing } from '../message.ts'
import type { Begun } from './begun.ts'
import { commandOf } from './commands.ts'
import type { Heard } from './converse.ts'
import type { Ctx, Said, Turn } from './dialog.ts'
import { beginBare } from './dialogs.ts'
import { takeFile } from './files.ts'
import { lines } from './lines.ts'
import { type Advanced, detour, finishOrResume, obey } from './obey.ts'
import { inGoods } from './phrases-pledges.ts'
import { REGISTER, route, shortcut } from './routes.ts'
import { speakerDialog, speakerOf } from './speaker.ts'
import { type Active, ctxOf, reopen, type Standing, setAside } from './standing.ts'
import type { Meaning } from './understand.ts'

/** Reads a text as if it had been said at a moment, with no question open. */
export type Read = (text: string, at: Date) => Meaning

/**
 * Decides who answers: a command that works everywhere, a check-in (which never waits for another dialog), the
 * open dialog, or a new request. Free text is never a dead end.
 */
export async function advance(
  standing: Standing,
  said: Said | 'stale',
  incoming: Heard['incoming'],
  ctx: Ctx,
  read: Read,
): Promise<Advanced> {
  if (said === 'stale')
    return detour({ ...standing, lost: null }, [lines.staleButton(standing.active !== null, ctx)], ctx)
  if (incoming.group) {
    const writer = incoming.from ? await whoWrote(ctx.tx, incoming.from, ctx.now) : null
    return { say: await answerInGroup(said, writer, ctx), standing }
  }
  const first = [...preface(standing, incoming, ctx)]
  const meant = await inGoods(said, ctx, read)
  const rest = await answer(standing, meant, incoming, ctx, read)
  return { say: [...first, ...rest.say], standing: rest.standing }
}

/** What is said before the answer itself: an emergency, that a NIK was thrown away, that the text was cut, that a state was lost. */
function* preface(standing: Standing, incoming: Heard['incoming'], ctx: Ctx): Generator<Outgoing> {
  for (const one of ctx.urgent) yield lines.urgent(one, ctx)
  if (incoming.hadNik) yield lines.nikRefused(ctx)
  if (incoming.cutFrom !== undefined) yield lines.tooLong(ctx)
  if (standing.lost) yield lines.startedAfresh(ctx)
}

// A list of rules in their order of precedence: splitting it would hide the order.
async function answer(
  standing: Standing,
  said: Said,
  incoming: Heard['incoming'],
  ctx: Ctx,
  read: Read,
): Promise<Advanced> {
  const calm = { ...standing, lost: null, misses: 0 }
  if (said.edited) return detour(calm, [lines.editedUnread(ctx)], ctx)
  if (incoming.hadNik && !said.choice) return detour(calm, [], ctx)
  const takes = standing.active?.dialog.takes?.(standing.active.state) ?? []
  if (said.phone && !takes.includes('phone'))
    return detour(calm, [lines.phoneKept(standing.active !== null, ctx)], ctx)
  const roster = takes.includes('document') ? null : await rosterSent(said, ctx)
  if (roster) return detour(calm, roster, ctx)
  const unreadable = said.attachment && !said.text && !said.place && !said.phone
  if (unreadable && !takes.includes(said.attachment?.kind ?? '')) {
    const begun = await takeFile(said, ctx)
    if (begun) return begin(calm, begun, ctx)
    return detour(calm, [lines.cannotRead(said.attachment?.kind ?? 'other', ctx)], ctx)
  }
  const command = said.choice === undefined ? commandOf(said) : null
  if (command) return obey(command, calm, said, ctx)
  const { active } = standing
  if (active && said.meaning.greeting && isBareGreeting(said))
    return detour(calm, [lines.greeting(said.meaning.greeting, ctx)], ctx)
  const begun = active && said.choice === undefined ? await interruption(active, said, ctx) : null
  if (begun) return begin(calm, begun, ctx)
  const who = active?.dialog === speakerDialog ? speakerOf(active.state, said, ctx) : null
  if (who) {
    // For this command only: what it begins is spoken by this person, and the next command is asked again.
    const kept = { ...who.said, at: new Date(who.said.at), inboxId: said.inboxId }
    const meant = { ...kept, meaning: read(kept.text, kept.at) }
    const fresh = await route(meant, { ...ctx, person: who.person })
    const told = fresh && { ...fresh, speaker: who.person.id }
    const done = told ? await begin({ ...calm, active: null }, told, ctx) : null
    if (done) return finishOrResume(done.standing, done.say, ctx)
  }
  if (active) {
    const turn: Turn<unknown> = await active.dialog.answer(active.state, said, ctxOf(active, ctx))
    const misses = turn.missed ? standing.misses + 1 : 0
    const say = misses >= 2 ? [...turn.say, lines.offerPerson(ctx)] : turn.say
    const next = turn.next === undefined ? null : { ...active, state: turn.next }
    return finishOrResume({ ...calm, active: next, misses }, say, ctx)
  }
  // Whoever answers to an announcement with a question means whoever sent it.
  const about = isQuestion(said) ? askedAbout(incoming) : null
  if (about) return { say: await askAbout(about, said, ctx), standing: calm }
  const fresh = await route(said, ctx)
  if (fresh) return begin(calm, fresh, ctx)
  if (standing.lost && standing.lost !== 'gone') {
    const turn = await beginBare(standing.lost, ctx)
    if (turn) return begin(calm, { dialog: standing.lost, turn, detour: false }, ctx)
  }
  const misses = standing.misses + 1
  const say =
    misses >= 2 ? [lines.notUnderstood(said, ctx), lines.offerPerson(ctx)] : [lines.notUnderstood(said, ctx)]
  return { say, standing: { ...calm, misses } }
}

/**
 * A new request in the middle of a dialog. A question that takes any text (a name, a place) is only left by a pressed
 * button or a code: "kode" and "layar" may be part of an answer.
 */
async function interruption(active: Active, said: Said, ctx: Ctx): Promise<Begun | null> {
  const { intent, confidence, slots } = said.meaning
  const free = active.dialog.freeText?.(active.state) ?? false
  const reading = readCode(said.text)
  // Whatever is being asked, a code is a check-in; where any text may be the answer, only a code and nothing else.
  const alone = !free || said.text.split(/\s+/).length <= 2
  const code =
    intent === 'checkin_code' ||
    (intent === 'checkin' && typeof slots.code === 'string') ||
    (reading !== null && alone && (reading.exact || (!free && said.meaning.when === null)))
  const words = !free || said.clock === 'ours' || /\d/.test(said.text) || OF_A_REMINDER.test(said.text)
  if (active.dialog.keeps?.(active.state, said, ctx)) return null
  const short = words ? await shortcut(said, ctx) : null
  if (short) return short
  if (!code && active.dialog.claims?.(active.state, said, ctx)) return null
  if (code || (!free && REGISTER.test(said.text))) return route(said, ctx)
  return !free && confidence === 'sure' && intent !== null && !ANSWERS.has(intent) ? route(said, ctx) : null
}

/** Nothing that Guyub does by itself: a question, or what it does not understand. */
function isQuestion({ text, choice, meaning: { intent } }: Said): boolean {
  return (
    choice === undefined &&
    text.length >= 3 &&
    (intent === null || /^(ask_|help$|human_handoff$)/.test(intent))
  )
}

/** The announcement that a message answers to, by the button that stood below it. */
function askedAbout({ below }: Heard['incoming']): string | null {
  const button = below?.find(({ id }) => id.startsWith('=tanya '))
  return button ? button.id.slice('=tanya '.length) : null
}
/** What stands below a reminder, which may land under any question: nobody's name and no place. */
const OF_A_REMINDER = /^\s*(hadir|izin|nanti)[\s.!]*$/i

/** Intents that are answers of a dialog rather than requests of their own. */
const ANSWERS = new Set([
  'affirm',
  'deny',
  'slot_answer',
  'register_field',
  'menu_choice',
  'correction',
  'event_change',
  'pledge_change',
  'greet',
  'thanks',
  'consent_yes',
  'consent_no',
  'back',
  'out_of_scope',
  'spam',
])

/** "Assalamualaikum" and nothing else: answered in kind, whatever was being asked (it is nobody's name). */
function isBareGreeting(said: Said): boolean {
  return (
    said.choice === undefined &&
    said.text.split(/\s+/).length <= 5 &&
    (said.meaning.intent === 'greet' || GREETING.test(said.text))
  )
}

const GREETING =
  /^\s*(ass?ala+m\w*\W*(wr\W*wb|warahmatull?ah\W*(wabarakatuh)?)?|(selamat|slmt|met)\s+(pagi|siang|sore|malam)|pagi|siang|sore|malam|ha+lo+|hai+|permisi)(\s+(pak|bu|bapak|ibu|min|admin|kak))?[\s.,!🙏]*$/iu

/**
 * A request takes its turn: on the side, or as the open dialog, which sets the one before it aside (it is kept and
 * offered again). A dialog that already stands open, or aside, may take the new request into what it holds.
 */
async function begin(standing: Standing, begun: Begun, ctx: Ctx): Promise<Advanced> {
  const { dialog } = begun
  if (dialog && begun.joins) {
    const opened = reopen(standing, dialog.name)
    if (opened.active?.dialog === dialog) {
      const turn = await begun.joins(opened.active.state as never)
      const active = turn.next === undefined ? null : { ...opened.active, state: turn.next }
      return { say: turn.say, standing: { ...opened, active } }
    }
  }
  if (begun.detour) return detour(standing, begun.turn.say, ctx)
  const state = begun.turn.next
  const active = dialog && state !== undefined ? { dialog, state, speaker: begun.speaker ?? null } : null
  // The same request again replaces the older one.
  const rest = standing.active?.dialog === dialog ? { ...standing, active: null } : setAside(standing)
  // A request that was done at once gives way to what it interrupted, as a dialog does that ends.
  return finishOrResume({ ...rest, active }, begun.turn.say, ctx)
}
