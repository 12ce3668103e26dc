import { afterAll, describe, expect, it } from 'vitest'
import { concerns, sessionsBetween } from '../../../src/features/agenda/sessions.ts'
import { settleSessions } from '../../../src/features/attendance/settle.ts'
import { recordAll } from '../../../src/features/check-in/record.ts'
import { tellClosings } from '../../../src/features/recap/closing.ts'
import { retretSheet } from '../../../src/features/recap/retret-sheet.ts'
import { tellDays } from '../../../src/features/retret/closing-day.ts'
import { createRetret, type NewRetret } from '../../../src/features/retret/create-retret.ts'
import { comment, feedbackOf, rate } from '../../../src/features/retret/feedback.ts'
import { changeParticipants } from '../../../src/features/retret/participants.ts'
import { sumUp } from '../../../src/features/retret/sum-up.ts'
import { sweep } from '../../../src/features/rights/retention.ts'
import { loadCity } from '../../../src/lib/city.ts'
import { loadLocales } from '../../../src/lib/i18n.ts'
import { testDatabase } from '../../support/database.ts'
import { quiet } from '../../support/incoming.ts'
import { person, smallCity } from '../attendance/setting.ts'

const { db, close } = await testDatabase()
afterAll(close)
const { prisma } = db
const city = loadCity('pangkalpinang')
const voice = loadLocales(city)
const { city: root, health, traffic } = await smallCity(prisma)
const paths = {
  root: `/${root.id}/`,
  health: `/${root.id}/${health.id}/`,
  traffic: `/${root.id}/${traffic.id}/`,
}
const holder = async (role: string, unitId: number, path: string) => {
  const id = await person(prisma, unitId, `${role} ${unitId}`)
  await prisma.role.create({
    data: { personId: id, role: role as 'admin', unitId, from: new Date('2026-01-01') },
  })
  return { id, unitPath: path, roles: [{ role, unitId, unitPath: path }] }
}
const admin = await holder('admin', root.id, paths.root)
const ratna = await holder('koordinator', health.id, paths.health)
const at = (text: string) => new Date(`${text.replace(' ', 'T').replace('.', ':')}:00+07:00`)
const now = at('2026-12-07 09.00')
const siti = await person(prisma, health.id, 'Siti')
const budi = await person(prisma, health.id, 'Budi')
const joko = await person(prisma, traffic.id, 'Joko')
let phones = 0
const phone = async (personId: number) => {
  const data = { channel: 'telegram', externalId: `p${++phones}`, firstSeenAt: now, lastInboundAt: now }
  const { id } = await prisma.address.create({ data: { ...data, personId } })
  await prisma.addressPerson.create({ data: { addressId: id, personId, how: 'phone', at: now } })
  return id
}
const phoneOf = new Map<number, number>()
for (const id of [siti, budi, joko, ratna.id]) phoneOf.set(id, await phone(id))

const session = (day: string, time: string, mandatory = false) => ({
  day,
  time,
  end: null,
  title: `Sesi ${day.slice(8)} ${time}`,
  mandatory,
})
const wanted = (more: Partial<NewRetret> = {}): NewRetret => ({
  ...{ kind: 'retret', title: 'Retret', place: 'Aula', units: [], people: [siti, joko] },
  sessions: [
    session('2026-12-08', '08:00', true),
    session('2026-12-08', '08:40'),
    session('2026-12-09', '08:00'),
  ],
  rule: { percent: 60, allMandatory: true, leaveExcuses: false },
  ...more,
})
const make = async (more: Partial<NewRetret> = {}, actor = admin) => {
  const id = await createRetret(prisma, wanted(more), actor, city, now)
  if (typeof id !== 'number') throw new Error(id)
  return id
}
const sessionsOf = (activityId: number) =>
  prisma.session.findMany({ where: { activityId }, orderBy: { startsAt: 'asc' } })
let inbox = 0n
const present = async (sessionId: number, personId: number, when: Date) =>
  recordAll(prisma, [
    {
      ...{
        sessionId,
        personId,
        addressId: phoneOf.get(personId) ?? 0,
        inboxId: ++inbox,
        proof: 'code',
        messageAt: when,
        codeAt: when,
        countsAt: when,
      },
      ...{ verdict: 'accepted', flags: [], codeUnitId: null, status: 'hadir', decidedAt: when },
    },
  ])

describe('a retret', () => {
  it('is made for the own part of the city only, and never with a programme that cannot take place', async () => {
    expect(await createRetret(prisma, wanted(), ratna, city, now)).toBe('not_yours')
    const past = wanted({ sessions: [session('2026-12-06', '08:00')] })
    expect(await createRetret(prisma, past, admin, city, now)).toBe('wrong')
    const twice = wanted({ sessions: [session('2026-12-08', '08:00'), session('2026-12-08', '08:05')] })
    expect(await createRetret(prisma, twice, admin, city, now)).toBe('wrong')
    expect(await createRetret(prisma, wanted({ people: [] }), admin, city, now)).toBe('not_yours')
  })

  it('is attended by those who are named, and by units all of whose people are', async () => {
    const id = await make({ units: [{ id: health.id, path: paths.health }], people: [joko] })
    const [view] = (await sessionsBetween(prisma, now, at('2026-12-31 00.00'))).filter(
      (one) => one.activityId === id,
    )
    if (!view) throw new Error('no session')
    const who = [siti, budi].map((one) => concerns(view, { id: one, unitPath: paths.health }))
    expect(who).toEqual([true, true])
    expect(concerns(view, { id: joko, unitPath: paths.traffic })).toBe(true)
    expect(concerns(view, { id: 9_999, unitPath: paths.traffic })).toBe(false)
    expect(concerns(view, { id: null, unitPath: null })).toBe(false)
    await prisma.session.deleteMany({ where: { activityId: id } })
  })

  it('takes people in and out for sessions that are still to come, by whoever holds it, of the own people', async () => {
    const id = await make({ people: [siti] }, ratna)
    const [first] = await sessionsOf(id)
    const later = first?.closesAt ?? now
    expect(await changeParticipants(prisma, id, { add: [joko], remove: [] }, ratna, later)).toBe('not_yours')
    expect(await changeParticipants(prisma, id, { add: [budi, joko], remove: [] }, admin, later)).toEqual({
      ...{ added: 2, removed: 0 },
    })
    expect((await sessionsOf(id)).map((one) => one.namedUnits)).toEqual([
      [health.id],
      [health.id, traffic.id],
      [health.id, traffic.id],
    ])
    await prisma.session.deleteMany({ where: { activityId: id } })
  })

  it('ends with one text a day, one summary each, and answers of nobody in particular', async () => {
    const id = await make({ people: [siti, budi] }, ratna)
    const all = await sessionsOf(id)
    const deps = { db, city, translator: (locale: string) => voice.translator(locale) }
    for (const one of all) await present(one.id, siti, one.startsAt)
    if (all[1]) await present(all[1].id, budi, all[1].startsAt)
    // Nothing after the first session of the day.
    expect(await tellDays(deps, at('2026-12-08 08.55'))).toBe(0)
    expect(await tellClosings(deps, at('2026-12-08 10.00'))).toBe(0)
    expect(await tellDays(deps, at('2026-12-08 10.00'))).toBe(1)
    expect(await tellDays(deps, at('2026-12-08 10.01'))).toBe(0)
    const end = at('2026-12-09 11.00')
    expect(await sumUp(deps, end)).toBe(0)
    expect(await settleSessions(db, end)).toHaveLength(3)
    expect(await sumUp(deps, end)).toBe(2)
    expect(await sumUp(deps, end)).toBe(0)
    const status = await prisma.attendance.findMany({
      where: { personId: budi, sessionId: { in: all.map((one) => one.id) } },
    })
    expect(status.map((one) => one.status).sort()).toEqual(['hadir', 'tanpa_keterangan', 'tanpa_keterangan'])
    // Joko is of another unit, and was not named.
    expect(
      await prisma.attendance.count({
        where: { personId: joko, sessionId: { in: all.map((one) => one.id) } },
      }),
    ).toBe(0)
    const sheet = await retretSheet(prisma, id, paths.root, voice.translator('id'))
    expect(sheet?.rows.map((row) => row.slice(4))).toEqual([
      ['TK', 'H', 'TK', 1, 3, 0, 1, 'tidak selesai'],
      ['H', 'H', 'H', 3, 3, 1, 1, 'selesai'],
    ])

    await rate(prisma, { activityId: id, personId: siti, rating: 1, at: end })
    await rate(prisma, { activityId: id, personId: siti, rating: 5, at: end })
    await comment(prisma, { activityId: id, personId: siti, text: 'Zaman', at: end })
    expect(await feedbackOf(prisma, id)).toEqual({ count: 1, shown: null })
    for (const n of [1, 2, 3, 4]) {
      const one = await person(prisma, health.id, `Orang ${n}`)
      await rate(prisma, { activityId: id, personId: one, rating: 4, at: end })
      await comment(prisma, { activityId: id, personId: one, text: n === 1 ? 'Awal' : null, at: end })
    }
    // Not in the order in which they came.
    expect(await feedbackOf(prisma, id)).toEqual({
      count: 5,
      shown: { average: 4.2, ratings: [0, 0, 0, 4, 1], texts: ['Awal', 'Zaman'] },
    })
    const daysAgo = async (days: number) => {
      await prisma.feedback.updateMany({ data: { at: new Date(Date.now() - days * 86_400_000) } })
      await sweep(db, quiet)
    }
    await daysAgo(89)
    expect((await feedbackOf(prisma, id)).shown?.texts).toHaveLength(2)
    await daysAgo(91)
    expect(await feedbackOf(prisma, id)).toMatchObject({ count: 5, shown: { average: 4.2, texts: [] } })
  })
})
