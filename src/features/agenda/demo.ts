import type { City } from '../../lib/city.ts'
import { timingOf } from '../../lib/city.ts'
import type { Clock } from '../../lib/clock.ts'
import { type Db, transaction } from '../../lib/db.ts'
import { enterDemo } from '../people/demo-door.ts'
import { createSession } from './create-session.ts'
import { sessionsNear } from './sessions.ts'

const MINUTE = 60_000

/** The demo's door, behind which an apel of the whole city is always open or about to be. */
export async function openDemo(db: Db, city: City, units: Map<string, number>, clock: Clock) {
  const door = await enterDemo(db, city, units, clock)
  const now = clock.now()
  await transaction(db, async (tx) => {
    if ((await sessionsNear(tx, now)).some((one) => one.opensAt <= now && one.closesAt > now)) return
    const root = await tx.unit.findFirstOrThrow({ where: { kind: 'kota' } })
    const apel = city.activityKinds.find((one) => one.kind === 'apel') ?? city.activityKinds[0]
    const timing = timingOf(city, apel?.kind ?? 'apel')
    // On the next full five minutes, as an apel would be.
    const startsAt = new Date(Math.ceil((now.getTime() + 5 * MINUTE) / (5 * MINUTE)) * 5 * MINUTE)
    const at = (minutes: number) => new Date(startsAt.getTime() + minutes * MINUTE)
    await createSession(
      tx,
      {
        kind: apel?.kind ?? 'apel',
        title: apel?.title ?? 'Apel',
        place: city.defaultPlace,
        window: {
          startsAt,
          opensAt: at(-timing.opensMinutesBefore),
          onTimeUntil: at(timing.onTimeMinutes),
          closesAt: at(timing.closesMinutes),
          graceUntil: at(timing.closesMinutes + timing.graceMinutes),
        },
        units: [{ id: root.id, path: root.path }],
      },
      { id: door.cast.admin.personId, unitPath: root.path, roles: [{ role: 'admin', unitPath: root.path }] },
      now,
    )
  })
  return door
}
