import { giveCalendar } from '../features/agenda/calendar.dialog.ts'
import { changeAgenda } from '../features/agenda/change-agenda.dialog.ts'
import { changesSeries } from '../features/agenda/change-agenda-start.dialog.ts'
import { dayBounds } from '../features/agenda/day.ts'
import { editHoliday } from '../features/agenda/edit-holiday.dialog.ts'
import { changeFollow, showFollows, topicOf } from '../features/agenda/follow.dialog.ts'
import { followWish } from '../features/agenda/follow-words.ts'
import { askHolidays } from '../features/agenda/holidays.dialog.ts'
import { newSession } from '../features/agenda/new-session.dialog.ts'
import { askSchedule } from '../features/agenda/schedule.dialog.ts'
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
import { checkIn } from '../features/attendance/check-in.dialog.ts'
import {
  giveCode,
  openScreen,
  recap,
  screens,
  shutScreen,
  whoIsMissing,
} from '../features/attendance/coordinator.dialog.ts'
import { myRecord } from '../features/attendance/my-record.dialog.ts'
import { readCode } from '../features/attendance/read-code.ts'
import { giveGroupCode } from '../features/groups/groups.dialog.ts'
import { addNumber, pairNumber, showNumbers } from '../features/numbers/numbers.dialog.ts'
import { coordinatedPaths, coordinates, has } from '../features/people/authority.ts'
import { claimedPath } from '../features/people/claim.ts'
import { decide, handOff, issueCode, myData, redeem } from '../features/people/claims.dialog.ts'
import { readOneTimeCode } from '../features/people/one-time-code.ts'
import { register } from '../features/people/register.dialog.ts'
import { endCoordinator, makeCoordinator, type RoleWish } from '../features/people/roles.dialog.ts'
import { editReminders, type Wish as ReminderWish } from '../features/reminders/edit.dialog.ts'
import { remindedHere, remindLater } from '../features/reminders/later.dialog.ts'
import { showReminders } from '../features/reminders/show.dialog.ts'
import { editQuiet, showQuiet } from '../features/settings/quiet-hours.dialog.ts'
import { showJobs } from '../features/upkeep/jobs.dialog.ts'
import type { Outgoing } from '../message.ts'
import { AS_USUAL, SILENCE } from './commands.ts'
import type { Ctx, Dialog, PersonView, Said, Turn } from './dialog.ts'
import { greetingIn, lines } from './lines.ts'
import { type Able, spoken } from './speaker.ts'
import type { AnyDialog } from './standing.ts'

/**
 * Who answers a new request: a dialog that begins (`dialog`, and `turn.next` is its state), or an answer in one go.
 * `detour`: it does not disturb the dialog that is open.
 */
export type Begun = {
  dialog: AnyDialog | null
  turn: Turn<unknown>
  detour: boolean
  /** How the same dialog goes on with this, when it already stands open or aside. */
  joins?: (open: never) => Promise<Turn<unknown>>
  /** For whom of a shared phone a dialog was begun. */
  speaker?: number | null
}

const once = (say: Outgoing[], detour = true): Begun => ({ dialog: null, turn: { say }, detour })
const dialog = async <S, A>(one: Dialog<S, A>, ctx: Ctx, args: A): Promise<Begun> => ({
  dialog: one as AnyDialog,
  turn: await one.start(ctx, args),
  detour: false,
})

/** Whose powers a request takes, or whom it is about: what a shared phone has to say first. */
const those = (who: (person: PersonView) => boolean, changes: boolean, ctx: Ctx): Able => ({
  kind: 'role',
  people: ctx.people.filter(who),
  changes,
})
const coordinator = (ctx: Ctx, changes = false) =>
  those((one) => coordinatedPaths(one).length > 0, changes, ctx)
const admin = (ctx: Ctx) => those((one) => has(one, 'admin'), true, ctx)
/** Whoever may speak to many: coordinators, admins, and the city's heads. */
const speaker = (ctx: Ctx) =>
  those((one) => coordinatedPaths(one).length > 0 || has(one, 'pimpinan'), true, ctx)
const STEPS: Record<string, 'pause' | 'resume' | 'cancel'> = { j: 'pause', l: 'resume', b: 'cancel' }
const anybody = (ctx: Ctx): Able => ({ kind: 'own', people: ctx.people })
/** A claim is decided by whoever coordinates its unit. */
async function decider(ref: string, ctx: Ctx): Promise<Able> {
  const path = ctx.people.length > 1 ? await claimedPath(ctx.tx, ref) : null
  return those((one) => path !== null && coordinates(one, path), true, ctx)
}

/** @returns of `answer`: null where the words mean something else here */
type Phrase = { shape: RegExp; answer(found: RegExpExecArray, said: Said, ctx: Ctx): Promise<Begun | null> }

/** Short forms with an argument, typed or behind a button. They work everywhere. */
const phrases: Phrase[] = [
  {
    // Whoever doubts gets the answer that lets them check.
    shape: /\b(penipu(an)?|hoaks?|hoax)\b|^(ini|kamu|anda|bot)\s+(ini\s+)?(siapa|resmi|asli)\b/i,
    answer: async (_, __, ctx) => once([lines.notice(ctx)]),
  },
  {
    shape: /^(setujui|setuju|terima)\s+([2-9A-HJ-NP-Z]{4})$/i,
    answer: async ([, , ref = ''], said, ctx) =>
      spoken(await decider(ref, ctx), said, ctx, async (own) => once(await decide(ref, true, own))),
  },
  {
    shape: /^(tolak)\s+([2-9A-HJ-NP-Z]{4})$/i,
    answer: async ([, , ref = ''], said, ctx) =>
      spoken(await decider(ref, ctx), said, ctx, async (own) => once(await decide(ref, false, own))),
  },
  {
    shape: /^tutup\s+layar\s+([\w-]{10,32})$/i,
    answer: ([, id = ''], said, ctx) =>
      spoken(coordinator(ctx, true), said, ctx, async (own) => once(await shutScreen(id, own))),
  },
  {
    shape: /^layar\s+(\d{4})$/i,
    answer: ([, digits = ''], said, ctx) =>
      spoken(coordinator(ctx, true), said, ctx, async (own) => once(await openScreen(digits, own))),
  },
  {
    shape: /^layar(nya)?$/i,
    answer: (_, said, ctx) => spoken(coordinator(ctx), said, ctx, async (own) => once(await screens(own))),
  },
  {
    shape:
      /^(minta\s+)?kode(\s+(apel|unit|sekarang|((buat|untuk)\s+)?hari\s+ini))?(\s+(pak|bu|dong|ya|min))?$/i,
    answer: (_, said, ctx) => spoken(coordinator(ctx), said, ctx, async (own) => once(await giveCode(own))),
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
    shape: /^(?:jadikan|angkat)\s+koordinator\s+(.{2,120})$/i,
    answer: ([, rest = ''], said, ctx) =>
      spoken(admin(ctx), said, ctx, (own) => dialog(makeCoordinator, own, roleWish(rest, said, own))),
  },
  {
    shape: /^cabut\s+koordinator\s+(.{2,80})$/i,
    answer: ([, name = ''], said, ctx) =>
      spoken(admin(ctx), said, ctx, async (own) => once(await endCoordinator(name, own))),
  },
  {
    shape: /^(?:(?:status|nomor|no|cek)\s+)?(?:whatsapp|wa)(?:\s+guyub)?$/i,
    answer: (_, said, ctx) => spoken(admin(ctx), said, ctx, async (own) => once(await showNumbers(own))),
  },
  {
    shape:
      /^(?:sambung(?:kan)?|taut(?:kan)?|pasang(?:kan)?)\s+(?:whatsapp|wa)(?:\s+(\d))?(?:\s+(\+?[\d\s-]{9,20}))?$/i,
    answer: ([, rank, phone], said, ctx) =>
      spoken(admin(ctx), said, ctx, async (own) =>
        once(await pairNumber(rank ? Number(rank) : null, phone ?? null, own)),
      ),
  },
  {
    shape: /^tambah\s+nomor\s+cadangan$/i,
    answer: (_, said, ctx) => spoken(admin(ctx), said, ctx, async (own) => once(await addNumber(own))),
  },
  {
    shape: /^(siapa\s+)?(yang\s+|yg\s+)?(belum|blm)(\s+hadir)?\??$/i,
    answer: (_, said, ctx) =>
      spoken(coordinator(ctx), said, ctx, async (own) => once(await whoIsMissing(own))),
  },
  {
    shape: /^rekap(\s+hari\s+ini)?$/i,
    answer: (_, said, ctx) => {
      const able = coordinator(ctx)
      return able.people.length > 0
        ? spoken(able, said, ctx, async (own) => once(await recap(own)))
        : about(myRecord)(said, ctx)
    },
  },
  {
    shape: /^(buat|tambah|jadwalkan)\s+(apel|sesi|kegiatan)$/i,
    answer: (_, said, ctx) =>
      spoken(coordinator(ctx, true), said, ctx, (own) => dialog(newSession, own, undefined)),
  },
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
    shape: /^(darurat|urgent|genting)\b[\s:!,-]+(?=\S)/i,
    answer: (_, said, ctx) => spoken(speaker(ctx), said, ctx, (own) => dialog(compose, own, said)),
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
    shape: /^(jeda|lanjut(?:kan)?|batal(?:kan)?)\s+([2-9A-HJ-NP-Z]{4})$/i,
    answer: ([, verb = '', ref = ''], said, ctx) =>
      spoken(speaker(ctx), said, ctx, async (own) =>
        once(await steerAnnouncement(STEPS[verb.charAt(0).toLowerCase()] ?? 'pause', ref, own)),
      ),
  },
  {
    shape: /^(setujui|tolak)\s+(?:kirim|pengumuman)\s+([2-9A-HJ-NP-Z]{4})$/i,
    answer: ([, verb = '', ref = ''], said, ctx) =>
      spoken(coordinator(ctx, true), said, ctx, async (own) =>
        once(await decideAnnouncement(/^s/i.test(verb), ref, own)),
      ),
  },
  {
    shape: /^sudah\s+ditinjau\s+([2-9A-HJ-NP-Z]{4})$/i,
    answer: ([, ref = ''], said, ctx) =>
      spoken(anybody(ctx), said, ctx, async (own) => once(await markReviewed(ref, own))),
  },
  {
    shape: /^laporan\s+([2-9A-HJ-NP-Z]{4})$/i,
    answer: ([, ref = ''], said, ctx) =>
      spoken(speaker(ctx), said, ctx, async (own) => once(await reportAnnouncement(ref, own))),
  },
  {
    shape: /^kirim\s+ulang\s+([2-9A-HJ-NP-Z]{4})$/i,
    answer: ([, ref = ''], said, ctx) =>
      spoken(speaker(ctx), said, ctx, async (own) => once(await resendUncertain(ref, own))),
  },
  {
    shape: /^(ralat|tarik)\s+([2-9A-HJ-NP-Z]{4})(?:\s*[:,-]?\s+([\s\S]+))?$/i,
    answer: ([, verb = '', ref = '', text], said, ctx) =>
      spoken(speaker(ctx), said, ctx, async (own) => {
        const wish = await correction(/^r/i.test(verb) ? 'correction' : 'withdrawal', ref, text ?? null, own)
        return 'refused' in wish ? once([{ text: wish.refused }]) : dialog(compose, own, wish)
      }),
  },
  {
    shape: /^tanya\s+([2-9A-HJ-NP-Z]{4})$/i,
    answer: ([, ref = ''], _, ctx) => dialog(askBack, ctx, ref),
  },
  {
    shape: /^pertanyaan(?:\s+([2-9A-HJ-NP-Z]{4}))?$/i,
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
    // Buttons of a reminder, or their words: it may land in the middle of anything.
    shape: /^hadir[\s.!]*$/i,
    answer: (_, said, ctx) => checkInRoute(said, ctx),
  },
  {
    shape: /^izin[\s.!]*$/i,
    answer: (_, said, ctx) => routes.report_absence?.(said, ctx) ?? Promise.resolve(null),
  },
  {
    shape: /^nanti(\s+(saja|aja|dulu))?[\s.!]*$/i,
    answer: async (_, said, ctx) =>
      (await remindedHere(ctx)) ? about((__, own) => remindLater(own))(said, ctx) : null,
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
  { shape: /^jadwal(\s+saya)?$/i, answer: (_, said, ctx) => about(askSchedule)(said, ctx) },
  { shape: /^rekap\s+saya$/i, answer: (_, said, ctx) => about(myRecord)(said, ctx) },
  { shape: /^data\s+saya$/i, answer: (_, said, ctx) => about((__, own) => myData(own))(said, ctx) },
  {
    shape: /^hubungi\s+petugas$/i,
    answer: (_, said, ctx) => about((one, own) => handOff(own, one.inboxId))(said, ctx),
  },
]

/** A coordinator sets when the own people are reminded. */
function reminders(act: ReminderWish['act'], said: Said, ctx: Ctx): Promise<Begun> {
  return spoken(coordinator(ctx, true), said, ctx, (own) => dialog(editReminders, own, { act, said }))
}

/** "Budi di Dinas Kesehatan sampai 31 Desember" */
function roleWish(rest: string, said: Said, ctx: Ctx): RoleWish {
  const [who = '', term] = rest.split(/\s+(?:sampai|s\/d|sd)\s+/i)
  const [name = '', unit] = who.split(/\s+(?:di|untuk|pada)\s+/i)
  // "sampai 31 Desember" is read as a date, or as a span that ends there.
  const value = term && typeof said.meaning.when?.value === 'string' ? said.meaning.when.value : ''
  const last = /(\d{4}-\d\d-\d\d)$/.exec(value)?.[1]
  return {
    name: name.trim(),
    unit: unit?.trim() ?? null,
    until: last ? dayBounds(last, ctx.city.zone).end : null,
  }
}

type Route = (said: Said, ctx: Ctx) => Promise<Begun>

/** An answer about one person: a shared phone says about whom. */
function about(answer: (said: Said, ctx: Ctx) => Promise<Outgoing[]>): Route {
  return (said, ctx) => spoken(anybody(ctx), said, ctx, async (own) => once(await answer(said, own)))
}

const line =
  (key: string): Route =>
  async (_, ctx) =>
    once([
      {
        text: ctx.t(`conversation:${key}`, {
          office: ctx.city.controller.office,
          contact: ctx.city.controller.contact,
        }),
      },
    ])

/** What a text asks for (`understand`) → who answers. */
const routes: Record<string, Route> = {
  register: (said, ctx) => startRegister(said, ctx),
  ask_how_register: (said, ctx) => startRegister(said, ctx),
  checkin: checkInRoute,
  checkin_code: checkInRoute,
  rsvp_yes: line('rsvp'),
  ask_how_checkin: line('howCheckIn'),
  ask_schedule: about(askSchedule),
  ask_holiday: about(askHolidays),
  ask_place: about(askSchedule),
  ask_my_attendance: about(myRecord),
  attendance_dispute: about((said, ctx) => handOff(ctx, said.inboxId)),
  recap_request: (said, ctx) => {
    const missing = /belum/.test(String(said.meaning.slots.filter ?? ''))
    return spoken(coordinator(ctx), said, ctx, async (own) =>
      once(missing ? await whoIsMissing(own) : await recap(own)),
    )
  },
  event_create: (said, ctx) =>
    spoken(coordinator(ctx, true), said, ctx, async (own) =>
      (await changesSeries(said, own))
        ? dialog(changeAgenda, own, { said, action: 'change' })
        : dialog(newSession, own, said),
    ),
  broadcast: (said, ctx) => spoken(speaker(ctx), said, ctx, (own) => dialog(compose, own, said)),
  event_change: (said, ctx) =>
    spoken(coordinator(ctx, true), said, ctx, (own) => dialog(changeAgenda, own, { said, action: 'change' })),
  event_cancel: (said, ctx) =>
    spoken(coordinator(ctx, true), said, ctx, (own) => dialog(changeAgenda, own, { said, action: 'cancel' })),
  event_open: line('byClock'),
  event_close: line('byClock'),
  reminder_create: (said, ctx) => reminders('set', said, ctx),
  data_access: about((_, ctx) => myData(ctx)),
  data_delete: line('rightsByOffice'),
  data_correct: line('rightsByOffice'),
  consent_withdraw: line('rightsByOffice'),
  human_handoff: about((said, ctx) => handOff(ctx, said.inboxId)),
  greet: async (_, ctx) => once([lines.menu(ctx)]),
  help: async (_, ctx) => once([lines.help(ctx)]),
  thanks: line('youreWelcome'),
  // "siap", "baik pak" after an answer: heard, and no more than that.
  affirm: line('acknowledged'),
  deny: line('acknowledged'),
  sensitive_unneeded: line('sensitive'),
  out_of_scope: line('outOfScope'),
  spam: line('outOfScope'),
  ...later('absence', [
    'report_absence',
    'report_late',
    'absence_document',
    'cancel_absence',
    'rsvp_partial',
    'attendance_override',
    'attendance_bulk',
  ]),
  ...later('agenda', ['award_set', 'ask_award']),
  ...later('pledge', [
    'pledge_create',
    'pledge_change',
    'pledge_cancel',
    'pledge_delivered',
    'ask_my_pledge',
    'ask_pledge_total',
  ]),
}

/** Understood, and not yet offered by this version: said plainly, with whom to turn to meanwhile. */
function later(what: 'absence' | 'agenda' | 'pledge', intents: string[]): Record<string, Route> {
  return Object.fromEntries(intents.map((intent) => [intent, line(`later.${what}`)]))
}

async function checkInRoute(said: Said, ctx: Ctx): Promise<Begun> {
  const { dialog: owner, turn, joins } = await checkIn(said, ctx)
  return {
    dialog: owner as AnyDialog | null,
    turn,
    detour: turn.next === undefined,
    ...(joins ? { joins } : {}),
  }
}

async function startRegister(said: Said, ctx: Ctx): Promise<Begun> {
  if (
    ctx.people.length === 0 ||
    /\b(orang|teman|rekan|suami|istri)\b.*|daftar lagi|daftarkan/i.test(said.text)
  ) {
    return dialog(register, ctx, { ...said.meaning.slots, said: said.text })
  }
  return once([
    {
      text: ctx.t('people:register.already', { names: ctx.people.map((one) => one.name) }),
      choices: [{ id: '=daftarkan orang lain', label: ctx.t('people:choice.another') }],
    },
  ])
}

/** "guyub data saya" has the shape of a code without digits: such a one has to be written as it was given. */
function meantAsCode(text: string): boolean {
  return /GUYUB-/i.test(text) || /\d/.test(text) || !/[a-z]/.test(text)
}

/** Short forms and one-time codes: they mean the same whatever was asked before. */
export async function shortcut(said: Said, ctx: Ctx): Promise<Begun | null> {
  for (const { shape, answer } of phrases) {
    const found = shape.exec(said.text)
    const begun = found ? await answer(found, said, ctx) : null
    if (begun) return begun
  }
  const wish = followWish(said.text)
  if (wish && (wish.sure || topicOf(wish, ctx.city))) return once(await changeFollow(wish, ctx))
  const oneTime = readOneTimeCode(said.text)
  return oneTime && meantAsCode(said.text) ? once(await redeem(oneTime, ctx), false) : null
}

/** @returns null when nothing here is meant: the caller decides what to say */
export async function route(said: Said, ctx: Ctx): Promise<Begun | null> {
  const short = await shortcut(said, ctx)
  if (short) return short
  if (REGISTER.test(said.text)) return startRegister(said, ctx)
  // A location by itself is somebody who says "I am here"; a code says it whatever else is in the sentence, unless
  // the sentence says the opposite.
  if (said.place || (readCode(said.text) && said.meaning.intent !== 'report_absence')) {
    const begun = await checkInRoute(said, ctx)
    return said.meaning.greeting
      ? { ...begun, turn: greetBack(begun.turn, said.meaning.greeting, ctx) }
      : begun
  }
  const answer = said.meaning.intent === null ? undefined : routes[said.meaning.intent]
  const begun = answer ? await answer(said, ctx) : null
  return begun && said.meaning.greeting
    ? { ...begun, turn: greetBack(begun.turn, said.meaning.greeting, ctx) }
    : begun
}

/** Not "daftar hadir" or "daftar nama", which ask for a list. */
export const REGISTER =
  /^(saya\s+|sy\s+)?(mau\s+|ingin\s+|nak\s+)?(daftarkan\b|(men)?daftar\s+(sebagai\s+|jadi\s+)?(pegawai|warga|asn|c?pns|pppk|honorer|phl|tkk|orang|lagi|dulu|baru)\b)/i

/** A salam is answered in kind before anything else is said. */
function greetBack(turn: Turn<unknown>, greeting: string, ctx: Ctx): Turn<unknown> {
  const [first, ...rest] = turn.say
  if (!first) return turn
  return { ...turn, say: [{ ...first, text: `${greetingIn(greeting, ctx)} ${first.text}` }, ...rest] }
}
