/** Who may do what: roles are held for a unit and everything below it. Pure. */

type Holder = { id: number; unitPath: string | null; roles: { role: string; unitPath: string }[] }

/** Whether somebody holds a role anywhere. */
export function has(person: Holder | null, role: string): boolean {
  return person?.roles.some((held) => held.role === role) ?? false
}

/** Whether a unit (its path, "/1/5/") lies in the part of the city where this person is coordinator or admin. */
export function coordinates(person: Holder | null, unitPath: string): boolean {
  return (
    person?.roles.some(
      (held) => (held.role === 'koordinator' || held.role === 'admin') && unitPath.startsWith(held.unitPath),
    ) ?? false
  )
}

/**
 * Whether somebody holds a role that reaches beyond the actor's part of the city: then only whoever is above both may
 * let a phone speak as that person, or a coordinator could borrow the powers of a superior.
 */
export function outranks(target: { role: string; unitPath: string }[], actor: Holder): boolean {
  const admin = has(actor, 'admin')
  return target.some((held) => (held.role === 'admin' && !admin) || !coordinates(actor, held.unitPath))
}

/** The topmost paths that this person coordinates; empty for everybody else. */
export function coordinatedPaths(person: Holder | null): string[] {
  const paths = (person?.roles ?? [])
    .filter((held) => held.role === 'koordinator' || held.role === 'admin')
    .map((held) => held.unitPath)
  return paths.filter((path) => !paths.some((other) => other !== path && path.startsWith(other)))
}

/** Whether a unit lies in the part of the city that this person inspects: a role of its own, that decides nothing. */
export function inspects(person: Holder | null, unitPath: string): boolean {
  return (
    person?.roles.some((held) => held.role === 'pemeriksa' && unitPath.startsWith(held.unitPath)) ?? false
  )
}

/** The paths that this person inspects; empty for everybody else. */
export function inspectedPaths(person: Pick<Holder, 'roles'> | null): string[] {
  return (person?.roles ?? []).filter((held) => held.role === 'pemeriksa').map((held) => held.unitPath)
}
