import { absenceByRef } from '../features/absence/absences.ts'
import { answerOnLeave } from '../features/absence/answer.dialog.ts'
import { changeOwn } from '../features/absence/change.dialog.ts'
import { mayDecide } from '../features/absence/decide-leave.ts'
import { dropLetter, sendLetter } from '../features/absence/letter.dialog.ts'
import { ownLeaves, waitingLeaves } from '../features/absence/own.dialog.ts'
import { askForLeave } from '../features/absence/request.dialog.ts'
import { leaveDeputy, leaveHours } from '../features/absence/rule.dialog.ts'
import { showLetter } from '../features/absence/show-letter.dialog.ts'
import { withdrawOwn } from '../features/absence/withdraw.dialog.ts'
import { wordOnLeave } from '../features/absence/word.dialog.ts'
import { about, anybody, type Begun, coordinator, dialog, once, type Phrase, type Route } from './begun.ts'
import type { Ctx, Said } from './dialog.ts'
import { type Able, spoken } from './speaker.ts'

const REF = '((?=[a-z]*\\d)[2-9A-HJ-NP-Z]{4})'
const LEAVE = '(?:izin|ijin|cuti|sakit|dinas\\s+luar|dl|tugas\\s+belajar)'

/** Who of this phone may decide on it: what a shared phone has to say first. */
async function deciders(ref: string, ctx: Ctx): Promise<Able | null> {
  const absence = await absenceByRef(ctx.tx, ref)
  if (!absence) return null
  const able = await Promise.all(ctx.people.map((one) => mayDecide(ctx.tx, absence, one)))
  return { kind: 'role', people: ctx.people.filter((_, n) => able[n]), changes: true }
}

/** A word on a request for leave; null when the code is of something else (a claim, an announcement). */
const word =
  (act: 'approve' | 'refuse' | 'ask') =>
  async ([, ref = '', text]: RegExpExecArray, said: Said, ctx: Ctx): Promise<Begun | null> => {
    const able = await deciders(ref, ctx)
    return (
      able &&
      spoken(able, said, ctx, (own) => dialog(wordOnLeave, own, { ref, act, text: text ?? null, said }))
    )
  }

/** What is said about leave: to decide on it, to look at the letter, to see and change one's own. */
export const absencePhrases: Phrase[] = [
  { shape: new RegExp(`^(?:setujui|setuju|terima)\\s+${REF}[\\s.!]*$`, 'i'), answer: word('approve') },
  { shape: new RegExp(`^tolak\\s+${REF}(?:[\\s,:;-]+([\\s\\S]+))?$`, 'i'), answer: word('refuse') },
  { shape: new RegExp(`^tanya(?:kan)?\\s+${REF}(?:[\\s,:;-]+([\\s\\S]+))?$`, 'i'), answer: word('ask') },
  {
    shape: new RegExp(`^jawab\\s+${REF}(?:[\\s,:;-]+([\\s\\S]+))?$`, 'i'),
    answer: async ([, ref = '', text], said, ctx) =>
      (await absenceByRef(ctx.tx, ref))
        ? spoken(anybody(ctx), said, ctx, (own) =>
            dialog(answerOnLeave, own, { ref, text: text ?? null, inboxId: said.inboxId }),
          )
        : null,
  },
  {
    shape: new RegExp(`^(?:lihat|buka)\\s+surat\\s+${REF}$`, 'i'),
    answer: async ([, ref = ''], said, ctx) => {
      const able = await deciders(ref, ctx)
      return able && spoken(able, said, ctx, async (own) => once(await showLetter(ref, own)))
    },
  },
  {
    shape: new RegExp(`^hapus\\s+surat\\s+${REF}$`, 'i'),
    answer: async ([, ref = ''], said, ctx) =>
      spoken(anybody(ctx), said, ctx, async (own) => once(await dropLetter(ref, own))),
  },
  {
    shape: new RegExp(`^(?:kirim\\s+)?surat\\s+${LEAVE}(?:\\s+${REF})?$`, 'i'),
    answer: ([, ref], said, ctx) =>
      spoken(anybody(ctx), said, ctx, (own) => dialog(sendLetter, own, { ref: ref ?? null, said })),
  },
  {
    shape:
      /^(?:(?:lihat|cek|status|daftar|apa)\s+)?(?:pengajuan\s+)?(?:izin|ijin|cuti)\s*(?:saya|sy|ku)[\s.?!]*$/i,
    answer: (_, said, ctx) => about((__, own) => ownLeaves(own))(said, ctx),
  },
  {
    shape:
      /^(?:(?:lihat|cek|daftar)\s+)?(?:(?:izin|ijin|cuti)\s+(?:masuk|menunggu|yang\s+menunggu)|(?:pengajuan|permohonan)(?:\s+(?:izin|ijin|cuti))?)[\s.?!]*$/i,
    answer: (_, said, ctx) => about((__, own) => waitingLeaves(own))(said, ctx),
  },
  {
    shape: new RegExp(
      `^(?:(?:mohon|tolong|mau|minta|saya)\\s+)*(?:ubah|ganti|geser|pindah(?:kan)?|perpanjang|undur(?:kan)?|majukan)\\s+${LEAVE}\\b(?:\\s+${REF})?|^${LEAVE}\\b.*\\b(?:di(?:ubah|ganti|geser|perpanjang)|jadinya)\\b`,
      'i',
    ),
    answer: ([, ref], said, ctx) => change(ref ?? null, said, ctx),
  },
  {
    shape: /^wakil\s+(?:izin|koordinator)(?:\s+(?!(?:di|untuk)\s)(.+?))?(?:\s+(?:di|untuk)\s+(.{2,80}))?$/i,
    answer: ([, name, unit], said, ctx) =>
      spoken(coordinator(ctx, name !== undefined), said, ctx, async (own) =>
        once(await leaveDeputy(name ?? null, unit ?? null, own)),
      ),
  },
  {
    shape: /^(?:cabut|hapus|tanpa)\s+wakil\s+(?:izin|koordinator)(?:\s+(?:di|untuk)\s+(.{2,80}))?$/i,
    answer: ([, unit], said, ctx) =>
      spoken(coordinator(ctx, true), said, ctx, async (own) =>
        once(await leaveDeputy('-', unit ?? null, own)),
      ),
  },
  {
    shape:
      /^izin\s+(?:di)?(?:naik(?:kan)?|terus(?:kan)?)\s+(?:setelah\s+|sesudah\s+)?(\d{1,3})\s*jam(?:\s+(?:di|untuk)\s+(.{2,80}))?$/i,
    answer: ([, hours, unit], said, ctx) =>
      spoken(coordinator(ctx, true), said, ctx, async (own) =>
        once(await leaveHours(Number(hours), unit ?? null, own)),
      ),
  },
  {
    shape: new RegExp(`^(?:batal(?:kan)?|tarik)\\s+${LEAVE}\\s+${REF}$`, 'i'),
    answer: ([, ref = ''], said, ctx) =>
      spoken(anybody(ctx), said, ctx, (own) => dialog(withdrawOwn, own, { said, ref })),
  },
]

function change(ref: string | null, said: Said, ctx: Ctx): Promise<Begun> {
  return spoken(anybody(ctx), said, ctx, async (own) => {
    const wish = await changeOwn(ref, said, own)
    return Array.isArray(wish) ? once(wish) : dialog(askForLeave, own, wish)
  })
}

const request: Route = (said, ctx) =>
  spoken(anybody(ctx), said, ctx, (own) => dialog(askForLeave, own, { said }))

/** What a sentence about an absence asks for (`understand`) → who answers. */
export const absenceRoutes: Record<string, Route> = {
  report_absence: request,
  // "hari kedua saya izin": of a course the day is asked for.
  rsvp_partial: request,
  report_late: async (_, ctx) => once([{ text: ctx.t('absence:late') }]),
  absence_document: (said, ctx) =>
    spoken(anybody(ctx), said, ctx, (own) => dialog(sendLetter, own, { ref: null, said })),
  cancel_absence: (said, ctx) =>
    spoken(anybody(ctx), said, ctx, (own) => dialog(withdrawOwn, own, { said, ref: null })),
}
