import { readCode } from '../features/attendance/read-code.ts'
import { answerLines, linesIn } from '../features/pledges/lines.dialog.ts'
import { worksSomewhere } from '../features/pledges/posts.ts'
import { once, type Phrase, those } from './begun.ts'
import { spoken } from './speaker.ts'

/** What petugas of the points say. Their lines are recorded whatever dialog is open, as a check-in is. */
export const pointPhrases: Phrase[] = [
  {
    shape: /[\p{L}\p{N}]/u,
    answer: async (_, said, ctx) => {
      const lines = await linesIn(said, ctx)
      if (!lines) return null
      // "MAWAR 27" is a code of a screen, whoever has a name like it.
      const [only, second] = lines
      if (!second && only?.kind === 'receive' && only.opens !== 'clearly' && readCode(said.text)?.exact)
        return null
      const { text, at, inboxId, attachment } = said
      const message = { text, at, inboxId, photo: attachment?.kind === 'photo' }
      return spoken(those(worksSomewhere, true, ctx), said, ctx, async (own) =>
        once(await answerLines(message, lines, own)),
      )
    },
  },
]
