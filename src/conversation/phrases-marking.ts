import { explainDifference, headCount } from '../features/head-count/head-count.dialog.ts'
import { readHeads } from '../features/head-count/read-heads.ts'
import { duty } from '../features/marking/duty.dialog.ts'
import { marksOf } from '../features/marking/earlier-day.ts'
import { marking } from '../features/marking/marking.dialog.ts'
import { readDuty } from '../features/marking/read-duty.ts'
import { readMarks } from '../features/marking/read-marks.ts'
import { answerMarks, takeBackMarks } from '../features/marking/second-word.dialog.ts'
import { proposedMarks } from '../features/marking/second-word.ts'
import { coordinates } from '../features/people/authority.ts'
import { findPeople } from '../features/people/find-people.ts'
import { isKnown } from '../language/spelling.ts'
import { type Begun, coordinator, dialog, once, type Phrase, those } from './begun.ts'
import type { Ctx, PersonView, Said } from './dialog.ts'
import { spoken } from './speaker.ts'

/** What a coordinator says about others. */
export const markingPhrases: Phrase[] = [
  {
    shape: /^(setujui|setuju|tolak)\s+([2-9A-HJ-NP-Z]{4})$/i,
    answer: async ([, word = '', ref = ''], said, ctx) => {
      const proposed = await proposedMarks(ctx.tx, ref)
      if (!proposed) return null
      const able = those(
        (one) => proposed.people.every(({ unitPath }) => coordinates(one, unitPath)),
        true,
        ctx,
      )
      const agree = !/tolak/i.test(word)
      return spoken(able, said, ctx, async (own) => once(await answerMarks(proposed, agree, said, own)))
    },
  },
  {
    shape:
      /^(?:batal(?:kan)?|tarik|hapus|cabut|urungkan)\s+(?:catatan|pencatatan|usulan)(?:\s+(?:saya|tadi|yang\s+tadi|terakhir|barusan|itu|dong|ya))*[.!]*$/i,
    answer: (_, said, ctx) =>
      spoken(coordinator(ctx, true), said, ctx, async (own) => once(await takeBackMarks(said, own))),
  },
  {
    shape: /\b(?:kepala|hitung(?:an)?|lapangan|lokasi|barisan)\b/i,
    answer: async (_, said, ctx) =>
      readHeads(said.text)
        ? spoken(coordinator(ctx, true), said, ctx, (own) => dialog(headCount, own, said))
        : null,
  },
  {
    shape: /^(?:(?:pen)?jelas(?:k?an)?|terangkan|keterangan)\s+selisih(?:nya)?\s*[:=,-]?\s*([\s\S]*)$/i,
    answer: ([, text = ''], said, ctx) =>
      spoken(coordinator(ctx, true), said, ctx, async (own) =>
        once(await explainDifference(text, said, own)),
      ),
  },
  {
    shape: /^(?:catat|tandai|isi)(?:\s+(?:kehadiran|presensi|daftar\s+hadir|orang|hadir))?[.!]*$/i,
    answer: (_, said, ctx) =>
      spoken(coordinator(ctx, true), said, ctx, (own) => dialog(marking, own, undefined)),
  },
  {
    shape: /\b(?:piket|shift|sif|(?:jaga|tugas|dinas)\s+m(?:a|e)?l(?:a|e)?m)\b/i,
    answer: async (_, said, ctx) => {
      const read = said.choice === undefined ? readDuty(said.text, said.at, ctx.city.zone) : null
      // "umumkan piket besok" is an announcement, "Budi sakit, piket diganti Ani" a word about Budi.
      const other = said.meaning.intent !== null && said.meaning.confidence === 'sure'
      if (!read || other || readMarks(said.text) || coordinator(ctx, true).people.length === 0) return null
      return spoken(coordinator(ctx, true), said, ctx, (own) => dialog(duty, own, said))
    },
  },
  {
    // Every way of writing it: whether it is a list of people is for whoever reads it to say.
    shape: /\p{L}/u,
    answer: async (_, said, ctx) => {
      const able = coordinator(ctx, true)
      const roll =
        able.people.length > 0 && said.choice === undefined && (await isRoll(said, able.people, ctx))
      return roll ? marks(said, ctx) : null
    },
  },
]

/** Somebody's presence or leave, said by a coordinator. */
export async function marks(said: Said, ctx: Ctx): Promise<Begun> {
  return spoken(coordinator(ctx, true), said, ctx, async (own) => ({
    ...(await dialog(marking, own, said)),
    // "Budi juga izin" while the list is being read back: the same list.
    joins: (open: never) => marking.answer(open, said, own),
  }))
}

/** A list of people in which no name is known, and that is nothing else: a coordinator hears that nobody was found. */
export async function marksOfNobody(said: Said, ctx: Ctx): Promise<Begun | null> {
  const able = coordinator(ctx, true).people.length > 0 && said.choice === undefined
  return able && marksIn(said, ctx)?.entries.length ? marks(said, ctx) : null
}

/** So many names are looked for before a text is held for no list of ours. */
const MOST_TRIED = 5

/** People with a word about each, or all of them; "terima kasih sudah hadir" names nobody. */
async function isRoll(said: Said, speakers: PersonView[], ctx: Ctx): Promise<boolean> {
  const read = marksIn(said, ctx)
  if (!read || (read.all === null && read.entries.length === 0)) return false
  if (read.all !== null) return true
  for (const { who } of read.entries.slice(0, MOST_TRIED)) {
    if (who.kind !== 'name') return true
    for (const one of speakers) if ((await findPeople(ctx.tx, who.text, one)).length > 0) return true
  }
  // Nobody's here, and still a name: "Joko hadir", but not "Baik hadir".
  return read.entries.every(({ who }) => who.kind === 'name' && who.text.split(' ').every(isName))
}

const marksIn = ({ text, at }: Said, { city }: Ctx) => marksOf(text, { ref: at, zone: city.zone }).marks

const isName = (word: string) => /^\p{Lu}/u.test(word) && !isKnown(word.toLowerCase())
