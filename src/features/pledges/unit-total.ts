import type { Tx } from '../../lib/db.ts'
import { readSetting, writeSetting } from '../settings/setting.ts'

/**
 * What a unit gave together. Giving is voluntary, and nobody's business at work: a total is shown only where the unit
 * agrees, only of what its givers themselves gave in its name, and only in steps of five givers. It is in no ranking
 * and in no award (docs/privasi.md).
 */

/** So many different people make a number that is about nobody. */
export const LEAST_GIVERS = 5

const settingOf = (unitId: number) => `pledges/unit/${unitId}`

/** Whether a unit lets its total be shown: its coordinator or an admin has said so, and it is no by default. */
export async function agrees(tx: Tx, unitId: number): Promise<boolean> {
  return (await readSetting(tx, settingOf(unitId))) === true
}

/** Keeps who agreed, or no longer does, and when; audited with what stood there before. */
export async function setAgreement(
  tx: Tx,
  unitId: number,
  agreed: boolean,
  actorId: number,
  at: Date,
): Promise<void> {
  await writeSetting(tx, settingOf(unitId), agreed, actorId, at)
}

/** What one gift brought, whole and broken, in units; who: any word that is the same for the same giver, null: unknown. */
type Gift = { who: string | null; amount: number }

/**
 * The part of the gifts that may be shown: as many, in their order, as fill groups of five different givers. A number
 * that moved with every gift would say what each of them brought to whoever watches it. Pure.
 * @returns null while there are fewer than five givers
 */
export function shownPart(gifts: Gift[]): { total: number; givers: number } | null {
  let shown: { total: number; givers: number } | null = null
  const all = new Set<string>()
  let group = new Set<string>()
  let total = 0
  for (const { who, amount } of gifts) {
    total += amount
    if (who === null) continue
    all.add(who)
    group.add(who)
    if (group.size < LEAST_GIVERS) continue
    shown = { total, givers: all.size }
    group = new Set()
  }
  return shown
}

/**
 * What a unit's people gave in its name, as far as it may be shown.
 * @param path of the unit; what was given in the name of a part of it counts as well
 * @returns null while fewer than five gave
 */
export async function unitTotal(
  tx: Tx,
  campaignId: number,
  path: string,
): Promise<{ total: number; givers: number } | null> {
  const gifts = await tx.$queryRaw<{ who: string | null; amount: bigint }[]>`
    SELECT coalesce('p' || p.person_id, 'a' || p.address_id) AS who,
      sum(CASE WHEN m.source = 'giver' THEN m.amount ELSE -m.amount END) AS amount
    FROM pledge p JOIN unit u ON u.id = p.unit_id JOIN movement m ON m.pledge_id = p.id
    WHERE p.campaign_id = ${campaignId} AND p.kind = 'unit' AND u.path LIKE ${path} || '%'
      AND (m.source = 'giver' OR m.target = 'giver')
    GROUP BY p.id
    HAVING sum(CASE WHEN m.source = 'giver' THEN m.amount ELSE -m.amount END) > 0
    ORDER BY min(m.id)`
  return shownPart(gifts.map(({ who, amount }) => ({ who, amount: Number(amount) })))
}
