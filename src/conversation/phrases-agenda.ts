import { giveCalendar } from '../features/agenda/calendar.dialog.ts'
import { editHoliday } from '../features/agenda/edit-holiday.dialog.ts'
import { showFollows } from '../features/agenda/follow.dialog.ts'
import { askHolidays } from '../features/agenda/holidays.dialog.ts'
import { editReminders, type Wish as ReminderWish } from '../features/reminders/edit.dialog.ts'
import { showReminders } from '../features/reminders/show.dialog.ts'
import { editQuiet, showQuiet } from '../features/settings/quiet-hours.dialog.ts'
import { showJobs } from '../features/upkeep/jobs.dialog.ts'
import { admin, type Begun, coordinator, dialog, once, type Phrase } from './begun.ts'
import { AS_USUAL, SILENCE } from './commands.ts'
import type { Ctx, Said } from './dialog.ts'
import { spoken } from './speaker.ts'

/** What is said about holidays, calendars, reminders and quiet hours. */
export const agendaPhrases: Phrase[] = [
  {
    shape: /^tambah(?:kan)?\s+(?:hari\s+)?(?:libur|cuti\s+bersama)\b/i,
    answer: (_, said, ctx) =>
      spoken(admin(ctx), said, ctx, (own) => dialog(editHoliday, own, { said, action: 'add' })),
  },
  {
    shape: /^(?:hapus|batalkan|cabut)\s+(?:hari\s+)?(?:libur|cuti\s+bersama)\s+\S*\d/i,
    answer: (_, said, ctx) =>
      spoken(admin(ctx), said, ctx, (own) => dialog(editHoliday, own, { said, action: 'remove' })),
  },
  {
    shape: /^(?:daftar|jadwal|kalender)\s+(?:hari\s+)?libur(?:\s+(?:nasional|bulan|tahun|20\d\d).*)?$/i,
    answer: async (_, said, ctx) => once(await askHolidays(said, ctx)),
  },
  {
    shape: /^(?:link\s+|tautan\s+)?kalender(?:\s+(?:unit\s+)?(.{2,80}))?$/i,
    answer: ([, name], said, ctx) =>
      spoken(coordinator(ctx), said, ctx, async (own) => once(await giveCalendar(name ?? null, own))),
  },
  {
    shape: /^(?:ikutan\s+saya|(?:apa\s+yang|daftar\s+yang)\s+saya\s+ikuti)\??$/i,
    answer: async (_, __, ctx) => once(await showFollows(ctx)),
  },
  {
    shape: /^(?:lihat\s+|cek\s+|atur\s+|daftar\s+)?pengingat$/i,
    answer: (_, said, ctx) =>
      spoken(coordinator(ctx), said, ctx, async (own) => once(await showReminders(own))),
  },
  { shape: SILENCE, answer: (_, said, ctx) => reminders('off', said, ctx) },
  { shape: AS_USUAL, answer: (_, said, ctx) => reminders('usual', said, ctx) },
  {
    shape: /^(?:lihat\s+|cek\s+)?jam\s+tenang\??$/i,
    answer: async (_, __, ctx) => once(await showQuiet(ctx)),
  },
  {
    shape:
      /^(?:(?:ubah|atur|set|setel|ganti|hapus)\s+)?jam\s+tenang(?:nya)?\s+(?:jadi\s+|menjadi\s+)?(.{3,80})$/i,
    answer: ([, wish = ''], said, ctx) =>
      spoken(admin(ctx), said, ctx, async (own) => once(await editQuiet(wish, said, own))),
  },
  {
    shape: /^(pekerjaan|status\s+sistem)$/i,
    answer: (_, said, ctx) => spoken(admin(ctx), said, ctx, async (own) => once(await showJobs(own))),
  },
]

/** A coordinator sets when the own people are reminded. */
export function reminders(act: ReminderWish['act'], said: Said, ctx: Ctx): Promise<Begun> {
  return spoken(coordinator(ctx, true), said, ctx, (own) => dialog(editReminders, own, { act, said }))
}
