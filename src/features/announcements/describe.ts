import type { Tx } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import type { Audience } from './audience.ts'

/**
 * An audience in words: "PHL, HONORER Dinas Kesehatan, kecuali Puskesmas Air Itam".
 * @returns says it in anybody's language
 */
export async function describeAudience(tx: Tx, of: Audience): Promise<(t: Translate) => string> {
  const ids = [...of.units, ...of.except, ...of.kelurahan]
  const units = await tx.unit.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } })
  const session = of.session && (await tx.session.findUnique({ where: { id: of.session.id } }))
  const names = (some: number[]) =>
    some.map((id) => units.find((one) => one.id === id)?.name ?? '').join(', ')
  const where = names(of.residents && of.kelurahan.length > 0 ? of.kelurahan : of.units)
  return (t) => {
    const presence = of.session
      ? t(`announcements:who.${of.session.present ? 'present' : 'absent'}`, { title: session?.title ?? '' })
      : ''
    const topic = of.topic ? t('announcements:who.topic', { topic: of.topic }) : ''
    const except = of.except.length > 0 ? t('announcements:who.except', { units: names(of.except) }) : ''
    return `${t('announcements:who.of', { who: kindIn(of, t), where })}${presence}${topic}${except}`
  }
}

function kindIn(of: Audience, t: Translate): string {
  if (of.residents) return t('announcements:who.residents')
  if (of.roles.length > 0) return of.roles.map((role) => t(`announcements:who.${role}`)).join(', ')
  if (of.employment.length === 0) return t('announcements:who.everybody')
  const labels = of.employment.map((one) => one.replace('_PW', ' Paruh Waktu').replace('_', '-'))
  return [...new Set(labels)].join(', ')
}
