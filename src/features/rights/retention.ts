import type { Db } from '../../lib/db.ts'
import type { Log } from '../../lib/log.ts'
import { forgetRuns } from '../../lib/timetable.ts'
import { forgetOldGivers } from '../pledges/forget-old.ts'
import { finishErasures } from './finish-erasures.ts'
import { daysOf, rules } from './rules.ts'

const CHUNK = 2_000
const DAY_MS = 86_400_000

/**
 * Walks the rules (rules.ts) and empties and deletes what is old, in chunks, so that nobody waits behind a long delete. A
 * rule that fails does not keep the others from being obeyed; it is told at the end.
 * @returns rows of each rule that had any
 */
export async function sweep(
  { prisma }: Pick<Db, 'prisma'>,
  log: Log,
  now = new Date(),
): Promise<Record<string, number>> {
  const found: Record<string, number> = {}
  const failures: unknown[] = []
  const obey = async (name: string, step: () => Promise<number>) => {
    try {
      const count = await step()
      if (count > 0) found[name] = (found[name] ?? 0) + count
    } catch (error) {
      log.error({ err: error, rule: name }, 'a rule of retention failed')
      failures.push(error)
    }
  }
  for (const { name, steps } of rules)
    for (const step of steps?.(CHUNK) ?? []) await obey(name, () => inChunks(() => prisma.$executeRaw(step)))
  await obey('giving', () => inChunks(() => forgetOldGivers(prisma, CHUNK)))
  await obey('erasures', () => finishErasures({ prisma }, now))
  await obey('job-runs', () => forgetRuns(prisma, new Date(Date.now() - daysOf('job-runs') * DAY_MS)))
  log.info(found, 'retention done')
  if (failures.length > 0) throw failures[0]
  return found
}

async function inChunks(step: () => Promise<number>): Promise<number> {
  let total = 0
  for (;;) {
    const count = await step()
    total += count
    if (count < CHUNK) return total
  }
}
