import { z } from 'zod'
import type { Ctx, Dialog, Said, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { byId, byRef, maySteer } from './announcements.ts'
import { keepQuestion, openQuestions, questionsFor } from './questions.ts'

/** Whoever sent it hears of new questions at most so often. */
const TELL_MS = 10 * 60_000

const Asking = z.object({ ref: z.string() })

/** "Tanya" below an announcement: what is written next reaches whoever sent it. */
export const askBack: Dialog<z.infer<typeof Asking>, string> = {
  name: 'ask-back',
  state: Asking,
  fleeting: true,
  async start(ctx, ref) {
    const one = await byRef(ctx.tx, ref)
    if (!one) return { say: [{ text: ctx.t('announcements:unknown', { ref: ref.toUpperCase() }) }] }
    return { say: [{ text: ctx.t('announcements:question.ask') }], next: { ref: one.ref } }
  },
  async answer({ ref }, said, ctx): Promise<Turn<z.infer<typeof Asking>>> {
    if (said.text.trim().length < 3)
      return { say: [{ text: ctx.t('announcements:question.ask') }], next: { ref }, missed: true }
    return { say: await askAbout(ref, said, ctx) }
  },
  ask: (_, ctx) => [{ text: ctx.t('announcements:question.ask') }],
  expects: (_, ctx) => ctx.t('announcements:question.expects'),
  freeText: () => true,
}

/** A question reaches whoever sent the announcement, together with others that come soon after it. */
export async function askAbout(ref: string, said: Said, ctx: Ctx): Promise<Outgoing[]> {
  const one = await byRef(ctx.tx, ref)
  if (!one) return [{ text: ctx.t('announcements:unknown', { ref }) }]
  await keepQuestion(ctx.tx, {
    announcementId: one.id,
    personId: ctx.person?.id ?? null,
    addressId: ctx.address.id,
    inboxId: said.inboxId,
    text: said.text,
    at: said.at,
  })
  const count = await openQuestions(ctx.tx, one.id)
  const bucket = Math.floor(ctx.now.getTime() / TELL_MS)
  ctx.tell(
    one.addressId,
    (t) => ({
      text: t('announcements:question.new', { ref: one.ref, count, text: said.text.slice(0, 200) }),
      choices: [{ id: `=pertanyaan ${one.ref}`, label: t('announcements:choice.questions') }],
    }),
    `a${one.id}/questions/${bucket}`,
  )
  return [{ text: ctx.t('announcements:question.kept') }]
}

/** "pertanyaan": what waits for an answer. */
export async function listQuestions(ref: string | null, ctx: Ctx): Promise<Outgoing[]> {
  const asked = await questionsFor(ctx.tx, ctx.address.id, ref?.toUpperCase() ?? null)
  if (asked.length === 0) return [{ text: ctx.t('announcements:question.none') }]
  return [
    {
      text: [
        ctx.t('announcements:question.head'),
        ...asked.map((one) =>
          ctx.t('announcements:question.line', {
            ...{ id: one.id, text: one.text, ref: one.ref, at: one.at },
            name: one.name ?? ctx.t('announcements:question.somebody'),
          }),
        ),
      ].join('\n\n'),
      choices: asked.slice(0, 6).map(({ id, name }) => ({
        id: `=jawab ${id}`,
        label: ctx.t('announcements:choice.answer', {
          id,
          name: name ?? ctx.t('announcements:question.somebody'),
        }),
      })),
    },
  ]
}

const Answering = z.object({ id: z.number() })

/** "jawab 12 …": goes to whoever asked, as an answer and not as an announcement. */
export const answerQuestion: Dialog<z.infer<typeof Answering>, { id: number; text: string | null }> = {
  name: 'answer-question',
  state: Answering,
  fleeting: true,
  async start(ctx, { id, text }) {
    const question = await open(id, ctx)
    if ('text' in question) return { say: [question] }
    if (text) return { say: [await reply(id, text, ctx)] }
    return { say: ask(id, question.asked, ctx), next: { id } }
  },
  async answer({ id }, said, ctx) {
    if (said.text.trim().length < 2) {
      const question = await open(id, ctx)
      return 'text' in question
        ? { say: [question] }
        : { say: ask(id, question.asked, ctx), next: { id }, missed: true }
    }
    return { say: [await reply(id, said.text, ctx)] }
  },
  async ask({ id }, ctx) {
    const question = await open(id, ctx)
    return 'text' in question ? [question] : ask(id, question.asked, ctx)
  },
  expects: (_, ctx) => ctx.t('announcements:question.expectsAnswer'),
  freeText: () => true,
}

const ask = (id: number, text: string, ctx: Ctx): Outgoing[] => [
  { text: ctx.t('announcements:question.write', { id, text }) },
]

async function open(id: number, ctx: Ctx): Promise<{ asked: string } | Outgoing> {
  const row = await ctx.tx.question.findUnique({ where: { id } })
  const one = row && (await byId(ctx.tx, row.announcementId))
  if (!row || !one || !ctx.person || !maySteer(one, ctx.person))
    return { text: ctx.t('announcements:question.unknown', { id }) }
  if (row.answeredAt) return { text: ctx.t('announcements:question.answered', { id }) }
  return { asked: row.text }
}

async function reply(id: number, text: string, ctx: Ctx): Promise<Outgoing> {
  const question = await open(id, ctx)
  if ('text' in question) return question
  const answer = text.trim().slice(0, 1_500)
  const row = await ctx.tx.question.update({
    where: { id },
    data: { answer, answeredAt: ctx.now, answeredBy: ctx.person?.id ?? null },
    include: { announcement: { select: { ref: true } } },
  })
  ctx.tell(
    row.addressId,
    (t) => ({
      text: t('announcements:question.answer', {
        text: row.text.slice(0, 200),
        answer,
        name: ctx.person?.name ?? '',
      }),
      choices: [{ id: `=tanya ${row.announcement.ref}`, label: t('announcements:askAgain') }],
    }),
    `question/${id}/answer`,
  )
  return { text: ctx.t('announcements:question.replied', { id }) }
}
