import type { City } from '../../lib/city.ts'
import type { Translate } from '../../lib/i18n.ts'
import { dayOf, shownDay } from '../agenda/day.ts'
import type { Absence } from './absences.ts'
import { holidaysWithin } from './touched.ts'

/** More of a long leave do not help on a phone; the rest is counted. */
const MOST_SESSIONS = 4
const MOST_HOLIDAYS = 3

type When = Pick<Absence, 'fromAt' | 'untilAt' | 'sessionId' | 'title' | 'startsAt'>

/** The first and the last day of it. */
export function daysOf({ fromAt, untilAt }: Pick<Absence, 'fromAt' | 'untilAt'>, zone: string) {
  return { from: dayOf(fromAt, zone), to: dayOf(new Date(untilAt.getTime() - 1), zone) }
}

/** "Senin, 30 November 2026 – Rabu, 2 Desember 2026", or the session that it is about. */
export function whenWords(absence: When, zone: string, t: Translate): string {
  if (absence.title !== null && absence.startsAt !== null)
    return t('absence:when.session', { title: absence.title, at: absence.startsAt })
  const { from, to } = daysOf(absence, zone)
  return from === to
    ? t('absence:when.day', { day: shownDay(from) })
    : t('absence:when.range', { from: shownDay(from), to: shownDay(to) })
}

export const kindWord = (kind: string, t: Translate): string => t(`absence:kind.${kind}`)

/** "Sakit, Senin, 30 November 2026": what it is called in every sentence about it. */
export const nameOfLeave = (absence: When & Pick<Absence, 'kind'>, zone: string, t: Translate): string =>
  t('absence:name', { kind: kindWord(absence.kind, t), when: whenWords(absence, zone, t) })

/** What a request is, line by line: for whoever asks and for whoever decides. */
export function linesOf(
  absence: When & Pick<Absence, 'kind' | 'note'>,
  sessions: { title: string; startsAt: Date }[],
  city: City,
  t: Translate,
): string[] {
  const { from, to } = daysOf(absence, city.zone)
  const holidays = absence.sessionId === null ? holidaysWithin(city, from, to) : []
  return [
    t('absence:headline', {
      kind: kindWord(absence.kind, t),
      when: whenWords(absence, city.zone, t),
    }),
    ...(absence.note ? [t('absence:note', { note: absence.note })] : []),
    ...(absence.sessionId === null ? [touchedWords(sessions, t)] : []),
    ...(holidays.length > 0
      ? [
          t('absence:holidays', {
            count: holidays.length,
            names: holidays
              .slice(0, MOST_HOLIDAYS)
              .map(({ day, name }) => t('absence:holiday', { name, day: shownDay(day) })),
          }),
        ]
      : []),
  ]
}

function touchedWords(sessions: { title: string; startsAt: Date }[], t: Translate): string {
  if (sessions.length === 0) return t('absence:touches.none')
  const names = sessions
    .slice(0, MOST_SESSIONS)
    .map(({ title, startsAt }) => t('absence:touches.one', { title, at: startsAt }))
  const more = sessions.length - names.length
  const list = more > 0 ? [...names, t('absence:touches.more', { count: more })] : names
  return t('absence:touches.some', { count: sessions.length, list })
}
