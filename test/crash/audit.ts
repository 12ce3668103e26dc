import { type Crowd, countsAt } from '../../bench/crowd.ts'
import type { Db } from '../../src/lib/db.ts'
import type { Heard } from './loopback.ts'
import type { Said } from './messages.ts'

export type Faults = { lost: string[]; doubled: string[]; wrongTime: string[] }

type Decided = {
  person: number
  counts_at: Date
  rows: { text: string; at: string; counts: string }[] | null
}

/** Every check-in once, at the right time, in the decided list and in the raw log. */
export async function auditCheckIns(db: Db, crowd: Crowd, said: Said[]): Promise<Faults> {
  const rows = await db.prisma.$queryRaw<Decided[]>`
    SELECT coalesce(a.person_id, c.person_id) AS person, a.counts_at, c.rows
    FROM (SELECT * FROM attendance WHERE session_id = ${crowd.sessionId}) a
    FULL JOIN (
      SELECT c.person_id, jsonb_agg(jsonb_build_object('text', i.payload->>'text', 'at', c.message_at, 'counts', c.counts_at)) AS rows
      FROM check_in c LEFT JOIN inbox i ON i.id = c.inbox_id WHERE c.session_id = ${crowd.sessionId} GROUP BY c.person_id
    ) c ON c.person_id = a.person_id`
  const byPerson = new Map(rows.map((row) => [row.person, row]))
  const faults: Faults = { lost: [], doubled: [], wrongTime: [] }
  for (const one of said) {
    const row = byPerson.get(one.user)
    byPerson.delete(one.user)
    const raw = row?.rows ?? []
    if (!row?.counts_at)
      faults.lost.push(`${one.user} "${one.text}" of ${one.at.toISOString()} has no attendance`)
    else if (row.counts_at.getTime() !== one.counts.getTime()) {
      faults.wrongTime.push(
        `${one.user} counts at ${row.counts_at.toISOString()}, not ${one.counts.toISOString()}`,
      )
    }
    if (raw.length < one.messages)
      faults.lost.push(`${one.user}: ${raw.length} of ${one.messages} messages in the raw log`)
    if (raw.length > one.messages)
      faults.doubled.push(`${one.user}: ${raw.length} rows in the raw log for ${one.messages} messages`)
    for (const { text, at, counts } of raw) {
      if (countsAt(crowd, text, new Date(at))?.getTime() !== new Date(counts).getTime())
        faults.wrongTime.push(`${one.user}: raw log, ${counts}`)
    }
  }
  for (const person of byPerson.keys()) faults.doubled.push(`${person} is recorded and said nothing`)
  return faults
}

const clock = new Intl.DateTimeFormat('id-ID', {
  timeZone: 'Asia/Jakarta',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
})

/** Replies as the peer took them: those who got too few, those whose time is wrong, and how many came twice. */
export function auditReplies(heard: Heard, said: Said[]) {
  const lost: string[] = []
  const wrong: string[] = []
  let doubled = 0
  for (const one of said) {
    const texts = Object.entries(heard[String(one.user)] ?? {})
    const count = texts.reduce((sum, [, times]) => sum + times, 0)
    // The receipt, and "sudah tercatat" for who sent it again.
    if (count < one.messages || texts.length < one.messages)
      lost.push(`${one.user} said ${one.messages}, heard ${JSON.stringify(texts)}`)
    if (texts.length > one.messages) wrong.push(`${one.user} heard something else: ${JSON.stringify(texts)}`)
    const time = clock.format(one.counts).replace(':', '.')
    if (texts.some(([text]) => !text.includes(time)))
      wrong.push(`${one.user} was told another time than ${time}: ${JSON.stringify(texts)}`)
    doubled += Math.max(0, count - one.messages)
  }
  return { lost, wrong, doubled }
}
