import { type Db, type Tx, transaction } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import { enqueue, rowsFor } from '../../outbox/enqueue.ts'
import { inTongue, type Voice } from '../agenda/captioned.ts'
import { letterWords } from './request-words.ts'
import { decidersOf, type Waiting, waitingRequests } from './requests.ts'

/** So long before the law's time is over the deciders hear of it again. */
const SOON_MS = 24 * 3_600_000
const TTL = 2 * 86_400

type Deps = Voice & { db: Pick<Db, 'prisma'> }

/** Requests whose time runs out: once with 24 hours left, once when it is over; then every admin hears of it as well. */
export async function remindRequests({ db, ...voice }: Deps, now: Date): Promise<number> {
  const due = await db.prisma.$queryRaw<{ id: number; late: boolean }[]>`
    SELECT id, due_at <= ${now} AS late FROM data_request WHERE kind = 'correct' AND state = 'open'
      AND ((due_at <= ${now} AND late_at IS NULL) OR (due_at <= ${new Date(now.getTime() + SOON_MS)} AND soon_at IS NULL))
    ORDER BY due_at LIMIT 100`
  let messages = 0
  for (const { id, late } of due)
    messages += await transaction(db, async (tx) => {
      const { count } = await tx.dataRequest.updateMany({
        where: { id, state: 'open' },
        data: late ? { lateAt: now, soonAt: now } : { soonAt: now },
      })
      const request = count === 0 ? null : await tx.dataRequest.findUnique({ where: { id } })
      const [row] = request ? await waitingRequests(tx, ['/'], request.ref) : []
      if (!request?.unitId || !row) return 0
      const nearest = await decidersOf(tx, request.unitId, row.personId, now)
      const admins = late ? await adminChats(tx, row.personId, now) : []
      const chats = [...new Set([...nearest.flatMap(({ addressIds }) => addressIds), ...admins])]
      return tell(tx, chats, row, late, now, voice)
    })
  return messages
}

async function adminChats(tx: Tx, except: number, now: Date): Promise<number[]> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT DISTINCT ap.address_id AS id FROM role r JOIN address_person ap ON ap.person_id = r.person_id
    WHERE r.role = 'admin' AND r.person_id <> ${except} AND r.from_at <= ${now} AND (r.until_at IS NULL OR r.until_at > ${now})`
  return rows.map(({ id }) => id)
}

async function tell(
  tx: Tx,
  addressIds: number[],
  row: Waiting,
  late: boolean,
  now: Date,
  voice: Voice,
): Promise<number> {
  const { ref } = row
  const message = (t: Translate) => ({
    text: letterWords(late ? 'rights:remind.late' : 'rights:remind.soon', row, now, t),
    choices: [
      { id: `=setujui ${ref}`, label: t('rights:request.yes') },
      { id: `=tolak ${ref}`, label: t('rights:request.no') },
    ],
  })
  const addresses = await tx.address.findMany({ where: { id: { in: addressIds }, blockedAt: null } })
  return enqueue(
    tx,
    addresses.flatMap(({ id, locale }) =>
      rowsFor(id, inTongue(message, locale, voice), `data/${ref}/${late ? 'late' : 'soon'}/${id}`, 4_000, {
        ...{ lane: 'reminder' as const, topic: `data/${ref}`, recipient: `address/${id}`, ttl: TTL },
      }),
    ),
  )
}
