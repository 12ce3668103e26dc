import { bareLetter } from '../features/absence/letter.dialog.ts'
import { type Begun, once } from './begun.ts'
import type { Ctx, Said } from './dialog.ts'

/** A file that came without a word, and that no open question waits for: whoever it may be meant for. */
export async function takeFile(said: Said, ctx: Ctx): Promise<Begun | null> {
  const letter = await bareLetter(said, ctx)
  return letter && once(letter)
}
