import type { City } from '../../lib/city.ts'
import { type Db, type Tx, transaction } from '../../lib/db.ts'
import { forgetSeeding, seedHolidays } from '../agenda/holidays.ts'
import { seedCampaigns } from '../goods/campaigns.ts'
import { seedPoints } from '../points/points.ts'
import { seedVenues } from '../venues/venues.ts'
import { CAST, type DemoCast, fillDemo } from './cast.ts'
import { forgetOffset } from './time.ts'

const EPOCH = 'demo-epoch'
/** What the program needs to be itself: the city's units, which mode this is, who holds what. */
const KEPT = ['meta', 'unit', 'lease', '_prisma_migrations']

/** Real data is never thrown away by a button. */
class NotADemo extends Error {}

export async function demoEpoch(db: Pick<Db, 'prisma'>): Promise<number> {
  const row = await db.prisma.meta.findUnique({ where: { key: EPOCH } })
  return Number(row?.value ?? 0)
}

/**
 * The city as at its first start, in one transaction: a kill leaves the old demo or the new one. Turns and deliveries
 * that are under way find nothing of theirs any more, and end quietly. Row ids go on, so that nothing new can be taken
 * for something old.
 * @throws NotADemo when this database is not marked as a demo, whatever the caller believes
 */
export async function resetDemo(
  db: Pick<Db, 'prisma'>,
  city: City,
  units: Map<string, number>,
  now: Date,
): Promise<DemoCast> {
  return transaction(db, async (tx) => {
    const mode = await tx.meta.findUnique({ where: { key: 'mode' } })
    if (mode?.value !== 'demo') throw new NotADemo('This database is not a demo; nothing was reset.')
    await empty(tx)
    await forgetOffset(tx)
    await forgetSeeding(tx)
    await seedHolidays(tx, city.holidays, now)
    await seedCampaigns(tx, city)
    await seedPoints(tx, city, units)
    await seedVenues(tx, city)
    await tx.meta.deleteMany({ where: { key: CAST } })
    const epoch = String(Number((await tx.meta.findUnique({ where: { key: EPOCH } }))?.value ?? 0) + 1)
    await tx.meta.upsert({
      where: { key: EPOCH },
      create: { key: EPOCH, value: epoch },
      update: { value: epoch },
    })
    return fillDemo(tx, city, units, now)
  })
}

async function empty(tx: Tx): Promise<void> {
  const tables = await tx.$queryRaw<{ name: string }[]>`
    SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL(${KEPT}::text[])`
  await tx.$executeRawUnsafe(`TRUNCATE ${tables.map(({ name }) => name).join(', ')}`)
}
