import type { Ctx, Said } from '../../conversation/dialog.ts'
import type { QuietSetting } from '../../lib/city.ts'
import type { Outgoing } from '../../message.ts'
import { has } from '../people/authority.ts'
import { leavesTime, QUIET, readQuiet } from './quiet-hours.ts'
import { changeQuiet, readQuietChange, wordsFor } from './read-quiet.ts'
import { writeSetting } from './setting.ts'

/** "jam tenang": when nobody is written to without having asked. */
export async function showQuiet(ctx: Ctx): Promise<Outgoing[]> {
  const setting = await readQuiet(ctx.tx, ctx.city)
  const how = has(ctx.person, 'admin') ? [ctx.t('settings:quiet.how')] : []
  return [{ text: [ctx.t('settings:quiet.now'), ...lines(setting, ctx), ...how].join('\n') }]
}

const YES = /\s+ya$/i

/**
 * "jam tenang 21.00 sampai 05.00": read back as it would be, and saved when the same comes with *ya* behind it, which is
 * what the button types. Admins only.
 */
export async function editQuiet(wish: string, said: Said, ctx: Ctx): Promise<Outgoing[]> {
  if (!has(ctx.person, 'admin') || !ctx.person) return [{ text: ctx.t('settings:notYours') }]
  const text = wish.replace(YES, '')
  const { when } = said.meaning
  const change = readQuietChange(text, when as Parameters<typeof readQuietChange>[1])
  if (!change) return [{ text: ctx.t('settings:quiet.unclear') }]
  const before = await readQuiet(ctx.tx, ctx.city)
  const after = changeQuiet(before, change)
  if (!leavesTime(after) || (change.what === 'ramadan' && change.to < change.from))
    return [{ text: ctx.t('settings:quiet.tooLong') }]
  if (!YES.test(wish)) {
    return [
      {
        text: [ctx.t('settings:quiet.would'), ...lines(after, ctx), ctx.t('settings:save')].join('\n'),
        choices: [
          { id: `=jam tenang ${wordsFor(change)} ya`, label: ctx.t('settings:choice.save') },
          { id: '=jam tenang', label: ctx.t('settings:choice.leave') },
        ],
      },
    ]
  }
  await writeSetting(ctx.tx, QUIET, after, ctx.person.id, ctx.now)
  return [{ text: [ctx.t('settings:quiet.saved'), ...lines(after, ctx)].join('\n') }]
}

function lines({ spans, ramadan }: QuietSetting, ctx: Ctx): string[] {
  const { t } = ctx
  const which = ({ days, season }: QuietSetting['spans'][number]) =>
    season
      ? t('settings:quiet.inRamadan')
      : days
        ? t('settings:quiet.onDays', { days: days.map((day) => t(`settings:day.${day}`)) })
        : t('settings:quiet.daily')
  return [
    ...spans.map((one) =>
      t('settings:quiet.line', {
        ...{ which: which(one), from: one.from, until: one.until, zone: ctx.city.zoneLabel },
      }),
    ),
    ...ramadan.map(({ from, to }) =>
      t('settings:quiet.ramadan', { from: new Date(`${from}T05:00:00Z`), to: new Date(`${to}T05:00:00Z`) }),
    ),
  ]
}
