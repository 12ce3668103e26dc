import type { City } from '../../lib/city.ts'
import type { MovableClock } from '../../lib/clock.ts'
import type { Db } from '../../lib/db.ts'
import { seedDemo } from './cast.ts'
import { DEMO_PHONE, type DemoRole, demoPlace, demoRoles, enterAs } from './door.ts'
import { openApel } from './open.ts'
import { demoEpoch, resetDemo } from './reset.ts'
import { forward, nextEvent, recallOffset, type Step, type Walk } from './time.ts'
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
  /** What fires by itself while the clock is moved over it. */
  walk?: Walk
}) {
  const { db, city, units, clock, changed, walk } = deps
  await recallOffset(db, clock)
  let cast = await seedDemo(db, city, units, clock.now())
  let epoch = await demoEpoch(db)
  await openApel(db, city, cast, clock.now())

  const time = async () => {
    const now = clock.now()
    return { now, moved: Math.abs(now.getTime() - Date.now()) > 1_000, epoch, next: await nextEvent(db, now) }
  }

  /**
   * Clock and reset take turns, and nobody enters meanwhile: two visitors who reset at once, or one who enters then, must
   * not meet half a city or people who are gone. Visitors do not wait for each other: forty who come at once were a
   * queue of nine seconds before a reset.
   */
  let step: Promise<unknown> = Promise.resolve()
  const entering = new Set<Promise<unknown>>()
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = Promise.allSettled([step, ...entering]).then(work)
    step = mine.catch(() => {})
    return mine
  }
  function enter(role: DemoRole, address: string): Promise<void> {
    const mine = step.then(() => enterAs(db, cast, role, address, clock.now()))
    const ended = mine.catch(() => {}).finally(() => entering.delete(ended))
    entering.add(ended)
    return mine
  }

  async function reset(): Promise<void> {
    const offset = clock.now().getTime() - Date.now()
    // First the clock: what is said from now on belongs to the new city, and so does its time.
    clock.reset()
    try {
      cast = await resetDemo(db, city, units, clock.now())
    } catch (error) {
      clock.reset(new Date(Date.now() + offset))
      throw error
    }
    epoch = await demoEpoch(db)
    await openApel(db, city, cast, clock.now())
  }

  return {
    get people() {
      return demoRoles(cast)
    },
    place: demoPlace(city),
    phone: async () => DEMO_PHONE,
    enter,
    stage: {
      time,
      forward: (by: Step, times?: number) =>
        inTurn(async () => {
          // After a night without visitors nothing is planned any more.
          if (by === 'next') await openApel(db, city, cast, clock.now())
          await forward(db, clock, by, times, walk)
          // A visitor who let everything pass has something to do again.
          await openApel(db, city, cast, clock.now())
          changed()
          return time()
        }),
      reset: () =>
        inTurn(async () => {
          await reset()
          changed()
          return time()
        }),
      traces: (address: string, most: number) => traces(db, address, most, city.zone),
    },
  }
}
