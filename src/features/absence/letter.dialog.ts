import { z } from 'zod'
import type { Ctx, Dialog, Said } from '../../conversation/dialog.ts'
import { Prisma } from '../../lib/prisma/client.ts'
import type { Outgoing } from '../../message.ts'
import { nameOfLeave } from './absence-words.ts'
import { type Absence, absenceByRef, absencesOf, stands } from './absences.ts'
import { keepLetter } from './letter.ts'

/** A photo that comes by itself belongs to a request that is not older. */
const FRESH_MS = 3 * 86_400_000
const DAY_MS = 86_400_000

/** Whether this chat can bring a file at all. */
export const takesLetters = (ctx: Ctx): boolean => ctx.messengers.ways().files.includes(ctx.address.channel)

const State = z.object({ ref: z.string() })

/** "surat izin 7KQ2": waits for the photo or the PDF. */
export const sendLetter: Dialog<z.infer<typeof State>, { ref: string | null; said: Said }> = {
  name: 'absence-letter',
  state: State,
  fleeting: true,
  async start(ctx, { ref, said }) {
    const absence = ref ? await ownByRef(ref, ctx) : await latest(ctx, Number.POSITIVE_INFINITY)
    if (!absence) return { say: [{ text: ctx.t('absence:letter.nothing') }] }
    // A photo with "ini surat dokter saya" below it is the letter itself.
    if (said.attachment) return { say: [await kept(absence, said, ctx)] }
    if (!takesLetters(ctx)) return { say: [{ text: ctx.t('absence:letter.elsewhere') }] }
    return { say: [ask(absence, ctx)], next: { ref: absence.ref } }
  },
  async answer({ ref }, said, ctx) {
    const absence = await ownByRef(ref, ctx)
    if (!absence) return { say: [{ text: ctx.t('absence:letter.nothing') }] }
    if (said.attachment) return { say: [await kept(absence, said, ctx)] }
    if (
      said.choice === 'none' ||
      said.meaning.intent === 'deny' ||
      /\b(tidak|belum) (ada|punya)\b|^(nanti|lewat)/i.test(said.text)
    )
      return { say: [{ text: ctx.t('absence:letter.later', { ref }) }] }
    return { say: [ask(absence, ctx)], next: { ref }, missed: true }
  },
  async ask({ ref }, ctx) {
    const absence = await ownByRef(ref, ctx)
    return [absence ? ask(absence, ctx) : { text: ctx.t('absence:letter.nothing') }]
  },
  takes: () => ['photo', 'document'],
  expects: (_, ctx) => ctx.t('absence:expects.letter'),
}

const ask = (absence: Absence, { t, city }: Ctx): Outgoing => ({
  text: t('absence:letter.ask', { name: nameOfLeave(absence, city.zone, t) }),
  choices: [{ id: 'none', label: t('absence:choice.noLetter') }],
})

/** A photo or a document by itself: the letter of a request that was made lately and has none. */
export async function bareLetter(said: Said, ctx: Ctx): Promise<Outgoing[] | null> {
  const { attachment } = said
  if (attachment?.kind !== 'photo' && !isLetterFile(attachment)) return null
  const absence = await latest(ctx, FRESH_MS)
  if (!absence || absence.letter !== null || absence.letterComes) return null
  return [await kept(absence, said, ctx)]
}

/** Not a list or a program: those belong to somebody else. */
const isLetterFile = (attachment: Said['attachment']): boolean =>
  attachment?.kind === 'document' &&
  (/^(image\/|application\/pdf)/.test(attachment.mime ?? '') ||
    (attachment.mime === undefined && /\.(pdf|jpe?g|png|webp)$/i.test(attachment.name ?? '')))

async function kept(absence: Absence, said: Said, ctx: Ctx): Promise<Outgoing> {
  const { t, city } = ctx
  if (!said.attachment) return ask(absence, ctx)
  const letter = await keepLetter(ctx.tx, absence, said.attachment, ctx.address.channel)
  const name = nameOfLeave(absence, city.zone, t)
  return letter === 'kept'
    ? {
        text: t('absence:letter.keptFor', { name }),
        choices: [{ id: `=hapus surat ${absence.ref}`, label: t('absence:choice.dropLetter') }],
      }
    : { text: t(`absence:letter.${letter}`) }
}

async function ownByRef(ref: string, ctx: Ctx): Promise<Absence | null> {
  const absence = await absenceByRef(ctx.tx, ref)
  return absence && ctx.people.some(({ id }) => id === absence.personId) && stands(absence) ? absence : null
}

/** The latest request of whoever speaks, or of the one person of the phone who has one. */
async function latest(ctx: Ctx, within: number): Promise<Absence | null> {
  const people = ctx.person ? [ctx.person] : ctx.people
  const since = ctx.now.getTime() - within
  const found = await Promise.all(
    people.map(async ({ id }) =>
      (await absencesOf(ctx.tx, id, new Date(ctx.now.getTime() - 14 * DAY_MS)))
        .filter((one) => stands(one) && one.askedAt.getTime() >= since)
        .sort((a, b) => b.askedAt.getTime() - a.askedAt.getTime()),
    ),
  )
  const whose = found.filter((list) => list.length > 0)
  return whose.length === 1 ? (whose[0]?.[0] ?? null) : null
}

/** "hapus surat 7KQ2": a photo that was sent by mistake goes at once. */
export async function dropLetter(ref: string, ctx: Ctx): Promise<Outgoing[]> {
  const absence = await ownByRef(ref, ctx)
  if (!absence || (absence.letter === null && !absence.letterComes))
    return [{ text: ctx.t('absence:letter.nothing') }]
  // The file itself is deleted by the next minute's job, which knows where it lies.
  await ctx.tx.absence.update({
    where: { id: absence.id },
    data: { letterRef: Prisma.DbNull, ...(absence.letter ? { letterGoneAt: ctx.now } : {}) },
  })
  return [{ text: ctx.t('absence:letter.dropped') }]
}
