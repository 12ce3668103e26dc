import type { Tx } from '../../lib/db.ts'
import { Prisma } from '../../lib/prisma/client.ts'

/** How long it is known who gave (docs/privasi.md): the ledger stays for ever, and never knew. */
const LINE_NAMES = '90 days'
const PLEDGE_PEOPLE = '13 months'

/**
 * Empties the names of givers in old lines, and who it was in pledges and weekly gifts that ended long ago.
 * @param most rows of each kind at a time
 * @returns rows emptied; fewer than `most`: nothing is left
 */
export async function forgetOldGivers(tx: Tx, most: number): Promise<number> {
  const lines = await tx.$executeRaw`
    UPDATE point_line SET giver = NULL WHERE id IN (
      SELECT id FROM point_line WHERE giver IS NOT NULL AND at < now() - ${LINE_NAMES}::interval LIMIT ${most})`
  const pledges = await tx.$executeRaw`
    UPDATE pledge SET giver = NULL, address_id = NULL, person_id = NULL WHERE id IN (
      SELECT id FROM pledge WHERE state <> 'open' AND ended_at < now() - ${PLEDGE_PEOPLE}::interval
        AND (giver IS NOT NULL OR address_id IS NOT NULL OR person_id IS NOT NULL) LIMIT ${most})`
  const series = await tx.$executeRaw`
    UPDATE pledge_series SET giver = NULL, address_id = NULL, person_id = NULL WHERE id IN (
      SELECT id FROM pledge_series WHERE ended_at < now() - ${PLEDGE_PEOPLE}::interval
        AND (giver IS NOT NULL OR address_id IS NOT NULL OR person_id IS NOT NULL) LIMIT ${most})`
  return Math.max(lines, pledges, series)
}

/** Chats that are known by what they gave, as SQL that selects their ids: they are forgotten by the rule above. */
export const givingChats = Prisma.sql`
  SELECT address_id FROM pledge WHERE address_id IS NOT NULL
  UNION SELECT address_id FROM pledge_series WHERE address_id IS NOT NULL`
