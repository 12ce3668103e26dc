import { afterAll, beforeAll, expect, it } from 'vitest'
import { saveImport, showImport, type Work } from '../../../src/features/people/roster-desk-work.ts'
import { readRosterFile } from '../../../src/features/people/roster-file.ts'
import { looksLikeRoster, takeRoster, wantTask } from '../../../src/features/people/roster-tasks.ts'
import { seedCity } from '../../../src/features/people/seed-city.ts'
import { loadCity } from '../../../src/lib/city.ts'
import { loadLocales } from '../../../src/lib/i18n.ts'
import { testDatabase } from '../../support/database.ts'

const { db, close } = await testDatabase()
afterAll(close)
const { prisma } = db
const city = loadCity('pangkalpinang')
const now = new Date('2026-11-23T02:00:00Z')
const { translator } = loadLocales(city)
const work: Work = { db, now, t: translator('id'), en: null, errorFile: async () => null }
let admin: { personId: number; addressId: number }

beforeAll(async () => {
  const units = await seedCity(db, city)
  const person = await prisma.person.create({
    data: { name: 'Maya', status: 'active', unitId: units.get('kota')! },
  })
  const address = await prisma.address.create({
    data: { channel: 'telegram', externalId: '1', firstSeenAt: now },
  })
  admin = { personId: person.id, addressId: address.id }
})

const csv = (lines: string) => readRosterFile(new TextEncoder().encode(`nama,nip,unit\n${lines}`))
const file = { channel: 'telegram', kind: 'document' as const, ref: 'x', name: 'pegawai.csv' }
const task = () => prisma.rosterTask.findFirstOrThrow({ orderBy: { id: 'desc' } })
const told = async () =>
  (await prisma.outbox.findMany({ orderBy: { id: 'asc' } })).map(
    ({ body }) => (body as { text: string }).text,
  )
let inboxId = 0n
async function shown(lines: string) {
  inboxId += 1n
  await takeRoster(prisma, { ...admin, inboxId, now }, file)
  await showImport(await task(), await csv(lines), work)
  return task()
}

it('what was shown is saved once, whoever tries again', async () => {
  await shown('Siti,198503172010012999,Dinkes\n')
  expect(await wantTask(prisma, 'import', null, admin.personId, false)).toBe(true)
  const wanted = await task()
  await Promise.all([saveImport(wanted, work), saveImport(wanted, work)])
  expect(await prisma.rosterImport.count()).toBe(1)
  expect(await prisma.person.count({ where: { nip: '198503172010012999' } })).toBe(1)
  expect(await task()).toMatchObject({ state: 'done', rows: null, file: null })
})

it('what has changed since it was shown is shown again, and nothing is saved', async () => {
  await shown('Budi,198503172010011998,Dinkes\n')
  await wantTask(prisma, 'import', null, admin.personId, false)
  await prisma.person.updateMany({ where: { name: 'Siti' }, data: { unitId: null } })
  await prisma.person.create({ data: { name: 'Budi Lama', nip: '198503172010011998' } })
  await saveImport(await task(), work)
  expect(await task()).toMatchObject({ state: 'asked' })
  expect((await told()).at(-1)).toMatch(/^Sejak diperiksa, daftar pegawai sudah berubah/)
  expect(await prisma.rosterImport.count()).toBe(1)
})

it('a newer file takes the place of one that was shown, and its button saves nothing', async () => {
  const first = await shown('Rina,198503172010012997,Dinkes\n')
  const second = await shown('Joko,198503172010011996,Dinkes\n')
  expect(await wantTask(prisma, 'import', first.ref, admin.personId, false)).toBe(false)
  expect(await prisma.rosterTask.findUnique({ where: { id: first.id } })).toMatchObject({
    state: 'over',
    rows: null,
  })
  expect(await wantTask(prisma, 'import', second.ref, admin.personId + 1, false)).toBe(false)
})

it('the same message is one wish', async () => {
  const before = await prisma.rosterTask.count()
  await takeRoster(prisma, { ...admin, inboxId, now }, file)
  expect(await prisma.rosterTask.count()).toBe(before)
})

it('says fifteen mistakes and counts the rest', async () => {
  await shown(Array.from({ length: 40 }, (_, index) => `Ani,${index + 1},Dinkes`).join('\n'))
  const [text = ''] = (await told()).slice(-1)
  expect(text.split('\n')).toHaveLength(17)
  expect(text).toMatch(/^Tidak ada yang disimpan: 40 dari 40 baris/)
  expect(text).toMatch(/… dan 25 kesalahan lagi\.$/)
})

it.each([
  ['pegawai.xlsx', undefined, true],
  ['PEGAWAI.CSV', 'application/octet-stream', true],
  ['pegawai', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', true],
  ['surat.pdf', 'application/pdf', false],
])('%s (%s) looks like a roster: %s', (name, mime, expected) => {
  expect(looksLikeRoster({ kind: 'document', ref: 'x', name, ...(mime && { mime }) })).toBe(expected)
})

it('carries its English in the demo, also below its buttons', async () => {
  inboxId += 1n
  await takeRoster(prisma, { ...admin, inboxId, now }, file)
  await showImport(await task(), await csv('Rudi,198503172010011997,Dinkes\n'), {
    ...work,
    en: translator('en'),
  })
  const last = await prisma.outbox.findFirstOrThrow({ orderBy: { id: 'desc' } })
  const { gloss, choices } = last.body as { gloss?: string; choices: { label: string; gloss?: string }[] }
  expect(gloss).toMatch(/new/i)
  expect(choices.map((one) => one.gloss)).toEqual([
    translator('en')('roster:desk.save'),
    ...choices.slice(1).map((one) => expect.not.stringMatching(one.label)),
  ])
})
