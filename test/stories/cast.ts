import { createHash } from 'node:crypto'
import { NOTICE_VERSION } from '../../src/conversation/converse.ts'
import { closingSpan } from '../../src/features/agenda/proof.ts'
import { instantOf, windowFor } from '../../src/features/agenda/window.ts'
import { join } from '../../src/features/people/claim.ts'
import { findUnits } from '../../src/features/people/units.ts'
import { loadCity, timingOf } from '../../src/lib/city.ts'
import type { RoleName } from '../../src/lib/prisma/client.ts'
import type { Hand } from './hand.ts'
import type { Row, Story } from './script.ts'
import type { Stage } from './stage.ts'

export const city = loadCity('pangkalpinang')

/** By first name: how they are called in the story. */
export type Cast = Map<string, { hand: Hand; personId: number | null }>

/** Local time of the city: '2026-11-23', '07.13.05' → the moment. */
export function moment(date: string, time: string): Date {
  const [hour = '00', minute = '00', second = '0'] = time.split('.')
  return new Date(instantOf(date, `${hour}:${minute}`, city.zone).getTime() + Number(second) * 1000)
}

export async function unitNamed(
  stage: Stage,
  name: string,
): Promise<{ id: number; name: string; path: string }> {
  if (/^(kota|semua)$/i.test(name)) {
    return stage.db.prisma.unit.findFirstOrThrow({
      where: { kind: 'kota' },
      select: { id: true, name: true, path: true },
    })
  }
  const [unit, second] = await findUnits(stage.db.prisma, name)
  if (!unit || second) throw new Error(`no one unit "${name}"`)
  return unit
}

/** Puts the people of a story into the city, and a phone into the hand of each. */
export async function assemble(stage: Stage, story: Story): Promise<Cast> {
  const cast: Cast = new Map()
  for (const row of story.cast) await enter(stage, cast, row)
  return cast
}

async function enter(stage: Stage, cast: Cast, row: Row): Promise<void> {
  const { nama: name = '', status = 'tamu' } = row
  const many = /^([\d.]+) pegawai$/.exec(name)?.[1]
  if (many)
    return crowd(stage, Number(many.replaceAll('.', '')), Number(/^(\d+) unit$/.exec(row.unit ?? '')?.[1]))
  const phone = row.hp ? `+62${row.hp.replace(/\D/g, '').replace(/^0/, '')}` : null
  const shared = /^aktif di HP (\p{L}+)$/u.exec(status)?.[1]
  const hand = (shared && cast.get(shared)?.hand) || stage.hand({ name, phone })
  const called = name.split(' ')[0] ?? name
  if (cast.has(called)) throw new Error(`two people are called ${called}`)
  const personId = status === 'tamu' ? null : await create(stage, row, name, phone)
  cast.set(called, { hand, personId })
  if (personId === null) return
  await grant(stage, personId, row)
  if (!status.startsWith('aktif')) return
  const { prisma } = stage.db
  const key = { channel: stage.messenger, externalId: hand.id }
  const address = await prisma.address.upsert({
    where: { channel_externalId: key },
    create: {
      ...key,
      firstSeenAt: stage.clock.now(),
      lastInboundAt: stage.clock.now(),
      noticeVersion: NOTICE_VERSION,
    },
    update: {},
  })
  await join(prisma, address.id, personId, 'coordinator', stage.clock.now(), null)
}

/** So many people with this messenger only, spread over so many offices, each of which has a group. Nobody hears them. */
async function crowd(stage: Stage, people: number, offices: number): Promise<void> {
  const { prisma } = stage.db
  const units = await prisma.unit.findMany({
    where: { kind: { not: 'kota' } },
    orderBy: [{ kind: 'asc' }, { id: 'asc' }],
    take: offices,
  })
  for (const unit of units) await stage.group(unit)
  await prisma.$executeRaw`
    WITH p AS (
      INSERT INTO person (name, status, unit_id, employment)
      SELECT 'Pegawai ' || n, 'active', (${units.map(({ id }) => id)}::int[])[1 + n % ${units.length}::int], 'PPPK' FROM generate_series(1, ${people}::int) n
      RETURNING id),
    a AS (
      INSERT INTO address (channel, external_id, person_id, first_seen_at, last_inbound_at)
      SELECT ${stage.messenger}, '9' || (10000000000 + id) || '@lid', id, ${stage.clock.now()}, ${stage.clock.now()} FROM p
      RETURNING id, person_id)
    INSERT INTO address_person (address_id, person_id, how, at) SELECT id, person_id, 'coordinator', ${stage.clock.now()} FROM a`
}

async function create(stage: Stage, row: Row, name: string, phone: string | null): Promise<number> {
  const unit = await unitNamed(stage, row.unit ?? '')
  const nip = row.nip?.replace(/\s/g, '') || null
  const person = await stage.db.prisma.person.create({
    data: { name, phone, nip, unitId: unit.id, status: 'roster', employment: nip ? 'PNS' : 'NON_ASN' },
  })
  return person.id
}

/** "koordinator", "koordinator Dinas Kesehatan", "admin" and the other roles, each also "s.d. 2026-11-20". */
async function grant(stage: Stage, personId: number, row: Row): Promise<void> {
  if (!row.peran) return
  const [, role = '', where = '', until] =
    /^(koordinator|admin|petugas|pimpinan|pemeriksa)(?: (?!s\.d\.)(.+?))?(?: s\.d\. (\S+))?$/.exec(
      row.peran,
    ) ?? []
  if (!role) throw new Error(`no role "${row.peran}"`)
  const unit = await unitNamed(stage, where || (role === 'admin' ? 'kota' : (row.unit ?? '')))
  await stage.db.prisma.role.create({
    data: {
      personId,
      role: role as RoleName,
      unitId: unit.id,
      from: moment('2026-01-02', '07.00'),
      until: until ? moment(until, '16.00') : null,
    },
  })
}

/** Sessions of the story; their codes are the same in every run, so that a wrong code stays wrong. */
export async function schedule(stage: Stage, story: Story): Promise<void> {
  const { prisma } = stage.db
  for (const [n, row] of story.sessions.entries()) {
    const [date = '', time = ''] = (row.mulai ?? '').split(' ')
    const kind = /senam/i.test(row.judul ?? '') ? 'senam' : 'apel'
    const timing = timingOf(city, kind)
    const times = windowFor({
      ...{ date, time, zone: city.zone, opensMinutesBefore: timing.opensMinutesBefore },
      ...{
        onTimeMinutes: timing.onTimeMinutes,
        closesMinutesAfter: timing.closesMinutes,
        graceMinutes: timing.graceMinutes,
      },
    })
    if (!times.ok) throw new Error(`${story.file}: ${row.judul} ${row.mulai}: ${times.reason}`)
    const { ok: _, ...window } = times
    const units = await Promise.all(
      (row.unit ?? 'kota').split(',').map((name) => unitNamed(stage, name.trim())),
    )
    const title = row.judul ?? ''
    const activity = await prisma.activity.create({
      data: { kind, title, unitId: units[0]?.id ?? 0, createdAt: stage.clock.now() },
    })
    const proof = PROOFS[row.bukti?.split(' + ')[0] ?? ''] ?? 'code'
    const [, end] = /sampai (\d{2}\.\d{2})/.exec(row.bukti ?? '') ?? []
    const endsAt = end ? moment(date, end) : null
    const closing = row.bukti?.includes('penutup') ? closingSpan(window.closesAt, endsAt) : {}
    await prisma.session.create({
      data: {
        ...{
          activityId: activity.id,
          title,
          place: row.tempat ?? '',
          ...window,
          ...{ proof, ...closing },
          createdAt: stage.clock.now(),
        },
        audienceUnits: units.map((unit) => unit.id),
        codeKey: createHash('sha256').update(`${story.file}/${n}`).digest('base64url'),
      },
    })
  }
}

/** Column `bukti` of the sessions: "lokasi", "kode atau lokasi", "koordinator", each also "… + penutup" or "… + penutup sampai 16.00". */
const PROOFS: Record<string, string> = {
  ...{ kode: 'code', lokasi: 'place', 'kode atau lokasi': 'code_or_place', koordinator: 'coordinator' },
}
