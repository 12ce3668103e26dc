import type { Tx } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import type { Outgoing } from '../../message.ts'
import { enqueue, rowsFor } from '../../outbox/enqueue.ts'
import { inTongue, type Voice } from '../agenda/captioned.ts'
import { decidersFor } from '../people/claim.ts'
import type { Due } from './fire.ts'

/** More of one unit are said in one message: a whole unit may have asked on one morning. */
const ONE_BY_ONE = 3

/** An approval still waits: whoever decides for the unit hears of it again, with the buttons that decide. */
export async function fireClaim(tx: Tx, due: Due, voice: Voice, now: Date): Promise<number | null> {
  const claim = await tx.claim.findUnique({ where: { id: Number(due.subject.split('/')[1]) } })
  if (claim?.status !== 'open') return null
  const person = await tx.person.findUniqueOrThrow({ where: { id: claim.personId } })
  const unit = await tx.unit.findUniqueOrThrow({ where: { id: claim.unitId } })
  const deciders = await decidersFor(tx, claim.unitId, now)
  const addresses = await tx.address.findMany({
    where: {
      id: { in: deciders.flatMap((one) => one.addressIds) },
      lastInboundAt: { not: null },
      optedOutAt: null,
    },
    orderBy: { lastInboundAt: 'desc' },
  })
  const ttl = Math.round((due.expiresAt.getTime() - now.getTime()) / 1_000)
  const waiting = await tx.claim.count({ where: { unitId: unit.id, status: 'open' } })
  const many = waiting > ONE_BY_ONE
  const day = due.fireAt.toISOString().slice(0, 10)
  const about = many ? `claims/${unit.id}/${day}` : due.subject
  const all = (t: Translate): Outgoing => ({
    text: t('onboarding:waiting.many', { count: waiting, unit: unit.name }),
    choices: [{ id: '=pendaftaran', label: t('onboarding:waiting.show') }],
  })
  const one = (t: Translate): Outgoing => ({
    text: t('reminders:claim', { name: person.name, unit: unit.name, at: claim.createdAt }),
    choices: [
      { id: `=setujui ${claim.ref}`, label: t('reminders:choice.approve') },
      { id: `=tolak ${claim.ref}`, label: t('reminders:choice.refuse') },
    ],
  })
  const rows = deciders.flatMap(({ personId, addressIds }) => {
    const address = addresses.find(({ id }) => addressIds.includes(id))
    if (!address) return []
    const to = `coordinator/${personId}`
    return rowsFor(
      address.id,
      inTongue(many ? all : one, address.locale, voice),
      `reminder/${many ? about : due.id}/${to}`,
      4_000,
      {
        ...{ lane: 'reminder', recipient: to, topic: about, ttl },
      },
    )
  })
  return enqueue(tx, rows)
}
