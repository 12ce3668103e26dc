import { cancelImport, saveImport, undoImport } from '../features/people/roster.dialog.ts'
import { keepsRoster } from '../features/people/roster-tasks.ts'
import { once, type Phrase, those } from './begun.ts'
import type { Ctx } from './dialog.ts'
import { spoken } from './speaker.ts'

const REF = '([2-9A-HJ-NP-Z]{4})'
const ROSTER = '(?:impor|import|roster|daftar\\s+pegawai)(?:nya)?'
const keeper = (ctx: Ctx) => those(keepsRoster, true, ctx)

/** Rosters, and how units and their people come in. */
export const onboardingPhrases: Phrase[] = [
  {
    shape: new RegExp(
      `^simpan\\s+${ROSTER}(?:\\s+${REF})?(\\s+(?:dan|dgn|dengan)\\s+keluarkan)?[\\s.!]*$`,
      'i',
    ),
    answer: ([, ref, gone], said, ctx) =>
      spoken(keeper(ctx), said, ctx, async (own) =>
        once(await saveImport(ref ?? null, gone !== undefined, own)),
      ),
  },
  {
    shape: new RegExp(`^(?:batal(?:kan)?|urungkan)\\s+${ROSTER}(?:\\s+${REF})?[\\s.!]*$`, 'i'),
    answer: ([, ref], said, ctx) =>
      spoken(keeper(ctx), said, ctx, async (own) => once(await cancelImport(ref ?? null, said, own))),
  },
  {
    shape: new RegExp(`^(?:ya|iya)[\\s,]+batal(?:kan)?\\s+${ROSTER}(?:\\s+${REF})?[\\s.!]*$`, 'i'),
    answer: ([, ref], said, ctx) =>
      spoken(keeper(ctx), said, ctx, async (own) => once(await undoImport(ref ?? null, own))),
  },
]

/** What else begins with "batal" and is not the wish to leave a question. */
export const OF_A_ROSTER = new RegExp(`^(?:ya[\\s,]+)?(?:batal(?:kan)?|urungkan)\\s+${ROSTER}\\b`, 'i')
