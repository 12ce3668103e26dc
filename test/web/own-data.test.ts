import { afterAll, expect, it } from 'vitest'
import { copyPayload } from '../../src/features/rights/copy-file.ts'
import { openWorld } from './world.ts'

const world = await openWorld()
afterAll(() => world.close())
const { prisma } = world.db
const now = world.clock.now()
const siti = await prisma.person.create({ data: { name: 'Siti Aminah', status: 'active' } })
const phone = await prisma.address.create({
  data: { channel: 'webchat', externalId: 'hp-siti', firstSeenAt: now },
})
const of = { addressId: phone.id, personId: siti.id }
await prisma.addressPerson.create({ data: { ...of, how: 'code', at: now } })

const soon = () => new Date(Date.now() + 60_000)
const ask = (payload: string, until = soon(), purpose = 'laporan') =>
  world.web.fetch(
    new Request(`http://127.0.0.1/laporan/${world.deps.secret.token(purpose, payload, until)}`, {
      headers: { host: '127.0.0.1' },
    }),
  )

it('gives somebody their own data as a file that nobody keeps', async () => {
  const response = await ask(copyPayload(of, now))
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="data-saya.json"')
  expect([response.headers.get('cache-control'), response.headers.get('referrer-policy')]).toEqual([
    ...['no-store', 'no-referrer'],
  ])
  const body = (await response.json()) as { format: string; sections: { person: { rows: unknown[] } } }
  expect(body.format).toBe('guyub-data-1')
  expect(body.sections.person.rows).toMatchObject([{ name: 'Siti Aminah' }])
})

it('opens for no other purpose, not after its hour, and not once the phone is somebody else’s', async () => {
  const late = new Date(now.getTime() - 61 * 60_000)
  expect((await ask(copyPayload(of, late))).status).toBe(403)
  expect((await ask(copyPayload(of, now), soon(), 'kalender')).status).toBe(403)
  expect((await ask(copyPayload(of, now), new Date(Date.now() - 1_000))).status).toBe(403)
  await prisma.addressPerson.deleteMany()
  expect((await ask(copyPayload(of, now))).status).toBe(403)
})
