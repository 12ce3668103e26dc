import type { Translate } from '../../lib/i18n.ts'
import { maskNip } from '../people/nip.ts'
import { maskPhone } from '../people/phone.ts'
import { type Field, hoursLeft, type Waiting } from './requests.ts'

/** What somebody wants to be another one, as a message may say it: a NIP and a phone are masked. */
export function shownValue(field: Field, value: string): string {
  if (field === 'nip') return maskNip(value)
  return field === 'phone' ? maskPhone(value) : value
}

/** "sisa 41 jam", "lewat 3 jam". */
export function clockWords(dueAt: Date, now: Date, t: Translate): string {
  const hours = hoursLeft(dueAt, now)
  return dueAt > now ? t('rights:clock.left', { hours }) : t('rights:clock.late', { hours: -hours })
}

/** A request as whoever decides reads it: what, of whom, instead of what, how long. */
export function requestWords(one: Waiting, now: Date, t: Translate): string {
  const { field, name, nip, unitName, value, ref } = one
  const was = field === 'nip' ? (nip ? maskNip(nip) : '–') : field === 'unit' ? (unitName ?? '–') : null
  return t(was === null ? 'rights:request.line' : 'rights:request.lineWas', {
    ...{ ref, name, unit: unitName ?? '–', field: t(`rights:field.${field}`), was },
    ...{ value: shownValue(field, value ?? ''), clock: clockWords(one.dueAt, now, t) },
  })
}

/** The request with what stands above it, and how to answer: stars of a line are not written inside another sentence. */
export function letterWords(head: string, one: Waiting, now: Date, t: Translate): string {
  return [t(head), requestWords(one, now, t), t('rights:request.reply', { ref: one.ref })].join('\n')
}
