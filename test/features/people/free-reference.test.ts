import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeEach, expect, it, vi } from 'vitest'
import { freeReference } from '../../../src/features/people/free-reference.ts'
import { pathOfRequest } from '../../../src/features/rights/requests.ts'
import { testDatabase } from '../../support/database.ts'
import { at, person, smallCity } from '../attendance/setting.ts'

const drawn = vi.hoisted(() => ({ next: [] as string[] }))
vi.mock('../../../src/lib/readable-code.ts', async (original) => {
  const real = await original<typeof import('../../../src/lib/readable-code.ts')>()
  return { ...real, readableCode: (length: number) => drawn.next.shift() ?? real.readableCode(length) }
})

const { db, close } = await testDatabase()
afterAll(close)
const { prisma } = db
const { health } = await smallCity(prisma)
const siti = await person(prisma, health.id, 'Siti')
beforeEach(() => {
  drawn.next = []
})
const request = (ref: string, state: string) =>
  prisma.dataRequest.create({
    data: {
      ...{ ref, state, kind: 'correct', personId: siti, unitId: health.id, field: 'name', value: 'Siti A' },
      ...{ at: at('08.00.00'), dueAt: at('08.00.00') },
    },
  })

it('is drawn again where anything bears it, of whichever kind', async () => {
  await request('DR22', 'open')
  await prisma.claim.create({
    data: { ref: 'KL22', addressId: 1, personId: siti, unitId: health.id, createdAt: at('06.00.00') },
  })
  drawn.next = ['DR22', 'KL22', 'FR22']
  expect(await freeReference(prisma)).toBe('FR22')
})

it('knows every table with such a word', async () => {
  const schema = readFileSync(
    fileURLToPath(new URL('../../../prisma/schema.prisma', import.meta.url)),
    'utf8',
  )
  const source = readFileSync(
    fileURLToPath(new URL('../../../src/features/people/free-reference.ts', import.meta.url)),
    'utf8',
  )
  const named = [...schema.matchAll(/^model \w+ \{\n([\s\S]*?)^\}/gm)]
    .filter(([, body = '']) => /^ {2}ref +String/m.test(body))
    .map(([, body = '']) => /@@map\("(\w+)"\)/.exec(body)?.[1])
  expect(named.length).toBeGreaterThan(9)
  expect(named.filter((table) => !source.includes(`'${table}'`))).toEqual([])
})

it('of a decided request makes way for what else bears it; an open one is meant', async () => {
  const claim = { addressId: 2, personId: siti, unitId: health.id, createdAt: at('06.00.00') }
  await request('SM22', 'approved')
  expect(await pathOfRequest(prisma, 'SM22')).toBe(health.path)
  await prisma.claim.create({ data: { ...claim, ref: 'SM22' } })
  expect(await pathOfRequest(prisma, 'SM22')).toBeNull()
  await prisma.dataRequest.updateMany({ where: { ref: 'SM22' }, data: { state: 'open' } })
  expect(await pathOfRequest(prisma, 'sm22')).toBe(health.path)
})
