import type { Tx } from '../../lib/db.ts'
import type { FindUnit } from './roster-row.ts'

/** By full name or alias, whatever the spelling of blanks, case and signs. */
export async function unitFinder(tx: Tx): Promise<FindUnit> {
  const units = await tx.unit.findMany({ select: { id: true, name: true, aliases: true } })
  const names = new Map<string, Set<number>>()
  for (const unit of units) {
    for (const name of [unit.name, ...unit.aliases]) {
      names.set(plain(name), (names.get(plain(name)) ?? new Set()).add(unit.id))
    }
  }
  // A full name belongs to its unit alone: "Kecamatan Taman Sari" is not looked for among aliases.
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
