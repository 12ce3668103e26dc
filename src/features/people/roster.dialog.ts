import type { Ctx, Said } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { askUndo, dropTask, keepsRoster, looksLikeRoster, takeRoster, wantTask } from './roster-tasks.ts'

/** A table that an admin sends is a roster: it is fetched and read beside the turns, and what it changes is shown. */
export async function rosterSent(said: Said, ctx: Ctx): Promise<Outgoing[] | null> {
  const { attachment } = said
  const [only, second] = ctx.person ? [ctx.person] : ctx.people.filter(keepsRoster)
  if (!attachment || !looksLikeRoster(attachment) || !only || second || !keepsRoster(only)) return null
  const wish = { personId: only.id, addressId: ctx.address.id, inboxId: said.inboxId, now: ctx.now }
  await takeRoster(ctx.tx, wish, { ...attachment, channel: ctx.address.channel })
  return [{ text: ctx.t('roster:desk.received', { name: attachment.name ?? '' }) }]
}

/** "simpan impor", "simpan impor dan keluarkan": what was shown is saved. */
export async function saveImport(ref: string | null, gone: boolean, ctx: Ctx): Promise<Outgoing[]> {
  if (!ctx.person || !keepsRoster(ctx.person)) return notYours(ctx)
  const found = await wantTask(ctx.tx, 'import', ref, ctx.person.id, gone)
  return [{ text: ctx.t(found ? 'roster:desk.saving' : 'roster:desk.nothingAsked') }]
}

/** "batal impor": what was shown is dropped; when nothing was, the last import is meant. */
export async function cancelImport(ref: string | null, said: Said, ctx: Ctx): Promise<Outgoing[]> {
  const { person } = ctx
  if (!person || !keepsRoster(person)) return notYours(ctx)
  if (await dropTask(ctx.tx, ref, person.id, ctx.now)) return [{ text: ctx.t('roster:desk.dropped') }]
  if (ref !== null) return [{ text: ctx.t('roster:desk.nothingAsked') }]
  const wish = { personId: person.id, addressId: ctx.address.id, inboxId: said.inboxId, now: ctx.now }
  await askUndo(ctx.tx, wish)
  return [{ text: ctx.t('roster:desk.looking') }]
}

/** "ya batalkan impor": the last import is taken back. */
export async function undoImport(ref: string | null, ctx: Ctx): Promise<Outgoing[]> {
  if (!ctx.person || !keepsRoster(ctx.person)) return notYours(ctx)
  const found = await wantTask(ctx.tx, 'undo', ref, ctx.person.id, false)
  return [{ text: ctx.t(found ? 'roster:desk.undoing' : 'roster:desk.nothingAsked') }]
}

const notYours = (ctx: Ctx): Outgoing[] => [{ text: ctx.t('roster:desk.notYours') }]
