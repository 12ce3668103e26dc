import { afterAll, expect, it } from 'vitest'
import { codeAt } from '../../../src/features/check-in/code.ts'
import { store } from '../../../src/inbox/store.ts'
import { openStage } from '../../stories/stage.ts'
import { incoming } from '../../support/incoming.ts'
import { apel, at } from '../attendance/setting.ts'

const stage = await openStage('webchat')
afterAll(() => stage.close())
const { prisma } = stage.db
const health = await prisma.unit.findFirstOrThrow({ where: { name: 'Dinas Kesehatan' } })
const session = await apel(prisma, [health])
stage.clock.set(at('07.13.00'))

async function phoneOf(id: string, ...names: string[]): Promise<number[]> {
  const address = await prisma.address.create({
    data: { channel: 'webchat', externalId: id, firstSeenAt: at('06.00.00') },
  })
  const people: number[] = []
  for (const name of names) {
    const { id: personId } = await prisma.person.create({
      data: { name, unitId: health.id, status: 'active' },
    })
    await prisma.addressPerson.create({
      data: { addressId: address.id, personId, how: 'code', at: at('06.00.00') },
    })
    people.push(personId)
  }
  if (people.length === 1)
    await prisma.address.update({ where: { id: address.id }, data: { personId: people[0] ?? null } })
  return people
}
const says = async (from: string, text: string, linked: boolean) => {
  const message = incoming(from, text, { at: at('07.13.00'), ...(linked ? { linked: true } : {}) })
  await store(stage.db, [message])
  await stage.quiet()
}
const code = () => codeAt(session.codeKey, at('07.13.00')).code
const recorded = (personId: number) =>
  prisma.attendance.findMany({ where: { personId }, select: { status: true, flags: true } })

it('counts a check-in from a linked device, and marks it; one from the phone is not marked', async () => {
  const [siti = 0] = await phoneOf('hp-siti', 'Siti')
  const [budi = 0] = await phoneOf('hp-budi', 'Budi')
  await says('hp-siti', code(), true)
  await says('hp-budi', code(), false)
  expect(await recorded(siti)).toEqual([{ status: 'hadir', flags: ['linked_device'] }])
  expect(await recorded(budi)).toEqual([{ status: 'hadir', flags: [] }])
})

it('keeps the mark while a shared phone is asked whose code it was', async () => {
  const [yanti = 0] = await phoneOf('hp-bersama', 'Yanti Kusuma', 'Ani Lestari')
  await says('hp-bersama', code(), true)
  await says('hp-bersama', 'yanti', false)
  expect(await recorded(yanti)).toEqual([{ status: 'hadir', flags: ['linked_device'] }])
})
