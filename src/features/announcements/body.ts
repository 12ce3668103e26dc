import type { Translate } from '../../lib/i18n.ts'
import type { Outgoing } from '../../message.ts'
import type { View } from './announcements.ts'

/** Who speaks: as it stands above and below every announcement. */
export type Sender = { name: string; unit: string }

/** The text may be as long as the shortest messenger takes, with what stands around it. */
export const MOST_TEXT = 3_000
export const MOST_CAPTION = 800

/** An announcement as its reader sees it, the same on every messenger: what kind, who says it, and how to ask back. */
export function bodyOf(
  one: Pick<View, 'class' | 'kind' | 'text' | 'ref' | 'attachment'>,
  { name, unit }: Sender,
  t: Translate,
): Outgoing {
  const head = one.kind === 'new' || one.kind === 'change' ? one.class : one.kind
  const lines = [
    t(`announcements:head.${head}`, { unit }),
    one.text,
    t('announcements:foot', { name, ref: one.ref }),
  ]
  const asks = one.class !== 'duka' && one.kind !== 'withdrawal'
  return {
    text: lines.join('\n\n'),
    ...(asks && { choices: [{ id: `=tanya ${one.ref}`, label: t('announcements:ask') }] }),
    ...(one.attachment && { attachment: one.attachment }),
  }
}

/** What stands in the place of an announcement that was corrected or withdrawn, where the messenger can change it. */
export function markedBody(
  original: Pick<View, 'text'>,
  kind: 'correction' | 'withdrawal',
  t: Translate,
): Outgoing {
  return {
    text:
      kind === 'withdrawal'
        ? t('announcements:withdrawn')
        : `${t('announcements:corrected')}\n\n${original.text}`,
  }
}
