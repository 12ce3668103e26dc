import type { Tx } from '../../lib/db.ts'

export type UnitView = { id: number; name: string; path: string; kind: string }

/**
 * Units that a text may mean: exact name or alias first, else all that contain every word of it.
 * @param kinds only these kinds, such as kelurahan for a resident
 * @returns at most 8, best first
 */
export async function findUnits(tx: Tx, text: string, kinds?: string[]): Promise<UnitView[]> {
  const wanted = plain(text)
  if (wanted === '') return []
  const units = await tx.$queryRaw<(UnitView & { aliases: string[] })[]>`
    SELECT id, name, path, kind::text AS kind, aliases FROM unit WHERE kind <> 'kota' ORDER BY path`
  const fitting = units.filter((unit) => !kinds || kinds.includes(unit.kind))
  const names = (unit: { name: string; aliases: string[] }) => [unit.name, ...unit.aliases].map(plain)
  // Without its head: "Bacang" is Kelurahan Bacang, "Kesehatan" is Dinas Kesehatan.
  const bare = (name: string) =>
    name.replace(/^(kelurahan|kecamatan|dinas|badan|sekretariat|posyandu)\s+/, '')
  const exact = fitting.filter((unit) => names(unit).includes(wanted))
  if (exact.length > 0) return exact.slice(0, 8)
  const headless = fitting.filter((unit) => names(unit).some((name) => bare(name) === bare(wanted)))
  if (headless.length > 0) return headless.slice(0, 8)
  const words = wanted.split(' ').filter((word) => word.length > 2)
  if (words.length === 0) return []
  return fitting
    .filter((unit) => names(unit).some((name) => words.every((word) => name.includes(word))))
    .slice(0, 8)
}

export async function unitById(tx: Tx, id: number): Promise<UnitView | null> {
  const rows = await tx.$queryRaw<
    UnitView[]
  >`SELECT id, name, path, kind::text AS kind FROM unit WHERE id = ${id}`
  return rows[0] ?? null
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\bkel\b\.?/g, 'kelurahan')
    .replace(/\bkec\b\.?/g, 'kecamatan')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
}
