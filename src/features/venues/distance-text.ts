import type { Translate } from '../../lib/i18n.ts'

/** "340 m", "2,3 km". */
export function distanceText(metres: number, t: Translate): string {
  return metres < 1_000
    ? t('proof:metres', { metres: Math.round(metres) })
    : t('proof:kilometres', { km: (metres / 1_000).toFixed(1).replace('.', ',') })
}
