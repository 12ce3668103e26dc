import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { bodyOf } from './body.ts'
import { refOf, type State, stepOf } from './compose-state.ts'
import { planOf } from './plan.dialog.ts'
import { previewOf } from './preview.dialog.ts'

/** The open question of a draft; before it is sent, all that will happen. */
export async function question(state: State, ctx: Ctx): Promise<Outgoing[]> {
  const { t } = ctx
  switch (stepOf(state)) {
    case 'text':
      return [
        {
          text: t(
            state.attachment
              ? 'announcements:compose.caption'
              : `announcements:compose.text.${state.kind === 'new' ? state.class : state.kind}`,
          ),
        },
      ]
    case 'audience':
      return [
        {
          text: t('announcements:compose.audience'),
          choices: [
            { id: 'all', label: t('announcements:compose.all') },
            { id: 'coordinators', label: t('announcements:compose.coordinators') },
            { id: 'absent', label: t('announcements:compose.absent') },
          ],
        },
      ]
    case 'start':
      return [
        {
          text: t('announcements:compose.start'),
          choices: [{ id: 'now', label: t('announcements:compose.now') }],
        },
      ]
    case 'expiry':
      return [{ text: t('announcements:compose.expiry') }]
    case 'confirm': {
      const plan = await planOf(state, ctx)
      const shown = bodyOf(
        {
          ...{ class: state.class, kind: state.kind, text: state.text ?? '', ref: '····' },
          // What lies with another messenger cannot be shown here.
          attachment: state.attachment?.channel === ctx.address.channel ? refOf(state.attachment) : null,
        },
        plan.sender,
        t,
      )
      const { choices: __, ...bare } = shown
      return [bare, ...previewOf(state, plan, shown, ctx)]
    }
  }
}
