import { offerCancel } from '../features/pledges/my-pledges.dialog.ts'
import type { Outgoing } from '../message.ts'
import { dropUnasked } from '../outbox/rows.ts'
import type { Command } from './commands.ts'
import type { Ctx, Said, Turn } from './dialog.ts'
import { beginBare } from './dialogs.ts'
import { lines } from './lines.ts'
import { ctxOf, reopen, type Standing, setAside } from './standing.ts'

export type Advanced = { say: Outgoing[]; standing: Standing }

/** Does what a command says, in whatever state the conversation is. */
export async function obey(command: Command, standing: Standing, said: Said, ctx: Ctx): Promise<Advanced> {
  switch (command) {
    case 'cancel': {
      // Inside an interruption only the inner one is dropped: the outer one is offered again.
      const something = standing.active || standing.aside.length > 0
      const left = standing.active
        ? { ...standing, active: null }
        : { ...standing, aside: standing.aside.slice(0, -1) }
      if (left.aside.length > 0) return finishOrResume(left, [lines.cancelledBare(ctx)], ctx)
      // The word of a reminder: it may mean a pledge.
      const pledges = something ? null : await offerCancel(ctx)
      return {
        say: pledges ?? [something ? lines.cancelled(ctx) : lines.nothingToCancel(ctx)],
        standing: left,
      }
    }
    case 'menu':
      return finishOrResume(setAside(standing), [lines.menu(ctx)], ctx)
    case 'help': {
      const { active } = standing
      if (!active) return { say: [lines.help(ctx)], standing }
      const own = ctxOf(active, ctx)
      return detour(standing, [lines.helpInside(active.dialog.expects(active.state, own), ctx)], ctx)
    }
    case 'restart': {
      const { active } = standing
      if (!active) return { say: [lines.menu(ctx)], standing }
      const own = ctxOf(active, ctx)
      const { dialog, state } = active
      const turn: Turn<unknown> | null = await (dialog.again?.(state, own) ?? beginBare(dialog, own))
      if (!turn) return { say: await asked(standing, ctx), standing }
      return {
        say: turn.say,
        standing: { ...standing, active: turn.next === undefined ? null : { ...active, state: turn.next } },
      }
    }
    case 'repeat':
      return { say: standing.active ? await asked(standing, ctx) : [lines.menu(ctx)], standing }
    case 'resume': {
      const opened = standing.aside.length > 0 ? reopen(standing) : standing
      return { say: opened.active ? await asked(opened, ctx) : [lines.menu(ctx)], standing: opened }
    }
    case 'stop':
      await ctx.tx.address.update({ where: { id: ctx.address.id }, data: { optedOutAt: said.at } })
      await dropUnasked(ctx.tx, ctx.address.id)
      // Whoever wants no more messages is not asked the open question again.
      return { say: [lines.stopped(ctx)], standing: setAside(standing) }
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
      const before = ctx.t
      // From here on: what follows in this turn (the open question, the notice) is said in it as well.
      ctx.t = (key, values) => before(key, { ...values, lng: locale })
      return detour(standing, [lines.languageChanged(ctx)], ctx)
    }
  }
}

/** The open question, once more. */
async function asked({ active }: Standing, ctx: Ctx): Promise<Outgoing[]> {
  return active ? active.dialog.ask(active.state, ctxOf(active, ctx)) : []
}

/** Answers on the side; the open question is asked again so that nobody is left hanging. */
export async function detour(standing: Standing, say: Outgoing[], ctx: Ctx): Promise<Advanced> {
  return { say: [...say, ...(await asked(standing, ctx))], standing }
}

/** A dialog that ended gives way to the one that it interrupted. */
export function finishOrResume(standing: Standing, say: Outgoing[], ctx: Ctx): Advanced {
  const last = standing.aside.at(-1)
  if (standing.active || !last) return { say, standing }
  return { say: [...say, lines.offerResume(last.dialog, ctx)], standing }
}
