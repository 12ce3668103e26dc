import { z } from 'zod'

/** What a city's files may say (prisma/data/README.md); `city.ts` reads them. */
const unitKinds = ['kota', 'opd', 'kecamatan', 'kelurahan', 'bidang', 'regu', 'posyandu'] as const

export const unit = z.object({
  key: z.string().regex(/^[a-z0-9-]+$/),
  name: z.string().min(2),
  aliases: z.array(z.string()),
  kind: z.enum(unitKinds),
  /** Key of the unit above; null for the city itself. */
  parent: z.string().nullable(),
  /** Kemendagri code, where there is one. */
  code: z.string().optional(),
})

export const place = z.object({
  name: z.string(),
  aliases: z.array(z.string()).default([]),
  latitude: z.number().optional(),
  longitude: z.number().optional(),
  /** Metres around a position that was measured there: people may check in by location. Without it the position is rough. */
  radius: z.number().int().min(20).max(2_000).optional(),
})

/** Usual times of a session, in minutes from its start (but `opensMinutesBefore`). */
export const timing = z.object({
  /** ISO weekday, 1 is Monday, when it usually is. */
  weekday: z.number().int().min(1).max(7).optional(),
  startsAt: z.string().regex(/^([01]\d|2[0-3])\.[0-5]\d$/),
  opensMinutesBefore: z.number().int().min(0),
  onTimeMinutes: z.number().int().min(0),
  closesMinutes: z.number().int().min(0),
  /** Until then an excuse can still be handed in; after it, tanpa keterangan. */
  graceMinutes: z.number().int().min(0),
})

const clock = z.string().regex(/^([01]\d|2[0-3])\.[0-5]\d$/)

/** When people are left alone; what a city starts with, and what its admins change (the setting `quiet`). */
export const quietHours = z.object({
  spans: z.array(
    z.object({
      from: clock,
      until: clock,
      /** ISO weekdays on which it begins; every day without. */
      days: z.array(z.number().int().min(1).max(7)).optional(),
      season: z.literal('ramadan').optional(),
    }),
  ),
  /** Isbat may shift it: admins edit it. */
  ramadan: z.array(z.object({ from: z.iso.date(), to: z.iso.date() })),
})

const QUIET: z.infer<typeof quietHours> = {
  spans: [
    { from: '20.30', until: '05.30' },
    { from: '11.30', until: '13.15', days: [5] },
    { from: '17.30', until: '20.45', season: 'ramadan' },
  ],
  ramadan: [{ from: '2027-02-08', to: '2027-03-09' }],
}

/** Which reminder when: on a day before at a time of the city, or minutes before the template's own moment. */
export const reminderTime = z.union([
  z.object({ daysBefore: z.number().int().min(0).max(14), clock }),
  z.object({ minutesBefore: z.number().int().min(0).max(1_440) }),
])

/** Of a kind of activity, or * for all. Templates: features/reminders/rules.ts. */
export const reminderRule = z.object({
  kind: z.string().default('*'),
  template: z.enum(['ahead', 'missing', 'names']),
  times: z.array(reminderTime),
  /** groups: nobody is written to one by one. */
  route: z.enum(['auto', 'groups']).default('auto'),
})

const REMINDERS: z.infer<typeof reminderRule>[] = [
  {
    kind: '*',
    template: 'ahead',
    times: [{ daysBefore: 1, clock: '16.00' }, { minutesBefore: 60 }],
    route: 'auto',
  },
  { kind: '*', template: 'missing', times: [{ minutesBefore: 5 }], route: 'auto' },
  { kind: '*', template: 'names', times: [{ minutesBefore: 0 }], route: 'auto' },
]

const weekly = z.object({
  /** ISO weekday. */
  weekday: z.number().int().min(1).max(7),
  clock,
})

/** When donors hear of what they meant to give, and when that ends by itself. */
export const pledgeTimes = z.object({
  /** On the day before, and on the day itself. */
  ahead: clock,
  day: clock,
  /** When a pledge lapses, and when one without a day is reminded of: the points have closed. */
  evening: clock,
  /** Days after the pledge, without a day of its own. */
  undatedAfter: z.number().int().min(1),
  lapseUndatedAfter: z.number().int().min(1),
  /** Days after its day. */
  lapseAfter: z.number().int().min(0),
  /** Where it went, and how far the campaign is, each once a week. */
  thanks: weekly,
  progress: weekly,
})

const PLEDGE_TIMES: z.infer<typeof pledgeTimes> = {
  ...{ ahead: '16.00', day: '07.00', evening: '16.00' },
  ...{ undatedAfter: 7, lapseUndatedAfter: 30, lapseAfter: 3 },
  ...{ thanks: { weekday: 6, clock: '08.00' }, progress: { weekday: 7, clock: '16.00' } },
}

export const activityKind = z.object({
  kind: z.string().regex(/^[a-z_]+$/),
  title: z.string(),
  aliases: z.array(z.string()).default([]),
  /** Key of `defaults`; those without have no usual times. */
  timing: z.string().default('apel'),
  /** For residents: they see it and may follow it, and nobody has to attend. */
  public: z.boolean().default(false),
})

/** A collection of goods (prisma/data/README.md); amounts are whole units. */
export const campaign = z.object({
  key: z.string().regex(/^[a-z0-9-]+$/),
  name: z.string().min(2),
  aliases: z.array(z.string()).default([]),
  goods: z.string(),
  goodsAliases: z.array(z.string()).default([]),
  unit: z.string(),
  /** In units; null: people are asked. */
  measures: z.record(z.string(), z.number().int().positive().nullable()).default({}),
  target: z.number().int().positive().nullable().default(null),
  suggested: z.number().int().positive(),
  firstDay: z.iso.date(),
  lastDay: z.iso.date().nullable().default(null),
  press: z.string().nullable().default(null),
})

/** Where goods are brought. `unit` and `area`: keys of units; a posyandu becomes a unit of its own below `unit`. */
export const point = z.object({
  key: z.string().regex(/^[a-z0-9-]+$/),
  kind: z.enum(['posyandu', 'kelurahan', 'opd', 'event']),
  name: z.string().min(2),
  aliases: z.array(z.string()),
  unit: z.string(),
  area: z.string().nullable(),
  whereabouts: z.string().nullable(),
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
  hours: z.array(
    z.object({
      /** ISO weekdays. */
      days: z.array(z.number().int().min(1).max(7)).min(1),
      from: clock,
      until: clock,
    }),
  ),
  /** Kind of activity at which it stands. */
  activity: z.string().nullable(),
  contact: z.string().nullable(),
})

export const profile = z
  .object({
    name: z.string(),
    officialName: z.string(),
    /** IANA name, e.g. Asia/Makassar. */
    zone: z.string().refine(isZone, 'not a time zone that this computer knows'),
    zoneLabel: z.enum(['WIB', 'WITA', 'WIT']),
    /** Who answers for personal data (UU 27/2022). */
    controller: z.object({ office: z.string(), contact: z.string() }),
    /** Kemendagri code of the city: the beginning of a NIK issued here, and of its units' codes. */
    areaCode: z.string(),
    defaultPlace: z.string(),
    places: z.array(place),
    defaults: z.object({ apel: timing }).catchall(timing),
    activityKinds: z.array(activityKind).min(1),
    quietHours: quietHours.default(QUIET),
    reminders: z.array(reminderRule).default(REMINDERS),
    campaigns: z.array(campaign).default([]),
    pledgeTimes: pledgeTimes.default(PLEDGE_TIMES),
  })
  .strict()

export const holiday = z.object({
  date: z.iso.date(),
  name: z.string(),
  type: z.enum(['libur_nasional', 'cuti_bersama']),
  source: z.string(),
})

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('id', { timeZone: zone })
    return true
  } catch {
    return false
  }
}
