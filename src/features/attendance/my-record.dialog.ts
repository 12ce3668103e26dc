import type { Ctx, Said } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { dayBounds, dayOf, plusDays } from '../agenda/day.ts'
import { statusWithout } from '../check-in/judge.ts'
import { type RecordLine, recordOf } from './my-record.ts'
import type { Status } from './statuses.ts'

/** "rekap saya": the month, or the span that was asked for. Not yet is never "absent". */
export async function myRecord(said: Said, ctx: Ctx): Promise<Outgoing[]> {
  const { person } = ctx
  if (!person)
    return [
      {
        text: ctx.t('attendance:record.guest'),
        choices: [{ id: '=daftar', label: ctx.t('conversation:choice.register') }],
      },
    ]
  const { zone } = ctx.city
  const today = dayOf(ctx.now, zone)
  const text = (key: string) =>
    typeof said.meaning.slots[key] === 'string' ? (said.meaning.slots[key] as string) : null
  const asked = text('date_from') ?? text('date') ?? `${today.slice(0, 7)}-01`
  // "oktober" in November is the one that was: a record is never about so far ahead.
  const past = asked > plusDays(today, FAR_AHEAD) && !/\b20\d\d\b/.test(said.text)
  const from = past ? yearBefore(asked) : asked
  const until = text('date_to') ?? text('date') ?? lastOfMonth(today)
  const to = past ? yearBefore(until) : until
  const lines = await recordOf(ctx.tx, person.id, dayBounds(from, zone).start, dayBounds(to, zone).end)
  const body = lines.map((line) => {
    const open = dayOf(line.startsAt, zone) > today ? 'coming' : 'notYet'
    const status = line.status ?? statusWithout({ ...line, status: 'scheduled' }, ctx.now)
    return ctx.t(`attendance:record.${keyOf(status, line, open)}`, {
      title: line.title,
      day: line.startsAt,
      at: line.countsAt,
    })
  })
  const head = ctx.t('attendance:record.head', {
    name: person.name,
    from: dayBounds(from, zone).start,
    to: dayBounds(to, zone).start,
  })
  const shown = body.length > 0 ? body.slice(0, 40) : [ctx.t('attendance:record.empty')]
  return [{ text: [head, ...shown].join('\n') }]
}

/** Not recorded is said in the words of why, never as a status. */
function keyOf(status: Status | 'belum' | null, { disturbedAt }: RecordLine, open: string): string {
  if (status === null || status === 'belum') return open
  if (status === 'tanpa_keterangan') return 'none'
  return status === 'belum_dipastikan' ? (disturbedAt ? 'unsure' : 'unsureByList') : status
}

const FAR_AHEAD = 60
const yearBefore = (day: string): string => `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`

function lastOfMonth(date: string): string {
  const [year = 0, month = 1] = date.split('-').map(Number)
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10)
}
