import type { Tx } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import type { Audience } from './audience.ts'

/** An audience in words: "PHL dan HONORER di Dinas Kesehatan, kecuali Puskesmas Air Itam". */
export async function describeAudience(tx: Tx, of: Audience, t: Translate): Promise<string> {
  const ids = [...of.units, ...of.except, ...of.kelurahan]
  const units = await tx.unit.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } })
  const names = (some: number[]) =>
    some.map((id) => units.find((one) => one.id === id)?.name ?? '').join(', ')
  const who = of.residents
    ? t('announcements:who.residents')
    : of.roles.length > 0
      ? of.roles.map((role) => t(`announcements:who.${role}`)).join(', ')
      : of.employment.length > 0
        ? [...new Set(of.employment.map((one) => one.replace('_PW', ' Paruh Waktu').replace('_', '-')))].join(
            ', ',
          )
        : t('announcements:who.everybody')
  const where = of.residents
    ? of.kelurahan.length > 0
      ? names(of.kelurahan)
      : names(of.units)
    : names(of.units)
  const session = of.session
    ? t(of.session.present ? 'announcements:who.present' : 'announcements:who.absent', {
        title: (await tx.session.findUnique({ where: { id: of.session.id } }))?.title ?? '',
      })
    : ''
  const topic = of.topic ? t('announcements:who.topic', { topic: of.topic }) : ''
  const except = of.except.length > 0 ? t('announcements:who.except', { units: names(of.except) }) : ''
  return `${t('announcements:who.of', { who, where })}${session}${topic}${except}`
}
