import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { Tx } from '../../lib/db.ts'
import type { Roster } from './roster-file.ts'
import { type RosterRow, type RowError, readRow } from './roster-row.ts'
import { unitFinder } from './roster-units.ts'

/** What the roster says of somebody. */
export type Entry = Omit<RosterRow, 'row' | 'unitId'> & { unitId: number | null }
/** How somebody stands, and how after the import. */
export type Change = { id: number; before: Entry; after: Entry }
/** In a unit that the file covers, and not in the file. `holds`: still has a role. */
export type Gone = { id: number; entry: Entry; holds: boolean }

export type Plan = {
  rows: number
  create: RosterRow[]
  /** The same unit, other data. */
  change: Change[]
  move: Change[]
  gone: Gone[]
  unchanged: number
  errors: RowError[]
  /** Of everything that it would do: the same plan later has the same. */
  print: string
}

type Known = Entry & { id: number; status: string; holds: boolean }

/** The lines of a file, understood as far as they go. */
export type Understood = Pick<Roster, 'ignored' | 'digest'> & {
  all: number
  rows: RosterRow[]
  errors: RowError[]
}

/** Lines that are read at a stretch: everybody else gets a turn in between. */
const STRETCH = 200

/** Reads each line by itself, and whether two are one person; half of an import's work, and it needs no transaction. */
export async function understandRoster(tx: Tx, file: Roster): Promise<Understood> {
  const findUnit = await unitFinder(tx)
  const rows: RosterRow[] = []
  const errors: RowError[] = []
  const seen = new Map<string, number>()
  for (const [index, line] of file.rows.entries()) {
    if (index % STRETCH === STRETCH - 1) await setImmediate()
    const read = readRow(line, findUnit)
    if (Array.isArray(read)) {
      errors.push(...read)
      continue
    }
    const key = read.nip ?? `${read.unitId}/${read.name.toLowerCase()}`
    const first = seen.get(key)
    if (first !== undefined) {
      const note = { key: read.nip ? 'roster:row.nipTwice' : 'roster:row.nameTwice', values: { row: first } }
      errors.push({ row: read.row, note })
      continue
    }
    seen.set(key, read.row)
    rows.push(read)
  }
  return { rows, errors, all: file.rows.length, ignored: file.ignored, digest: file.digest }
}

/**
 * What a file would change, and what is wrong with it. Somebody is found by NIP, else by name and unit, else by name and
 * phone; whoever stands nowhere in it is named and left alone (an old list would empty the city).
 */
export async function planRoster(tx: Tx, file: Understood, now: Date): Promise<Plan> {
  return compare(file.rows, await everybody(tx, now), [...file.errors], file.all)
}

function compare(rows: RosterRow[], people: Known[], errors: RowError[], all: number): Plan {
  const find = finder(people)
  const plan: Omit<Plan, 'print' | 'gone'> = {
    ...{ rows: all, create: [], change: [], move: [], unchanged: 0, errors },
  }
  const met = new Map<number, number>()
  for (const row of rows) {
    const known = find(row)
    if (known === 'several') {
      errors.push({ row: row.row, note: { key: 'roster:row.namesakes' } })
      continue
    }
    if (!known) {
      plan.create.push(row)
      continue
    }
    const first = met.get(known.id)
    // Two lines that are one person: a second would overwrite the first.
    if (first !== undefined)
      errors.push({ row: row.row, note: { key: 'roster:row.sameAs', values: { row: first } } })
    met.set(known.id, row.row)
    const [before, after] = [entryOf(known), merged(row, known)]
    if (same(before, after)) plan.unchanged += 1
    else (before.unitId === after.unitId ? plan.change : plan.move).push({ id: known.id, before, after })
  }
  const covered = new Set(rows.map(({ unitId }) => unitId))
  const gone = people
    .filter(
      ({ id, unitId, status }) =>
        unitId !== null && covered.has(unitId) && !met.has(id) && status !== 'pending',
    )
    .map((one) => ({ id: one.id, entry: entryOf(one), holds: one.holds }))
  errors.sort((a, b) => a.row - b.row)
  const what = [plan.create, plan.change, plan.move, gone.map(({ id }) => id)]
  return { ...plan, gone, print: createHash('sha256').update(JSON.stringify(what)).digest('hex') }
}

/** @returns several where a name alone does not say who is meant */
function finder(people: Known[]): (row: RosterRow) => Known | null | 'several' {
  const byNip = new Map(people.filter((person) => person.nip).map((person) => [person.nip, person]))
  const group = (key: (person: Known) => string | null) => {
    const groups = new Map<string, Known[]>()
    for (const person of people) {
      const of = key(person)
      if (of !== null) groups.set(of, [...(groups.get(of) ?? []), person])
    }
    return (of: string | null) => (of === null ? [] : (groups.get(of) ?? []))
  }
  const inUnit = group(({ unitId, name }) => `${unitId}/${name.toLowerCase()}`)
  const withPhone = group(({ phone, name }) => phone && `${phone}/${name.toLowerCase()}`)
  return (row) => {
    const known = row.nip ? byNip.get(row.nip) : undefined
    if (known) return known
    // A name alone never takes over somebody with another NIP.
    const free = (some: Known[]) => some.filter((person) => !row.nip || !person.nip)
    const name = row.name.toLowerCase()
    const namesakes = free(inUnit(`${row.unitId}/${name}`))
    if (namesakes.length > 1) return 'several'
    const [elsewhere, second] = free(withPhone(row.phone && `${row.phone}/${name}`))
    return namesakes[0] ?? (second ? null : (elsewhere ?? null))
  }
}

const FIELDS = ['name', 'nip', 'unitId', 'employment', 'label', 'phone'] as const

export const same = (one: Entry, other: Entry): boolean =>
  FIELDS.every((field) => one[field] === other[field])

export const entryOf = (of: Entry): Entry => ({
  ...{ name: of.name, nip: of.nip, unitId: of.unitId },
  ...{ employment: of.employment, label: of.label, phone: of.phone },
})

/** A list that leaves something out takes nothing away. */
function merged(row: RosterRow, known: Entry): Entry {
  const { employment, label } = row.employment ? row : known
  return entryOf({ ...row, nip: row.nip ?? known.nip, employment, label, phone: row.phone ?? known.phone })
}

function everybody(tx: Tx, now: Date): Promise<Known[]> {
  return tx.$queryRaw<Known[]>`
    SELECT id, name, nip, unit_id AS "unitId", employment::text, employment_label AS label, phone, status::text,
      EXISTS (SELECT 1 FROM role r WHERE r.person_id = person.id AND (r.until_at IS NULL OR r.until_at > ${now})) AS holds
    FROM person WHERE status IN ('roster', 'pending', 'active') AND (unit_id IS NOT NULL OR nip IS NOT NULL) ORDER BY id`
}
