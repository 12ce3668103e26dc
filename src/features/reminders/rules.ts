import type { ReminderDefault, ReminderTime } from '../../lib/city.ts'

/**
 * Which reminders a session has. What the city's profile says holds for everybody; a unit's own rules replace it for the
 * people of that unit and below, template by template, so that nobody is reminded by two rules. Pure.
 *
 * - `ahead`: it is going to take place; the time is before its start
 * - `missing`: to whoever is not recorded yet; the time is before the on-time limit
 * - `names`: the list of names to the coordinator; the time is before the on-time limit
 */
export type Template = ReminderDefault['template']

/** auto: by themselves where a messenger can carry it (reach.ts); groups: only by group and coordinator. */
export type Via = ReminderDefault['route']

/** A row of the table, with the path of its unit. */
export type StoredRule = {
  unitPath: string
  kind: string
  template: string
  daysBefore: number | null
  clock: string | null
  minutesBefore: number | null
  route: string
  active: boolean
}

/** The people of a unit and below, but for those of units with rules of their own, and when they are reminded. */
export type Scope = {
  template: Template
  unitPath: string
  except: string[]
  times: ReminderTime[]
  route: Via
}

const TEMPLATES: Template[] = ['ahead', 'missing', 'names']
const EVERYBODY = '/'

/**
 * The scopes of a session's reminders. For every person of the audience exactly one scope of a template holds: that of
 * the nearest unit with rules for it; those for the kind of activity before those for all kinds.
 */
export function scopesFor(
  kind: string,
  audiencePaths: string[],
  stored: StoredRule[],
  defaults: ReminderDefault[],
): Scope[] {
  return TEMPLATES.flatMap((template) => {
    const sets = new Map<string, Pick<Scope, 'times' | 'route'>>()
    const usual = nearest(
      defaults.filter((one) => one.template === template),
      kind,
    )
    sets.set(EVERYBODY, { times: usual.flatMap((one) => one.times), route: usual[0]?.route ?? 'auto' })
    const own = stored.filter((one) => one.template === template)
    for (const unitPath of new Set(own.map((one) => one.unitPath))) {
      const rules = nearest(
        own.filter((one) => one.unitPath === unitPath),
        kind,
      )
      const route = rules[0]?.route === 'groups' ? 'groups' : 'auto'
      if (rules.length > 0)
        sets.set(unitPath, { times: rules.filter((one) => one.active).flatMap(timeOf), route })
    }
    return [...sets]
      .map(([unitPath, set]) => ({
        ...{ template, unitPath, ...set },
        except: [...sets.keys()].filter((other) => other !== unitPath && other.startsWith(unitPath)),
      }))
      .filter(
        ({ unitPath, times }) => times.length > 0 && audiencePaths.some((path) => overlap(path, unitPath)),
      )
  })
}

/** Whether two subtrees have people in common. */
export function overlap(one: string, other: string): boolean {
  return one.startsWith(other) || other.startsWith(one)
}

function nearest<R extends { kind: string }>(rules: R[], kind: string): R[] {
  const exact = rules.filter((one) => one.kind === kind)
  return exact.length > 0 ? exact : rules.filter((one) => one.kind === '*')
}

function timeOf({ daysBefore, clock, minutesBefore }: StoredRule): ReminderTime[] {
  if (daysBefore !== null && clock !== null) return [{ daysBefore, clock }]
  return minutesBefore === null ? [] : [{ minutesBefore }]
}
