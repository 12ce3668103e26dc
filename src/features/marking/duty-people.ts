import type { Tx } from '../../lib/db.ts'
import { coordinates } from '../people/authority.ts'
import { findUnits } from '../people/units.ts'
import { findMarked } from './find-marked.ts'

type Actor = { id: number; unitPath: string | null; roles: { role: string; unitPath: string }[] }
export type Named = { id: number; name: string }
export type Resolved = {
  people: Named[]
  /** Several of one name: asked. */
  asks: { text: string; options: { id: number; label: string }[] }[]
  /** Nobody, or too many. */
  unknown: string[]
}

/** Whom names mean, of the own part of the city; "regu A" means everybody of it. Nobody is guessed. */
export async function dutyPeople(tx: Tx, names: string[], actor: Actor): Promise<Resolved> {
  const resolved: Resolved = { people: [], asks: [], unknown: [] }
  for (const name of names) {
    const nip = name.replace(/\s/g, '')
    const who = /^\d{18}$/.test(nip)
      ? ({ kind: 'nip', nip } as const)
      : ({ kind: 'name', text: name } as const)
    const found = await findMarked(tx, who, { actor, sessionId: null, shown: [] })
    if (found.kind === 'one') await add(found.id)
    else if (found.kind === 'several') {
      const options = found.options.map((one) => ({ id: one.id, label: `${one.name}, ${one.unitName}` }))
      resolved.asks.push({ text: name, options })
    } else if (!(await addUnit(name)))
      resolved.unknown.push(who.kind === 'nip' ? `NIP …${nip.slice(-4)}` : name)
  }
  return resolved

  async function add(id: number): Promise<void> {
    if (resolved.people.some((one) => one.id === id)) return
    resolved.people.push(
      await tx.person.findUniqueOrThrow({ where: { id }, select: { id: true, name: true } }),
    )
  }

  async function addUnit(text: string): Promise<boolean> {
    const units = (await findUnits(tx, text)).filter((one) => coordinates(actor, one.path))
    const [unit, second] = units
    if (!unit || second) return false
    const people = await tx.$queryRaw<Named[]>`
      SELECT p.id, p.name FROM person p JOIN unit u ON u.id = p.unit_id
      WHERE u.path LIKE ${unit.path} || '%' AND p.status IN ('roster', 'active') ORDER BY p.name, p.id`
    for (const one of people) if (!resolved.people.some(({ id }) => id === one.id)) resolved.people.push(one)
    return people.length > 0
  }
}
