import { byRef, type View } from '../../../src/features/announcements/announcements.ts'
import { type Audience, audience } from '../../../src/features/announcements/audience.ts'
import { begin } from '../../../src/features/announcements/begin.ts'
import { freezeNext } from '../../../src/features/announcements/freeze.ts'
import type { Ways } from '../../../src/features/announcements/reach.ts'
import type { Db } from '../../../src/lib/db.ts'
import { transaction } from '../../../src/lib/db.ts'

export const NOW = new Date('2026-11-27T02:00:00Z')
export const ZONE = 'Asia/Jakarta'
export const ways: Ways = {
  ...{ channels: ['telegram', 'whatsapp', 'webchat'], slow: ['whatsapp'] },
  ...{ edits: ['telegram'], files: ['telegram', 'whatsapp'] },
}
const translator = () => (key: string) => key

/** A town with two offices, for announcements that are frozen step by step. */
export async function openCity(db: Db) {
  const root = await db.prisma.unit.create({ data: { kind: 'kota', name: 'Kota', path: '/1/' } })
  const office = (name: string) => db.prisma.unit.create({ data: { kind: 'opd', name, parentId: root.id } })
  const health = await office('Dinas Kesehatan')
  const roads = await office('Dinas PU')
  let made = 0
  let refs = 0

  type Somebody = { unit?: number; channel?: string; address?: number; last?: Date | null; blocked?: boolean }

  /** A person with one address. */
  async function person(some: Somebody = {}): Promise<{ id: number; address: number }> {
    made += 1
    const { id } = await db.prisma.person.create({
      data: { name: `Orang ${made}`, status: 'active', unitId: some.unit ?? health.id },
    })
    if (some.address === undefined) return { id, address: await address(id, some) }
    await link(some.address, id)
    return { id, address: some.address }
  }
  async function address(personId: number, some: Somebody = {}): Promise<number> {
    made += 1
    const row = await db.prisma.address.create({
      data: {
        ...{ channel: some.channel ?? 'telegram', externalId: `${made}`, personId, firstSeenAt: NOW },
        lastInboundAt: some.last === undefined ? NOW : some.last,
        ...(some.blocked && { blockedAt: NOW }),
      },
    })
    await link(row.id, personId)
    return row.id
  }
  const link = async (addressId: number, personId: number) =>
    void (await db.prisma.addressPerson.create({ data: { addressId, personId, how: 'code', at: NOW } }))

  /** Very many at once. @returns their first id */
  async function many(count: number, unit = health.id): Promise<number> {
    const [last] = await db.prisma.$queryRaw<
      { id: number }[]
    >`SELECT coalesce(max(id), 0) + 1 AS id FROM person`
    const [lastAddress] = await db.prisma.$queryRaw<
      { id: number }[]
    >`SELECT coalesce(max(id), 0) + 1 AS id FROM address`
    const [from, first] = [last?.id ?? 1, lastAddress?.id ?? 1]
    await db.prisma.$executeRaw`INSERT INTO person (id, name, status, unit_id)
      SELECT ${from} + i, 'Orang', 'active', ${unit} FROM generate_series(0, ${count - 1}::int) i`
    await db.prisma
      .$executeRaw`INSERT INTO address (id, channel, external_id, person_id, first_seen_at, last_inbound_at)
      SELECT ${first} + i, 'telegram', 'm' || (${first} + i), ${from} + i, ${NOW}, ${NOW} FROM generate_series(0, ${count - 1}::int) i`
    await db.prisma.$executeRaw`INSERT INTO address_person (address_id, person_id, how, at)
      SELECT ${first} + i, ${from} + i, 'code', ${NOW} FROM generate_series(0, ${count - 1}::int) i`
    await db.prisma
      .$executeRaw`SELECT setval(pg_get_serial_sequence('person', 'id'), ${from + count}::bigint)`
    await db.prisma
      .$executeRaw`SELECT setval(pg_get_serial_sequence('address', 'id'), ${first + count}::bigint)`
    return from
  }

  const author = await person({ unit: root.id })
  await db.prisma.role.create({
    data: { personId: author.id, role: 'koordinator', unitId: root.id, from: new Date(0) },
  })

  async function announcement(to: Partial<Audience> = {}, more: object = {}): Promise<View> {
    refs += 1
    const ref = `T${refs}`
    await db.prisma.announcement.create({
      data: {
        ...{ ref, class: 'dinas', text: `Pengumuman ${ref}`, hash: ref, state: 'scheduled', viaGroups: true },
        ...{
          unitPath: root.path,
          createdBy: author.id,
          addressId: author.address,
          createdAt: NOW,
          startAt: NOW,
        },
        audience: audience.parse({ units: [root.id], ...to }),
        expiresAt: new Date(NOW.getTime() + 86_400_000),
        ...more,
      },
    })
    return view(ref)
  }
  const view = async (ref: string) => (await byRef(db.prisma, ref)) as View

  async function start(one: View, now = NOW): Promise<View> {
    await transaction(db, (tx) =>
      begin(tx, one, { ways, locales: ['id', 'en'], translator, captions: false, now, file: one.attachment }),
    )
    return view(one.ref)
  }
  const step = (one: View, now = NOW) =>
    transaction(db, (tx) => freezeNext(tx, one.id, { ways, now, zone: ZONE }))

  return {
    ...{ root, health, roads, author, person, address, many, announcement, start, step, view },
    /** Begins it and puts all of its recipients in. */
    async freeze(one: View, now = NOW): Promise<View> {
      const begun = await start(one, now)
      while (await step(begun, now));
      return view(one.ref)
    },
    rows: (one: View) =>
      db.prisma.outbox.findMany({ where: { batchId: one.batchId }, orderBy: { id: 'asc' } }),
    async misses(one: View): Promise<Record<string, number>> {
      const rows = await db.prisma.announcementMiss.groupBy({
        ...{ by: ['reason'], where: { announcementId: one.id }, _count: true },
      })
      return Object.fromEntries(rows.map(({ reason, _count }) => [reason, _count]))
    },
  }
}
