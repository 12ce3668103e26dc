import { randomBytes } from 'node:crypto'
import type { Tx } from '../../lib/db.ts'
import { audit } from '../people/audit.ts'
import { coordinates } from '../people/authority.ts'

export type NewSession = {
  kind: string
  title: string
  place: string
  /** From `windowFor`, in this order: opens ≤ starts ≤ onTime ≤ closes ≤ grace. */
  window: { startsAt: Date; opensAt: Date; onTimeUntil: Date; closesAt: Date; graceUntil: Date }
  /** Units whose people, with all below them, must attend. */
  units: { id: number; path: string }[]
}

type Actor = { id: number; unitPath: string | null; roles: { role: string; unitPath: string }[] }

/**
 * Saves one occasion with its own key for codes.
 * @returns its id, or 'not_yours' when a unit lies outside the actor's part of the city
 */
export async function createSession(
  tx: Tx,
  wanted: NewSession,
  actor: Actor,
  now: Date,
): Promise<number | 'not_yours'> {
  const [first] = wanted.units
  if (!first || !wanted.units.every((unit) => coordinates(actor, unit.path))) return 'not_yours'
  const activity = await tx.activity.create({
    data: { kind: wanted.kind, title: wanted.title, unitId: first.id, createdBy: actor.id, createdAt: now },
  })
  const session = await tx.session.create({
    data: {
      activityId: activity.id,
      title: wanted.title,
      place: wanted.place,
      ...wanted.window,
      audienceUnits: wanted.units.map((unit) => unit.id),
      codeKey: randomBytes(32).toString('base64url'),
      createdBy: actor.id,
      createdAt: now,
    },
  })
  await audit(tx, {
    at: now,
    actorId: actor.id,
    action: 'session.create',
    subject: `session/${session.id}`,
    sessionId: session.id,
    after: { title: wanted.title, place: wanted.place, startsAt: wanted.window.startsAt.toISOString() },
  })
  return session.id
}
