import { randomBytes } from 'node:crypto'
import type { Tx } from '../../lib/db.ts'
import { audit } from '../people/audit.ts'
import { coordinates } from '../people/authority.ts'
import { closingSpan, type Policy } from './proof.ts'

export type NewSession = {
  kind: string
  title: string
  place: string
  /** From `windowFor`, in this order: opens ≤ starts ≤ onTime ≤ closes ≤ grace. */
  window: { startsAt: Date; opensAt: Date; onTimeUntil: Date; closesAt: Date; graceUntil: Date }
  /** Units whose people, with all below them, must attend. */
  units: { id: number; path: string }[]
  /** What it takes as proof; `closing`: a code of the end, around that moment or around the end of check-in. */
  proof?: Policy
  closing?: { endsAt: Date | null } | null
  /** For residents, in an area or in the whole city: nobody must attend. */
  public?: { areaId: number | null }
}

export type Actor = {
  id: number
  unitPath: string | null
  roles: { role: string; unitId?: number; unitPath: string }[]
}

/** The unit in whose name somebody acts, who coordinates several: the one of the first such role. */
export function actingUnit(actor: Actor): number | null {
  return actor.roles.find((one) => one.role === 'koordinator' || one.role === 'admin')?.unitId ?? null
}

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
  const owner = wanted.public ? actingUnit(actor) : (wanted.units[0]?.id ?? null)
  if (owner === null || !wanted.units.every((unit) => coordinates(actor, unit.path))) return 'not_yours'
  const activity = await tx.activity.create({
    data: {
      ...{ kind: wanted.kind, title: wanted.title, unitId: owner, createdBy: actor.id, createdAt: now },
      ...(wanted.public ? { public: true, areaId: wanted.public.areaId } : {}),
    },
  })
  const session = await tx.session.create({
    data: {
      activityId: activity.id,
      title: wanted.title,
      place: wanted.place,
      ...wanted.window,
      proof: wanted.proof ?? 'code',
      ...(wanted.closing ? closingSpan(wanted.window.closesAt, wanted.closing.endsAt) : {}),
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
