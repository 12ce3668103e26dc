import { afterAll, expect, it } from 'vitest'
import { countKept } from '../../../src/features/check-in/kept.ts'
import { recordPlaces } from '../../../src/features/check-in/place.ts'
import { takenBy } from '../../../src/features/check-in/policy.dialog.ts'
import { type RawCheckIn, record } from '../../../src/features/check-in/record.ts'
import { testDatabase } from '../../support/database.ts'
import { address, apel, at, person, smallCity } from '../attendance/setting.ts'

const { db, close } = await testDatabase()
afterAll(close)

const { prisma } = db
const { city, health, division, traffic } = await smallCity(prisma)
const session = await apel(prisma, [health])
const other = await apel(prisma, [traffic], 'Rapat Terminal')
let inboxId = 0n

async function keep(addressId: number, clock: string, more: Partial<RawCheckIn> = {}): Promise<void> {
  const countsAt = at(clock)
  const raw: RawCheckIn = {
    ...{
      sessionId: session.id,
      personId: null,
      addressId,
      inboxId: ++inboxId,
      proof: 'code',
      messageAt: countsAt,
    },
    ...{
      codeAt: countsAt,
      countsAt,
      verdict: 'accepted',
      flags: [],
      codeUnitId: null,
      status: null,
      ...more,
    },
  }
  await record(prisma, raw, countsAt)
}

const attendance = (personId: number) => prisma.attendance.findMany({ where: { personId } })

it('counts at its own time, and only once', async () => {
  const [phone, siti] = [await address(prisma), await person(prisma, health.id)]
  await keep(phone, '07.35.00')
  await keep(phone, '07.13.00')
  const now = at('12.00.00')
  expect(await countKept(prisma, { addressId: phone, personId: siti, now })).toEqual([
    { title: 'Apel', countsAt: at('07.13.00'), waits: false },
  ])
  expect(await attendance(siti)).toMatchObject([{ status: 'hadir', countsAt: at('07.13.00'), proof: 'code' }])
  expect(await countKept(prisma, { addressId: phone, personId: siti, now })).toEqual([])
})

it('is late when its own time is late', async () => {
  const [phone, siti] = [await address(prisma), await person(prisma, division.id)]
  await keep(phone, '07.30.01')
  await countKept(prisma, { addressId: phone, personId: siti, now: at('08.00.00') })
  expect(await attendance(siti)).toMatchObject([{ status: 'terlambat', countsAt: at('07.30.01') }])
})

it('ends after 24 hours, to the second', async () => {
  const phone = await address(prisma)
  await keep(phone, '07.13.00')
  const day = 86_400_000
  const [late, early] = [await person(prisma, health.id), await person(prisma, health.id)]
  const claim = (personId: number, ms: number) =>
    countKept(prisma, { addressId: phone, personId, now: new Date(at('07.13.00').getTime() + ms) })
  expect(await claim(late, day + 1)).toEqual([])
  expect(await claim(early, day)).toHaveLength(1)
})

it('counts only where this person must attend, and only accepted codes', async () => {
  const [phone, siti] = [await address(prisma), await person(prisma, health.id)]
  await keep(phone, '07.13.00', { sessionId: other.id })
  await keep(phone, '07.14.00', { verdict: 'old_code' })
  expect(await countKept(prisma, { addressId: phone, personId: siti, now: at('09.00.00') })).toEqual([])
  const [joko] = [await person(prisma, traffic.id)]
  expect(await countKept(prisma, { addressId: phone, personId: joko, now: at('09.00.00') })).toEqual([
    { title: 'Rapat Terminal', countsAt: at('07.13.00'), waits: false },
  ])
})

it('counts a called-out code for its own unit and those below, not for another', async () => {
  const called = { proof: 'unit_code', codeUnitId: health.id } as const
  const everybody = await apel(prisma, [city], 'Apel Akbar')
  const claim = async (unitId: number) => {
    const [phone, who] = [await address(prisma), await person(prisma, unitId)]
    await keep(phone, '07.13.00', { ...called, sessionId: everybody.id })
    return countKept(prisma, { addressId: phone, personId: who, now: at('09.00.00') })
  }
  expect(await claim(traffic.id)).toEqual([])
  expect(await claim(health.id)).toHaveLength(1)
  expect(await claim(division.id)).toHaveLength(1)
})

it('never makes an earlier record later, nor a later one stay', async () => {
  const [phone, siti] = [await address(prisma), await person(prisma, health.id)]
  await keep(phone, '07.10.00')
  await keep(await address(prisma), '07.12.00', { personId: siti, status: 'hadir' })
  await countKept(prisma, { addressId: phone, personId: siti, now: at('09.00.00') })
  expect(await attendance(siti)).toMatchObject([{ countsAt: at('07.10.00') }])
  const [second, budi] = [await address(prisma), await person(prisma, health.id)]
  await keep(second, '07.20.00')
  await keep(await address(prisma), '07.11.00', { personId: budi, status: 'hadir' })
  await countKept(prisma, { addressId: second, personId: budi, now: at('09.00.00') })
  expect(await attendance(budi)).toMatchObject([{ countsAt: at('07.11.00') }])
})

it('counts nothing for a session that was cancelled meanwhile', async () => {
  const gone = await apel(prisma, [health], 'Apel Batal')
  const [phone, siti] = [await address(prisma), await person(prisma, health.id)]
  await keep(phone, '07.13.00', { sessionId: gone.id })
  await prisma.session.update({ where: { id: gone.id }, data: { status: 'cancelled' } })
  expect(await countKept(prisma, { addressId: phone, personId: siti, now: at('09.00.00') })).toEqual([])
})

it("waits for the coordinator where a colleague has used the phone, and is nobody else's afterwards", async () => {
  const alone = await apel(prisma, [health], 'Apel Sore')
  const [phone, siti, ani, budi] = [
    await address(prisma),
    await person(prisma, health.id),
    await person(prisma, health.id),
    await person(prisma, health.id),
  ]
  await keep(phone, '07.10.00', { sessionId: alone.id, personId: siti, status: 'hadir' })
  await keep(phone, '07.13.00', { sessionId: alone.id })
  const now = at('09.00.00')
  expect(await countKept(prisma, { addressId: phone, personId: ani, now })).toEqual([
    { title: 'Apel Sore', countsAt: at('07.13.00'), waits: true },
  ])
  expect(await attendance(ani)).toEqual([])
  expect(await prisma.checkIn.findMany({ where: { personId: ani } })).toMatchObject([
    { verdict: 'waits', flags: ['shared_phone'] },
  ])
  expect(await countKept(prisma, { addressId: phone, personId: budi, now })).toEqual([])
})

it('asks for what the session takes: a word, or a location, wherever somebody registers', async () => {
  const hall = { name: 'halaman', aliases: [], latitude: -2.13, longitude: 106.11 }
  await prisma.venue.create({ data: hall })
  const now = at('12.00.00')
  for (const [proof, verdict, expected] of [
    ['coordinator', 'waits', { waits: true, asks: 'coordinator' }],
    ['place', 'needs_place', { waits: false, asks: 'place' }],
    ['code_or_place', 'accepted', { waits: false }],
  ] as const) {
    const one = await apel(prisma, [health], `Bukti ${proof}`)
    await prisma.session.update({ where: { id: one.id }, data: { proof } })
    const [phone, who] = [await address(prisma), await person(prisma, health.id)]
    await keep(phone, '07.13.00', { sessionId: one.id })
    expect(await countKept(prisma, { addressId: phone, personId: who, now })).toEqual([
      { title: one.title, countsAt: at('07.13.00'), ...expected },
    ])
    const lines = await prisma.checkIn.findMany({ where: { personId: who } })
    expect(lines).toMatchObject([{ verdict }])
    expect(await attendance(who)).toHaveLength(verdict === 'accepted' ? 1 : 0)
  }
  // Where nobody has said where it is, a code is enough.
  await prisma.venue.deleteMany()
  const one = await apel(prisma, [health], 'Tanpa letak')
  await prisma.session.update({ where: { id: one.id }, data: { proof: 'place' } })
  const [phone, who] = [await address(prisma), await person(prisma, health.id)]
  await keep(phone, '07.13.00', { sessionId: one.id })
  expect(await countKept(prisma, { addressId: phone, personId: who, now })).toMatchObject([{ waits: false }])
  expect(await attendance(who)).toHaveLength(1)
})

it('hands over the code of the end, and a location with its distance', async () => {
  const one = await apel(prisma, [health], 'Sampai selesai')
  await prisma.session.update({
    where: { id: one.id },
    data: { proof: 'place', closingFrom: at('07.45.00'), closingUntil: at('08.15.00') },
  })
  await prisma.venue.create({
    data: { name: 'halaman', aliases: [], latitude: -2.13, longitude: 106.11 },
  })
  const now = at('12.00.00')
  const [phone, siti] = [await address(prisma), await person(prisma, health.id)]
  await keep(phone, '07.13.00', { sessionId: one.id, proof: 'place', codeAt: null })
  const spot = { latitude: -2.13, longitude: 106.11, accuracy: 8, live: false }
  const line = { inboxId, sessionId: one.id, personId: null, venue: 'halaman', radius: 150, metres: 3 }
  await recordPlaces(prisma, [{ ...line, ...spot }])
  await keep(phone, '08.10.00', { sessionId: one.id, verdict: 'closed' })
  await keep(phone, '08.20.00', { sessionId: one.id, verdict: 'closed' })
  expect(await countKept(prisma, { addressId: phone, personId: siti, now })).toEqual([
    { title: 'Sampai selesai', countsAt: at('07.13.00'), waits: false, place: true },
  ])
  const lines = await prisma.checkIn.findMany({ where: { personId: siti }, orderBy: { countsAt: 'asc' } })
  expect(lines).toMatchObject([
    { proof: 'place', verdict: 'accepted', countsAt: at('07.13.00') },
    { proof: 'closing', verdict: 'closing', countsAt: at('08.10.00') },
  ])
  expect(await prisma.checkInPlace.findMany({ where: { checkInId: lines[0]?.id ?? 0n } })).toMatchObject([
    { venue: 'halaman', metres: 3, ...spot },
  ])
  expect(await attendance(siti)).toMatchObject([{ status: 'hadir', proof: 'place', sessionId: one.id }])
  const [other, budi] = [await address(prisma), await person(prisma, health.id)]
  await keep(other, '08.05.00', { sessionId: one.id, verdict: 'closed' })
  expect(await countKept(prisma, { addressId: other, personId: budi, now })).toEqual([
    { title: 'Sampai selesai', countsAt: at('08.05.00'), waits: false, asks: 'closing' },
  ])
  await prisma.venue.deleteMany()
})

it('knows a place from the sessions on that open after it was told', async () => {
  const one = await apel(prisma, [health], 'Letak baru')
  await prisma.session.update({ where: { id: one.id }, data: { proof: 'place' } })
  const data = { name: 'halaman', aliases: [], latitude: -2.13, longitude: 106.11 }
  const takes = async (setAt: string) => {
    await prisma.venue.deleteMany()
    await prisma.venue.create({ data: { ...data, setAt: at(setAt) } })
    const [phone, who] = [await address(prisma), await person(prisma, health.id)]
    await keep(phone, '07.13.00', { sessionId: one.id })
    const [kept] = await countKept(prisma, { addressId: phone, personId: who, now: at('12.00.00') })
    const ctx = { tx: prisma, memo: (_: string, read: () => unknown) => read() } as never
    return [(await takenBy({ ...one, proof: 'place' }, ctx)).policy, kept?.asks ?? 'counts']
  }
  expect(await takes('06.45.00')).toEqual(['place', 'place'])
  expect(await takes('06.45.01')).toEqual(['code', 'counts'])
  await prisma.venue.deleteMany()
})
