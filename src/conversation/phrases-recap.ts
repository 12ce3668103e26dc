import { compose } from '../features/announcements/compose.dialog.ts'
import { giveRecapFile } from '../features/recap/file.dialog.ts'
import { sendRecap } from '../features/recap/hand-in.dialog.ts'
import { readablePaths } from '../features/recap/may-read.ts'
import { monthRecap, recapOfUnit } from '../features/recap/month.dialog.ts'
import { announcementOf, chooseWinners, showRanking } from '../features/recap/ranking.dialog.ts'
import { whoHasNotHandedIn } from '../features/recap/waiting.dialog.ts'
import {
  admin,
  type Begun,
  coordinator,
  dialog,
  once,
  type Phrase,
  type Route,
  speaker,
  those,
} from './begun.ts'
import type { Ctx, Said } from './dialog.ts'
import { spoken } from './speaker.ts'

const LATE = '(?:belum|blm|lum)'
const POLITE = '(?:(?:mohon|izin|ijin|tolong|saya|sy|mau|hendak|pak|bu|min)[\\s,]+)*'
const HAND = '(?:kirim|ngirim|mengirim|setor|nyetor|menyetor|serah|menyerah|kumpul|mengumpul)(?:kan)?'

function ranking(_: unknown, said: Said, ctx: Ctx): Promise<Begun> {
  return spoken(reader(ctx), said, ctx, async (own) => once(await showRanking(said, own)))
}

function winners(_: unknown, said: Said, ctx: Ctx): Promise<Begun> {
  return spoken(reader(ctx), said, ctx, async (own) => once(await chooseWinners(said, own)))
}

/** "kirim" by itself. */
export const sendLatest: Route = (said, ctx) =>
  spoken(coordinator(ctx, true), said, ctx, async (own) => once(await sendRecap(null, said, own)))

/** The same in other words, as they are understood. */
export const recapRoutes: Record<string, Route> = {
  ask_award: (said, ctx) => ranking(null, said, ctx),
  award_set: (said, ctx) => winners(null, said, ctx),
}

/** A whole month was asked for. */
export const recapOfMonth: Route = (said, ctx) =>
  spoken(reader(ctx), said, ctx, async (own) => once(await monthRecap(said, own)))

/** What coordinators and admins say about recaps. Before "siapa belum hadir": who has not handed in is another question. */
export const recapPhrases: Phrase[] = [
  {
    shape: new RegExp(
      `\\b${LATE}\\b.*\\b${HAND}\\s+(?:\\w+\\s+)?rekap|\\brekap\\b.*\\b${LATE}\\s+(?:di)?${HAND}`,
      'i',
    ),
    answer: (_, said, ctx) =>
      spoken(admin(ctx), said, ctx, async (own) => once(await whoHasNotHandedIn(own))),
  },
  {
    shape: new RegExp(
      `^${POLITE}${HAND}\\s+rekap(?:nya)?(?:\\s+(\\d{1,9}))?(?:\\s+(?:ya|pak|bu|min|kak|dong|sekarang|hari\\s+ini))*[\\s.!]*$`,
      'i',
    ),
    answer: ([, id], said, ctx) =>
      spoken(coordinator(ctx, true), said, ctx, async (own) =>
        once(await sendRecap(id === undefined ? null : Number(id), said, own)),
      ),
  },
  {
    // Behind buttons: a unit and a month, of one kind of activity; or a session.
    shape:
      /^rekap\s+(excel|pdf|gambar)\s+(\d{1,9})\s+(?:(20\d\d-(?:0[1-9]|1[0-2]))(?:\s+([a-z_]{2,40}))?|s(\d{1,9})|a(\d{1,9}))$/i,
    answer: ([, as = '', unit, m, k, s, a], said, ctx) =>
      spoken(reader(ctx), said, ctx, async (own) => {
        const about =
          a !== undefined
            ? { a: Number(a) }
            : m === undefined
              ? { s: Number(s) }
              : { m, ...(k !== undefined && { k: k.toLowerCase() }) }
        return once(
          await giveRecapFile({ u: Number(unit), ...about, f: FORMATS[as.toLowerCase()] ?? 'pdf' }, own),
        )
      }),
  },
  {
    shape: /^rekap\s+(\d{1,9})\s+(20\d\d-(?:0[1-9]|1[0-2]))$/i,
    answer: ([, unit, month = ''], said, ctx) =>
      spoken(reader(ctx), said, ctx, async (own) => once(await recapOfUnit(Number(unit), month, own))),
  },
  {
    shape: /^(?:peringkat|ranking|rangking|klasemen)\s+(?:unit|opd|dinas|kehadiran)\b.{0,40}$/i,
    answer: ranking,
  },
  {
    shape: /^(?:pilih|tetapkan|tentukan)(?:lah)?\s+(?:juara|pemenang|(?:unit|opd)\s+terbaik)\b/i,
    answer: winners,
  },
  {
    shape: /^umumkan\s+juara\s+(20\d\d-(?:0[1-9]|1[0-2]))$/i,
    answer: ([, month = ''], said, ctx) =>
      spoken(speaker(ctx), said, ctx, async (own) => {
        const text = await announcementOf(month, own)
        return text === null ? ranking(null, said, own) : dialog(compose, own, { text })
      }),
  },
]

const FORMATS = { excel: 'xlsx', pdf: 'pdf', gambar: 'png' } as Record<string, 'xlsx' | 'pdf' | 'png'>

/** Whoever may see the recap of some unit. */
const reader = (ctx: Ctx) => those((one) => readablePaths(one).length > 0, false, ctx)
