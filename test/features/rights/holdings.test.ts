import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { copyOf } from '../../../src/features/rights/copy.ts'
import { ABOUT_NOBODY, holdings } from '../../../src/features/rights/holdings.ts'
import { testDatabase } from '../../support/database.ts'

const schema = readFileSync(fileURLToPath(new URL('../../../prisma/schema.prisma', import.meta.url)), 'utf8')
/** Tables of the schema, with the columns that may lead to a person. */
const tables = [...schema.matchAll(/^model \w+ \{\n([\s\S]*?)^\}/gm)].map(([, body = '']) => ({
  name: /@@map\("(\w+)"\)/.exec(body)?.[1] ?? '',
  body,
}))

/** What stands in a row of a person: their number, their chat's number, or a list of them. */
const LEADS =
  /@map\("(?:person|address|actor|deputy|from|to)_id"\)|@map\("\w+_by"\)|^ {2}(?:by|people|personIds|addressIds|person|phone|giver|externalId)\b/m

const { db, close } = await testDatabase()
afterAll(close)

describe('every table is thought of', () => {
  it('that may lead to a person', () => {
    expect(tables.length).toBeGreaterThan(60)
    const known = new Set([...Object.keys(holdings), ...Object.keys(ABOUT_NOBODY)])
    expect(tables.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([])
    expect([...known].filter((name) => !tables.some((one) => one.name === name))).toEqual([])
    expect(Object.keys(holdings).filter((name) => name in ABOUT_NOBODY)).toEqual([])
    // Whoever says of a table that it is about nobody has looked at its columns.
    const leading = tables.filter(({ name, body }) => name in ABOUT_NOBODY && LEADS.test(body))
    // The numbers that the city itself speaks with.
    expect(leading.map(({ name }) => name)).toEqual(['whatsapp_account'])
  })

  it('and says why where nothing is done', () => {
    for (const [name, { copy, erase, merge }] of Object.entries(holdings))
      for (const one of [copy, erase, merge])
        if (typeof one === 'object' && 'not' in one) expect(one.not.length, name).toBeGreaterThan(10)
  })

  it('with SQL that the database understands', async () => {
    const sections = await copyOf(db.prisma, { addressId: 1, personId: 1 }, new Date())
    const names = sections.map(({ section }) => section)
    expect(new Set(names).size).toBe(names.length)
    expect(sections.flatMap(({ rows }) => rows)).toEqual([])
  })
})
