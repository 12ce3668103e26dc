import type { City } from '../../lib/city.ts'
import type { MovableClock } from '../../lib/clock.ts'
import type { Db } from '../../lib/db.ts'
import { seedDemo } from './cast.ts'
import { DEMO_PHONE, type DemoRole, demoPlace, demoRoles, enterAs } from './door.ts'
import { openApel } from './open.ts'
import { demoEpoch, resetDemo } from './reset.ts'
import { forward, nextEvent, recallOffset, type Step } from './time.ts'
import { traces } from './traces.ts'

/**
 * The demo: an invented city hall whose clock can be moved, whose people a visitor can be, and which shows what it
 * stored. In demo mode only; `resetDemo` asks the database itself whether it is one.
 */
export async function openDemo(deps: {
  db: Pick<Db, 'prisma'>
  city: City
  units: Map<string, number>
  clock: MovableClock
  /** Something changed that no message brought about. */
  changed(): void
}) {
  const { db, city, units, clock, changed } = deps
  await recallOffset(db, clock)
  let cast = await seedDemo(db, city, units, clock.now())
  let epoch = await demoEpoch(db)
  await openApel(db, city, cast, clock.now())

  const time = async () => {
    const now = clock.now()
    return { now, moved: Math.abs(now.getTime() - Date.now()) > 1_000, epoch, next: await nextEvent(db, now) }
  }

  return {
    get people() {
      return demoRoles(cast)
    },
    place: demoPlace(city),
    phone: async () => DEMO_PHONE,
    enter: (role: DemoRole, address: string) => enterAs(db, cast, role, address, clock.now()),
    stage: {
      time,
      forward: async (by: Step, times?: number) => {
        await forward(db, clock, by, times)
        // A visitor who let everything pass has something to do again.
        await openApel(db, city, cast, clock.now())
        changed()
        return time()
      },
      reset: async () => {
        clock.reset()
        cast = await resetDemo(db, city, units, clock.now())
        epoch = await demoEpoch(db)
        await openApel(db, city, cast, clock.now())
        changed()
        return time()
      },
      traces: (address: string, most: number) => traces(db, address, most, city.zone),
    },
  }
}
