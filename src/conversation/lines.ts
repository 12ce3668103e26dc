import { has } from '../features/people/authority.ts'
import type { Choice, Outgoing } from '../message.ts'
import type { Ctx, Said } from './dialog.ts'

/** What the conversation itself says, between the dialogs of the features. */
export const lines = {
  notice: (ctx: Ctx): Outgoing => ({
    text: ctx.t('conversation:notice', {
      city: ctx.city.officialName,
      office: ctx.city.controller.office,
      contact: ctx.city.controller.contact,
      check: ctx.settings.publicUrl ? `${ctx.settings.publicUrl}/resmi` : '/resmi',
    }),
  }),
  staleButton: (asking: boolean, ctx: Ctx): Outgoing => ({
    text: ctx.t('conversation:staleButton'),
    ...(asking ? {} : { choices: menuChoices(ctx) }),
  }),
  urgent: ({ ref, text }: { ref: string; text: string }, ctx: Ctx): Outgoing => ({
    text: ctx.t('announcements:urgentFirst', { ref, text }),
  }),
  greeting: (greeting: string, ctx: Ctx): Outgoing => ({ text: greetingIn(greeting, ctx) }),
  nikRefused: (ctx: Ctx): Outgoing => ({ text: ctx.t('conversation:nikRefused') }),
  tooLong: (ctx: Ctx): Outgoing => ({ text: ctx.t('conversation:tooLong') }),
  startedAfresh: (ctx: Ctx): Outgoing => ({ text: ctx.t('conversation:startedAfresh') }),
  editedUnread: (ctx: Ctx): Outgoing => ({ text: ctx.t('conversation:editedUnread') }),
  cannotRead: (kind: string, ctx: Ctx): Outgoing => ({
    text: ctx.t(
      `conversation:cannotRead.${['voice', 'sticker', 'contact', 'call', 'photo', 'document', 'video'].includes(kind) ? kind : 'other'}`,
    ),
    choices: menuChoices(ctx),
  }),
  cancelled: (ctx: Ctx): Outgoing => ({ text: ctx.t('conversation:cancelled'), choices: menuChoices(ctx) }),
  phoneKept: (asking: boolean, ctx: Ctx): Outgoing => ({
    text: ctx.t('conversation:phoneKept'),
    ...(asking ? {} : { choices: menuChoices(ctx) }),
  }),
  cancelledBare: (ctx: Ctx): Outgoing => ({ text: ctx.t('conversation:cancelled') }),
  nothingToCancel: (ctx: Ctx): Outgoing => ({
    text: ctx.t('conversation:nothingToCancel'),
    choices: menuChoices(ctx),
  }),
  menu: (ctx: Ctx): Outgoing => ({
    text: ctx.person
      ? ctx.person.unitId === null
        ? ctx.t('conversation:menu.resident')
        : ctx.t('conversation:menu.known', { name: ctx.person.name })
      : ctx.people.length > 1
        ? ctx.t('conversation:menu.shared', { names: namesOf(ctx) })
        : ctx.t('conversation:menu.guest', { city: ctx.city.name }),
    choices: menuChoices(ctx),
  }),
  /** What this person can do here today, and nothing that does not work yet. */
  help: (ctx: Ctx): Outgoing => {
    const shared = ctx.people.length > 1 ? [ctx.t('conversation:help.shared', { names: namesOf(ctx) })] : []
    const role = roleOf(ctx)
    const beside = role === 'employee' || role === 'resident' ? sideRoles(ctx) : []
    return {
      text: [
        ...shared,
        ctx.t(`conversation:help.${role}`),
        ...giving(ctx)
          .slice(0, role === 'admin' || role === 'coordinator' ? 0 : 1)
          .map((one) => ctx.t('conversation:help.give', one)),
        ...beside.map((key) => ctx.t(`conversation:help.${key}`)),
      ].join('\n'),
      choices: menuChoices(ctx).filter((one) => one.id !== '=bantuan'),
    }
  },
  /** "bantuan pendataan": how people come in, for whoever brings them. */
  helpJoining: (ctx: Ctx): Outgoing => ({
    text: [
      ctx.t('conversation:help.joining'),
      ...(roleOf(ctx) === 'admin' ? [ctx.t('conversation:help.joiningAdmin')] : []),
    ].join('\n'),
  }),
  /** In the middle of a dialog: what the open question expects, then the way out. */
  helpInside: (expects: string, ctx: Ctx): Outgoing => ({
    text: ctx.t('conversation:help.inside', { expects }),
  }),
  stopped: (ctx: Ctx): Outgoing => ({ text: ctx.t('conversation:stopped') }),
  resumed: (ctx: Ctx): Outgoing => ({ text: ctx.t('conversation:resumed') }),
  privacy: (ctx: Ctx): Outgoing => ({
    text: ctx.t('conversation:privacy', {
      office: ctx.city.controller.office,
      contact: ctx.city.controller.contact,
    }),
  }),
  languageChanged: (ctx: Ctx): Outgoing => ({ text: ctx.t('conversation:languageChanged') }),
  offerPerson: (ctx: Ctx): Outgoing => ({
    text: ctx.t('conversation:offerPerson'),
    choices: [{ id: '=hubungi petugas', label: ctx.t('conversation:choice.person') }],
  }),
  offerResume: (dialog: string, ctx: Ctx): Outgoing => ({
    text: ctx.t('conversation:offerResume', { what: ctx.t(`conversation:dialogName.${dialog}`) }),
    choices: [
      { id: '=lanjut', label: ctx.t('conversation:choice.resume') },
      { id: '=batal', label: ctx.t('conversation:choice.cancel') },
    ],
  }),
  notUnderstood: (said: Said, ctx: Ctx): Outgoing => ({
    text: said.text
      ? ctx.t('conversation:notUnderstood', {
          text: said.text.length > 60 ? `${said.text.slice(0, 60)}…` : said.text,
        })
      : ctx.t('conversation:notUnderstoodSilent'),
    choices: menuChoices(ctx),
  }),
}

export function greetingIn(greeting: string, ctx: Ctx): string {
  const key = ['salam', 'pagi', 'siang', 'sore', 'malam'].includes(greeting) ? greeting : 'halo'
  return ctx.t(`conversation:greeting.${key}`)
}

const namesOf = (ctx: Ctx) => ctx.people.map((one) => one.name)

/** Who is served: the one who speaks, or everybody of a shared phone. */
const served = (ctx: Ctx) => (ctx.person ? [ctx.person] : ctx.people)

/** What decides on what is offered. A shared phone is offered what one of its people can do. */
function roleOf(ctx: Ctx): 'guest' | 'resident' | 'employee' | 'coordinator' | 'admin' {
  const people = served(ctx)
  if (people.length === 0) return 'guest'
  if (people.some((one) => has(one, 'admin'))) return 'admin'
  if (people.some((one) => has(one, 'koordinator'))) return 'coordinator'
  return people.some((one) => one.unitId !== null) ? 'employee' : 'resident'
}

/** Roles that somebody holds beside their own work: a line for each. */
function sideRoles(ctx: Ctx): ('petugas' | 'leader' | 'inspector')[] {
  const held = (role: string) => served(ctx).some((one) => has(one, role))
  return [
    ...(held('petugas') ? ['petugas' as const] : []),
    ...(held('pimpinan') ? ['leader' as const] : []),
    ...(held('pemeriksa') ? ['inspector' as const] : []),
  ]
}

/** What is being collected, as the city's profile names it; an admin's end of it is said when somebody gives. */
function giving({ city, now }: Ctx): { goods: string; unit: string; amount: number }[] {
  const today = now.toISOString().slice(0, 10)
  return city.campaigns
    .filter(({ firstDay, lastDay }) => firstDay <= today && (lastDay === null || lastDay >= today))
    .map(({ goods, unit, suggested }) => ({ goods, unit, amount: suggested }))
}

/** The nearest things that this person can do, at most five: more do not fit a small screen. */
export function menuChoices(ctx: Ctx): Choice[] {
  const choice = (typed: string, key: string): Choice => ({
    id: `=${typed}`,
    label: ctx.t(`conversation:choice.${key}`),
  })
  const give = giving(ctx)
    .slice(0, 1)
    .map(({ goods }) => ({ id: `=sedekah ${goods}`, label: ctx.t('conversation:choice.give', { goods }) }))
  const stock = served(ctx).some((one) => has(one, 'petugas')) ? [choice('stok', 'stock')] : []
  switch (roleOf(ctx)) {
    case 'admin':
    case 'coordinator':
      return [
        choice('kode', 'code'),
        choice('siapa belum hadir', 'missing'),
        choice('buat apel', 'newSession'),
        choice('pengumuman', 'announcements'),
        choice('layar', 'screens'),
      ]
    case 'employee':
      return [
        choice('jadwal', 'schedule'),
        choice('rekap saya', 'myRecord'),
        ...stock,
        ...give,
        choice('bantuan', 'help'),
      ]
    case 'resident':
      return [
        ...stock,
        ...give,
        choice('data saya', 'myData'),
        choice('privasi', 'privacy'),
        choice('bantuan', 'help'),
      ]
    case 'guest':
      return [choice('daftar', 'register'), ...give, choice('bantuan', 'help'), choice('privasi', 'privacy')]
  }
}
