import type { City } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import type { Outgoing } from '../../message.ts'
import { linesOf } from './absence-words.ts'
import type { Absence } from './absences.ts'
import { touchedBy } from './touched.ts'

/** What whoever decides reads: who, what, when, why, how many sessions, and the words that decide. */
export async function approvalOf(tx: Tx, absence: Absence, city: City): Promise<(t: Translate) => Outgoing> {
  const sessions = await sessionsOf(tx, absence, city)
  return (t) => ({
    text: [
      t('absence:approve.head', { name: absence.name, unit: absence.unitName }),
      ...linesOf(absence, sessions, city, t),
      ...(sentLate(absence, sessions) ? [t('absence:approve.late', { at: absence.askedAt })] : []),
      ...(absence.letter ? [t('absence:approve.letter')] : []),
      ...(absence.letterComes ? [t('absence:approve.letterComes')] : []),
      t('absence:approve.how', { ref: absence.ref }),
    ].join('\n'),
    choices: [...decisions(absence, t), ...(absence.letter ? [look(absence, t)] : [])],
  })
}

const decisions = ({ ref }: Absence, t: Translate) => [
  { id: `=setujui ${ref}`, label: t('absence:choice.approve') },
  { id: `=tolak ${ref}`, label: t('absence:choice.refuse') },
  { id: `=tanya ${ref}`, label: t('absence:choice.ask') },
]

export const look = ({ ref }: Pick<Absence, 'ref'>, t: Translate) => ({
  id: `=lihat surat ${ref}`,
  label: t('absence:choice.look'),
})

/** The sessions that it is about. */
export async function sessionsOf(tx: Tx, absence: Absence, city: City): Promise<Touched[]> {
  const { personId, unitPath, fromAt, untilAt, title, startsAt, closesAt } = absence
  return title !== null && startsAt !== null && closesAt !== null
    ? [{ title, startsAt, closesAt }]
    : touchedBy(tx, city, { id: personId, unitPath }, fromAt, untilAt)
}

type Touched = { title: string; startsAt: Date; closesAt: Date }

/** Said only after the first session that it is about had closed. */
function sentLate({ askedAt }: Pick<Absence, 'askedAt'>, [first]: Touched[]): boolean {
  return first !== undefined && first.closesAt < askedAt
}
