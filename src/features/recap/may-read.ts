import { coordinatedPaths, coordinates, has } from '../people/authority.ts'

type Person = Parameters<typeof coordinates>[0]

/** What of a unit's recap somebody may see. `rows`: names and files; `totals`: numbers of the own scope; null: nothing. */
export function mayRead(person: Person, unitPath: string): 'rows' | 'totals' | null {
  if (coordinates(person, unitPath)) return 'rows'
  const heads = person?.roles.some(
    ({ role, unitPath: own }) => role === 'pimpinan' && unitPath.startsWith(own),
  )
  return heads ? 'totals' : null
}

/** The topmost paths of which somebody may see something; empty for everybody without such a role. */
export function readablePaths(person: Person): string[] {
  const heads = (person?.roles ?? [])
    .filter(({ role }) => role === 'pimpinan')
    .map(({ unitPath }) => unitPath)
  const paths = [...new Set([...coordinatedPaths(person), ...heads])]
  return paths.filter((path) => !paths.some((other) => other !== path && path.startsWith(other)))
}

/** Who sees how units stand beside each other: admins and *pimpinan*. */
export const mayCompare = (person: Person): boolean => has(person, 'admin') || has(person, 'pimpinan')

/** Who decides for the whole city, not for a part of it. */
export const mayDecide = (person: Person): boolean =>
  person?.roles.some(
    ({ role, unitPath }) =>
      (role === 'admin' || role === 'pimpinan') && unitPath.split('/').filter(Boolean).length === 1,
  ) ?? false
