import type { Ctx, Said } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { answerLines, linesIn, whichPoint } from '../receipts/lines.dialog.ts'
import { pointsHere } from './here.dialog.ts'
import { type DropPoint, pointsNamed } from './points.ts'
import { mayWork, workAt } from './posts.ts'

/**
 * "tugas di Posyandu Melati": where somebody with several points works, until something else is said. What waited for
 * that answer is recorded now, at the time at which it was sent.
 * @param place a name, or "#12" and the number of the waiting message behind a button
 */
export async function changeDuty(place: string, said: Said, ctx: Ctx): Promise<Outgoing[]> {
  const { person, t } = ctx
  const own = person ? (await pointsHere(ctx)).filter((one) => mayWork(person, one)) : []
  if (!person || own.length === 0) return [{ text: t('points:notYours') }]
  const [, id, waiting] = /^#(\d{1,9})(?:\s+([0-9a-z]{1,13}))?$/.exec(place) ?? []
  const found = id ? own.filter((one) => one.id === Number(id)) : pointsNamed(own, place)
  const [point, second] = found
  if (!point) return [{ text: t(await elsewhere(place, ctx), { place: place.slice(0, 60) }) }]
  if (second) return [whichPoint(found, said.inboxId, ctx)]
  await workAt(ctx.tx, person.id, point.id, said.at)
  const done = { text: t('points:duty.done', { point: point.name }) }
  return [done, ...(await waitingLines(waiting ?? null, said, ctx))]
}

/** A point that exists, and is not theirs; or none at all. */
async function elsewhere(place: string, ctx: Ctx): Promise<string> {
  const any: DropPoint[] = pointsNamed(await pointsHere(ctx), place)
  return any.length > 0 ? 'points:duty.notYours' : 'points:duty.unknown'
}

/** The message that was asked about; typed, it is the one right before. */
async function waitingLines(which: string | null, said: Said, ctx: Ctx): Promise<Outgoing[]> {
  const id = which === null ? null : BigInt(Number.parseInt(which, 36))
  const [row] = await ctx.tx.$queryRaw<{ id: bigint; at: Date; text: string | null; photo: boolean }[]>`
    SELECT id, at, payload ->> 'text' AS text, coalesce(payload -> 'attachment' ->> 'kind' = 'photo', false) AS photo FROM inbox
    WHERE address_id = ${ctx.address.id} AND id < ${said.inboxId} AND (${id}::bigint IS NULL OR id = ${id}::bigint)
    ORDER BY id DESC LIMIT 1`
  if (!row?.text || (await ctx.tx.pointLine.count({ where: { inboxId: row.id } })) > 0) return []
  const lines = await linesIn({ text: row.text, at: row.at }, ctx)
  if (!lines) return []
  return answerLines({ text: row.text, at: row.at, inboxId: row.id, photo: row.photo }, lines, ctx)
}
