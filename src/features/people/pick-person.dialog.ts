import { z } from 'zod'
import type { Ctx, Said } from '../../conversation/dialog.ts'
import type { Choice, Outgoing } from '../../message.ts'

export const Named = z.object({ id: z.number(), name: z.string(), unitName: z.string() })
export type Named = z.infer<typeof Named>

/** "Budi yang mana?": everybody whom a name may mean, to choose from. */
export function whichPerson(name: string, people: Named[], { t }: Pick<Ctx, 't'>): Outgoing {
  return {
    text: t('people:code.which', { name }),
    choices: people.map((one) => ({ id: `p${one.id}`, label: `${one.name} (${one.unitName})` })),
  }
}

/** Whom the answer to that question names. */
export const pickedOf = (people: Named[], said: Said): Named | undefined =>
  people.find((one) => said.choice === `p${one.id}`)

/** Under what was read back. */
export const yesOrCancel = ({ t }: Pick<Ctx, 't'>): Choice[] => [
  { id: 'yes', label: t('people:choice.yes') },
  { id: 'no', label: t('conversation:choice.cancel') },
]

/** The answer to what was read back; null when it is neither. */
export function yesOrNo({ choice, meaning }: Said): 'yes' | 'no' | null {
  if (choice === 'no' || meaning.intent === 'deny') return 'no'
  return choice === 'yes' || meaning.intent === 'affirm' ? 'yes' : null
}

/** What the question waits for while a person is chosen, and after. */
export const expectsOf = ({ people }: { people: unknown[] }, { t }: Pick<Ctx, 't'>): string =>
  t(`people:role.expects.${people.length > 1 ? 'which' : 'confirm'}`)

/** Which question stands open: the choice of a person, or what was read back. */
export const contextOf = ({ people }: { people: unknown[] }): string | undefined =>
  people.length > 1 ? undefined : 'confirmation'
