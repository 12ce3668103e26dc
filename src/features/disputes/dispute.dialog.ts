import { z } from 'zod'
import type { Ctx, Dialog, Said, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { dayBounds, shownDay } from '../agenda/day.ts'
import { type StatusLine, statusesOf, statusIn } from '../attendance/statuses-of.ts'
import { dispute, disputeOf, withdrawDispute } from './dispute.ts'
import { lettersAbout } from './dispute-letters.dialog.ts'
import { disputeUntil } from './dispute-until.ts'
import { type DisputeWish, ofEvent } from './dispute-words.ts'
import { whyOf } from './why.ts'
import { logWords } from './why-words.ts'

/** A status of longer ago can hardly be within its three working days. */
const LOOK_BACK_MS = 31 * 86_400_000
const MOST_CHOICES = 5

const State = z.object({
  sessionId: z.number().nullable(),
  text: z.string().nullable(),
  /** From which the person chooses. */
  among: z.array(z.number()),
})
type State = z.infer<typeof State>

/** *Sanggah*: somebody's own status is wrong. Which session, why, read back, then to whoever decides. */
export const disputeDialog: Dialog<State, DisputeWish> = {
  name: 'dispute',
  state: State,

  async start(ctx, { day, event, text, other }) {
    const { person, t } = ctx
    if (!person) {
      const choices = [{ id: '=daftar', label: t('conversation:choice.register') }]
      return { say: [{ text: t('attendance:record.guest'), choices }] }
    }
    const { start, end } = day
      ? dayBounds(day, ctx.city.zone)
      : { start: new Date(ctx.now.getTime() - LOOK_BACK_MS), end: ctx.now }
    const all = await statusesOf(ctx.tx, person.id, start, end)
    // "Senam Sehat": what looked like a name may be the name of the occasion.
    if (other && !all.some(({ title }) => title.toLowerCase().includes(other.toLowerCase())))
      return { say: [{ text: t('dispute:own.other', { name: other }) }] }
    const lines = ofEvent(all, event)
    const [only, second] = lines
    if (!only) {
      const none = t(day ? 'dispute:own.noneOn' : 'dispute:own.none', { day: day ? shownDay(day) : null })
      return {
        say: [{ text: none, choices: [{ id: '=hubungi petugas', label: t('dispute:choice.person') }] }],
      }
    }
    if (!second || day) {
      const closed = second ? null : await whyClosed(only, ctx)
      if (closed) return { say: [{ text: closed }] }
    }
    const open: StatusLine[] = []
    for (const line of lines.slice(0, 20)) if (!(await whyClosed(line, ctx))) open.push(line)
    if (open.length === 0) return { say: [{ text: t('dispute:own.noneLeft') }] }
    const among = open.slice(0, MOST_CHOICES).map((line) => line.sessionId)
    return proceed({ sessionId: among.length === 1 ? (among[0] ?? null) : null, text, among }, ctx)
  },

  async answer(state, said, ctx): Promise<Turn<State>> {
    const again = async () => ({ say: await ask(state, ctx), next: state, missed: true })
    if (state.sessionId === null) {
      const picked = state.among.find((id) => said.choice === `s${id}`)
      return picked ? proceed({ ...state, sessionId: picked }, ctx) : again()
    }
    if (state.text === null) {
      const text = said.text.trim().slice(0, 500)
      return text.length >= 3 ? proceed({ ...state, text }, ctx) : again()
    }
    if (said.choice === 'no' || said.meaning.intent === 'deny')
      return { say: [{ text: ctx.t('conversation:cancelled') }] }
    if (said.choice !== 'send' && said.meaning.intent !== 'affirm') return again()
    return { say: await send(state.sessionId, state.text, said, ctx) }
  },

  ask,
  freeText: ({ sessionId, text }) => sessionId !== null && text === null,
  context: ({ sessionId, text }) => (sessionId !== null && text !== null ? 'confirmation' : undefined),
  expects: ({ sessionId, text }, ctx) =>
    ctx.t(`dispute:own.expects.${sessionId === null ? 'session' : text === null ? 'text' : 'confirm'}`),
}

async function proceed(state: State, ctx: Ctx): Promise<Turn<State>> {
  return { say: await ask(state, ctx), next: state }
}

/** Why a status cannot be disputed, or not any more; null when it can. */
async function whyClosed(line: StatusLine, ctx: Ctx): Promise<string | null> {
  const { t } = ctx
  const values = { title: line.title, at: line.startsAt }
  const before = await disputeOf(ctx.tx, line)
  if (before?.state === 'open') return t('dispute:own.open', { ...values, ref: before.ref })
  if (before) return t('dispute:own.decided', { ...values, state: t(`dispute:state.${before.state}`) })
  const until = disputeUntil(line, ctx.city)
  return until && ctx.now > until ? t('dispute:own.late', { ...values, until }) : null
}

async function ask(state: State, ctx: Ctx): Promise<Outgoing[]> {
  const { t, person } = ctx
  const label = (line: StatusLine) =>
    t('dispute:session', { title: line.title, day: line.startsAt, status: t(`why:status.${line.status}`) })
  if (!person) return [{ text: t('dispute:own.none') }]
  if (state.sessionId === null) {
    const lines = await Promise.all(state.among.map((id) => statusIn(ctx.tx, id, person.id)))
    const choices = lines.flatMap((line) => (line ? [{ id: `s${line.sessionId}`, label: label(line) }] : []))
    return [{ text: t('dispute:own.which'), choices }]
  }
  const line = await statusIn(ctx.tx, state.sessionId, person.id)
  if (!line) return [{ text: t('dispute:own.none') }]
  const status = t(`why:status.${line.status}`)
  if (state.text === null)
    return [{ text: t('dispute:own.text', { title: line.title, at: line.startsAt, status }) }]
  return [
    {
      text: t('dispute:own.readBack', { title: line.title, at: line.startsAt, status, text: state.text }),
      choices: [
        { id: 'send', label: t('dispute:choice.sendDispute') },
        { id: 'no', label: t('conversation:choice.cancel') },
      ],
    },
  ]
}

async function send(sessionId: number, text: string, said: Said, ctx: Ctx): Promise<Outgoing[]> {
  const { t, person, city } = ctx
  if (!person) return [{ text: t('dispute:own.none') }]
  const wish = { sessionId, personId: person.id, addressId: ctx.address.id, text, inboxId: said.inboxId }
  const done = await dispute(ctx.tx, wish, city, said.at)
  if (done.kind !== 'sent') {
    const line = await statusIn(ctx.tx, sessionId, person.id)
    return [{ text: (line && (await whyClosed(line, ctx))) ?? t('dispute:own.none') }]
  }
  const { ref, line, deciders } = done
  const why = await whyOf(ctx.tx, sessionId, person.id)
  // What was said now stands above the log already.
  const log = why && { ...why, disputes: why.disputes.filter((one) => one.ref !== ref) }
  const values = { name: person.name, title: line.title, at: line.startsAt, text, ref }
  lettersAbout(ref, 'dispute', deciders, ctx, (own) => ({
    text: [
      own('dispute:judge.ask', { ...values, status: own(`why:status.${line.status}`) }),
      ...(log ? logWords(log, own) : []),
      own('dispute:judge.how', { ref }),
    ].join('\n'),
    choices: [
      { id: `=terima ${ref} sebagai hadir`, label: own('dispute:choice.present') },
      { id: `=terima ${ref}`, label: own('dispute:choice.otherStatus') },
      { id: `=tolak ${ref}`, label: own('people:choice.refuse') },
    ],
  }))
  const names = deciders.map((one) => one.name)
  const key = names.length > 0 ? 'dispute:own.sent' : 'dispute:own.sentNobody'
  const { office, contact } = city.controller
  return [{ text: t(key, { ...values, names, office, contact }) }]
}

/** "tarik sanggahan": while nobody has decided. */
export async function withdraw(said: Said, ctx: Ctx): Promise<Outgoing[]> {
  const refs = ctx.person ? await withdrawDispute(ctx.tx, [ctx.person.id], said.at) : []
  return [{ text: ctx.t(refs.length > 0 ? 'dispute:own.withdrawn' : 'dispute:own.nothingOpen', { refs }) }]
}
