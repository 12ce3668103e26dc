import type { Clock } from '../../lib/clock.ts'
import type { Db } from '../../lib/db.ts'

/** How long an answer is good for. */
const FRESH_MS = 5_000

/** Whether people can check in somewhere right now, as last looked at: what nobody asked for goes slower meanwhile. */
export function checkingIn(db: Db, clock: Clock): () => boolean {
  let open = false
  let lookedAt = Number.NEGATIVE_INFINITY
  return () => {
    if (performance.now() - lookedAt > FRESH_MS) {
      lookedAt = performance.now()
      look().then(
        (found) => {
          open = found
        },
        // The database is away: then little is sent anyway.
        () => undefined,
      )
    }
    return open
  }

  async function look(): Promise<boolean> {
    const now = clock.now()
    return (
      (await db.prisma.session.findFirst({
        where: { status: 'scheduled', opensAt: { lte: now }, closesAt: { gt: now } },
        select: { id: true },
      })) !== null
    )
  }
}
