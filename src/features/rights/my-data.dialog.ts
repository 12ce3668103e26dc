import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { audit } from '../people/audit.ts'
import { unitById } from '../people/units.ts'
import { givingWords } from '../pledges/giving-words.ts'
import { exportGiving } from '../pledges/rights.ts'
import { countsOf } from './copy.ts'
import { copyPayload, copyRef } from './copy-file.ts'
import type { Asker } from './who.ts'

export const askerOf = (ctx: Ctx): Asker => ({ addressId: ctx.address.id, personId: ctx.person?.id ?? null })

/** Lines of attendance that a message has room for. */
const LAST = 3
/** What has a line of its own in the message, or says nothing to a reader. */
const TOLD = ['person', 'chats', 'links', 'attendance', 'messagesIn', 'messagesOut']

/** "data saya": what is stored, in words short enough for a phone; all of it is in the file. */
export async function myData(ctx: Ctx): Promise<Outgoing[]> {
  const { person, t, tx } = ctx
  const asker = askerOf(ctx)
  const counts = await countsOf(tx, asker, ctx.now)
  const countOf = (section: string) => counts.find((one) => one.section === section)?.count ?? 0
  const others = counts.filter(({ section }) => !TOLD.includes(section))
  const given = givingWords(await exportGiving(tx, asker), t)
  const also =
    others.length === 0
      ? []
      : [
          t('rights:data.also', {
            parts: others.map(({ section, count }) =>
              t('rights:data.part', { what: t(`rights:section.${section}`), count }),
            ),
          }),
        ]
  const choices = ['copy', ...(person ? ['correct'] : []), 'erase'].map((wish) => ({
    id: `=${t(`rights:wish.${wish}`)}`,
    label: t(`rights:choice.${wish}`),
  }))
  if (!person) return [{ text: [t('rights:data.guest'), ...also, ...given].join('\n'), choices }]
  const home = person.kelurahanId === null ? null : await unitById(tx, person.kelurahanId)
  const own = t('rights:data.person', {
    name: person.name,
    unit: person.unitName ?? home?.name ?? ctx.city.name,
    nip: person.nip ? t('rights:data.nip') : '',
    attendance: countOf('attendance'),
    addresses: countOf('links'),
  })
  const last = await lastOnes(person.id, ctx)
  return [{ text: [own, ...last, ...also, t('rights:data.chats'), ...given].join('\n'), choices }]
}

async function lastOnes(personId: number, { tx, t }: Ctx): Promise<string[]> {
  const rows = await tx.attendance.findMany({
    where: { personId },
    include: { session: { select: { title: true, startsAt: true } } },
    orderBy: { session: { startsAt: 'desc' } },
    take: LAST,
  })
  return rows.map(({ session: { title, startsAt }, status }) =>
    t('rights:data.last', { title, at: startsAt, status: t(`why:status.${status}`) }),
  )
}

/** "salinan data saya": everything, as JSON: a document where the messenger carries one, else a link that ends in an hour. */
export async function giveCopy(ctx: Ctx): Promise<Outgoing[]> {
  const { t, address, now } = ctx
  const payload = copyPayload(askerOf(ctx), now)
  const actorId = ctx.person?.id ?? null
  // When whoever held the phone took a copy is known afterwards.
  await audit(ctx.tx, {
    ...{ at: now, actorId, action: 'data.copy' },
    subject: actorId === null ? `address/${address.id}` : `person/${actorId}`,
  })
  if (!ctx.messengers.ways().files.includes(address.channel))
    return [{ text: t('rights:data.link', { link: ctx.link('laporan', payload) }) }]
  return [
    {
      text: t('rights:data.sent'),
      attachment: {
        kind: 'document',
        ref: copyRef(payload, address.locale),
        name: t('rights:file.name'),
        mime: 'application/json',
      },
    },
  ]
}

/** "data Budi", "hapus data Budi": nobody's but one's own. */
export const notYours = (name: string, ctx: Ctx): Outgoing[] => [{ text: ctx.t('rights:notYours', { name }) }]
