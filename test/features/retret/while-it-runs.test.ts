import { afterAll, describe, expect, it } from 'vitest'
import { settleSessions } from '../../../src/features/attendance/settle.ts'
import { recordAll } from '../../../src/features/check-in/record.ts'
import { createRetret, type NewRetret } from '../../../src/features/retret/create-retret.ts'
import { changeParticipants } from '../../../src/features/retret/participants.ts'
import { rosterOf } from '../../../src/features/retret/roster.ts'
import { loadCity } from '../../../src/lib/city.ts'
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
