import type { Tx } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import type { Outgoing } from '../../message.ts'
import { enqueue, rowsFor } from '../../outbox/enqueue.ts'
import { inTongue, type Voice } from '../agenda/captioned.ts'

export type Letter = { personId: number; message: (t: Translate) => Outgoing }

const LIMIT = 4_000
const CHUNK = 500
/** After that nobody needs to hear it; it stands in *rekap saya*. */
const TTL = 2 * 86_400

/**
 * Tells people something about themselves that they did not ask for: quietly, each on the messenger used last.
 * @param key with the person's id it makes each message once only
 * @returns the addresses that hear it
 */
export async function tellPeople(tx: Tx, letters: Letter[], key: string, voice: Voice): Promise<number[]> {
  if (letters.length === 0) return []
  const reached = await tx.$queryRaw<{ personId: number; addressId: number; locale: string }[]>`
    SELECT DISTINCT ON (ap.person_id) ap.person_id AS "personId", a.id AS "addressId", a.locale
    FROM address_person ap JOIN address a ON a.id = ap.address_id
    WHERE ap.person_id = ANY(${letters.map((one) => one.personId)}::int[])
      AND a.blocked_at IS NULL AND a.opted_out_at IS NULL AND a.last_inbound_at IS NOT NULL
    ORDER BY ap.person_id, a.last_inbound_at DESC, a.id`
  const of = new Map(letters.map((one) => [one.personId, one.message]))
  const rows = reached.flatMap(({ personId, addressId, locale }) => {
    const message = of.get(personId)
    if (!message) return []
    return rowsFor(addressId, inTongue(message, locale, voice), `${key}/${personId}`, LIMIT, {
      ...{ lane: 'reminder' as const, ttl: TTL, recipient: `person/${personId}`, topic: key },
    })
  })
  for (let n = 0; n < rows.length; n += CHUNK) await enqueue(tx, rows.slice(n, n + CHUNK))
  return reached.map((one) => one.addressId)
}
