import type { Tx } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import type { Sheet } from '../../lib/xlsx.ts'
import { LETTERS } from '../attendance/statuses.ts'
import { retretById } from '../retret/find-retret.ts'
import { rosterOf } from '../retret/roster.ts'
import { type Cell, safeRow } from './cells.ts'

/** The sessions of an activity that took place, or will. */
export async function sessionsOfRetret(tx: Tx, activityId: number): Promise<number[]> {
  const rows = await tx.session.findMany({
    where: { activityId, status: 'scheduled' },
    select: { id: true },
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
  })
  return rows.map(({ id }) => id)
}

/** A row for each participant, a column for each session, and whether it is completed; null when it is gone. */
export async function retretSheet(
  tx: Tx,
  activityId: number,
  path: string,
  t: Translate,
): Promise<Sheet | null> {
  const retret = await retretById(tx, activityId)
  if (!retret) return null
  const { sessions, people } = await rosterOf(tx, retret, [path])
  const titles = sessions.map(({ title, startsAt, mandatory, cancelled }) => {
    const name = mandatory ? t('retret:mandatory', { title }) : title
    const at = `${t('recap:file.date', { at: startsAt })} ${t('recap:file.time', { at: startsAt })}`
    return cancelled ? `${at} ${name}: ${t('retret:status.cancelled')}` : `${at} ${name}`
  })
  const rows = people.map(({ nip, name, unitName, statuses, completion: done }, n): Cell[] => [
    ...[n + 1, nip, name, unitName],
    ...statuses.map((status) => (status === null ? null : LETTERS[status])),
    ...[done.attended, done.of, done.mandatoryAttended, done.mandatoryOf, t(`retret:sheet.${done.result}`)],
  ])
  const column = (title: string, width: number) => ({ title, width })
  return {
    name: t('retret:sheet.name'),
    columns: [
      ...[
        column(t('recap:column.no'), 6),
        column(t('recap:column.nip'), 21),
        column(t('recap:column.name'), 30),
        column(t('recap:column.unit'), 30),
      ],
      ...safeRow(titles).map((title) => column(String(title), 16)),
      ...[column(t('retret:sheet.attended'), 10), column(t('retret:sheet.of'), 10)],
      ...[
        column(t('retret:sheet.mandatory'), 12),
        column(t('retret:sheet.mandatoryOf'), 12),
        column(t('retret:sheet.result'), 16),
      ],
    ],
    rows: rows.map(safeRow),
  }
}
