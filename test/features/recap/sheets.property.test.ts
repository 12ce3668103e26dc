import fc from 'fast-check'
import { unzipSync } from 'fflate'
import { expect, it } from 'vitest'
import { safeText } from '../../../src/features/recap/cells.ts'
import type { DecidedRow } from '../../../src/features/recap/query.ts'
import { personSheet, rowSheet, STATUSES, totalsOf, unitSheet } from '../../../src/features/recap/sheets.ts'
import { loadLocales } from '../../../src/lib/i18n.ts'
import { writeXlsx } from '../../../src/lib/xlsx.ts'

const t = loadLocales({ zone: 'Asia/Jakarta', zoneLabel: 'WIB' }).translator('id')
const limit = new Date('2026-11-23T07:30:00+07:00')

/** A few people in a few units, so that they meet again: somebody who moved is in two of them. */
const row = fc.record({
  person: fc.integer({ min: 1, max: 8 }),
  unit: fc.integer({ min: 1, max: 4 }),
  session: fc.integer({ min: 1, max: 6 }),
  status: fc.constantFrom(...STATUSES),
})
const rows = fc
  .uniqueArray(row, { maxLength: 60, selector: ({ person, session }) => `${person}/${session}` })
  .map((all) =>
    all.map(
      ({ person, unit, session, status }): DecidedRow => ({
        ...{ sessionId: session, title: 'Apel', startsAt: limit, onTimeUntil: limit, personId: person },
        ...{
          name: `Orang ${person}`,
          nip: '198503152010012001',
          unitId: unit,
          unitName: `Unit ${unit}`,
          status,
        },
        ...{ countsAt: null, proof: 'none', flagged: false },
      }),
    ),
  )

const letters = STATUSES.length
/** The letters of a totals sheet and their sum, of each row. */
const numbers = (cells: (string | number | null)[][]) =>
  cells.map((one) => one.slice(-letters - 1) as number[])
const added = (all: number[][]) =>
  Array.from({ length: letters + 1 }, (_, n) => all.reduce((sum, one) => sum + (one[n] ?? 0), 0))

it('the sheets of totals say what the rows say, letter by letter', () => {
  fc.assert(
    fc.property(rows, (all) => {
      const { people, units } = totalsOf(all)
      const counted = [
        ...STATUSES.map((status) => all.filter((one) => one.status === status).length),
        all.length,
      ]
      expect(added(numbers(personSheet(people, t).rows))).toEqual(counted)
      expect(added(numbers(unitSheet(units, t).rows))).toEqual(counted)
      for (const one of people) {
        const own = all.filter(
          ({ personId, unitName }) => personId === one.personId && unitName === one.unitName,
        )
        for (const status of STATUSES)
          expect(one.counts[status] ?? 0).toBe(own.filter((each) => each.status === status).length)
      }
      expect(rowSheet(all, t).rows).toHaveLength(all.length)
    }),
  )
})

it('no text of a file begins as a formula would', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('=', '+', '-', '@', '\t', '\r', '%', '|', ' =', ''),
      fc.string(),
      (head, tail) => {
        expect(safeText(head + tail)).not.toMatch(/^\s*[=+\-@|%]/)
      },
    ),
  )
})

it('a name like =cmd|… is a text in the workbook, and so is a NIP', async () => {
  const name = `=cmd|' /C calc'!A0`
  const [one] = fc.sample(
    rows.filter((all) => all.length > 0),
    { numRuns: 1, seed: 7 },
  )
  const all = (one ?? []).map((each) => ({ ...each, name }))
  const { people, units } = totalsOf(all)
  const files = unzipSync(await writeXlsx([rowSheet(all, t), personSheet(people, t), unitSheet(units, t)]))
  const text = Object.entries(files)
    .filter(([file]) => /sheet\d+\.xml$|sharedStrings/.test(file))
    .map(([, bytes]) => new TextDecoder().decode(bytes))
    .join('\n')
  expect(text).not.toMatch(/<f[ >]/)
  expect(text).not.toMatch(/>=cmd/)
  expect(text).toMatch(/'=cmd|&apos;=cmd/)
  expect(text).not.toMatch(/<v>198503152010012001<\/v>/)
  expect(text).toContain('198503152010012001')
})
