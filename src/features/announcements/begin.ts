import type { Tx } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import { shielded } from '../../lib/marks.ts'
import type { AttachmentRef, ChannelName, Outgoing } from '../../message.ts'
import { openBatch, type SharedBody, steerBatch } from '../../outbox/batch.ts'
import { inTongue } from '../agenda/captioned.ts'
import { byId, type View } from './announcements.ts'
import { bodyOf, markedBody, type Sender } from './body.ts'
import { CLASSES } from './classes.ts'
import type { Ways } from './reach.ts'

export type Beginning = {
  ways: Ways
  locales: string[]
  translator(locale: string): Translate
  /** As the demo speaks: with captions. */
  captions: boolean
  now: Date
  /** Where the file lies that the announcement brings, once it has been fetched. */
  file: AttachmentRef | null
}

/**
 * Opens the batch of an announcement whose time has come: from here on its recipients are frozen and sent to.
 * @returns false when somebody else began it, or it was paused or cancelled meanwhile
 */
export async function begin(tx: Tx, one: View, given: Beginning): Promise<boolean> {
  const { count } = await tx.announcement.updateMany({
    where: { id: one.id, state: 'scheduled' },
    data: { state: 'running', startedAt: given.now },
  })
  if (count === 0) return false
  const original = one.kind === 'correction' || one.kind === 'withdrawal' ? await originalOf(tx, one) : null
  if (original?.batchId) {
    // Who has not had the wrong one yet need not have it.
    await steerBatch(tx, original.batchId, 'cancelled', 'corrected')
    await tx.announcement.updateMany({
      where: { id: original.id, state: { in: ['running', 'paused', 'stopped'] } },
      data: { state: 'cancelled', finishedAt: given.now },
    })
  }
  const sender = await senderOf(tx, one.createdBy)
  const ttl = Math.max(60, (one.expiresAt.getTime() - given.now.getTime()) / 1000)
  const batch = await openBatch(tx, bodies(one, original, sender, given), ttl, CLASSES[one.class].urgent)
  await tx.announcement.update({
    where: { id: one.id },
    data: { batchId: batch, ...(original && { phase: 'corrected' }) },
  })
  return true
}

const originalOf = (tx: Tx, { correctsId: id }: View) => (id === null ? null : byId(tx, id))

/** The language of a body that takes the place of an earlier message. */
export const MARKED = 'lama'

function bodies(one: View, original: View | null, sender: Sender, given: Beginning): SharedBody[] {
  return given.ways.channels.flatMap((channel) =>
    given.locales.flatMap((locale) => {
      const file = given.ways.files.includes(channel) ? given.file : null
      // Where no files go, it is said that there is one.
      const body = (t: Translate) => {
        const text = given.file && !file ? `${one.text}\n\n${t('announcements:fileElsewhere')}` : one.text
        return bodyOf({ ...one, text, attachment: file }, sender, t)
      }
      const voice = {
        translator: (name: string) => shielded(given.translator(name)),
        captions: given.captions,
      }
      const own: [string, Outgoing][] = [[locale, inTongue(body, locale, voice)]]
      const mark = (t: Translate) => markedBody(original ?? one, one.kind as 'correction', t)
      if (original) own.push([`${locale}/${MARKED}`, inTongue(mark, locale, voice)])
      return own.map(([name, body]) => ({ channel: channel as ChannelName, locale: name, body }))
    }),
  )
}

export async function senderOf(tx: Tx, personId: number): Promise<Sender> {
  const rows = await tx.$queryRaw<Sender[]>`
    -- A long name has a short one that everybody knows.
    SELECT p.name, coalesce(CASE WHEN length(u.name) > 32 AND cardinality(u.aliases) > 0 THEN u.aliases[1] ELSE u.name END,
      (SELECT name FROM unit WHERE parent_id IS NULL LIMIT 1), '') AS unit
    FROM person p LEFT JOIN unit u ON u.id = p.unit_id WHERE p.id = ${personId}`
  return rows[0] ?? { name: '', unit: '' }
}
