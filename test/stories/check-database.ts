import { NOTICE_VERSION } from '../../src/conversation/converse.ts'
import { balanceOf } from '../../src/features/goods/ledger.ts'
import { pledgeGoods } from '../../src/features/pledges/pledge.ts'
import { type Cast, unitNamed } from './cast.ts'
import { PLACE } from './hand.ts'
import type { Stage } from './stage.ts'

/** "basis data: …": what no conversation shows. README.md lists the orders. */
export async function checkDatabase(stage: Stage, cast: Cast, order: string): Promise<void> {
  const { prisma } = stage.db
  const absent = order === 'tidak ada koordinat' ? undefined : /^tidak ada (.+)$/.exec(order)?.[1]
  if (absent) {
    const tables = await prisma.$queryRaw<{ name: string }[]>`
      SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`
    for (const { name } of tables) {
      const rows = await prisma.$queryRawUnsafe<{ found: boolean }[]>(
        `SELECT EXISTS (SELECT 1 FROM "${name}" x WHERE position($1 IN x::text) > 0) AS found`,
        absent,
      )
      if (rows[0]?.found) throw new Error(`  "${absent}" stands in ${name}`)
    }
    return
  }
  if (order === 'tidak ada koordinat') {
    const kept = await prisma.checkInPlace.count({ where: { NOT: { latitude: null } } })
    const inbox = await prisma.$queryRaw<{ kept: boolean }[]>`
      SELECT EXISTS (SELECT 1 FROM inbox WHERE coalesce((payload -> 'place' ->> 'latitude')::float8, 0) <> 0) AS kept`
    if (kept > 0 || inbox[0]?.kept) throw new Error('  positions are still there')
    return
  }
  const [, where, north = '0'] = /^letak (.+?)(?: (\d+) m)?$/.exec(order) ?? []
  if (where) {
    const data = { ...PLACE, latitude: PLACE.latitude + Number(north) / 111_195 }
    const { count } = await prisma.venue.updateMany({ where: { name: where }, data })
    if (count !== 1) throw new Error(`  there is no ${where}`)
    return
  }
  const groups = /^(\d+) grup menerima$/.exec(order)?.[1]
  if (groups) {
    const told = await prisma.outbox.count({ where: { recipient: { startsWith: 'group/' }, state: 'sent' } })
    if (told !== Number(groups)) throw new Error(`  ${told} groups`)
    return
  }
  const uncounted = /^(.+) belum dihitung$/.exec(order)?.[1]
  if (uncounted) {
    const { id } = await unitNamed(stage, uncounted)
    await prisma.unit.update({ where: { id }, data: { joined: false } })
    return
  }
  const broken = /^rusak percakapan (\p{L}+)$/u.exec(order)?.[1]
  if (broken) {
    // As an older version may have left it: a dialog that exists, a state that it cannot read.
    const changed = await prisma.$executeRaw`
      UPDATE conversation SET state = '{"step":"dulu","versi":0}'::jsonb
      WHERE address_id = (SELECT id FROM address WHERE external_id = ${cast.get(broken)?.hand.id ?? ''}) AND dialog IS NOT NULL`
    if (changed !== 1) throw new Error(`  ${broken} has no open dialog`)
    return
  }
  if (await promised(stage, cast, order)) return
  const holds = /^(.+) menyimpan (\d+)$/.exec(order)
  if (holds) return checkStock(stage, holds[1] ?? '', Number(holds[2]))
  const [, name = '', status = ''] =
    /^(\p{L}+) (hadir|terlambat|izin|sakit|cuti|dinas luar|tanpa keterangan|belum dipastikan|tidak tercatat)$/u.exec(
      order,
    ) ?? []
  const personId = cast.get(name)?.personId ?? 0
  if (!status) throw new Error(`nobody can ask the database "${order}"`)
  const kept = await prisma.attendance.findMany({ where: { personId } })
  const found = kept.map((one) => one.status.replace('_', ' ')).join(', ') || 'tidak tercatat'
  if (found !== status) throw new Error(`  ${name}: ${found}`)
}

/** "Siti menjanjikan 30 di Posyandu Melati", "… dari Dinas Kesehatan", "… tanpa nama": as the dialog of giving leaves it. */
async function promised(stage: Stage, cast: Cast, order: string): Promise<boolean> {
  const [all, who = '', amount = '', place, office, nameless] =
    /^(\p{L}+) menjanjikan (\d+)(?: di (.+?))?(?: dari (.+?))?( tanpa nama)?$/u.exec(order) ?? []
  if (!all) return false
  const { prisma } = stage.db
  const now = stage.clock.now()
  const key = { channel: stage.messenger, externalId: cast.get(who)?.hand.id ?? '' }
  const address = await prisma.address.upsert({
    where: { channel_externalId: key },
    create: { ...key, firstSeenAt: now, lastInboundAt: now, noticeVersion: NOTICE_VERSION },
    update: {},
  })
  const campaign = await prisma.campaign.findFirstOrThrow({ orderBy: { id: 'asc' } })
  const point = place ? await prisma.dropPoint.findFirstOrThrow({ where: { name: place } }) : null
  const unit = office ? await prisma.unit.findFirstOrThrow({ where: { name: office } }) : null
  await pledgeGoods(
    prisma,
    {
      ...{ campaignId: campaign.id, addressId: address.id, personId: null },
      ...{ kind: unit ? 'unit' : 'self', unitId: unit?.id ?? null },
      ...{
        giver: who,
        anonymous: nameless !== undefined,
        amount: Number(amount),
        pointId: point?.id ?? null,
      },
      ...{ day: null, news: false, inboxId: null },
    },
    now,
  )
  return true
}

async function checkStock(stage: Stage, place: string, wanted: number): Promise<void> {
  const { prisma } = stage.db
  const point = await prisma.dropPoint.findFirstOrThrow({ where: { name: place } })
  const campaign = await prisma.campaign.findFirstOrThrow({ orderBy: { id: 'asc' } })
  const found = await balanceOf(prisma, campaign.id, `stock/${point.id}`)
  if (found !== wanted) throw new Error(`  ${place} holds ${found}`)
}
