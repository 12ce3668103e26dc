import { allCampaigns, seedCampaigns } from '../../../src/features/goods/campaigns.ts'
import { seedCity } from '../../../src/features/people/seed-city.ts'
import { allPoints, seedPoints } from '../../../src/features/points/points.ts'
import { loadCity } from '../../../src/lib/city.ts'
import { transaction } from '../../../src/lib/db.ts'
import { testDatabase } from '../../support/database.ts'

/** Pangkalpinang with its campaign and its points, on a database of its own; somebody to write, somebody to give. */
export async function pledgeCity() {
  const { db, url, close } = await testDatabase()
  const city = loadCity('pangkalpinang')
  const units = await seedCity(db, city)
  await transaction(db, async (tx) => {
    await seedCampaigns(tx, city)
    await seedPoints(tx, city, units)
  })
  const [campaign] = await allCampaigns(db.prisma)
  if (!campaign) throw new Error('the city has no campaign')
  const points = await allPoints(db.prisma)
  const point = (name: string) => {
    const found = points.find((one) => one.name === name)
    if (!found) throw new Error(`no point ${name}`)
    return found
  }
  const petugas = await db.prisma.person.create({ data: { name: 'Kader Ani', status: 'active' } })
  const at = new Date('2026-11-27T08:00:00+07:00')
  const address = await db.prisma.address.create({
    data: { channel: 'webchat', externalId: 'donatur', firstSeenAt: at },
  })
  return { db, url, close, city, units, campaign, points, point, petugas, address, at }
}
