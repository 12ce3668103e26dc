import { type Db, type Tx, transaction } from '../../lib/db.ts'
import { audit } from './audit.ts'
import { type Note, type RawRow, readRosterFile } from './roster-file.ts'
import { type FindUnit, type RosterRow, type RowError, readRow } from './roster-row.ts'

export type RosterResult =
  | { ok: true; rows: number; created: number; updated: number; unchanged: number; ignored: string[] }
  /** Nothing was written. */
  | { ok: false; file: Note }
  | { ok: false; rows: number; errors: RowError[]; ignored: string[] }

type Known = {
  id: number
  name: string
  nip: string | null
  unitId: number | null
  employment: string | null
  label: string | null
  phone: string | null
}

const CHUNK = 2_000

/**
 * Brings a unit's list of employees into the database: whole or not at all, and the second time without any
 * change. Somebody is found by NIP, else by name and unit; nobody is ever removed (an old list would empty
 * the city).
 * @param bytes the CSV file
 * @param dryRun checks everything and writes nothing
 */
export async function importRoster(
  db: Pick<Db, 'prisma'>,
  bytes: Uint8Array,
  { dryRun, now }: { dryRun: boolean; now: Date },
): Promise<RosterResult> {
  const file = readRosterFile(bytes)
  if ('error' in file) return { ok: false, file: file.error }
  const { rows: raw, ignored } = file
  const work = async (tx: Tx): Promise<RosterResult> => {
    // Two imports at once would not see each other's people.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('guyub.roster'))`
    const { rows, errors } = readRows(raw, await unitFinder(tx))
    const plan = match(rows, await everybody(tx), errors)
    if (errors.length > 0) {
      return { ok: false, rows: raw.length, errors: errors.sort((a, b) => a.row - b.row), ignored }
    }
    const { create, update } = plan
    if (!dryRun) await write(tx, create, update, now)
    const unchanged = rows.length - create.length - update.length
    return { ok: true, rows: rows.length, created: create.length, updated: update.length, unchanged, ignored }
  }
  return transaction(db, work, { timeout: 120_000 })
}

function readRows(raw: RawRow[], findUnit: FindUnit): { rows: RosterRow[]; errors: RowError[] } {
  const rows: RosterRow[] = []
  const errors: RowError[] = []
  const seen = new Map<string, number>()
  for (const line of raw) {
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
    }
    seen.set(key, first ?? read.row)
    rows.push(read)
  }
  return { rows, errors }
}

type Plan = { create: RosterRow[]; update: (RosterRow & { id: number })[] }

function match(rows: RosterRow[], people: Known[], errors: RowError[]): Plan {
  const byNip = new Map(people.filter((person) => person.nip).map((person) => [person.nip, person]))
  const byName = new Map<string, Known[]>()
  for (const person of people) {
    const key = `${person.unitId}/${person.name.toLowerCase()}`
    byName.set(key, [...(byName.get(key) ?? []), person])
  }
  const plan: Plan = { create: [], update: [] }
  for (const row of rows) {
    // A name alone never takes over somebody with another NIP.
    const namesakes = (byName.get(`${row.unitId}/${row.name.toLowerCase()}`) ?? []).filter(
      (person) => !row.nip || !person.nip,
    )
    const known = (row.nip ? byNip.get(row.nip) : undefined) ?? namesakes[0]
    if (!byNip.has(row.nip) && namesakes.length > 1)
      errors.push({ row: row.row, note: { key: 'roster:row.namesakes' } })
    else if (!known) plan.create.push(row)
    else if (differs(row, known)) plan.update.push({ ...merged(row, known), id: known.id })
  }
  return plan
}

/** A list that leaves something out takes nothing away. */
function merged(row: RosterRow, known: Known): RosterRow {
  const employment = row.employment ?? (known.employment as RosterRow['employment'])
  const label = row.employment ? row.label : known.label
  return { ...row, nip: row.nip ?? known.nip, employment, label, phone: row.phone ?? known.phone }
}

function differs(row: RosterRow, known: Known): boolean {
  const after = merged(row, known)
  return (['name', 'nip', 'unitId', 'employment', 'label', 'phone'] as const).some(
    (field) => after[field] !== known[field],
  )
}

function everybody(tx: Tx): Promise<Known[]> {
  return tx.$queryRaw<Known[]>`
    SELECT id, name, nip, unit_id AS "unitId", employment::text, employment_label AS label, phone
    FROM person WHERE status IN ('roster', 'pending', 'active') AND (unit_id IS NOT NULL OR nip IS NOT NULL) ORDER BY id`
}

async function write(tx: Tx, create: Plan['create'], update: Plan['update'], now: Date): Promise<void> {
  for (let from = 0; from < create.length; from += CHUNK) {
    await tx.person.createMany({
      data: create
        .slice(from, from + CHUNK)
        .map(({ row: _row, label, ...person }) => ({ ...person, employmentLabel: label })),
    })
  }
  for (let from = 0; from < update.length; from += CHUNK) {
    const rows = JSON.stringify(update.slice(from, from + CHUNK))
    await tx.$executeRaw`
      UPDATE person p SET name = r.name, nip = r.nip, unit_id = r."unitId", phone = r.phone,
        employment = r.employment::"Employment", employment_label = r.label
      FROM json_to_recordset(${rows}::json)
        AS r(id int, name text, nip text, "unitId" int, employment text, label text, phone text)
      WHERE p.id = r.id`
  }
  if (create.length + update.length > 0) {
    const after = { created: create.length, updated: update.length }
    await audit(tx, { at: now, actorId: null, action: 'roster.import', subject: 'roster', after })
  }
}

/** By full name or alias, whatever the spelling of blanks, case and signs. */
async function unitFinder(tx: Tx): Promise<FindUnit> {
  const units = await tx.unit.findMany({ select: { id: true, name: true, aliases: true } })
  const names = new Map<string, Set<number>>()
  for (const unit of units) {
    // A full name belongs to its unit alone: "Kecamatan Taman Sari" is not looked for among aliases.
    for (const name of [unit.name, ...unit.aliases]) {
      names.set(plain(name), (names.get(plain(name)) ?? new Set()).add(unit.id))
    }
  }
  for (const unit of units)
    names.set(
      plain(unit.name),
      new Set(units.filter(({ name }) => plain(name) === plain(unit.name)).map(({ id }) => id)),
    )
  return (text) => [...(names.get(plain(text)) ?? [])]
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/\bkel\b\.?/g, 'kelurahan')
    .replace(/\bkec\b\.?/g, 'kecamatan')
    .replace(/[^a-z0-9]+/g, '')
}
