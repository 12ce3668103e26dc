import { coordinates } from '../people/authority.ts'

export type Actor = Parameters<typeof coordinates>[0]

/** Only whoever coordinates all units of it may change it; what is for residents, whoever coordinates the unit that gives it. */
export function mayChange(
  one: { audiencePaths: string[]; public: boolean; ownerPath: string },
  actor: Actor,
): boolean {
  return one.public
    ? coordinates(actor, one.ownerPath)
    : one.audiencePaths.length > 0 && one.audiencePaths.every((path) => coordinates(actor, path))
}
