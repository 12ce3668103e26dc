import { inspect, inspectAsFile } from '../features/inspections/inspect.dialog.ts'
import { allLooks, whoLooked } from '../features/inspections/looks.dialog.ts'
import { readInspection } from '../features/inspections/read-inspection.ts'
import { has } from '../features/people/authority.ts'
import { findUnits } from '../features/people/units.ts'
import { about, admin, dialog, once, type Phrase, those } from './begun.ts'
import type { Ctx, Said } from './dialog.ts'
import { spoken } from './speaker.ts'

const inspector = (ctx: Ctx) => those((one) => has(one, 'pemeriksa'), false, ctx)

/** What a *pemeriksa* asks, and who asks after the looks. */
export const inspectionPhrases: Phrase[] = [
  {
    shape:
      /^(?:siapa\s+(?:saja\s+)?(?:yang\s+|yg\s+)?(?:pernah\s+|sudah\s+)?(?:me?meriksa|periksa|melihat|lihat|membuka|buka)\s+(?:data|catatan|kehadiran|presensi)\s+(?:saya|sy|ku)|(?:data|catatan)\s+(?:saya|sy)\s+(?:pernah\s+)?(?:di)?(?:periksa|lihat|buka)\s+(?:oleh\s+)?siapa)(?:\s+saja)?[\s?.!]*$/i,
    answer: (_, said, ctx) => about((__, own) => whoLooked(own))(said, ctx),
  },
  {
    shape: /^(?:(?:lihat|cek|tampilkan)\s+)?(?:daftar|riwayat|log)\s+pemeriksaan[\s?.!]*$/i,
    answer: (_, said, ctx) => spoken(admin(ctx), said, ctx, async (own) => once(await allLooks(own))),
  },
  {
    shape: /^periksa\s+(excel|pdf)\s+(\d{1,9})$/i,
    answer: ([, form = '', id], said, ctx) =>
      spoken(inspector(ctx), said, ctx, async (own) =>
        once(await inspectAsFile(Number(id), /^pdf$/i.test(form) ? 'pdf' : 'xlsx', said, own)),
      ),
  },
  {
    shape: /\b(?:periksa|me?meriksa|pemeriksaan|audit)\b/i,
    answer: async (_, said, ctx) => {
      const wish =
        said.choice === undefined ? readInspection(said.text, { ref: said.at, zone: ctx.city.zone }) : null
      // "periksa kesehatan gratis di mana": of others it is a question about something else, unless they mean the roll.
      const able = inspector(ctx)
      if (!wish || (able.people.length === 0 && !(await meansRoll(wish.about, said, ctx)))) return null
      return spoken(able, said, ctx, (own) => dialog(inspect, own, { wish, at: said.at }))
    },
  },
]

const ROLL = /\b(?:apel|kehadiran|presensi|absen(?:si)?|rekap|dinas|opd)\b/i

/** A health check is no office of that name. */
async function meansRoll(about: string, { text }: Said, { tx }: Ctx): Promise<boolean> {
  return ROLL.test(text) || (!/^kesehatan\b/i.test(about) && (await findUnits(tx, about)).length > 0)
}
