import type { Ctx, Said } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { scheduleOf } from '../agenda/schedule.dialog.ts'
import { coordinatedPaths, coordinates } from '../people/authority.ts'
import { countGuess } from '../people/guess-limit.ts'
import { findUnits, unitById } from '../people/units.ts'
import type { Writer } from '../people/who-wrote.ts'
import { groupCode, linkedUnit, linkGroup, readGroupCode, unlinkGroup } from './link-group.ts'

/** "kode grup", "kode grup Dinas Kesehatan": asked in private, written in the group. */
export async function giveGroupCode(name: string | null, ctx: Ctx): Promise<Outgoing[]> {
  const { person } = ctx
  if (!person || coordinatedPaths(person).length === 0) return [{ text: ctx.t('groups:notYours') }]
  const named = name ? await findUnits(ctx.tx, name) : []
  if (name && named.length !== 1) return [{ text: ctx.t('groups:whichUnit', { name }) }]
  const unit = named[0] ?? (person.unitId === null ? null : await unitById(ctx.tx, person.unitId))
  if (!unit || !coordinates(person, unit.path)) return [{ text: ctx.t('groups:notYours') }]
  const code = await groupCode(ctx.tx, unit.id, person.id, ctx.digest, ctx.now)
  return [{ text: ctx.t('groups:code', { code, unit: unit.name }) }]
}

/**
 * What Guyub says in a group, only ever to who addressed it: it links and unlinks, tells the unit's schedule, and sends
 * everything else to the private chat. No name of anybody is ever said there.
 * @param speaker who wrote it, when that is somebody we know
 */
export async function answerInGroup(said: Said, speaker: Writer | null, ctx: Ctx): Promise<Outgoing[]> {
  const code = readGroupCode(said.text)
  if (code) {
    const until = await countGuess(ctx.tx, `group/${ctx.address.id}`, 5, 60, ctx.now)
    if (until) return [{ text: ctx.t('people:code.tooMany', { at: until }) }]
    const unit = await linkGroup(ctx.tx, ctx.address.id, code, ctx.digest, ctx.now)
    return [{ text: unit ? ctx.t('groups:linked', { unit: unit.name }) : ctx.t('groups:wrongCode') }]
  }
  const unit = await linkedUnit(ctx.tx, ctx.address.id)
  if (/^(putuskan|lepas(kan)?)( grup)?$/i.test(said.text)) {
    const done = await unlinkGroup(ctx.tx, ctx.address.id, speaker, ctx.now)
    return [{ text: ctx.t(done ? 'groups:unlinked' : 'groups:notYours') }]
  }
  if (unit && said.meaning.intent === 'ask_schedule') return scheduleOf(said, unit.path, ctx)
  if (said.text === '' || said.meaning.intent === null) return [{ text: ctx.t('groups:hello') }]
  return [{ text: ctx.t('conversation:notInGroups') }]
}
