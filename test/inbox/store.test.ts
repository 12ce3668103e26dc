import { afterAll, describe, expect, it } from 'vitest'
import { store } from '../../src/inbox/store.ts'
import { testDatabase } from '../support/database.ts'
import { incoming } from '../support/incoming.ts'

const { db, close } = await testDatabase()
afterAll(close)

const texts = async (address: string) =>
  (
    await db.prisma.$queryRaw<{ text: string }[]>`
    SELECT i.payload ->> 'text' AS text FROM inbox i JOIN address a ON a.id = i.address_id
    WHERE a.external_id = ${address} ORDER BY i.id`
  ).map((row) => row.text)

describe('what an adapter received is kept before anything else', () => {
  it('keeps a batch in its order and names each address once', async () => {
    const ids = await store(db, [incoming('a', 'satu'), incoming('b', 'dua'), incoming('a', 'tiga')])
    expect(ids).toHaveLength(2)
    expect(await texts('a')).toEqual(['satu', 'tiga'])
    expect(await store(db, [])).toEqual([])
  })

  it('ignores what it has seen, in the same batch and later', async () => {
    const message = incoming('c', 'sekali')
    expect(await store(db, [message, message])).toHaveLength(1)
    expect(await store(db, [message])).toEqual([])
    expect(await texts('c')).toEqual(['sekali'])
  })

  it('stores no NIK, whichever way it is written', async () => {
    await store(db, [incoming('d', 'nik saya 1971010101900001 ya'), incoming('d', '1971 0101 0190 0001')])
    const rows = await db.prisma.$queryRaw<
      { all: string }[]
    >`SELECT string_agg(payload::text, ' ') AS all FROM inbox`
    expect(rows[0]?.all.replace(/\D/g, '')).not.toContain('1971010101900001')
    expect((await texts('d'))[0]).toContain('[NIK]')
  })

  it('cuts what is too long and remembers that it did', async () => {
    await store(db, [incoming('e', 'x'.repeat(5_000))])
    const rows = await db.prisma.$queryRaw<{ cut: number; kept: number }[]>`
      SELECT (i.payload ->> 'cutFrom')::int AS cut, length(i.payload ->> 'text') AS kept FROM inbox i
      JOIN address a ON a.id = i.address_id WHERE a.external_id = 'e'`
    expect(rows).toEqual([{ cut: 5_000, kept: 4_000 }])
  })

  it('takes letters that no database can hold, and goes on', async () => {
    const odd = `satu\0dua\ud83d ${'x'.repeat(3_985)}🥚🥚🥚🥚`
    const photo = { kind: 'photo', ref: 'r', name: 'a\udc00\0b.jpg' } as const
    await store(db, [incoming('odd', odd, { attachment: photo }), incoming('odd', 'sesudahnya')])
    const [first, second] = await texts('odd')
    expect(first).toMatch(/^satudua\ufffd x+/)
    expect(first?.isWellFormed()).toBe(true)
    expect(second).toBe('sesudahnya')
  })

  it('somebody who writes again has let us in again; a phone once verified stays', async () => {
    await store(db, [incoming('f', 'halo', { phone: '+628121234567' })])
    await db.prisma.address.updateMany({ where: { externalId: 'f' }, data: { blockedAt: new Date() } })
    await store(db, [incoming('f', 'halo lagi')])
    const address = await db.prisma.address.findFirstOrThrow({ where: { externalId: 'f' } })
    expect(address.blockedAt).toBeNull()
    expect(address.phone).toBe('+628121234567')
  })

  it('a group is an address of its own', async () => {
    await store(db, [incoming('g', 'menu', { group: true, chat: { channel: 'webchat', id: 'grup-1' } })])
    expect(await texts('grup-1')).toEqual(['menu'])
    expect(await texts('g')).toEqual([])
  })

  it('many batches at once with the same people do not wait for each other for ever', async () => {
    const people = ['p', 'q', 'r', 's']
    const batches = Array.from({ length: 20 }, (_, n) =>
      [...people].sort(() => (n % 2 ? 1 : -1)).map((who) => incoming(who, `pesan ${n}`)),
    )
    await Promise.all(batches.map((batch) => store(db, batch)))
    expect(await texts('p')).toHaveLength(20)
  })
})
