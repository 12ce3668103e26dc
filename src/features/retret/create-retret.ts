import { randomBytes } from 'node:crypto'
import type { City } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import { actingUnit } from '../agenda/create-session.ts'
import { audit } from '../people/audit.ts'
import { coordinates } from '../people/authority.ts'
import { type Planned, problemsOf } from './check-programme.ts'
import type { Rule } from './completion.ts'
import { type Actor, audienceOf, placed } from './participants.ts'
import { windowsOf } from './windows.ts'

export type NewRetret = {
  kind: string
  title: string
  place: string
  /** In order. */
  sessions: Planned[]
  units: { id: number; path: string }[]
  people: number[]
  rule: Rule
}

/**
 * Saves an activity of several sessions with its participants and the rule by which it is completed.
 * @returns its id; 'not_yours' when a unit or a person lies outside the actor's part of the city, 'wrong' when the
 *   programme cannot take place
 */
export async function createRetret(
  tx: Tx,
  wanted: NewRetret,
  actor: Actor,
  city: City,
  now: Date,
): Promise<number | 'not_yours' | 'wrong'> {
  const { kind, title, place, sessions, units, rule } = wanted
  const people = await placed(tx, wanted.people)
  const paths = [...units.map(({ path }) => path), ...people.map(({ unitPath }) => unitPath)]
  // In the name of the unit that stands above all who take part.
  const above = actor.roles.find(
    (one) =>
      coordinates({ ...actor, roles: [one] }, one.unitPath) &&
      paths.every((path) => path.startsWith(one.unitPath)),
  )
  const owner = above?.unitId ?? actingUnit(actor)
  if (owner === null || paths.length === 0 || !paths.every((path) => coordinates(actor, path)))
    return 'not_yours'
  const windows = windowsOf(
    sessions.map(({ day, time }) => ({ kind, day, time })),
    city,
  )
  if (sessions.length === 0 || problemsOf(sessions, now, city.zone).length > 0) return 'wrong'
  const { id } = await tx.activity.create({
    data: {
      ...{ kind, title, unitId: owner, createdBy: actor.id, createdAt: now },
      ...{
        completePercent: rule.percent,
        completeMandatory: rule.allMandatory,
        leaveExcuses: rule.leaveExcuses,
      },
      participants: { create: people.map((one) => ({ personId: one.id, addedBy: actor.id, at: now })) },
    },
  })
  const audience = audienceOf(units, people)
  const rows = sessions.flatMap(({ title: name, mandatory }, n) => {
    const window = windows[n]
    const key = randomBytes(32).toString('base64url')
    return window
      ? [
          {
            activityId: id,
            title: name,
            place,
            mandatory,
            ...window,
            ...audience,
            codeKey: key,
            createdBy: actor.id,
            createdAt: now,
          },
        ]
      : []
  })
  await tx.session.createMany({ data: rows })
  await audit(tx, {
    ...{ at: now, actorId: actor.id, action: 'retret.create', subject: `activity/${id}` },
    after: { title, place, sessions: rows.length, people: people.map((one) => one.id) },
  })
  return id
}
