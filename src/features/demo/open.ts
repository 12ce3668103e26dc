import { type City, timingOf } from '../../lib/city.ts'
import { type Db, type Tx, transaction } from '../../lib/db.ts'
import { createSession } from '../agenda/create-session.ts'
import { sessionsNear } from '../agenda/sessions.ts'
import type { DemoCast } from './cast.ts'

const MINUTE = 60_000

/** An apel of the whole city is always open or about to be, so that a check-in is three clicks away. */
export async function openApel(db: Pick<Db, 'prisma'>, city: City, cast: DemoCast, now: Date): Promise<void> {
  await transaction(db, async (tx) => {
    if (!(await someApelOpen(tx, now))) await makeApel(tx, city, cast, now)
  })
}

async function someApelOpen(tx: Tx, now: Date): Promise<boolean> {
  return (await sessionsNear(tx, now)).some((one) => one.opensAt <= now && one.closesAt > now)
}

async function makeApel(tx: Tx, city: City, { admin }: DemoCast, now: Date): Promise<void> {
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
    { id: admin.personId, unitPath: root.path, roles: [{ role: 'admin', unitPath: root.path }] },
    now,
  )
}
