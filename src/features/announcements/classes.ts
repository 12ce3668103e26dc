import type { Audience } from './audience.ts'

/** What kinds of announcements there are, and what each may. Data, so that no rule hides in an if. */
export type ClassName = 'darurat' | 'dinas' | 'layanan' | 'sosial' | 'duka'

export type Class = {
  /** Goes at any hour and before everything else, and needs no second person. */
  urgent: boolean
  /** People on a slow messenger are told through their unit's group, where it has one. */
  viaGroups: boolean
  /** Only people who follow this. */
  topic: string | null
  /** Whoever wants no more of it follows this instead (`silenced`). */
  mutable: boolean
  /** How long it is worth sending, in hours, unless said otherwise. */
  hours: number
}

export const CLASSES: Record<ClassName, Class> = {
  darurat: { urgent: true, viaGroups: true, topic: null, mutable: false, hours: 6 },
  dinas: { urgent: false, viaGroups: true, topic: null, mutable: false, hours: 24 },
  layanan: { urgent: false, viaGroups: true, topic: null, mutable: false, hours: 48 },
  sosial: { urgent: false, viaGroups: false, topic: 'sosial', mutable: false, hours: 48 },
  duka: { urgent: false, viaGroups: true, topic: null, mutable: true, hours: 24 },
}

/** What whoever wants no more of a class follows. */
export const silenced = (name: ClassName) => `tanpa:${name}`

/** An audience, less those who do not want this class of announcements. */
export function willing(of: Audience, name: ClassName): Audience {
  const { topic, mutable } = CLASSES[name]
  return { ...of, topic: of.topic ?? topic, without: mutable ? silenced(name) : null }
}
