import type { Channel } from '../channels/channel.ts'
import { reachableAdmins } from '../features/numbers/tell.ts'
import type { Db, Tx } from '../lib/db.ts'
import type { JobState } from '../lib/timetable.ts'
import type { HealthReport } from './health.ts'

type Given = {
  db: Db
  channels: Channel[]
  /** Somebody has to hear of it by another messenger when one of WhatsApp's numbers fails. */
  whatsapp: boolean
  jobs(tx: Tx): Promise<JobState[]>
}

/** Whether this process can do its work, as it finds out now. */
export async function healthOf({ db, channels, whatsapp, jobs }: Given): Promise<HealthReport> {
  const states = Object.fromEntries(channels.map((one) => [one.name, one.status()]))
  const reasons = Object.entries(states).flatMap(([name, one]) =>
    one.state === 'needs_person' ? [`${name}: ${one.detail ?? one.state}`] : [],
  )
  await db.prisma.$queryRaw`SELECT 1`.catch((error) =>
    reasons.push(`database: ${error instanceof Error ? error.name : 'gone'}`),
  )
  const alerted = whatsapp ? new Set((await reachableAdmins(db.prisma)).map((one) => one.personId)) : null
  const asks =
    alerted && alerted.size < 2
      ? [`whatsapp: ${alerted.size} of 2 admins can be reached without it (Telegram or web chat)`]
      : []
  return {
    ready: reasons.length === 0,
    reasons,
    ...(asks.length > 0 && { asks }),
    parts: Object.fromEntries(Object.entries(states).map(([name, one]) => [name, one.state])),
    jobs: await jobs(db.prisma).catch(() => []),
  }
}
