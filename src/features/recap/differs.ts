import { type Db, type Tx, transaction } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import { enqueue, rowsFor } from '../../outbox/enqueue.ts'
import { inTongue, type Voice } from '../agenda/captioned.ts'
import { coordinatorsOf } from '../reminders/audience.ts'
import { type Content, changesBetween, contentOf } from './content.ts'
import { standingsOf } from './query.ts'

/** Changes come several at a time: told when it has been calm for so long. */
const CALM_MS = 5 * 60_000
/** Disputes are open for three working days; what changes later is seen by whoever asks for the recap. */
const LOOK_BACK_MS = 14 * 86_400_000
const TTL = 2 * 86_400

type Due = {
  id: number
  sessionId: number
  unitId: number
  unitName: string
  path: string
  number: number
  content: Content
  title: string
  startsAt: Date
}

/**
 * Recaps from which attendance differs since they were handed in: the unit's coordinators are told once, and hand in a
 * revision. A change that comes back to what was handed in is none.
 * @returns messages
 */
export async function tellDiffering(
  { db, ...voice }: Voice & { db: Pick<Db, 'prisma'> },
  now: Date,
): Promise<number> {
  const due = await db.prisma.$queryRaw<Due[]>`
    SELECT h.id, h.session_id AS "sessionId", h.unit_id AS "unitId", u.name AS "unitName", u.path, h.number, h.content,
      s.title, s.starts_at AS "startsAt"
    FROM hand_in h JOIN unit u ON u.id = h.unit_id JOIN session s ON s.id = h.session_id
    WHERE h.told_at IS NULL AND h.at > ${new Date(now.getTime() - LOOK_BACK_MS)} AND s.status = 'scheduled'
      AND NOT EXISTS (SELECT 1 FROM hand_in later WHERE later.session_id = h.session_id AND later.unit_id = h.unit_id AND later.revision > h.revision)
      AND (SELECT max(t.decided_at) FROM attendance t JOIN unit tu ON tu.id = t.unit_id
        WHERE t.session_id = h.session_id AND tu.path LIKE u.path || '%' AND t.decided_at > h.looked_at)
        <= ${new Date(now.getTime() - CALM_MS)}
    ORDER BY h.id LIMIT 50`
  let messages = 0
  for (const one of due) messages += await transaction(db, (tx) => tell(tx, one, voice, now))
  return messages
}

async function tell(tx: Tx, one: Due, voice: Voice, now: Date): Promise<number> {
  const changes = changesBetween(one.content, contentOf(await standingsOf(tx, one.sessionId, [one.path])))
  const { count } = await tx.handIn.updateMany({
    where: { id: one.id, toldAt: null },
    data: { lookedAt: now, ...(changes > 0 && { toldAt: now }) },
  })
  if (count === 0 || changes === 0) return 0
  const { sessionId, unitName, number, title, startsAt } = one
  const topic = `session/${sessionId}`
  const text = (t: Translate) => ({
    text: t('recap:differs', { changes, number, unit: unitName, title, at: startsAt }),
    choices: [{ id: `=kirim rekap ${sessionId}`, label: t('recap:choice.handIn') }],
  })
  const coordinators = await coordinatorsOf(tx, { sessionId, unitPath: one.path, except: [] }, now)
  // Of this unit or from above: a regu below has handed in nothing here.
  const own = coordinators.filter(({ paths }) => paths.some((path) => one.path.startsWith(path)))
  const rows = own.flatMap(({ personId, to }) =>
    rowsFor(to.addressId, inTongue(text, to.locale, voice), `${topic}/differs/${one.id}/${personId}`, 4_000, {
      ...{ lane: 'reminder', recipient: `person/${personId}`, topic, ttl: TTL },
      to: { channel: to.channel, id: to.externalId },
    }),
  )
  return enqueue(tx, rows)
}
