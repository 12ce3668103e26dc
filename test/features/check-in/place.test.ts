import { tmpdir } from 'node:os'
import { afterAll, expect, it } from 'vitest'
import { rollOf } from '../../../src/features/attendance/missing.ts'
import { settleSessions } from '../../../src/features/attendance/settle.ts'
import { sealNew } from '../../../src/features/audit/seal.ts'
import { verifyChains } from '../../../src/features/audit/verify.ts'
import { lookAtPlaces, recordPlaces } from '../../../src/features/check-in/place.ts'
import { recordAll } from '../../../src/features/check-in/record.ts'
import {
  circlesOf,
  positioned,
  setVenue,
  venuesNamed,
  withoutPosition,
} from '../../../src/features/venues/venues.ts'
import { openSecret } from '../../../src/lib/secret.ts'
import { testDatabase } from '../../support/database.ts'
import { address, apel, at, person, smallCity } from '../attendance/setting.ts'

const { db, close } = await testDatabase()
afterAll(close)
const { prisma } = db
const { city, health } = await smallCity(prisma)
const secret = openSecret('rahasia-untuk-lokasi-yang-cukup-panjang-sekali', tmpdir())
let inboxId = 0n

type Sent = { latitude: number; longitude: number; accuracy?: number; phone?: number; verdict?: string }

/** Somebody who sends a location at 07.10. */
async function sends(sessionId: number, name: string, sent: Sent): Promise<number> {
  const personId = await person(prisma, health.id, name)
  inboxId += 1n
  const verdict = sent.verdict ?? 'accepted'
  const line = {
    ...{ sessionId, personId, addressId: sent.phone ?? (await address(prisma)), inboxId },
    ...{ messageAt: at('07.10.00'), codeAt: null, countsAt: at('07.10.00'), codeUnitId: null, flags: [] },
    ...{ proof: 'place' as const, verdict, decidedAt: at('07.10.00') },
    status: verdict === 'accepted' ? ('hadir' as const) : null,
  }
  await recordAll(prisma, [line])
  const { latitude, longitude, accuracy = null } = sent
  await recordPlaces(prisma, [
    {
      ...{ inboxId, sessionId, personId, venue: 'halaman', radius: 150, metres: 12 },
      ...{ accuracy, live: false, latitude, longitude },
    },
  ])
  return personId
}

const flagged = async (sessionId: number) =>
  (await rollOf(prisma, sessionId, [`/${city.id}/`])).flagged
    .filter(({ flags }) => flags.includes('same_place'))
    .map(({ name }) => name)
    .sort()

it('marks a position that several people sent to the last digit, and only where that is odd', async () => {
  const session = await apel(prisma, [health], 'Sama')
  const same = { latitude: -2.133312, longitude: 106.116745 }
  await sends(session.id, 'Ani', same)
  await sends(session.id, 'Beni', same)
  await sends(session.id, 'Cici', { ...same, longitude: 106.116746 })
  // Rounded, unsure, one phone for two, not counted: no wonder.
  await sends(session.id, 'Dedi', { latitude: -2.1333, longitude: 106.1167 })
  await sends(session.id, 'Euis', { latitude: -2.1333, longitude: 106.1167 })
  const wifi = { latitude: -2.134567, longitude: 106.118765, accuracy: 120 }
  await sends(session.id, 'Fani', wifi)
  await sends(session.id, 'Gilang', wifi)
  const phone = await address(prisma)
  const shared = { latitude: -2.135555, longitude: 106.119999, phone }
  await sends(session.id, 'Hana', shared)
  await sends(session.id, 'Iwan', shared)
  await sends(session.id, 'Joni', { ...same, verdict: 'too_far' })
  expect(await lookAtPlaces(db, at('07.20.00'))).toMatchObject({ same: 3, forgotten: 0 })
  expect(await flagged(session.id)).toEqual(['Ani', 'Beni'])
  // Once: nobody is told twice.
  expect(await lookAtPlaces(db, at('07.21.00'))).toEqual({ same: 0, forgotten: 0 })
  await sends(session.id, 'Kiki', same)
  expect(await lookAtPlaces(db, at('07.22.00'))).toMatchObject({ same: 1 })
  expect(await flagged(session.id)).toEqual(['Ani', 'Beni', 'Kiki'])
  const audits = await prisma.audit.count({ where: { action: 'check_in.same_place', sessionId: session.id } })
  expect(audits).toBe(4)
})

it('forgets positions once the session is settled, keeps the distance, and the seals hold', async () => {
  const session = await apel(prisma, [health], 'Lupa')
  const personId = await sends(session.id, 'Lina', {
    latitude: -2.133777,
    longitude: 106.116333,
    accuracy: 9,
  })
  await sealNew({ db, secret }, at('07.30.00'))
  expect(await verifyChains(db, secret)).toMatchObject({ findings: [], erased: 0 })
  const settled = await settleSessions(db, at('17.00.00'))
  expect(settled).toContain(session.id)
  expect((await lookAtPlaces(db, at('17.00.00'))).forgotten).toBeGreaterThan(0)
  const [row] = await prisma.checkInPlace.findMany({ where: { sessionId: session.id } })
  expect(row).toMatchObject({ latitude: null, longitude: null, metres: 12, accuracy: 9, venue: 'halaman' })
  await sealNew({ db, secret }, at('17.01.00'))
  const verified = await verifyChains(db, secret)
  expect(verified.findings).toEqual([])
  expect(verified.erased).toBeGreaterThan(0)
  // A message that comes late is forgotten a minute later.
  await sends(session.id, 'Maman', { latitude: -2.133778, longitude: 106.116334 })
  expect(await lookAtPlaces(db, at('17.02.00'))).toMatchObject({ forgotten: 1 })
  expect(personId).toBeGreaterThan(0)
})

it('finds a distance that somebody changed afterwards', async () => {
  const session = await apel(prisma, [health], 'Ubah')
  await sends(session.id, 'Nana', { latitude: -2.1337771, longitude: 106.1163331 })
  await sealNew({ db, secret }, at('07.30.00'))
  await prisma.checkInPlace.updateMany({ where: { sessionId: session.id }, data: { metres: 3 } })
  const { findings } = await verifyChains(db, secret)
  expect(findings).toMatchObject([{ kind: 'row_changed', sessionId: session.id, row: { kind: 'place' } }])
})

it('keeps no positions of a session that is cancelled or never settles', async () => {
  const session = await apel(prisma, [health], 'Batal')
  await sends(session.id, 'Oki', { latitude: -2.1331234, longitude: 106.1161234 })
  await prisma.session.update({ where: { id: session.id }, data: { status: 'cancelled' } })
  await lookAtPlaces(db, at('07.40.00'))
  expect(await prisma.checkInPlace.count({ where: { sessionId: session.id, NOT: { latitude: null } } })).toBe(
    0,
  )
})

it('knows a place by its name and its aliases, the same in SQL', async () => {
  const admin = { id: 1, unitPath: null, roles: [{ role: 'admin', unitPath: `/${city.id}/` }] }
  const coordinator = { id: 2, unitPath: null, roles: [{ role: 'koordinator', unitPath: `/${city.id}/` }] }
  await prisma.venue.create({ data: { name: 'Alun-alun Uji', aliases: ['alun2 uji'] } })
  const spot = { latitude: -2.13, longitude: 106.11 }
  const wish = { name: 'Alun-alun Uji', spot, radius: 80 }
  expect(await setVenue(prisma, wish, coordinator, at('06.00.00'))).toBe(false)
  const all = () => prisma.venue.findMany()
  expect(circlesOf('alun2 uji', await all())).toEqual([])
  expect(await setVenue(prisma, wish, admin, at('06.00.00'))).toBe(true)
  expect(circlesOf('Aula; ALUN2  UJI', await all())).toEqual([{ name: 'Alun-alun Uji', radius: 80, ...spot }])
  expect(withoutPosition('Aula; alun2 uji', await all())).toEqual(['Aula'])
  expect(venuesNamed('alun-alun', await all())).toEqual([])
  // Only the radius: the position stays.
  await setVenue(prisma, { name: 'Alun-alun Uji', spot: null, radius: 90 }, admin, at('06.01.00'))
  expect(circlesOf('Alun-alun Uji', await all())).toEqual([{ name: 'Alun-alun Uji', radius: 90, ...spot }])
  const session = await apel(prisma, [health], 'Tempat')
  for (const [place, known] of [
    ['Aula; alun2 uji', true],
    ['Aula', false],
  ] as const) {
    await prisma.session.update({ where: { id: session.id }, data: { place } })
    const rows = await prisma.$queryRaw<{ known: boolean }[]>`
      SELECT ${positioned} AS known FROM session s WHERE s.id = ${session.id}`
    expect(rows[0]?.known).toBe(known)
  }
})
