import { annul, annulWish } from '../features/disputes/annul.dialog.ts'
import { judgeDispute } from '../features/disputes/decide-dispute.dialog.ts'
import { decideAnnulment, decideWaitingOnes } from '../features/disputes/decide-word.dialog.ts'
import { disputeDialog, withdraw } from '../features/disputes/dispute.dialog.ts'
import { readDispute } from '../features/disputes/dispute-words.ts'
import { openWords } from '../features/disputes/open-words.dialog.ts'
import { explain } from '../features/disputes/why.dialog.ts'
import { readWhy } from '../features/disputes/why-wish.ts'
import { wordOfRef } from '../features/disputes/word-of-ref.ts'
import { coordinatedPaths, coordinates } from '../features/people/authority.ts'
import {
  about,
  anybody,
  type Begun,
  coordinator,
  dialog,
  once,
  type Phrase,
  type Route,
  those,
} from './begun.ts'
import type { Ctx, Said } from './dialog.ts'
import { spoken } from './speaker.ts'

const REF = '([2-9A-HJ-NP-Z]{4})'
const NUMBERS = /^[\s,]*(?:(?:no|nomor)\s*)?(\d{1,2}(?:(?:\s*,\s*|\s+dan\s+|\s+)\d{1,2})*)$/
const BECAUSE = /^[\s,]*(?:karena|krn|sebab|alasan(?:nya)?)?\s*:?\s*(.{3,300})$/is

/** What is annulled: a word that only means presence, or an occasion (then only with a name of one's own people). */
const ANNUL =
  /^(?:(?:tolong|mohon|minta|bantu|saya|mau|usul(?:kan)?|izin)\s+)*(?:batal(?:kan|in)?|anulir|gugurkan|coret)\s+(?:(kehadiran|presensi|absen(?:si)?|hadir)(?:nya)?|apel|senam|upacara|rapat|retret|pelatihan)\s+(.{2,400})$/is
/** At the beginning, after whatever is polite: "umumkan masa sanggah …" is no dispute. */
const DISPUTE =
  /^\W*(?:(?:saya|sy|aku|mau|ingin|mohon|izin|ijin|maaf|tolong|pak|bu|bapak|ibu|min|kak|selamat|pagi|siang|sore|assalam\w*|permisi|untuk|akan)[\s,.]+)*(?:(?:men(?:g)?ajukan|ajukan|buat|kirim)\s+)?(?:me?ny?anggah|sanggah(?:an)?)\b/i

/** A word of consent or refusal without what it is about, once nothing else is open. */
export const BARE_WORD =
  /^(?:(?:ya|iya|ok(?:e|ay)?|baik|siap|saya|sy)[\s,.]+)*(?:(?:di)?setuj(?:u|ui)|acc|approve|(?:di)?tolak)(?:[\s,]+(?:saja|aja|ya|dong|pak|bu|kak|min|semua(?:nya)?))*[\s.!]*$/i

export const bareWord: Route = (said, ctx) =>
  spoken(coordinator(ctx, true), said, ctx, async (own) => once(await openWords(own)))

/** Annulments, disputes, check-ins that wait, and why. */
export const disputePhrases: Phrase[] = [
  {
    shape: new RegExp(
      `^(setujui|setuju|terima|tolak)\\s+${REF}(?:\\s+sebagai\\s+([\\p{L} _]{1,30}?))?((?:[\\s,].{1,300})?)$`,
      'isu',
    ),
    answer: async ([, word = '', ref = '', as, rest = ''], said, ctx) =>
      decideByRef(
        { ref: ref.toUpperCase(), approve: !/^tolak/i.test(word), as: as ?? null, rest },
        said,
        ctx,
      ),
  },
  {
    shape: ANNUL,
    answer: async ([, presence, rest = ''], said, ctx) => {
      const able = coordinator(ctx, true)
      const paths = ctx.people.flatMap((one) => coordinatedPaths(one))
      if (paths.length === 0) {
        const own = /^(?:saya|sy|aku|apel|senam|karena)\b/i.test(rest.trim())
        return presence && !own && !/^hadir$/i.test(presence)
          ? once([{ text: ctx.t('dispute:annul.not_yours') }])
          : null
      }
      // Of whoever of a shared phone has people of that name.
      const asked = await annulWish(rest, said, { ...ctx, person: ctx.person ?? able.people[0] ?? null })
      if (!asked || (asked.people.length === 0 && (!presence || /^hadir$/i.test(presence)))) return null
      return spoken(able, said, ctx, async (own) =>
        dialog(annul, own, (await annulWish(rest, said, own)) ?? asked),
      )
    },
  },
  {
    shape: /^(?:tarik|cabut|batal(?:kan)?)\s+sanggah(?:an)?(?:\s+saya)?[\s.!]*$/i,
    answer: (_, said, ctx) => about((one, own) => withdraw(one, own))(said, ctx),
  },
  { shape: DISPUTE, answer: (_, said, ctx) => beginDispute(said, ctx, true) },
  {
    shape: /\b(?:kenapa|knp|knapa|kenape|mengapa|napa|ngapa)\b/i,
    answer: async (_, said, ctx) => {
      const wish = readWhy(said.text, { ref: said.at, zone: ctx.city.zone })
      if (!wish || ctx.people.length === 0) return null
      if (ctx.people.length > 1 && !ctx.person)
        return spoken(anybody(ctx), said, ctx, async (own) =>
          once((await explain(wish, said, own)) ?? [{ text: own.t('why:notYours', { name: wish.name }) }]),
        )
      const answer = await explain(wish, said, ctx)
      return answer ? once(answer) : once([{ text: ctx.t('why:notYours', { name: wish.name }) }])
    },
  },
]

/** "saya sanggah …", or a sentence that says the same in other words. */
export function beginDispute(said: Said, ctx: Ctx, outright: boolean): Promise<Begun> {
  return spoken(anybody(ctx), said, ctx, (own) =>
    dialog(
      disputeDialog,
      own,
      readDispute(said.text, own.person?.name ?? '', outright, { ref: said.at, zone: own.city.zone }),
    ),
  )
}

type Word = { ref: string; approve: boolean; as: string | null; rest: string }

/** @returns null when the word is about something else (a request to be let in, leave) */
async function decideByRef({ ref, approve, as, rest }: Word, said: Said, ctx: Ctx): Promise<Begun | null> {
  const meant = await wordOfRef(ctx.tx, ref)
  if (!meant) return null
  const able = those((one) => coordinates(one, meant.unitPath), true, ctx)
  return spoken(able, said, ctx, async (own) => {
    if (meant.what === 'annul') {
      const because = BECAUSE.exec(rest)?.[1]?.trim() ?? null
      return once(await decideAnnulment(ref, { approve, because }, said, own))
    }
    if (meant.what === 'waits') {
      const numbers = NUMBERS.exec(rest)?.[1]?.match(/\d+/g) ?? []
      return once(await decideWaitingOnes(ref, approve, numbers.map(Number), said, own))
    }
    const reason = BECAUSE.exec(rest)?.[1]?.trim() ?? null
    return dialog(judgeDispute, own, { ref, accept: approve, as, reason, said })
  })
}
