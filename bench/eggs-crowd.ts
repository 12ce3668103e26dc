import { NOTICE_VERSION } from '../src/conversation/converse.ts'
import { allCampaigns, seedCampaigns } from '../src/features/goods/campaigns.ts'
import { seedCity } from '../src/features/people/seed-city.ts'
import { pledgeGoods } from '../src/features/pledges/pledge.ts'
import { allPoints, seedPoints } from '../src/features/points/points.ts'
import { loadCity } from '../src/lib/city.ts'
import { type Db, transaction } from '../src/lib/db.ts'
import { migrate } from '../src/lib/migrate.ts'
import { markMode } from '../src/lib/mode.ts'
import { ADDRESS_NAMES, FIRST } from './crowd.ts'

/** Who gives and who receives on a Friday. Everybody's number is person, address and user at once, as in crowd.ts. */
export type EggCrowd = {
  campaignId: number
  /** Users who receive, each at a point of its own, and a second one there who agrees to corrections. */
  petugas: { user: number; second: number; point: { id: number; name: string } }[]
  /** Users who have promised something before: code and amount. */
  promised: { user: number; code: string; amount: number }[]
  /** Users who will; nobody knows them yet. */
  donors: { first: number; count: number }
}

type Messenger = keyof typeof ADDRESS_NAMES
/** Two petugas of a point share a messenger; the others take turns. */
export const channelOf = (user: number, channels: Messenger[]): Messenger =>
  channels[((user - FIRST) >> 1) % channels.length] as Messenger

const POINTS = 8
/** Whoever receives stands before whoever gives. */
const GIVERS = 1_000

/**
 * Migrates, seeds the city with its campaign and points, two petugas for each of some points, and so many open pledges.
 * @param donors addresses beyond those who have promised; they have read the notice, and have said nothing yet
 */
export async function seedEggs(
  db: Db,
  { promised, donors }: { promised: number; donors: number },
  channels: Messenger[] = ['telegram'],
): Promise<EggCrowd> {
  await migrate(db)
  await markMode(db, 'real')
  const city = loadCity('pangkalpinang')
  const units = await seedCity(db, city)
  await transaction(db, async (tx) => {
    await seedCampaigns(tx, city)
    await seedPoints(tx, city, units)
  })
  const { prisma } = db
  const [campaign] = await allCampaigns(prisma)
  if (!campaign) throw new Error('the city has no campaign')
  const all = await allPoints(prisma)
  // Where somebody works at one point, nothing is asked; an office's name may mean who gives.
  const points = all
    .filter(({ kind }) => kind !== 'opd')
    .filter(({ id, unitPath }) => !all.some((one) => one.id !== id && one.unitPath.startsWith(unitPath)))
    .slice(0, POINTS)
  const addresses = (first: number, count: number) =>
    prisma.address.createMany({
      data: Array.from({ length: count }, (_, n) => {
        const channel = channelOf(FIRST + first + n, channels)
        const { before, from, after } = ADDRESS_NAMES[channel]
        return {
          ...{ id: FIRST + first + n, channel, externalId: `${before}${from + first + n}${after}` },
          ...{ firstSeenAt: new Date(), lastInboundAt: new Date(), noticeVersion: NOTICE_VERSION },
        }
      }),
    })
  const petugas = points.map((point, n) => ({ user: FIRST + 2 * n, second: FIRST + 2 * n + 1, point }))
  await addresses(0, 2 * petugas.length)
  for (const { user, second, point } of petugas) {
    for (const [n, id] of [user, second].entries()) {
      const name = `Kader ${['Utama', 'Kedua'][n]} ${point.name}`
      await prisma.person.create({ data: { id, name, status: 'active' } })
      await prisma.role.create({
        data: {
          personId: id,
          role: 'petugas',
          unitId: point.unitId,
          from: new Date(Date.now() - 86_400_000),
        },
      })
      await prisma.$executeRaw`UPDATE address SET person_id = ${id} WHERE id = ${id}`
      await prisma.$executeRaw`
        INSERT INTO address_person (address_id, person_id, how, at) VALUES (${id}, ${id}, 'code', now() - interval '30 days')`
    }
  }
  await addresses(GIVERS, promised + donors)
  const made: EggCrowd['promised'] = []
  const at = new Date(Date.now() - 3_600_000)
  for (let done = 0; done < promised; done += 200) {
    await transaction(db, async (tx) => {
      for (let n = done; n < Math.min(promised, done + 200); n++) {
        const user = FIRST + GIVERS + n
        const amount = 2 + (n % 29)
        const { code } = await pledgeGoods(
          tx,
          {
            ...{ campaignId: campaign.id, addressId: user, personId: null, kind: 'self', unitId: null },
            ...{ giver: null, anonymous: true, amount, pointId: points[n % points.length]?.id ?? null },
            ...{ day: null, news: false, inboxId: null },
          },
          at,
        )
        made.push({ user, code, amount })
      }
    })
  }
  await db.session((own) => own.script('ANALYZE'))
  return {
    campaignId: campaign.id,
    petugas: petugas.map(({ point: { id, name }, ...one }) => ({ ...one, point: { id, name } })),
    promised: made,
    donors: { first: FIRST + GIVERS + promised, count: donors },
  }
}

/** A number as a name: of people who bring something, none of them twice. */
export const nameOf = (n: number): string =>
  `Bu Z${String(n).replace(/\d/g, (digit) => 'abdeimnrsu'[Number(digit)] ?? '')}`
