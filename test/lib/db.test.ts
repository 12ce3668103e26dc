import { afterAll, describe, expect, it } from 'vitest'
import { transaction } from '../../src/lib/db.ts'
import { testDatabase } from '../support/database.ts'

const t = performance.now()
const { db, kind, close } = await testDatabase()
console.log(kind, 'ready in', performance.now() - t)
afterAll(close)

describe('transaction', () => {
  it('commits', async () => {
    await transaction(db, (tx) => tx.meta.create({ data: { key: 'a', value: '1' } }))
    expect(await db.prisma.meta.count()).toBe(1)
  })
})
