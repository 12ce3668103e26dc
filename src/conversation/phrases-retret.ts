import { changeAgenda } from '../features/agenda/change-agenda.dialog.ts'
import { feedback } from '../features/retret/feedback.dialog.ts'
import { openFeedback } from '../features/retret/feedback.ts'
import { findRetrets } from '../features/retret/find-retret.ts'
import { changePeople, listPeople } from '../features/retret/people.dialog.ts'
import { retretProgress } from '../features/retret/progress.dialog.ts'
import { retret } from '../features/retret/retret.dialog.ts'
import { sessionsMeant } from '../features/retret/session-meant.ts'
import { RETRETS, wantsRetret } from '../features/retret/wants-retret.ts'
import { anybody, type Begun, coordinator, dialog, once, type Phrase, those } from './begun.ts'
import type { Ctx, Said } from './dialog.ts'
import { spoken } from './speaker.ts'

const POLITE = '(?:(?:tolong|mohon|minta|bantu|izin|saya|sy|mau|ingin|lihat|cek|pak|bu|min)[\\s,]+)*'
const WHICH = `(?:${RETRETS})`
const NAMED = new RegExp(`\\b${WHICH}\\b`, 'i')

/** What is said about retrets and trainings of several sessions. Before everything else that knows these words. */
export const retretPhrases: Phrase[] = [
  {
    // "tambah peserta retret: Budi", "tambah peserta retret pejabat Budi"
    shape: new RegExp(
      `^${POLITE}(?:(tambah(?:kan|i)?|ikutkan|masukkan)|(hapus(?:kan)?|keluarkan|coret|kurangi))\\s+peserta\\s+${WHICH}([^:=\\n]*[:=]|)\\s*(.{2,4000})$`,
      'is',
    ),
    answer: ([, add, , about = '', text = ''], said, ctx) =>
      spoken(coordinator(ctx, true), said, ctx, (own) =>
        dialog(changePeople, own, { how: add ? 'add' : 'remove', text, about }),
      ),
  },
  {
    // "keluarkan Budi dari retret", "tambahkan Budi ke retret"
    shape: new RegExp(
      `^${POLITE}(?:(tambah(?:kan|i)?|ikutkan|masukkan)|(hapus(?:kan)?|keluarkan|coret))\\s+(?!sesi\\b|peserta\\b)(.{2,2000}?)\\s+(?:ke|dari|di|sebagai\\s+peserta)\\s+(?:peserta\\s+)?${WHICH}\\b(.{0,60})$`,
      'is',
    ),
    answer: ([, add, , text = '', about = ''], said, ctx) =>
      spoken(coordinator(ctx, true), said, ctx, (own) =>
        dialog(changePeople, own, { how: add ? 'add' : 'remove', text, about }),
      ),
  },
  {
    shape: new RegExp(
      `^${POLITE}(?:daftar\\s+|siapa(?:\\s+saja)?\\s+)?peserta(?:nya)?\\s+${WHICH}\\b.{0,60}$`,
      'i',
    ),
    answer: (_, said, ctx) =>
      spoken(coordinator(ctx), said, ctx, async (own) => once(await listPeople(said, own))),
  },
  {
    shape: new RegExp(
      `^${POLITE}(?:progress?|perkembangan|rekap(?:an)?|hasil|kelulusan|penilaian|umpan\\s+balik|capaian)\\s+(?:.{0,30}\\s)?${WHICH}\\b.{0,60}$`,
      'i',
    ),
    answer: async (_, said, ctx) => {
      // "rekap pelatihan november" is a month of that kind, and so is one of which nobody here has several sessions.
      const { slots } = said.meaning
      const month = slots.month !== undefined || slots.date !== undefined || slots.opd !== undefined
      if (!/\bretr/i.test(said.text) && (month || !(await knowsRetret(ctx, said.at)))) return null
      return spoken(anybody(ctx), said, ctx, async (own) => once(await retretProgress(said.text, own)))
    },
  },
  {
    // Behind a button: whose it is stands in it, for a shared phone.
    shape: /^nilai\s+retret\s+(\d{1,9})\s+p(\d{1,9})\s+([1-5])$/i,
    answer: ([, id, personId, n], said, ctx) =>
      spoken(
        those((one) => one.id === Number(personId), false, ctx),
        said,
        only(Number(personId), ctx),
        (own) => dialog(feedback, own, { activityId: Number(id), rating: Number(n), said }),
      ),
  },
  {
    shape:
      /^(?:(?:beri|kasih|saya\s+beri)\s+)?(?:nilai|rating|bintang)(?:nya)?(?:\s+(?:untuk\s+)?(?:retret|pelatihan|diklat))?\s*[:=]?\s*(\d{1,3}|satu|dua|tiga|empat|lima)(?:\s*(?:\/\s*5|dari\s+5|bintang))?[\s.!]*$/i,
    answer: ([, word = ''], said, ctx) => rated(word, said, ctx),
  },
  {
    // "Diskusi Rabu dibatalkan": a session by its own name.
    shape:
      /\b(?:di(?:undur|pindah|maju|geser|tunda|ubah)(?:kan)?|(?:undur|pindah|maju|geser|tunda)kan|ditiadakan|(?:di)?batal(?:kan)?|tiadakan)\b/i,
    answer: async ([verb = ''], said, ctx) => {
      // "apel senin dibatalkan" is no session of a retret that has an apel, too.
      if (said.meaning.slots.event_type !== undefined && !NAMED.test(said.text)) return null
      const able = coordinator(ctx, true)
      const one = ctx.person ?? able.people[0]
      const meant = one && able.people.length > 0 ? await sessionsMeant(ctx.tx, said.text, one, said.at) : []
      if (meant.length === 0) return null
      const action = /batal|tiada/i.test(verb) ? 'cancel' : 'change'
      return spoken(able, said, ctx, (own) => dialog(changeAgenda, own, { said, action, only: meant }))
    },
  },
  {
    shape: NAMED,
    answer: async (_, said, ctx) =>
      wantsRetret(said.text) && coordinator(ctx).people.length > 0
        ? spoken(coordinator(ctx, true), said, ctx, (own) => dialog(retret, own, said))
        : null,
  },
]

async function knowsRetret(ctx: Ctx, at: Date): Promise<boolean> {
  for (const one of ctx.people)
    for (const as of ['own', 'coordinator'] as const)
      if ((await findRetrets(ctx.tx, one, as, '', at)).length > 0) return true
  return false
}

const only = (id: number, ctx: Ctx): Ctx => ({
  ...ctx,
  person: ctx.people.find((one) => one.id === id) ?? null,
})

const NUMBERS = ['satu', 'dua', 'tiga', 'empat', 'lima']

function rated(word: string, said: Said, ctx: Ctx): Promise<Begun> {
  const spelt = NUMBERS.indexOf(word.toLowerCase()) + 1
  const n = spelt > 0 ? spelt : Number(word)
  const rating = n >= 1 && n <= 5 ? n : null
  return spoken(anybody(ctx), said, ctx, (own) => dialog(feedback, own, { activityId: null, rating, said }))
}

/** A bare "4", where nothing else is asked and somebody of this phone has been asked for a rating. */
export async function bareRating(said: Said, ctx: Ctx): Promise<Begun | null> {
  const word = /^([1-5])[\s.!]*$/.exec(said.text)?.[1]
  if (!word || said.choice !== undefined) return null
  const open = await openFeedback(
    ctx.tx,
    ctx.people.map(({ id }) => id),
    said.at,
  )
  return open ? rated(word, said, ctx) : null
}
