import type { Tx } from '../../lib/db.ts'
import type { Campaign } from '../goods/campaigns.ts'
import type { Line } from '../goods/stock.ts'
import type { PledgeView } from '../pledges/pledge.ts'
import type { DropPoint } from '../points/points.ts'

/** A line of which everything is known: it can be written. */
export type Wanted = {
  /** As it was typed. */
  text: string
  campaign: Campaign
  point: DropPoint
  kind: Line['kind']
  pledge: PledgeView | null
  giver: string | null
  /** Whole units, and broken ones. */
  amount: number
  broken: number
  recipients: number | null
  to: DropPoint | null
  /** "lagi" */
  again: boolean
}

/** Why a line was not written; the values are for its sentence (`points:problem.<why>`). */
export type Problem = {
  text: string
  why:
    | 'nothing'
    | 'amount'
    | 'zero'
    | 'measure'
    | 'brokenMore'
    | 'mistyped'
    | 'unknownCode'
    | 'tray'
    | 'trayBroken'
    | 'recipients'
    | 'place'
    | 'target'
    | 'whichPlace'
    | 'whichGoods'
    | 'samePlace'
    | 'notYours'
    | 'pointClosed'
    | 'campaignOver'
    | 'cut'
  values: Record<string, unknown>
}

/** What came in all, of which some may be broken. */
export const named = ({ amount, broken }: Pick<Wanted, 'amount' | 'broken'>): number => amount + broken

type Row = NonNullable<Awaited<ReturnType<Tx['pointLine']['findUnique']>>>

/** A row as the stock reads it. */
export function lineOf(row: Row): Line {
  const { id, campaignId, pointId, kind, pledgeId, amount, broken, toPointId, at, personId } = row
  return {
    id,
    campaignId,
    pointId,
    kind: kind as Line['kind'],
    pledgeId,
    amount,
    broken,
    toPointId,
    at,
    personId,
  }
}
