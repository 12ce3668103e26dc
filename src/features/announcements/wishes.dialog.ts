import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { follow, unfollow } from '../agenda/follow.ts'
import { CLASSES, type ClassName, silenced } from './classes.ts'

/** "berhenti kabar duka", "kirim lagi kabar duka": one class of announcements is silenced, the others go on. */
export async function silence(name: ClassName, quiet: boolean, ctx: Ctx): Promise<Outgoing[]> {
  const topic = silenced(name)
  if (quiet) await follow(ctx.tx, ctx.address.id, { topic, unitId: null }, ctx.now)
  else await unfollow(ctx.tx, ctx.address.id, { topic }, ctx.now)
  return [{ text: ctx.t(`announcements:silence.${quiet ? 'on' : 'off'}`) }]
}

/** "ikuti ajakan sosial": invitations to give and to help go only to those who want them. */
export async function wantSocial(wanted: boolean, ctx: Ctx): Promise<Outgoing[]> {
  const topic = CLASSES.sosial.topic ?? 'sosial'
  if (wanted) await follow(ctx.tx, ctx.address.id, { topic, unitId: null }, ctx.now)
  else await unfollow(ctx.tx, ctx.address.id, { topic }, ctx.now)
  return [{ text: ctx.t(`announcements:social.${wanted ? 'on' : 'off'}`) }]
}
