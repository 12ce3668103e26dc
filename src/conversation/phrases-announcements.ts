import { compose } from '../features/announcements/compose.dialog.ts'
import { correction } from '../features/announcements/correct.dialog.ts'
import { answerQuestion, askBack, listQuestions } from '../features/announcements/questions.dialog.ts'
import {
  decideAnnouncement,
  listAnnouncements,
  markReviewed,
  reportAnnouncement,
  resendUncertain,
  steerAnnouncement,
} from '../features/announcements/steer.dialog.ts'
import { silence, wantSocial } from '../features/announcements/wishes.dialog.ts'
import { anybody, coordinator, dialog, once, type Phrase, speaker } from './begun.ts'
import { spoken } from './speaker.ts'

const STEPS: Record<string, 'pause' | 'resume' | 'cancel'> = { j: 'pause', l: 'resume', b: 'cancel' }

/** What is said about announcements: to write, to steer, to ask, to want no more of. */
export const announcementPhrases: Phrase[] = [
  {
    shape: /^(?:tolong\s+)?(?:berhenti|stop|matikan|jangan\s+kirim(?:i)?)\s+(?:kirim\s+)?kabar\s+duka$/i,
    answer: async (_, __, ctx) => once(await silence('duka', true, ctx)),
  },
  {
    shape: /^(?:kirim\s+lagi|nyalakan|aktifkan)\s+kabar\s+duka$/i,
    answer: async (_, __, ctx) => once(await silence('duka', false, ctx)),
  },
  {
    shape: /^(?:ikuti|ikut|terima)\s+ajakan(?:\s+sosial)?$/i,
    answer: async (_, __, ctx) => once(await wantSocial(true, ctx)),
  },
  {
    shape: /^(?:berhenti|stop)\s+(?:ikuti\s+)?ajakan(?:\s+sosial)?$/i,
    answer: async (_, __, ctx) => once(await wantSocial(false, ctx)),
  },
  {
    // An emergency waits for no menu.
    shape: /^(darurat|urgent|genting)(?:[\s:!,-]+\S|[\s!]*$)/i,
    answer: async (_, said, ctx) => {
      const able = speaker(ctx)
      // By itself it only begins something for whoever may speak; from anybody else it may mean much.
      if (able.people.length === 0 && !/\s/.test(said.text.trim())) return null
      return spoken(able, said, ctx, (own) => dialog(compose, own, said))
    },
  },
  {
    shape: /^(?:buat|tulis|kirim|bikin)(?:kan)?\s+pengumuman(?:\s+(darurat|layanan|duka))?$/i,
    answer: ([, kind], said, ctx) =>
      spoken(speaker(ctx), said, ctx, (own) =>
        dialog(compose, own, { class: (kind?.toLowerCase() ?? 'dinas') as 'dinas' }),
      ),
  },
  {
    shape: /^pengumuman(nya)?$/i,
    answer: (_, said, ctx) =>
      spoken(speaker(ctx), said, ctx, async (own) => once(await listAnnouncements(own))),
  },
  {
    shape: /^(jeda|lanjut(?:kan)?|batal(?:kan)?)\s+((?=[a-z]*\d)[2-9A-HJ-NP-Z]{4})$/i,
    answer: ([, verb = '', ref = ''], said, ctx) =>
      spoken(speaker(ctx), said, ctx, async (own) =>
        once(await steerAnnouncement(STEPS[verb.charAt(0).toLowerCase()] ?? 'pause', ref, own)),
      ),
  },
  {
    shape: /^(setujui|tolak)\s+(?:kirim|pengumuman)\s+((?=[a-z]*\d)[2-9A-HJ-NP-Z]{4})$/i,
    answer: ([, verb = '', ref = ''], said, ctx) =>
      spoken(coordinator(ctx, true), said, ctx, async (own) =>
        once(await decideAnnouncement(/^s/i.test(verb), ref, own)),
      ),
  },
  {
    shape: /^sudah\s+ditinjau\s+((?=[a-z]*\d)[2-9A-HJ-NP-Z]{4})$/i,
    answer: ([, ref = ''], said, ctx) =>
      spoken(anybody(ctx), said, ctx, async (own) => once(await markReviewed(ref, own))),
  },
  {
    shape: /^laporan\s+((?=[a-z]*\d)[2-9A-HJ-NP-Z]{4})$/i,
    answer: ([, ref = ''], said, ctx) =>
      spoken(speaker(ctx), said, ctx, async (own) => once(await reportAnnouncement(ref, own))),
  },
  {
    shape: /^kirim\s+ulang\s+((?=[a-z]*\d)[2-9A-HJ-NP-Z]{4})$/i,
    answer: ([, ref = ''], said, ctx) =>
      spoken(speaker(ctx), said, ctx, async (own) => once(await resendUncertain(ref, own))),
  },
  {
    shape: /^(ralat|tarik)\s+((?=[a-z]*\d)[2-9A-HJ-NP-Z]{4})(?:\s*[:,-]?\s+([\s\S]+))?$/i,
    answer: ([, verb = '', ref = '', text], said, ctx) =>
      spoken(speaker(ctx), said, ctx, async (own) => {
        const wish = await correction(/^r/i.test(verb) ? 'correction' : 'withdrawal', ref, text ?? null, own)
        return 'refused' in wish ? once([{ text: wish.refused }]) : dialog(compose, own, wish)
      }),
  },
  {
    shape: /^tanya\s+((?=[a-z]*\d)[2-9A-HJ-NP-Z]{4})$/i,
    answer: ([, ref = ''], _, ctx) => dialog(askBack, ctx, ref),
  },
  {
    shape: /^pertanyaan(?:\s+((?=[a-z]*\d)[2-9A-HJ-NP-Z]{4}))?$/i,
    answer: ([, ref], said, ctx) =>
      spoken(speaker(ctx), said, ctx, async (own) => once(await listQuestions(ref ?? null, own))),
  },
  {
    shape: /^jawab\s+(\d{1,9})(?:\s*[:,-]?\s+([\s\S]+))?$/i,
    answer: ([, id = '', text], said, ctx) =>
      spoken(speaker(ctx), said, ctx, (own) =>
        dialog(answerQuestion, own, { id: Number(id), text: text ?? null }),
      ),
  },
]
