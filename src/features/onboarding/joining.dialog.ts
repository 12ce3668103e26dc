import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { joiningBelow, joiningOf } from './joining.ts'
import { ownUnit } from './own-unit.dialog.ts'

const MOST_NAMES = 60
const MOST_UNITS = 60

/** "Dinkes 87 dari 112", and who the others are: for whoever coordinates them. */
export async function showJoining(name: string | null, ctx: Ctx): Promise<Outgoing[]> {
  const found = await ownUnit(name, '=siapa belum bergabung', ctx)
  if ('say' in found) return found.say
  const { unit } = found
  const { t } = ctx
  const { joined, all, missing } = await joiningOf(ctx.tx, unit.path)
  const values = { unit: unit.name, joined, count: all }
  if (all === 0) return [{ text: t('onboarding:joining.noRoster', values) }]
  if (missing.length === 0) return [{ text: t('onboarding:joining.all', values) }]
  const head = t('onboarding:joining.head', { ...values, missing: missing.length })
  const invite = [{ id: `=undang #${unit.id}`, label: t('onboarding:joining.invite') }]
  // Of a whole city the names fill no phone: first which units.
  if (unit.kind === 'kota') {
    const units = await joiningBelow(ctx.tx, unit.path)
    const lines = units
      .slice(0, MOST_UNITS)
      .map((one) => t('onboarding:joining.unit', { unit: one.name, joined: one.joined, count: one.all }))
    return [{ text: [head, ...lines, t('onboarding:joining.whichUnit')].join('\n') }]
  }
  const more = missing.length - MOST_NAMES
  return [
    {
      text: [
        head,
        ...missing.slice(0, MOST_NAMES).map((one) => `• ${one}`),
        ...(more > 0 ? [t('onboarding:joining.more', { count: more })] : []),
      ].join('\n'),
      choices: invite,
    },
  ]
}
