import { afterAll, describe, expect, it } from 'vitest'
import { cancelSession, moveSession, setProof } from '../../../src/features/agenda/change-session.ts'
import { sessionById } from '../../../src/features/agenda/sessions.ts'
import { settleSessions } from '../../../src/features/attendance/settle.ts'
import { recordAll } from '../../../src/features/check-in/record.ts'
import { tellDays } from '../../../src/features/retret/closing-day.ts'
import { createRetret, type NewRetret } from '../../../src/features/retret/create-retret.ts'
import { noRoomFor } from '../../../src/features/retret/meet-neighbours.ts'
import { changeParticipants } from '../../../src/features/retret/participants.ts'
import { rosterOf } from '../../../src/features/retret/roster.ts'
import { loadCity } from '../../../src/lib/city.ts'
import { loadLocales } from '../../../src/lib/i18n.ts'
import { testDatabase } from '../../support/database.ts'
import { person, smallCity } from '../attendance/setting.ts'

/** What changes while a retret is under way: who takes part, and when its sessions are. */
const { db, close } = await testDatabase()
afterAll(close)
const { prisma } = db
const city = loadCity('pangkalpinang')
const { city: root, health, traffic } = await smallCity(prisma)
const paths = { root: `/${root.id}/`, health: `/${root.id}/${health.id}/` }
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
const phone = await prisma.address.create({
  data: { channel: 'telegram', externalId: 'p1', firstSeenAt: now, lastInboundAt: now },
})
const session = (day: string, time: string) => ({
  day,
  time,
  end: null,
  title: `Sesi ${time}`,
  mandatory: false,
})
const wanted = (more: Partial<NewRetret> = {}): NewRetret => ({
  ...{ kind: 'retret', title: 'Retret', place: 'Aula', units: [], people: [siti] },
  sessions: [session('2026-12-08', '08:00'), session('2026-12-08', '08:40'), session('2026-12-09', '08:00')],
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
      ...{ sessionId, personId, addressId: phone.id, inboxId: ++inbox, proof: 'code' },
      ...{ messageAt: when, codeAt: when, countsAt: when, verdict: 'accepted', flags: [], codeUnitId: null },
      ...{ status: 'hadir', decidedAt: when },
    },
  ])

describe('participants of a retret', () => {
  it('counts nobody for what had closed before they were named, and lets nobody slip out of it before it is settled', async () => {
    const id = await make({ people: [siti] }, ratna)
    const [first, , last] = await sessionsOf(id)
    if (!first || !last) throw new Error('no session')
    const after = new Date(first.closesAt.getTime() + 60_000)
    expect(await changeParticipants(prisma, id, { add: [budi], remove: [] }, ratna, after)).toEqual({
      ...{ added: 1, removed: 0 },
    })
    const away = { add: [], remove: [siti] }
    const refused = await changeParticipants(prisma, id, away, ratna, after)
    expect(refused).toEqual({ until: new Date(first.graceUntil.getTime() + 5 * 60_000) })
    const settled = new Date(first.graceUntil.getTime() + 60_000)
    await settleSessions(db, settled)
    const rows = await prisma.attendance.findMany({ where: { sessionId: first.id } })
    expect(rows.map((one) => [one.personId, one.status])).toEqual([[siti, 'tanpa_keterangan']])
    const { people } = await rosterOf(prisma, { id, rule: wanted().rule }, [paths.root])
    expect(people.map((one) => [one.name, one.statuses[0]])).toEqual([
      ['Budi', null],
      ['Siti', 'tanpa_keterangan'],
    ])
    const evening = new Date(settled.getTime() + 4 * 3_600_000)
    await settleSessions(db, evening)
    expect(await changeParticipants(prisma, id, away, ratna, evening)).toEqual({ added: 0, removed: 1 })
    expect(await changeParticipants(prisma, id, { add: [siti], remove: [] }, ratna, last.closesAt)).toBe(
      'over',
    )
  })

  it('lists whoever is named, whatever the wave of their unit, and of whole units who was there', async () => {
    const late = await prisma.unit.create({
      data: { name: 'Dinas Pasar', parentId: root.id, kind: 'opd', aliases: [], joined: false },
    })
    const tono = await person(prisma, late.id, 'Tono')
    const leaver = await person(prisma, health.id, 'Pindah')
    const unit = { id: health.id, path: paths.health }
    const id = await make({ units: [unit], people: [tono] })
    const all = await sessionsOf(id)
    const whole = await make({ units: [unit], people: [] })
    const [first] = all
    if (first) await present(first.id, tono, first.startsAt)
    const end = at('2026-12-09 14.00')
    await settleSessions(db, end)
    // Nobody of a unit whose wave has not come is absent without notice.
    expect(await prisma.attendance.count({ where: { personId: tono } })).toBe(1)
    await prisma.person.update({ where: { id: leaver }, data: { unitId: traffic.id } })
    await person(prisma, health.id, 'Baru')
    const rosters = [id, whole].map((one) => rosterOf(prisma, { id: one, rule: wanted().rule }, ['/']))
    const [mixed, ofUnit] = (await Promise.all(rosters)).map(({ people }) => people)
    expect(mixed?.find((one) => one.personId === tono)?.statuses).toEqual(['hadir', null, null])
    expect(ofUnit?.map((one) => one.name)).toEqual(['Budi', 'Pindah', 'Siti', `koordinator ${health.id}`])
    expect(ofUnit?.map((one) => one.unitName)).toEqual(Array(4).fill('Dinas Kesehatan'))
  })
})

describe('sessions of a retret', () => {
  const programme = {
    sessions: ['08:00', '10:00', '13:00'].map((time) => session('2026-12-08', time)),
  }
  const by = (when: Date) => ({ id: admin.id, actor: admin, why: null, now: when })
  const move = async (id: number, time: string, when = now) => {
    const view = await sessionById(prisma, id)
    if (!view) throw new Error('no session')
    return moveSession(prisma, view, { startsAt: at(`2026-12-08 ${time}`), place: null }, by(when), city)
  }
  const timesOf = async (id: number) =>
    (await sessionsOf(id)).map(({ opensAt, startsAt, onTimeUntil, closesAt }) =>
      [opensAt, startsAt, onTimeUntil, closesAt].map((one) => clock(one)).join(' '),
    )
  const clock = (one: Date) =>
    new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Jakarta', timeStyle: 'short' }).format(one)

  it('give each other room when one moves, and take it back', async () => {
    const id = await make(programme)
    const before = await timesOf(id)
    const [, second, third] = await sessionsOf(id)
    if (!second || !third) throw new Error('no session')
    expect(await move(second.id, '08.00')).toBe('gone')
    expect(await move(second.id, '08.05')).toBe('gone')
    expect(await timesOf(id)).toEqual(before)
    await move(second.id, '08.30')
    const narrow = await timesOf(id)
    expect(narrow[0]).not.toBe(before[0])
    expect(narrow[0]?.split(' ')[3]).toBe(narrow[1]?.split(' ')[0])
    await move(second.id, '10.00')
    expect(await timesOf(id)).toEqual(before)
    await move(third.id, '10.30')
    const view = await sessionById(prisma, third.id)
    expect(view && (await cancelSession(prisma, view, by(now), city))).toBe('cancelled')
    expect((await timesOf(id)).slice(0, 2)).toEqual(before.slice(0, 2))
  })

  it('keep their times once check-in has opened, whatever moves beside them', async () => {
    const id = await make(programme)
    const before = await timesOf(id)
    const [first, second] = await sessionsOf(id)
    if (!first || !second) throw new Error('no session')
    const open = at('2026-12-08 08.20')
    const view = await sessionById(prisma, second.id)
    const none = view && (await noRoomFor(prisma, view, at('2026-12-08 08.30'), city, open))
    expect(none).toMatchObject({ why: 'open', other: { id: first.id } })
    expect(await move(second.id, '08.30', open)).toBe('gone')
    expect(await timesOf(id)).toEqual(before)
    const moved = await move(second.id, '09.00', open)
    const times = await timesOf(id)
    expect(times[0]).toBe(before[0])
    if (typeof moved === 'string') throw new Error(moved)
    expect(moved.opensAt.getTime()).toBeGreaterThanOrEqual(first.closesAt.getTime())
    expect(times[1]?.slice(0, 11)).toBe('08:45 09:00')
  })

  it('end the day once the last of it is cancelled, with codes of the end and whatever waits for a word', async () => {
    const voiceOf = loadLocales(city)
    const deps = { db, city, translator: (locale: string) => voiceOf.translator(locale) }
    const data = { externalId: 'ratna', firstSeenAt: now, lastInboundAt: now, personId: ratna.id }
    const { id: addressId } = await prisma.address.create({ data: { channel: 'telegram', ...data } })
    await prisma.addressPerson.create({ data: { addressId, personId: ratna.id, how: 'phone', at: now } })
    const sessions = ['08:00', '19:30'].map((time) => session('2026-12-15', time))
    const [first, evening] = await sessionsOf(await make({ sessions }, ratna))
    const asked = first && (await sessionById(prisma, first.id))
    const last = evening && (await sessionById(prisma, evening.id))
    if (!first || !asked || !last) throw new Error('no session')
    expect(await setProof(prisma, asked, { proof: null, closing: true }, by(now))).toBe(true)
    await present(first.id, siti, first.startsAt)
    const late = at('2026-12-15 17.00')
    expect(await tellDays(deps, late)).toBe(0)
    await cancelSession(prisma, last, by(late), city)
    expect(await tellDays(deps, new Date(late.getTime() + 60_000))).toBe(1)
    expect(await tellDays(deps, new Date(late.getTime() + 120_000))).toBe(0)
    const text = JSON.stringify((await prisma.outbox.findMany({ where: { addressId } })).at(-1)?.body)
    expect(text).toContain(voiceOf.translator('id')('proof:closing.share', { count: 0, total: 1 }))
  })
})
