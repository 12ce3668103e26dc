import type { Tx } from '../../lib/db.ts'
import { dayText } from '../goods/campaigns.ts'
import type { QrCard } from './qr-card.ts'
import { lineOf } from './qr-card.ts'

/**
 * What the QR of an open pledge shows.
 * @param opens makes an address of a petugas's line
 * @returns null when there is no such pledge, or it is over
 */
export async function qrCardOf(
  tx: Tx,
  code: string,
  opens: (line: string) => string,
): Promise<QrCard | null> {
  const row = await tx.pledge.findUnique({ where: { code }, include: { campaign: true, point: true } })
  if (row?.state !== 'open') return null
  const { goods, unit } = row.campaign
  return {
    ...{ code, amount: row.amount, goods, unit, point: row.point?.name ?? null },
    ...{ day: row.day && dayText(row.day), opens: opens(lineOf({ code, amount: row.amount })) },
  }
}
