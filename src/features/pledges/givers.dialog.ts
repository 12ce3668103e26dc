import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { coordinatedPaths } from '../people/authority.ts'

/** What somebody wants to know about other people's giving, and does not get (docs/privasi.md); `name`: about whom. */
export type Curious = {
  about: 'missing' | 'list' | 'ranking' | 'quota' | 'person' | 'recipients'
  name?: string
}

/**
 * Whoever asks about other people's giving hears kindly why not, and what there is instead; everybody hears the same,
 * also an admin, and also where there is nothing to hide.
 * @returns null where the name is nobody's
 */
export async function askGivers(wish: Curious, text: string, ctx: Ctx): Promise<Outgoing[] | null> {
  const coordinator = [ctx.person, ...ctx.people].some((one) => coordinatedPaths(one).length > 0)
  // Whom a coordinator writes like a name is one, also of somebody who is on no list.
  const somebody = (name: string) => coordinator && isCapital(name, text)
  if (wish.name !== undefined && !somebody(wish.name) && !(await isSomebody(wish.name, ctx))) return null
  const { goods = '' } = ctx.city.campaigns[0] ?? {}
  return [
    {
      text: [
        ctx.t(`goods-admin:givers.${wish.about}`, { goods }),
        ctx.t(`goods-admin:givers.instead${coordinator ? 'Coordinator' : ''}`, { goods }),
      ].join('\n'),
    },
  ]
}

/** "telur pecah" is about nobody. */
async function isSomebody(name: string, ctx: Ctx): Promise<boolean> {
  const words = name.split(' ')
  const found = await ctx.tx.$queryRaw<unknown[]>`
    SELECT 1 FROM person p WHERE p.status IN ('roster', 'pending', 'active')
      AND NOT EXISTS (SELECT 1 FROM unnest(${words}::text[]) AS w(word)
        WHERE NOT (w.word = ANY(string_to_array(lower(p.name), ' '))))
    LIMIT 1`
  return found.length > 0
}

const isCapital = (name: string, text: string): boolean =>
  name.split(' ').every((word) => text.includes(word.charAt(0).toUpperCase() + word.slice(1)))
