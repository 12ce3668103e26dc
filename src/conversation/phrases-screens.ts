import { giveCode, hasCodeOf, openScreen, screens, shutScreen } from '../features/check-in/screens.dialog.ts'
import { giveGroupCode } from '../features/groups/groups.dialog.ts'
import { issueCode } from '../features/people/claims.dialog.ts'
import { coordinator, once, type Phrase } from './begun.ts'
import { spoken } from './speaker.ts'

/** What a coordinator asks of codes and screens: the code to call out, the screen that shows it, codes that let a group or a phone in. */
export const screenPhrases: Phrase[] = [
  {
    shape: /^tutup\s+layar\s+([\w-]{10,32})$/i,
    answer: ([, id = ''], said, ctx) =>
      spoken(coordinator(ctx, true), said, ctx, async (own) => once(await shutScreen(id, own))),
  },
  {
    shape: /^layar\s+(\d{4})(?:\s+(?:untuk\s+)?(.{3,60}))?$/i,
    answer: ([, digits = '', title = null], said, ctx) =>
      spoken(coordinator(ctx, true), said, ctx, async (own) => once(await openScreen(digits, title, own))),
  },
  {
    shape: /^layar(nya)?$/i,
    answer: (_, said, ctx) => spoken(coordinator(ctx), said, ctx, async (own) => once(await screens(own))),
  },
  {
    shape:
      /^(minta\s+)?kode(\s+(apel|unit|sekarang|((buat|untuk)\s+)?hari\s+ini))?(\s+(pak|bu|dong|ya|min))?$/i,
    answer: (_, said, ctx) =>
      spoken(coordinator(ctx), said, ctx, async (own) =>
        once(await giveCode(own, /\bapel\b/i.test(said.text) ? 'apel' : null)),
      ),
  },
  {
    shape: /^kode\s+grup(?:\s+(.{2,80}))?$/i,
    answer: ([, name], said, ctx) =>
      spoken(coordinator(ctx, true), said, ctx, async (own) => once(await giveGroupCode(name ?? null, own))),
  },
  {
    shape: /^kode\s+daftar\s+(.{2,80})$/i,
    answer: ([, name = ''], said, ctx) =>
      spoken(coordinator(ctx, true), said, ctx, async (own) => once(await issueCode(name, own))),
  },
  {
    shape: /^(?:minta\s+)?kode\s+(?:(?:untuk|buat)\s+)?(.{3,60})$/i,
    answer: async ([, title = ''], said, ctx) => {
      const able = coordinator(ctx)
      const [one] = able.people
      // Other words after "kode" are a code to check in with, or somebody's question.
      if (!one || !(await hasCodeOf(title, { ...ctx, person: one }))) return null
      return spoken(able, said, ctx, async (own) => once(await giveCode(own, title)))
    },
  },
]
