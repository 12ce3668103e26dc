import type { Ctx, PersonView, Said } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { dayOf } from '../agenda/day.ts'
import { campaignsHere, pointsHere } from '../points/here.dialog.ts'
import type { DropPoint } from '../points/points.ts'
import { isAtIt, mayWork, postOf, serves, worksSomewhere } from '../points/posts.ts'
import { goodsOf } from './line-words.ts'
import { saidOf } from './lines-said.ts'
import { meantAsLines } from './meant-as-lines.ts'
import { type ReadLine, readLines } from './read-lines.ts'
import { receiptLetter, settledLetter } from './receipt-letter.ts'
import { type Recorded, recordLines, stockAt } from './record-lines.ts'
import { resolveLines } from './resolve-lines.ts'
import type { Problem } from './wanted-lines.ts'

/** Text beyond this was cut before it was kept (inbox/store.ts): its last line may be half a line. */
const CUT_AT = 4_000
/** More points than fit on a small screen are named by hand. */
const MOST_BUTTONS = 6

/** The message that is answered: a waiting one keeps the time at which it was sent. */
export type Message = Pick<Said, 'text' | 'at' | 'inboxId'> & { photo: boolean }

/** The message as lines, where it is meant so and somebody of this phone may write them; null: it is something else. */
export async function linesIn(said: Pick<Said, 'text' | 'at'>, ctx: Ctx): Promise<ReadLine[] | null> {
  const able = ctx.people.filter(worksSomewhere)
  // Cheap, and true of everything that could be one: most messages are no lines.
  if (able.length === 0 || !/\d|salur|bagi|serah|pindah|pecah|terima|\bbu\b|\bpak\b|nama/i.test(said.text))
    return null
  const lines = readLines(said.text, goodsOf(await campaignsHere(ctx)))
  if (meantAsLines(lines, 'coordinator')) return lines
  const petugas = able.filter(({ roles }) => roles.some(({ role }) => role === 'petugas'))
  if (petugas.length === 0 || !meantAsLines(lines, 'at it')) return null
  if (meantAsLines(lines, 'petugas')) return lines
  for (const { id } of petugas) if (await isAtIt(ctx.tx, id, said.at)) return lines
  return null
}

/**
 * Records lines and answers once, whatever else is being talked about: nothing is asked that the next message would
 * have to answer, except where somebody with several points works, once.
 */
export async function answerLines(message: Message, lines: ReadLine[], ctx: Ctx): Promise<Outgoing[]> {
  const { person, t } = ctx
  if (!person) return [{ text: t('points:notYours') }]
  const known = await ctx.tx.pointLine.findFirst({ where: { inboxId: message.inboxId } })
  if (known) return [{ text: t('points:already', { ref: known.ref }) }]
  const points = await pointsHere(ctx)
  const post = await postOf(ctx.tx, person, points)
  if (post.kind === 'none') return [{ text: t('points:notYours') }]
  if (post.kind === 'which' && lines[0]?.kind !== 'at') return [whichPoint(post.points, message.inboxId, ctx)]
  const told = await write(message, lines, post.kind === 'at' ? post.point : null, person, ctx)
  return [{ text: message.photo ? `${told}\n${t('points:noPhoto')}` : told }]
}

async function write(
  message: Message,
  all: ReadLine[],
  point: DropPoint | null,
  person: PersonView,
  ctx: Ctx,
): Promise<string> {
  const { at } = message
  const points = await pointsHere(ctx)
  const whole = message.text.length < CUT_AT
  const lines = whole ? all : all.slice(0, -1)
  const scene = { campaigns: await campaignsHere(ctx), points, point, day: dayOf(at, ctx.city.zone), at }
  const { wanted, problems, totals } = await resolveLines(ctx.tx, lines, {
    ...scene,
    may: (one) => mayWork(person, one),
  })
  if (!whole) problems.push({ text: all.at(-1)?.text ?? '', why: 'cut', values: {} })
  const pointName = (id: number) => points.find((one) => one.id === id)?.name ?? '–'
  const source = { inboxId: message.inboxId, personId: person.id, at, zone: ctx.city.zone }
  const names = await keepNoNames(all, message, ctx)
  const { recorded, total } = await recordLines(ctx.tx, wanted, totals, source)
  if (recorded) {
    await tellGivers(recorded, at, ctx)
    await tellWaiting(recorded, pointName, ctx)
  }
  const unit = wanted[0]?.campaign.unit ?? scene.campaigns[0]?.unit ?? ''
  return saidOf(
    {
      ...{ recorded, problems: problems satisfies Problem[], pointName },
      total: total && { ...total, unit },
      stocks: recorded ? await stocksOf(recorded, ctx) : [],
      names,
      givers: wanted.every((one) => serves(person, one.point)),
    },
    ctx.t,
  )
}

async function stocksOf({ written }: Recorded, ctx: Ctx) {
  const kept = written.filter(({ state }) => state === 'counted' || state === 'waiting')
  const places = new Map(kept.map(({ wanted }) => [`${wanted.campaign.id}/${wanted.point.id}`, wanted]))
  const out = []
  for (const { campaign, point } of places.values()) {
    const { whole } = await stockAt(ctx.tx, campaign.id, point.id)
    out.push({ point: point.name, unit: campaign.unit, whole })
  }
  return out
}

/** Whoever gave hears of it at once, in the chat in which it was pledged. */
async function tellGivers({ ref, written }: Recorded, at: Date, ctx: Ctx): Promise<void> {
  for (const { wanted, state, line } of written) {
    const { pledge } = wanted
    if (state !== 'counted' || !pledge?.addressId || pledge.addressId === ctx.address.id) continue
    const letter = receiptLetter(wanted, pledge, at)
    ctx.tell(pledge.addressId, letter, `receipt/${ref}/${line}`)
  }
}

/** Whose line waited for stock hears that it counts; whoever wrote this message reads it in the answer. */
export async function tellWaiting(
  { settled }: Pick<Recorded, 'settled'>,
  pointName: (id: number) => string,
  ctx: Ctx,
): Promise<void> {
  for (const one of settled.filter(({ personId }) => personId !== ctx.person?.id)) {
    const addresses = await ctx.tx.addressPerson.findMany({ where: { personId: one.personId } })
    for (const { addressId } of addresses)
      ctx.tell(
        addressId,
        settledLetter(one, pointName(one.pointId)),
        `settled/${one.ref}/${one.line}/${addressId}`,
      )
  }
}

/** Names that followed a hand-out go at once, not with the chat's other texts after a week. */
async function keepNoNames(lines: ReadLine[], message: Message, ctx: Ctx): Promise<boolean> {
  const named = lines.flatMap((one) => (one.kind === 'hand_out' && one.named ? [one] : []))
  if (named.length === 0) return false
  const clean = named.reduce((text, one) => text.replace(one.named ?? '', () => one.text), message.text)
  await ctx.tx.$executeRaw`
    UPDATE inbox SET payload = jsonb_set(payload, '{text}', to_jsonb(${clean}::text)) WHERE id = ${message.inboxId}`
  return true
}

/** Asked once; the message that waits is recorded as soon as it is known where. */
export function whichPoint(points: DropPoint[], inboxId: bigint, ctx: Ctx): Outgoing {
  if (points.length > MOST_BUTTONS)
    return { text: ctx.t('points:whichOfMany', { point: points[0]?.name ?? '' }) }
  return {
    text: ctx.t('points:which'),
    choices: points.map(({ id, name }) => ({ id: `=tugas di #${id} ${inboxId.toString(36)}`, label: name })),
  }
}
