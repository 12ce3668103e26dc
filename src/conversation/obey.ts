import type { Outgoing } from '../message.ts'
import type { Command } from './commands.ts'
import type { Ctx, Said, Turn } from './dialog.ts'
import { lines } from './lines.ts'
import { revive, type Standing } from './standing.ts'

export type Advanced = { say: Outgoing[]; standing: Standing }

/** Does what a command says, in whatever state the conversation is. */
export async function obey(command: Command, standing: Standing, said: Said, ctx: Ctx): Promise<Advanced> {
  switch (command) {
    case 'cancel': {
      // Inside an interruption only the inner one is dropped: the outer one is offered again.
      if (standing.active && standing.resume)
        return finishOrResume({ ...standing, active: null }, [lines.cancelledBare(ctx)], ctx)
      const something = standing.active || standing.resume
      return {
        say: [something ? lines.cancelled(ctx) : lines.nothingToCancel(ctx)],
        standing: { ...standing, active: null, resume: null },
      }
    }
    case 'menu':
      return finishOrResume({ ...standing, active: null, resume: keep(standing) }, [lines.menu(ctx)], ctx)
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
      await ctx.tx.address.update({ where: { id: ctx.address.id }, data: { optedOutAt: said.at } })
      // Whoever wants no more messages is not asked the open question again.
      return { say: [lines.stopped(ctx)], standing: { ...standing, active: null, resume: keep(standing) } }
    case 'go':
      // "mulai" is also how a first conversation begins.
      if (!ctx.address.optedOut)
        return standing.active ? detour(standing, [], ctx) : { say: [lines.menu(ctx)], standing }
      await ctx.tx.address.update({ where: { id: ctx.address.id }, data: { optedOutAt: null } })
      return finishOrResume(standing, [lines.resumed(ctx)], ctx)
    case 'privacy':
      return detour(standing, [lines.privacy(ctx)], ctx)
    case 'language': {
      // "bahasa" alone switches; a language that is named is the one that is wanted.
      const named = /inggris|english/i.test(said.text) ? 'en' : /indonesia/i.test(said.text) ? 'id' : null
      const locale = named ?? (ctx.address.locale === 'id' ? 'en' : 'id')
      await ctx.tx.address.update({ where: { id: ctx.address.id }, data: { locale } })
      const t: Ctx['t'] = (key, values) => ctx.t(key, { ...values, lng: locale })
      return detour(standing, [lines.languageChanged(ctx, locale)], { ...ctx, t })
    }
  }
}

function keep(standing: Standing): Standing['resume'] {
  return standing.active
    ? { dialog: standing.active.dialog.name, state: standing.active.state }
    : standing.resume
}

/** Answers on the side; the open question is asked again so that nobody is left hanging. */
export async function detour(standing: Standing, say: Outgoing[], ctx: Ctx): Promise<Advanced> {
  const again = standing.active ? await standing.active.dialog.ask(standing.active.state, ctx) : []
  return { say: [...say, ...again], standing }
}

/** A dialog that ended gives way to the one that it interrupted. */
export function finishOrResume(standing: Standing, say: Outgoing[], ctx: Ctx): Advanced {
  if (standing.active || !standing.resume) return { say, standing }
  return { say: [...say, lines.offerResume(standing.resume.dialog, ctx)], standing }
}
