import { tmpdir } from 'node:os'
import { afterAll, expect, it } from 'vitest'
import { headOf } from '../../../src/features/audit/head.ts'
import { sealNew } from '../../../src/features/audit/seal.ts'
import { tellHeads } from '../../../src/features/audit/tell-heads.ts'
import { loadCity } from '../../../src/lib/city.ts'
import { loadLocales } from '../../../src/lib/i18n.ts'
import { openSecret } from '../../../src/lib/secret.ts'
import type { Outgoing } from '../../../src/message.ts'
import { testDatabase } from '../../support/database.ts'
import { address, apel, at, person, smallCity } from '../attendance/setting.ts'

const { db, close } = await testDatabase()
afterAll(close)
const { prisma } = db
const { city: root, health, traffic } = await smallCity(prisma)
const city = loadCity('pangkalpinang')
const voice = { db, city, translator: loadLocales(city).translator }
const secret = openSecret('rahasia-untuk-rantai-catatan-yang-cukup-panjang', tmpdir())

async function inspector(unitId: number, until: Date | null = null): Promise<number> {
  const id = await person(prisma, health.id, 'Pemeriksa')
  const addressId = await address(prisma)
  await prisma.address.update({ where: { id: addressId }, data: { lastInboundAt: at('06.00.00') } })
  await prisma.addressPerson.create({ data: { addressId, personId: id, how: 'code', at: at('06.00.00') } })
  await prisma.role.create({
    data: { personId: id, role: 'pemeriksa', unitId, from: at('00.00.00'), until },
  })
  return addressId
}

it('sends the heads of the day once to every pemeriksa in office, of what they may look at', async () => {
  const [apelPagi, senam] = [await apel(prisma, [health], 'Apel'), await apel(prisma, [traffic], 'Senam')]
  for (const { id } of [apelPagi, senam])
    await prisma.audit.create({
      data: { at: at('08.00.00'), action: 'session.settle', subject: `session/${id}`, sessionId: id },
    })
  const [all, own, over] = [
    await inspector(root.id),
    await inspector(health.id),
    await inspector(root.id, at('12.00.00')),
  ]
  expect(await tellHeads(voice, at('16.30.00'))).toBe(0)
  await sealNew({ db, secret }, at('16.30.00'))
  expect(await tellHeads(voice, at('16.30.00'))).toBe(2)
  expect(await tellHeads(voice, at('16.31.00'))).toBe(0)
  const heard = async (addressId: number) =>
    ((await prisma.outbox.findFirst({ where: { addressId } }))?.body as Outgoing | undefined)?.text ?? null
  expect(await heard(all)).toContain(
    `• Apel, Senin, 23 November 2026 pukul 07.15 WIB: *${await headOf(prisma, apelPagi.id)}* (segel 1)`,
  )
  expect(await heard(all)).toContain('• Senam')
  expect(await heard(own)).not.toContain('Senam')
  expect(await heard(over)).toBeNull()
  // A day on which nothing was sealed brings nothing.
  expect(await tellHeads(voice, new Date('2026-11-25T16:30:00+07:00'))).toBe(0)
})
