import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import {
  newCode,
  newReference,
  readOneTimeCode,
  saveCode,
  useCode,
} from '../../../src/features/people/one-time-code.ts'
import { testDatabase } from '../../support/database.ts'

const { db, close } = await testDatabase()
afterAll(close)

const now = new Date('2026-11-23T07:00:00+07:00')
const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000)

describe('a one-time code', () => {
  it('is read however it was copied', () => {
    fc.assert(
      fc.property(fc.constantFrom('-', ' ', '', ' - '), fc.boolean(), (between, small) => {
        const code = newCode()
        const typed = `kode saya ${code.replaceAll('-', between)} pak`
        expect(readOneTimeCode(small ? typed.toLowerCase() : typed)).toBe(code)
      }),
    )
  })

  it('has no sign that is mistaken for another, and is not guessed', () => {
    const codes = Array.from({ length: 500 }, newCode)
    for (const code of codes) expect(code).toMatch(/^GUYUB-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/)
    expect(new Set(codes).size).toBe(500)
    expect(newReference()).toMatch(/^[2-9A-HJ-NP-Z]{4}$/)
  })

  it('is not in ordinary talk', () => {
    for (const text of [
      'guyub',
      'Guyub, apa kabar?',
      'GUYUB-7KQ2',
      'GUYUB-7KQ2-9XF44',
      'guyub-10OI-9XF4',
      'KAPAL 27',
    ])
      expect(readOneTimeCode(text), text).toBeNull()
  })

  it('opens once, before it expires, and only for who knows it', async () => {
    await saveCode(db.prisma, 'ringkasan-1', 'claim', { personId: 5 }, later(24), null)
    expect(await useCode(db.prisma, 'ringkasan-x', now)).toBeNull()
    expect(await useCode(db.prisma, 'ringkasan-1', later(24))).toBeNull()
    expect(await useCode(db.prisma, 'ringkasan-1', later(23))).toEqual({ personId: 5 })
    expect(await useCode(db.prisma, 'ringkasan-1', later(23))).toBeNull()
  })

  it('opens for one of many who type it at the same moment', async () => {
    await saveCode(db.prisma, 'ringkasan-2', 'admin', { role: 'admin' }, later(24), null)
    const uses = await Promise.all(Array.from({ length: 6 }, () => useCode(db.prisma, 'ringkasan-2', now)))
    expect(uses.filter(Boolean)).toEqual([{ role: 'admin' }])
  })
})
