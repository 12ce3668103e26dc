import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { pino } from 'pino'
import { afterAll, expect, it } from 'vitest'
import { fetchLetters, type LetterDeps } from '../../../src/features/absence/fetch-letters.ts'
import { forgetLetters } from '../../../src/features/absence/forget-letters.ts'
import { keepLetter, letterType } from '../../../src/features/absence/letter.ts'
import { letterBehind, openLetter } from '../../../src/features/absence/open-letter.ts'
import { loadCity } from '../../../src/lib/city.ts'
import { loadLocales } from '../../../src/lib/i18n.ts'
import { TooLarge } from '../../../src/outbox/fetch-file.ts'
import { testDatabase } from '../../support/database.ts'
import { address, apel, at, person, smallCity } from '../attendance/setting.ts'

const { db, close } = await testDatabase()
const letters = await mkdtemp(join(tmpdir(), 'guyub-surat-'))
afterAll(async () => {
  await close()
  await rm(letters, { recursive: true })
})
const { prisma } = db
const { health, city: root } = await smallCity(prisma)
await prisma.unit.update({ where: { id: health.id }, data: { path: `/${root.id}/${health.id}/` } })
await prisma.unit.update({ where: { id: root.id }, data: { path: `/${root.id}/` } })
const city = loadCity('pangkalpinang')

const PDF = Buffer.from('%PDF-1.7 surat')
let files = 0
/** A messenger: the reference says what comes. */
const deps = (more: Partial<LetterDeps> = {}): LetterDeps => ({
  ...{ db, city, letters, log: pino({ level: 'silent' }), translator: loadLocales(city).translator },
  fetchFile: async (file, folder) => {
    if (file.ref.endsWith('large')) throw new TooLarge()
    if (file.ref.endsWith('away')) throw new Error('no connection')
    await mkdir(folder, { recursive: true })
    const path = join(folder, `file-${++files}`)
    await writeFile(path, file.ref.endsWith('zip') ? Buffer.from('PK\x03\x04') : PDF)
    return { ...file, ref: pathToFileURL(path).href }
  },
  ...more,
})

let refs = 0
async function request(more: Record<string, unknown> = {}) {
  const personId = await person(prisma, health.id, 'Siti')
  const addressId = await address(prisma)
  return prisma.absence.create({
    data: {
      ...{
        ref: `2AA${++refs}`,
        personId,
        unitId: health.id,
        addressId,
        kind: 'sakit',
        askedAt: at('06.50.00'),
      },
      ...{ fromAt: at('00.00.00'), untilAt: new Date('2026-11-23T17:00:00Z') },
      ...more,
    },
  })
}
const send = (id: number, ref: string, state = 'open') =>
  keepLetter(
    prisma,
    { id, state: state as 'open' },
    { kind: 'document', ref, mime: 'application/pdf' },
    'telegram',
  )
const row = (id: number) => prisma.absence.findUniqueOrThrow({ where: { id } })
const heard = async (addressId: number | null) =>
  (await prisma.outbox.findMany({ where: { addressId: addressId ?? 0 } })).map(
    ({ body }) => (body as { text: string }).text,
  )
const there = (name: string | null) => stat(join(letters, name ?? '')).then(({ size }) => size)

it('knows a letter by its first bytes', () => {
  expect(letterType(Buffer.from('%PDF-1.4'))).toBe('application/pdf')
  expect(letterType(Buffer.from('89504e470d0a1a0a0000', 'hex'))).toBe('image/png')
  expect(letterType(Buffer.from('ffd8ffe0', 'hex'))).toBe('image/jpeg')
  expect(letterType(Buffer.from('RIFF0000WEBPVP8 '))).toBe('image/webp')
  for (const other of ['PK\x03\x04', 'RIFF0000WAVE', '<svg', 'MZ', '', '%PD'])
    expect(letterType(Buffer.from(other))).toBeNull()
})

it('refuses at once what the messenger calls too large or of another type', async () => {
  const { id } = await request()
  const keep = (more: object) =>
    keepLetter(prisma, { id, state: 'open' }, { kind: 'document', ref: 'a', ...more }, 'telegram')
  expect(await keep({ bytes: 30 * 1024 * 1024 })).toBe('tooLarge')
  expect(await keep({ mime: 'application/zip' })).toBe('wrongType')
  expect(await keep({ kind: 'voice' })).toBe('wrongType')
  expect(await send(id, 'a', 'withdrawn')).toBe('closed')
  expect((await row(id)).letterRef).toBeNull()
})

it('fetches a letter, a later one takes its place, and the older file goes', async () => {
  const { id } = await request()
  await send(id, 'first')
  expect(await fetchLetters(deps(), at('07.00.00'))).toEqual({ tried: 1, fetched: 1 })
  const first = (await row(id)).letter
  expect(await there(first)).toBe(PDF.length)
  await send(id, 'second')
  await fetchLetters(deps(), at('07.01.00'))
  expect(await row(id)).toMatchObject({ letterType: 'application/pdf', letterRef: null })
  expect(await readdir(join(letters, String(id)))).toHaveLength(1)
  await expect(there(first)).rejects.toThrow()
})

it('says why a letter is not kept, and keeps nothing of it', async () => {
  const [large, zip, away] = [await request(), await request(), await request()]
  await send(large.id, 'large')
  await send(zip.id, 'zip')
  await send(away.id, 'away')
  for (let minute = 0; minute < 6; minute += 1) await fetchLetters(deps(), at(`07.1${minute}.00`))
  for (const { id } of [large, zip, away])
    expect(await row(id)).toMatchObject({ letter: null, letterRef: null })
  expect((await heard(large.addressId))[0]).toMatch(/5 MB/)
  expect((await heard(zip.addressId))[0]).toMatch(/PDF/)
  expect((await heard(away.addressId))[0]).toMatch(/sekali lagi/)
  expect(await readdir(join(letters, String(zip.id)))).toEqual([])
})

it('forgets what was taken back while it was being fetched', async () => {
  const { id } = await request()
  await send(id, 'slow')
  const slow = deps()
  const taken = deps({
    fetchFile: async (...all) => {
      const file = await slow.fetchFile(...all)
      await prisma.absence.update({ where: { id }, data: { state: 'withdrawn' } })
      return file
    },
  })
  expect(await fetchLetters(taken, at('07.20.00'))).toMatchObject({ fetched: 0 })
  expect(await row(id)).toMatchObject({ letter: null, letterRef: null })
  expect(await readdir(join(letters, String(id)))).toEqual([])
})

it('is opened by whoever may decide at that moment, and every look stays when the letter is gone', async () => {
  const { id, personId } = await request()
  await send(id, 'seen')
  await fetchLetters(deps(), at('07.30.00'))
  const [boss, colleague] = [await person(prisma, health.id, 'Ratna'), await person(prisma, health.id)]
  const term = await prisma.role.create({
    data: { personId: boss, unitId: health.id, role: 'koordinator', from: at('00.00.00') },
  })
  const behind = (p: number) => letterBehind(prisma, { a: id, p }, at('08.00.00'))
  expect(await behind(colleague)).toBeNull()
  expect(await behind(personId)).toBeNull()
  const letter = await behind(boss)
  if (!letter) throw new Error('the coordinator may look')
  expect((await openLetter(prisma, letter, letters, at('08.00.00')))?.bytes.equals(PDF)).toBe(true)
  // The term ends: the link is still young, and opens nothing.
  await prisma.role.update({ where: { id: term.id }, data: { until: at('07.59.00') } })
  expect(await behind(boss)).toBeNull()
  await prisma.absence.update({ where: { id }, data: { state: 'approved', decidedAt: at('09.00.00') } })
  const days = (n: number) => new Date(at('09.00.00').getTime() + n * 86_400_000)
  const { letter: name } = await row(id)
  expect(await forgetLetters({ db, letters }, days(6.9))).toBe(0)
  const session = await apel(prisma, [health])
  const dispute = await prisma.dispute.create({
    data: { ref: '2DD2', sessionId: session.id, personId, text: 'sakit', status: 'izin', at: at('10.00.00') },
  })
  expect(await forgetLetters({ db, letters }, days(8))).toBe(0)
  expect(await there(name)).toBe(PDF.length)
  await prisma.dispute.update({ where: { id: dispute.id }, data: { state: 'refused' } })
  expect(await forgetLetters({ db, letters }, days(8))).toBe(1)
  await expect(there(name)).rejects.toThrow()
  expect(await row(id)).toMatchObject({ letter: null, letterGoneAt: days(8) })
  expect(await prisma.letterLook.count({ where: { absenceId: id, personId: boss } })).toBe(1)
  expect(await forgetLetters({ db, letters }, days(9))).toBe(0)
})
