import type { PersonView } from '../conversation/dialog.ts'
import type { Loaded } from './load.ts'

/**
 * Address → person. A guest is nobody yet; a phone that several people share is nobody until it says for whom, and
 * holds nobody's roles by itself (`conversation/speaker.ts` asks).
 * Roles count only while their term runs (a Plt. ends by its date, without anybody doing anything).
 * @param at the moment that is judged by: the message's own time
 */
export function identify(loaded: Loaded, at: Date): { person: PersonView | null; people: PersonView[] } {
  const people = loaded.people.map((one) => ({
    ...one,
    roles: one.roles
      .filter((role) => new Date(role.from) <= at && (role.until === null || new Date(role.until) > at))
      .map(({ role, unitId, unitPath }) => ({ role, unitId, unitPath })),
  }))
  const only = people.length === 1 ? people[0] : undefined
  return { person: only ?? people.find((one) => one.id === loaded.address.personId) ?? null, people }
}
