import type { Translate } from '../../lib/i18n.ts'
import type { Choice, Outgoing } from '../../message.ts'
import { type Policy, proofLines } from '../agenda/proof.ts'
import type { Coordinator, Member } from './audience.ts'

/** What the reminders say. A time is said in full, so that a message which comes late says nothing wrong. */

/** What a reminder about a session needs to know of it. */
export type About = {
  title: string
  place: string
  startsAt: Date
  opensAt: Date
  onTimeUntil: Date
  closesAt: Date
  /** Of several sessions: needed for completing them. */
  mandatory?: boolean
  /** The other sessions of that day of the same activity. */
  others?: { title: string; startsAt: Date; mandatory: boolean }[]
  /** What it takes as proof, and whether a code of the end is asked for. */
  proof: string
  closingFrom: Date | null
}

/** More names than this do not help on a phone; the rest is counted. */
const MOST_NAMES = 40
const FEW = 10

/** To somebody who must attend. `later`: may be put off once more. */
export function toMember(
  template: 'ahead' | 'missing' | 'later',
  about: About,
  { name, shared }: Pick<Member, 'name' | 'shared'>,
  t: Translate,
): Outgoing {
  const text = [memberText(template, about, t), ...dayOf(about, t)].join('\n')
  return {
    ...(template === 'missing' && TAKES_PLACE.has(about.proof)
      ? { ask: 'place' as const, askLabel: t('conversation:share.place') }
      : {}),
    text: shared ? `${t('reminders:forName', { name })}\n${text}` : text,
    choices: [
      choice('hadir', t('reminders:choice.here')),
      choice('izin', t('reminders:choice.excused')),
      ...(template === 'later' ? [] : [choice('nanti', t('reminders:choice.later'))]),
    ],
  }
}

const TAKES_PLACE = new Set(['place', 'code_or_place'])

/** What has to be sent is said where it is not the code alone. */
function memberText(template: 'ahead' | 'missing' | 'later', about: About, t: Translate): string {
  if (template === 'missing' && about.proof !== 'code')
    return t(`proof:remind.${about.proof as Exclude<Policy, 'code'>}`, values(about, t))
  return [t(`reminders:member.${template}`, values(about, t)), ...asked(about, t)].join(' ')
}

const asked = ({ proof, closingFrom }: About, t: Translate): string[] =>
  proofLines({ proof: proof as Policy, closing: closingFrom !== null }, t).map((line) => `${line}.`)

/** To a unit's group: nobody is named there. @param count who is still missing, where that is what it is about */
export function toGroup(template: 'ahead' | 'missing', about: About, count: number, t: Translate): Outgoing {
  const missing = template === 'missing' && about.proof !== 'code'
  const first = t(missing ? 'proof:remind.group' : `reminders:group.${template}`, {
    ...values(about, t),
    count,
  })
  const text = template === 'ahead' ? [first, ...asked(about, t)].join(' ') : first
  return { text: [text, ...dayOf(about, t)].join('\n') }
}

/** To a coordinator, who tells the people that no message reaches. */
export function toCoordinator(about: About, others: Member[], t: Translate): Outgoing {
  const away = others.filter((one) => one.optedOut)
  const text = [
    t('reminders:coordinator.ahead', values(about, t)),
    ...dayOf(about, t),
    ...(others.length > 0 ? [othersLine(others, away.length === 0, t)] : []),
    ...(away.length > 0 ? [t('reminders:coordinator.directly'), ...byUnit(away, t)] : []),
  ].join('\n')
  return { text }
}

/** Few of them are named: somebody has to tell just these. */
function othersLine(others: Member[], all: boolean, t: Translate): string {
  const names = others.map(({ name }) => name)
  return all && names.length <= FEW
    ? t('reminders:coordinator.othersNamed', { count: names.length, names })
    : t('reminders:coordinator.others', { count: names.length })
}

/** The list of names at the on-time limit: louder for the coordinator, not for the person. */
export function namesOf(about: About, missing: Member[], t: Translate): Outgoing {
  const away = missing.filter((one) => one.optedOut)
  const text = [
    t('reminders:names.head', { ...values(about, t), count: missing.length }),
    ...byUnit(missing, t),
    ...(away.length > 0
      ? [t('reminders:names.directly', { names: away.slice(0, MOST_NAMES).map((one) => one.name) })]
      : []),
  ].join('\n')
  return { text, choices: [choice('siapa belum hadir', t('reminders:choice.again'))] }
}

/** Of a list, those under a coordinator's units. */
export function under(paths: Coordinator['paths'], members: Member[]): Member[] {
  return members.filter(({ unitPath }) => paths.some((path) => unitPath.startsWith(path)))
}

function byUnit(members: Member[], t: Translate): string[] {
  const units = new Map<string, string[]>()
  for (const one of members.slice(0, MOST_NAMES))
    units.set(one.unitName, [...(units.get(one.unitName) ?? []), one.name])
  const lines = [...units].map(([unit, names]) => t('reminders:unit', { unit, names: names.join(', ') }))
  const rest = members.length - MOST_NAMES
  return rest > 0 ? [...lines, t('reminders:more', { count: rest })] : lines
}

/** Typed words: they mean the same however long the message stands there, and are answered by themselves where there are no buttons. */
const choice = (typed: string, label: string): Choice => ({ id: `=${typed}`, label })

const values = (
  { title, mandatory, place, startsAt, opensAt, onTimeUntil, closesAt }: About,
  t: Translate,
) => ({
  ...{
    title: mandatory ? t('retret:mandatory', { title }) : title,
    place,
    at: startsAt,
    opens: opensAt,
    until: onTimeUntil,
    closes: closesAt,
  },
})

/** What else there is on that day. */
const dayOf = ({ others = [] }: About, t: Translate): string[] =>
  others.length === 0
    ? []
    : [
        t('retret:alsoThen'),
        ...others.map(({ title, startsAt, mandatory }) =>
          t('retret:alsoLine', { at: startsAt, title: mandatory ? t('retret:mandatory', { title }) : title }),
        ),
      ]
