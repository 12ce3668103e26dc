import type { Ctx, Said } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { dayBounds, dayOf } from '../agenda/day.ts'
import { recordOf } from './my-record.ts'

/** "rekap saya": the month, or the span that was asked for. Not yet is never "absent". */
export async function myRecord(said: Said, ctx: Ctx): Promise<Outgoing[]> {
  const { people } = ctx
  if (people.length === 0)
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
  const from = text('date_from') ?? text('date') ?? `${today.slice(0, 7)}-01`
  const to = text('date_to') ?? text('date') ?? lastOfMonth(today)
  const blocks: string[] = []
  for (const person of people) {
    const lines = await recordOf(ctx.tx, person.id, dayBounds(from, zone).start, dayBounds(to, zone).end)
    const body = lines.map((line) =>
      ctx.t(
        `attendance:record.${line.status ?? (line.graceUntil <= ctx.now ? 'none' : dayOf(line.startsAt, zone) > today ? 'coming' : 'notYet')}`,
        {
          title: line.title,
          day: line.startsAt,
          at: line.countsAt,
        },
      ),
    )
    const head = ctx.t('attendance:record.head', {
      name: person.name,
      from: dayBounds(from, zone).start,
      to: dayBounds(to, zone).start,
    })
    blocks.push(
      [head, ...(body.length > 0 ? body.slice(0, 40) : [ctx.t('attendance:record.empty')])].join('\n'),
    )
  }
  return [{ text: blocks.join('\n\n') }]
}

function lastOfMonth(date: string): string {
  const [year = 0, month = 1] = date.split('-').map(Number)
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10)
}
