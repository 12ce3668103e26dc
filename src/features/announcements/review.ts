import type { Tx } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import { enqueue, rowsFor } from '../../outbox/enqueue.ts'
import { inTongue, type Voice } from '../agenda/captioned.ts'
import { audit } from '../people/audit.ts'
import { byRef, type View } from './announcements.ts'
import { senderOf } from './begin.ts'

const LIMIT = 4_000
const DAYS = 3

/** An emergency asked nobody beforehand: afterwards the examiners, or else the admins, are asked to look at it. */
export async function askReview(tx: Tx, one: View, arrived: number, voice: Voice): Promise<void> {
  const sender = await senderOf(tx, one.createdBy)
  for (const { id, locale } of await reviewers(tx)) {
    const ask = (t: Translate) => ({
      text: t('announcements:review.ask', { ref: one.ref, name: sender.name, count: arrived }),
      choices: [{ id: `=sudah ditinjau ${one.ref}`, label: t('announcements:choice.reviewed') }],
    })
    await enqueue(
      tx,
      rowsFor(id, inTongue(ask, locale, voice), `a${one.id}/review/${id}`, LIMIT, { ttl: DAYS * 86_400 }),
    )
  }
}

/** @returns false when it is no emergency, or this person may not review it */
export async function reviewed(
  tx: Tx,
  ref: string,
  actor: { id: number; roles: { role: string }[] },
  now: Date,
): Promise<boolean> {
  const one = await byRef(tx, ref)
  if (one?.class !== 'darurat' || !actor.roles.some(({ role }) => role === 'pemeriksa' || role === 'admin'))
    return false
  await audit(tx, {
    ...{ at: now, actorId: actor.id, action: 'announcement.reviewed', subject: `announcement/${one.id}` },
  })
  return true
}

/** Where the examiners are reached; the admins where there is none. */
async function reviewers(tx: Tx): Promise<{ id: number; locale: string }[]> {
  const rows = await tx.$queryRaw<{ id: number; locale: string; role: string }[]>`
    SELECT DISTINCT ON (r.person_id) a.id, a.locale, r.role::text AS role FROM role r
    JOIN address_person ap ON ap.person_id = r.person_id
    JOIN address a ON a.id = ap.address_id AND a.blocked_at IS NULL
    WHERE r.role IN ('pemeriksa', 'admin') AND (r.until_at IS NULL OR r.until_at > now())
    ORDER BY r.person_id, r.role = 'pemeriksa' DESC, a.last_inbound_at DESC NULLS LAST`
  const examiners = rows.filter(({ role }) => role === 'pemeriksa')
  return examiners.length > 0 ? examiners : rows
}
