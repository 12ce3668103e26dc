import type { Tx } from '../lib/db.ts'
import { ADDRESS_LOCK } from '../lib/locks.ts'
import type { Address } from '../message.ts'

/**
 * The same person under another name of the messenger (a phone number whose LID has become known): everything that the
 * old address has goes on under the new one. Doing it twice changes nothing.
 * @returns whether there was anything to move
 */
export async function adoptAddress(tx: Tx, from: Address, to: Address): Promise<boolean> {
  const rows = await tx.$queryRaw<{ id: number; externalId: string }[]>`
    SELECT id, external_id AS "externalId" FROM address
    WHERE channel = ${from.channel} AND external_id IN (${from.id}, ${to.id}) ORDER BY id`
  const old = rows.find((row) => row.externalId === from.id)
  if (!old) return false
  // No turn of either may run meanwhile; in one order, as everybody locks.
  for (const { id } of rows)
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${ADDRESS_LOCK}::int, ${id}::int)`
  const kept = rows.find((row) => row.externalId === to.id)
  if (!kept) await tx.$executeRaw`UPDATE address SET external_id = ${to.id} WHERE id = ${old.id}`
  else await merge(tx, old.id, kept.id)
  await tx.$executeRaw`
    UPDATE outbox SET external_id = ${to.id}
    WHERE address_id = ${kept?.id ?? old.id} AND external_id = ${from.id}
      -- In the halves that have an index.
      AND ((lane = 'reply' AND state IN ('queued', 'claimed', 'sending')) OR (lane <> 'reply' AND state = 'queued')
        OR (lane <> 'reply' AND state IN ('claimed', 'sending')))`
  return true
}

/** What says at which address it was said. */
const TALKED = 'inbox outbox check_in consent claim question announcement absence dispute'.split(' ')

/** Both have been used: what the newer one lacks comes from the older one. */
async function merge(tx: Tx, old: number, kept: number): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO address_person (address_id, person_id, how, at)
    SELECT ${kept}, person_id, how, at FROM address_person WHERE address_id = ${old} ON CONFLICT DO NOTHING`
  await tx.$executeRaw`
    UPDATE conversation SET address_id = ${kept}
    WHERE address_id = ${old} AND NOT EXISTS (SELECT 1 FROM conversation WHERE address_id = ${kept})`
  await tx.$executeRaw`
    UPDATE group_link SET address_id = ${kept}
    WHERE address_id = ${old} AND NOT EXISTS (SELECT 1 FROM group_link WHERE address_id = ${kept})`
  // The log of check-ins is never changed but for this.
  await tx.$executeRaw`SET LOCAL guyub.adopt = 'on'`
  for (const table of TALKED)
    await tx.$executeRawUnsafe(`UPDATE ${table} SET address_id = $1 WHERE address_id = $2`, kept, old)
  await tx.$executeRaw`
    UPDATE data_request SET address_ids = array_replace(address_ids, ${old}::int, ${kept}::int) WHERE ${old}::int = ANY(address_ids)`
  await tx.$executeRaw`
    UPDATE address k SET person_id = coalesce(k.person_id, o.person_id), phone = coalesce(k.phone, o.phone),
      notice_version = coalesce(k.notice_version, o.notice_version), opted_out_at = coalesce(k.opted_out_at, o.opted_out_at),
      first_seen_at = least(k.first_seen_at, o.first_seen_at), last_inbound_at = greatest(k.last_inbound_at, o.last_inbound_at)
    FROM address o WHERE k.id = ${kept} AND o.id = ${old}`
  await tx.$executeRaw`DELETE FROM address WHERE id = ${old}`
}
