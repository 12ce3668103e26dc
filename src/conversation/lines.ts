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
  greeting: (greeting: string, ctx: Ctx): Outgoing => ({ text: greetingIn(greeting, ctx) }),
  notInGroups: (ctx: Ctx): Outgoing => ({ text: ctx.t('conversation:notInGroups') }),
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
        ? ctx.t('conversation:menu.shared', { names: ctx.people.map((one) => one.name).join(', ') })
        : ctx.t('conversation:menu.guest', { city: ctx.city.name }),
    choices: menuChoices(ctx),
  }),
  help: (ctx: Ctx): Outgoing => ({
    text: ctx.t(`conversation:help.${has(ctx.person, 'admin') ? 'admin' : helpFor(ctx)}`),
  }),
  stopped: (ctx: Ctx): Outgoing => ({ text: ctx.t('conversation:stopped') }),
  resumed: (ctx: Ctx): Outgoing => ({ text: ctx.t('conversation:resumed') }),
  privacy: (ctx: Ctx): Outgoing => ({
    text: ctx.t('conversation:privacy', {
      office: ctx.city.controller.office,
      contact: ctx.city.controller.contact,
    }),
  }),
  languageChanged: (ctx: Ctx, locale: string): Outgoing => ({
    text: ctx.t('conversation:languageChanged', { lng: locale }),
  }),
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

function helpFor(ctx: Ctx): 'guest' | 'resident' | 'employee' | 'coordinator' {
  if (has(ctx.person, 'koordinator') || has(ctx.person, 'admin')) return 'coordinator'
  if (!ctx.person) return 'guest'
  return ctx.person.unitId === null ? 'resident' : 'employee'
}

/** The nearest things that this person can do, at most five: more do not fit a small screen. */
export function menuChoices(ctx: Ctx): Choice[] {
  const choice = (typed: string, key: string): Choice => ({
    id: `=${typed}`,
    label: ctx.t(`conversation:choice.${key}`),
  })
  switch (helpFor(ctx)) {
    case 'coordinator':
      return [
        choice('kode', 'code'),
        choice('siapa belum hadir', 'missing'),
        choice('buat apel', 'newSession'),
        choice('layar', 'screens'),
        choice('rekap saya', 'myRecord'),
      ]
    case 'employee':
      return [choice('jadwal', 'schedule'), choice('rekap saya', 'myRecord'), choice('bantuan', 'help')]
    case 'resident':
      return [choice('jadwal', 'schedule'), choice('privasi', 'privacy'), choice('bantuan', 'help')]
    case 'guest':
      return [choice('daftar', 'register'), choice('bantuan', 'help'), choice('privasi', 'privacy')]
  }
}
