import { afterAll, expect, it } from 'vitest'
import { copyFile, copyPayload, readCopyPayload } from '../../../src/features/rights/copy-file.ts'
import { loadCity } from '../../../src/lib/city.ts'
import { loadLocales } from '../../../src/lib/i18n.ts'
import { testDatabase } from '../../support/database.ts'
import { address, apel, at, person, smallCity } from '../attendance/setting.ts'

const { db, close } = await testDatabase()
afterAll(close)
const { prisma } = db
const { health } = await smallCity(prisma)
const city = loadCity('pangkalpinang')
const t = loadLocales(city).translator('id')
const now = at('18.00.00')
const about = { city, t, now }

const siti = await person(prisma, health.id, 'Siti Aminah')
const ratna = await person(prisma, health.id, 'Ratna Sari')
await prisma.person.update({ where: { id: siti }, data: { nip: '198503152010012001' } })
const phone = await address(prisma)
const joins = (addressId: number, personId: number) =>
  prisma.addressPerson.create({ data: { addressId, personId, how: 'code', at: at('06.00.00') } })
await joins(phone, siti)
const session = await apel(prisma, [health])
await prisma.attendance.create({
  data: {
    ...{
      sessionId: session.id,
      personId: siti,
      unitId: health.id,
      status: 'izin',
      proof: 'absence',
      flags: [],
    },
    decidedAt: at('08.00.00'),
  },
})
await prisma.absence.create({
  data: {
    ...{ ref: 'AB22', personId: siti, unitId: health.id, kind: 'izin', note: 'antar ibu', state: 'approved' },
    ...{ askedAt: at('06.00.00'), decidedAt: at('06.30.00'), decidedBy: ratna },
    ...{ fromAt: at('00.00.00'), untilAt: at('23.00.00') },
  },
})
await prisma.outbox.create({
  data: {
    ...{ key: 'o1', lane: 'reply', channel: 'telegram', addressId: phone, externalId: '1', state: 'sent' },
    ...{ body: { text: 'Ratna Sari menyetujui' }, expiresAt: at('23.00.00') },
  },
})

type Body = {
  sections: Record<string, { legalBasis: string; kept: string; purpose: string; rows: object[] }>
}
async function copy(addressId: number, personId: number | null): Promise<Body | null> {
  const link = readCopyPayload(copyPayload({ addressId, personId }, now), now)
  const made = link && (await copyFile(prisma, link, about))
  return made ? (JSON.parse(made.bytes.toString()) as Body) : null
}

it('holds everything of the person under names that stay, each with why, by what law and how long', async () => {
  const body = await copy(phone, siti)
  // Whoever reads these names with a program counts on them.
  expect(Object.keys(body?.sections ?? {})).toEqual([
    ...[
      'person',
      'chats',
      'links',
      'roles',
      'assignments',
      'handOvers',
      'consents',
      'claims',
      'dataRequests',
    ],
    ...['deputyOf', 'rosters', 'audit', 'checkIns', 'attendance', 'rulings', 'absences', 'offDuty', 'sights'],
    ...[
      'disputes',
      'messagesIn',
      'messagesOut',
      'follows',
      'questions',
      'announcementsMissed',
      'reminders',
      'giving',
    ],
  ])
  for (const { legalBasis, kept, purpose } of Object.values(body?.sections ?? {}))
    expect([legalBasis, kept, purpose].every((one) => one.length > 5)).toBe(true)
  expect(body?.sections.person?.rows).toMatchObject([{ name: 'Siti Aminah', nip: '198503152010012001' }])
  expect(body?.sections.attendance?.rows).toMatchObject([{ session: 'Apel', status: 'izin' }])
  expect(body?.sections.absences?.rows).toMatchObject([{ note: 'antar ibu', by: 'official' }])
})

it('names nobody else to somebody with an office, and covers the NIP on a shared phone', async () => {
  await prisma.role.create({
    data: { personId: siti, role: 'koordinator', unitId: health.id, from: at('00.00.00') },
  })
  expect(JSON.stringify(await copy(phone, siti))).not.toContain('Ratna')
  await joins(phone, ratna)
  const shared = JSON.stringify(await copy(phone, siti))
  expect(shared).not.toMatch(/Ratna|198503152010012001/)
  expect(shared).toContain('1985****…001')
  // The chat belongs to both: nobody gets what was said there.
  expect((await copy(phone, siti))?.sections.messagesOut?.rows).toEqual([])
})

it('opens for an hour, and only while the phone speaks for that person', async () => {
  const payload = copyPayload({ addressId: phone, personId: siti }, now)
  const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000)
  expect(readCopyPayload(payload, later(59))).toMatchObject({ a: phone, p: siti })
  expect(readCopyPayload(payload, later(61))).toBeNull()
  expect(readCopyPayload('rekap:{}', now)).toBeNull()
  expect(await copy(await address(prisma), siti)).toBeNull()
  // A guest's link is worth nothing once the phone is somebody's.
  expect(await copy(phone, null)).toBeNull()
  await prisma.addressPerson.deleteMany({ where: { personId: siti } })
  expect(await copy(phone, siti)).toBeNull()
})
