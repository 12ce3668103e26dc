import type { Tx } from '../../lib/db.ts'
import { findUnits } from '../people/units.ts'
import type { PointDraft } from './change-point.ts'

/**
 * What a point is by its name, and whose petugas work there: a posyandu's and a lurah's those of the kelurahan, an office's
 * its own; anything else is the kelurahan's.
 * @param areaId the kelurahan
 */
export async function kindOfPoint(
  tx: Tx,
  name: string,
  areaId: number,
): Promise<Pick<PointDraft, 'kind' | 'unitId'>> {
  if (/^posyandu\b/i.test(name)) return { kind: 'posyandu', unitId: areaId }
  if (/^(kantor\s+)?(kelurahan|lurah)\b/i.test(name)) return { kind: 'kelurahan', unitId: areaId }
  const [office, second] = await findUnits(tx, name.replace(/^kantor\s+/i, ''), ['opd'])
  return { kind: 'opd', unitId: office && !second ? office.id : areaId }
}
