import type { Trace } from './deps.ts'
import type { View } from './view.ts'

/** Verdicts with a sentence of their own; anything else is told as "recorded". */
const VERDICTS = new Set([
  'accepted',
  'old_code',
  'unseen_code',
  'other_unit_code',
  'too_early',
  'closed',
  'needs_code',
])
const TABLES = new Set([
  'session',
  'screen',
  'person',
  'address_person',
  'claim',
  'consent',
  'role',
  'one_time_code',
])

const fieldOf = (row: Trace['rows'][number], name: string) =>
  row.fields.find(([field]) => field === name)?.[1]

/** One line of what a message did: "kept in the inbox at 07.13.05 → check-in recorded as present → 1 reply sent". */
export function storyOf({ at, rows }: Trace, t: View['t'], zone: string): string {
  const seconds = new Intl.DateTimeFormat('id-ID', { timeStyle: 'medium', timeZone: zone }).format(at)
  const parts = [t('web:trace.kept', { at: seconds })]
  const attendance = rows.find(({ table }) => table === 'attendance')
  for (const row of rows) {
    if (row.table === 'check_in') {
      const verdict = fieldOf(row, 'verdict') ?? ''
      const status = verdict === 'accepted' && attendance ? fieldOf(attendance, 'status') : null
      if (status === 'hadir' || status === 'terlambat') parts.push(t(`web:trace.status.${status}`))
      else parts.push(t(`web:trace.verdict.${VERDICTS.has(verdict) ? verdict : 'other'}`))
    } else if (TABLES.has(row.table)) parts.push(t(`web:trace.table.${row.table}`))
  }
  const sent = rows.filter((row) => row.table === 'outbox' && fieldOf(row, 'state') === 'sent').length
  parts.push(sent > 0 ? t('web:trace.sent', { count: sent }) : t('web:trace.waiting'))
  return parts.join(' → ')
}

/** The rows of one message, table by table, as they stand in the database (masked as the logs are). */
export function Stored({ view, trace }: { view: View; trace: Trace | undefined }) {
  const { t } = view
  if (!trace) return <p class="fine">{t('web:demo.storedNone')}</p>
  return (
    <>
      <p>{storyOf(trace, t, view.city.zone)}</p>
      {trace.rows.map((row) => (
        <table>
          <caption>{t('web:demo.row', { table: row.table, id: row.id })}</caption>
          <tbody>
            {row.fields.map(([name, value]) => (
              <tr>
                <th scope="row">{name}</th>
                <td>{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </>
  )
}
