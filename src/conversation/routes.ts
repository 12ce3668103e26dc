import { changeAgenda } from '../features/agenda/change-agenda.dialog.ts'
import { changesSeries } from '../features/agenda/change-agenda-start.dialog.ts'
import { changeFollow } from '../features/agenda/follow.dialog.ts'
import { topicOf } from '../features/agenda/follow-topics.ts'
import { followWish } from '../features/agenda/follow-words.ts'
import { askHolidays } from '../features/agenda/holidays.dialog.ts'
import { newSession } from '../features/agenda/new-session.dialog.ts'
import { askSchedule } from '../features/agenda/schedule.dialog.ts'
import { compose } from '../features/announcements/compose.dialog.ts'
import { recap, whoIsMissing } from '../features/attendance/coordinator.dialog.ts'
import { myRecord } from '../features/attendance/my-record.dialog.ts'
import { checkIn } from '../features/check-in/check-in.dialog.ts'
import { readCode } from '../features/check-in/read-code.ts'
import { showProgress } from '../features/figures/progress.dialog.ts'
import { coordinates } from '../features/people/authority.ts'
import { claimedPath } from '../features/people/claim.ts'
import { decide, handOff, redeem } from '../features/people/claims.dialog.ts'
import { readOneTimeCode } from '../features/people/one-time-code.ts'
import { register } from '../features/people/register.dialog.ts'
import { remindedHere, remindLater } from '../features/reminders/later.dialog.ts'
import {
  about,
  type Begun,
  coordinator,
  dialog,
  once,
  type Phrase,
  type Route,
  speaker,
  those,
} from './begun.ts'
import type { Ctx, Said, Turn } from './dialog.ts'
import { greetingIn, lines } from './lines.ts'
import { absencePhrases, absenceRoutes } from './phrases-absence.ts'
import { agendaPhrases, reminders } from './phrases-agenda.ts'
import { announcementPhrases } from './phrases-announcements.ts'
import { BARE_WORD, bareWord, beginDispute, disputePhrases } from './phrases-dispute.ts'
import { goodsAdminPhrases } from './phrases-goods-admin.ts'
import { inspectionPhrases } from './phrases-inspection.ts'
import { markingPhrases, marks, marksOfNobody } from './phrases-marking.ts'
import { numberPhrases } from './phrases-numbers.ts'
import { onboardingPhrases } from './phrases-onboarding.ts'
import { pledgeNewsPhrases } from './phrases-pledge-news.ts'
import { afterPledge, moneyForGiving, placeOfGiving, pledgePhrases, pledgeRoutes } from './phrases-pledges.ts'
import { pointPhrases } from './phrases-points.ts'
import { progressPhrases } from './phrases-progress.ts'
import { proofPhrases } from './phrases-proof.ts'
import { recapOfMonth, recapPhrases, recapRoutes, sendLatest } from './phrases-recap.ts'
import { retretPhrases, retretRequest } from './phrases-retret.ts'
import { rightsPhrases, rightsRoutes } from './phrases-rights.ts'
import { rolePhrases } from './phrases-roles.ts'
import { screenPhrases } from './phrases-screens.ts'
import { takeOutPhrases } from './phrases-take-out.ts'
import { type Able, spoken } from './speaker.ts'
import type { AnyDialog } from './standing.ts'

/** A claim is decided by whoever coordinates its unit. */
async function decider(ref: string, ctx: Ctx): Promise<Able> {
  const path = ctx.people.length > 1 ? await claimedPath(ctx.tx, ref) : null
  return those((one) => path !== null && coordinates(one, path), true, ctx)
}

/** Short forms with an argument, typed or behind a button. They work everywhere. */
const phrases: Phrase[] = [
  ...rightsPhrases,
  ...inspectionPhrases,
  // Before whoever leaves a unit: "keluarkan Budi dari retret".
  ...retretPhrases,
  ...takeOutPhrases,
  ...onboardingPhrases,
  ...recapPhrases,
  // First: "siapa yang belum sedekah" is not about an apel.
  ...goodsAdminPhrases,
  // Before claims and announcements: a code that is none of a request for leave is theirs.
  ...absencePhrases,
  {
    // Whoever doubts gets the answer that lets them check.
    shape: /\b(penipu(an)?|hoaks?|hoax)\b|^(ini|kamu|anda|bot)\s+(ini\s+)?(siapa|resmi|asli)\b/i,
    answer: async (_, __, ctx) => once([lines.notice(ctx)]),
  },
  ...disputePhrases,
  // Before the claims': a word of four letters is looked for here first.
  ...markingPhrases,
  {
    shape: /^(setujui|setuju|terima)\s+(?!saja$)([2-9A-HJ-NP-Z]{4})$/i,
    answer: async ([, , ref = ''], said, ctx) =>
      spoken(await decider(ref, ctx), said, ctx, async (own) => once(await decide(ref, true, own))),
  },
  {
    shape: /^(tolak)\s+(?!saja$)([2-9A-HJ-NP-Z]{4})$/i,
    answer: async ([, , ref = ''], said, ctx) =>
      spoken(await decider(ref, ctx), said, ctx, async (own) => once(await decide(ref, false, own))),
  },
  ...screenPhrases,
  ...rolePhrases,
  ...numberPhrases,
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
  ...proofPhrases,
  // Before what may be a line of a petugas: "qr K7QF3" is none.
  ...progressPhrases,
  ...pointPhrases,
  ...pledgePhrases,
  ...announcementPhrases,
  ...agendaPhrases,
  ...pledgeNewsPhrases,
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
  { shape: /^jadwal(\s+saya)?$/i, answer: (_, said, ctx) => about(askSchedule)(said, ctx) },
  { shape: /^rekap\s+saya$/i, answer: (_, said, ctx) => about(myRecord)(said, ctx) },
  {
    shape: /^hubungi\s+petugas$/i,
    answer: (_, said, ctx) => about((one, own) => handOff(own, one.inboxId))(said, ctx),
  },
]

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
  ask_place: async (said, ctx) => (await placeOfGiving(said, ctx)) ?? about(askSchedule)(said, ctx),
  ask_my_attendance: about(myRecord),
  attendance_dispute: (said, ctx) => beginDispute(said, ctx, false),
  recap_request: (said, ctx) => {
    if (aboutMonth(said)) return recapOfMonth(said, ctx)
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
  ...absenceRoutes,
  attendance_override: marks,
  attendance_bulk: marks,
  ...recapRoutes,
  ...rightsRoutes,
  ...pledgeRoutes,
  ask_pledge_total: async (said, ctx) => once(await showProgress(said.text, ctx)),
}

/** A month, or a unit without a day or a list of names: its month so far. */
function aboutMonth({ text, meaning: { slots } }: Said): boolean {
  const day = slots.date !== undefined || slots.filter !== undefined || /\bhari\s+ini\b/i.test(text)
  return typeof slots.month === 'string' || (typeof slots.opd === 'string' && !day)
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
  if (wish && (wish.sure || (await topicOf(wish, ctx)))) return once(await changeFollow(wish, ctx))
  const oneTime = readOneTimeCode(said.text)
  return oneTime && meantAsCode(said.text) ? once(await redeem(oneTime, ctx), false) : null
}

/** @returns null when nothing here is meant: the caller decides what to say */
export async function route(said: Said, ctx: Ctx): Promise<Begun | null> {
  const short = await shortcut(said, ctx)
  if (short) return short
  if (REGISTER.test(said.text)) return startRegister(said, ctx)
  const several = await retretRequest(said, ctx)
  if (several) return greeted(several, said, ctx)
  // A location by itself is somebody who says "I am here"; a code says it whatever else is in the sentence, unless
  // the sentence says the opposite.
  if (said.place || (readCode(said.text) && said.meaning.intent !== 'report_absence')) {
    return greeted(await checkInRoute(said, ctx), said, ctx)
  }
  // With nothing else open: in a draft the same word sends that.
  if (/^kirim[\s.!]*$/i.test(said.text) && coordinator(ctx).people.length > 0) return sendLatest(said, ctx)
  if (BARE_WORD.test(said.text) && coordinator(ctx).people.length > 0) return bareWord(said, ctx)
  const giving = (await moneyForGiving(said, ctx)) ?? (await afterPledge(said, ctx))
  if (giving) return greeted(giving, said, ctx)
  const answer = said.meaning.intent === null ? undefined : routes[said.meaning.intent]
  const begun = answer ? await answer(said, ctx) : await marksOfNobody(said, ctx)
  return begun && greeted(begun, said, ctx)
}

/** Not "daftar hadir" or "daftar nama", which ask for a list. */
export const REGISTER =
  /^(saya\s+|sy\s+)?(mau\s+|ingin\s+|nak\s+)?(daftarkan\b|(men)?daftar\s+(sebagai\s+|jadi\s+)?(pegawai|warga|asn|c?pns|pppk|honorer|phl|tkk|orang|lagi|dulu|baru)\b)/i

const greeted = (begun: Begun, { meaning: { greeting } }: Said, ctx: Ctx): Begun =>
  greeting ? { ...begun, turn: greetBack(begun.turn, greeting, ctx) } : begun

/** A salam is answered in kind before anything else is said. */
function greetBack(turn: Turn<unknown>, greeting: string, ctx: Ctx): Turn<unknown> {
  const [first, ...rest] = turn.say
  if (!first) return turn
  return { ...turn, say: [{ ...first, text: `${greetingIn(greeting, ctx)} ${first.text}` }, ...rest] }
}
