import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { letterPayload } from '../../src/features/absence/letter-link.ts'
import { openWorld } from './world.ts'

const letters = await mkdtemp(join(tmpdir(), 'guyub-surat-web-'))
const world = await openWorld({ letters })
afterAll(async () => {
  await world.close()
  await rm(letters, { recursive: true })
})
const { prisma } = world.db
const now = world.clock.now()
const soon = () => new Date(Date.now() + 60_000)

const unit = await prisma.unit.create({ data: { name: 'Dinas Kesehatan', kind: 'opd', aliases: [] } })
await prisma.unit.update({ where: { id: unit.id }, data: { path: `/${unit.id}/` } })
const someone = (name: string) => prisma.person.create({ data: { name, unitId: unit.id, status: 'active' } })
const [siti, ratna] = [await someone('Siti <b>Aminah'), await someone('Ratna')]
await prisma.role.create({
  data: { personId: ratna.id, unitId: unit.id, role: 'koordinator', from: new Date(0) },
})
const absence = await prisma.absence.create({
  data: {
    ...{ ref: '7KQ2', personId: siti.id, unitId: unit.id, kind: 'sakit', fromAt: now, untilAt: soon() },
    ...{ askedAt: now, letter: '1/surat', letterType: 'image/png' },
  },
})
await mkdir(join(letters, '1'))
await writeFile(join(letters, '1', 'surat'), Buffer.from('89504e470d0a1a0a', 'hex'))

const token = (p: number, until = soon(), purpose = 'surat') =>
  world.deps.secret.token(purpose, letterPayload({ a: absence.id, p }), until)
const ask = (path: string, method = 'GET', site = 'same-origin') =>
  world.web.fetch(new Request(`http://127.0.0.1${path}`, { method, headers: { 'sec-fetch-site': site } }))
const looks = () => prisma.letterLook.count()

it('shows nothing of the letter before a press, and notes the look', async () => {
  const path = `/surat/${token(ratna.id)}`
  const page = await ask(path)
  expect(page.status).toBe(200)
  const html = await page.text()
  expect(html).toContain('Ratna')
  expect(html).not.toContain('<b>Aminah')
  expect(await looks()).toBe(0)
  expect((await ask(path, 'POST', 'cross-site')).status).toBe(403)
  const letter = await ask(path, 'POST')
  expect(letter.status).toBe(200)
  expect(letter.headers.get('content-type')).toBe('image/png')
  expect(letter.headers.get('cache-control')).toBe('no-store')
  expect(letter.headers.get('content-security-policy')).toContain('sandbox')
  expect(letter.headers.get('content-disposition')).toBe('inline; filename="surat-7KQ2.png"')
  expect(Buffer.from(await letter.arrayBuffer()).toString('hex')).toBe('89504e470d0a1a0a')
  expect(await looks()).toBe(1)
})

it('opens for nobody else, for no other purpose, and not too late', async () => {
  const before = await looks()
  for (const wrong of [
    token(siti.id),
    token(ratna.id, new Date(Date.now() - 1_000)),
    token(ratna.id, soon(), 'laporan'),
    `${token(ratna.id)}x`,
    'sembarang',
  ]) {
    for (const method of ['GET', 'POST']) expect((await ask(`/surat/${wrong}`, method)).status).toBe(403)
  }
  expect(await looks()).toBe(before)
})
