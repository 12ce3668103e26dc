/** What kinds of announcements there are, and what each may. Data, so that no rule hides in an if. */
export type ClassName = 'darurat' | 'dinas' | 'layanan' | 'sosial' | 'duka'

export type Class = {
  /** Goes at any hour and before everything else, and needs no second person. */
  urgent: boolean
  /** People on a slow messenger are told through their unit's group, where it has one. */
  viaGroups: boolean
  /** Only people who wanted it. */
  optIn: boolean
  /** How long it is worth sending, in hours, unless said otherwise. */
  hours: number
}

export const CLASSES: Record<ClassName, Class> = {
  darurat: { urgent: true, viaGroups: true, optIn: false, hours: 6 },
  dinas: { urgent: false, viaGroups: true, optIn: false, hours: 24 },
  layanan: { urgent: false, viaGroups: true, optIn: false, hours: 48 },
  sosial: { urgent: false, viaGroups: false, optIn: true, hours: 48 },
  duka: { urgent: false, viaGroups: true, optIn: false, hours: 24 },
}
