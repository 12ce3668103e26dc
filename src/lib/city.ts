import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import {
  type activityKind,
  holiday,
  type pledgeTimes,
  point,
  profile,
  type quietHours,
  type reminderRule,
  type reminderTime,
  type timing,
  unit,
} from './city-schema.ts'
import { root } from './root.ts'

/**
 * A city is data (prisma/data/<key>/), never code: what it is called, its zone, its units, places, kinds of
 * activity and usual times. Holidays are national and shared. `seedCity` puts the units into the database,
 * where admins edit them; the rest is read from here.
 */
const dataFolder = join(root, 'prisma/data')

export type CityUnit = z.infer<typeof unit>
export type Timing = z.infer<typeof timing>
export type ActivityKind = z.infer<typeof activityKind>
export type Holiday = z.infer<typeof holiday>
export type QuietSetting = z.infer<typeof quietHours>
export type ReminderTime = z.infer<typeof reminderTime>
export type ReminderDefault = z.infer<typeof reminderRule>
export type PledgeTimes = z.infer<typeof pledgeTimes>
export type CityPoint = z.infer<typeof point>
export type City = z.infer<typeof profile> & {
  key: string
  units: CityUnit[]
  placeNames: string[]
  points: CityPoint[]
  holidays: Holiday[]
}

/** Keys of the cities that exist. */
export function listCities(): string[] {
  return readdirSync(dataFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(dataFolder, entry.name, 'city.json')))
    .map((entry) => entry.name)
    .sort()
}

/**
 * @param key e.g. `pangkalpinang`
 * @throws Error naming the cities that exist, or the file and field that is wrong
 */
export function loadCity(key: string): City {
  if (!listCities().includes(key)) {
    throw new Error(`There is no city "${key}" in prisma/data. These exist: ${listCities().join(', ')}.`)
  }
  const folder = join(dataFolder, key)
  const city = parse(profile, JSON.parse(readFileSync(join(folder, 'city.json'), 'utf8')), `${key}/city.json`)
  const units = [...readUnits(folder, 'units.tsv'), ...readUnits(folder, 'wilayah.tsv')]
  checkTree(units, key)
  for (const { kind, timing: name } of city.activityKinds) {
    if (!(name in city.defaults))
      throw new Error(`${key}/city.json: ${kind} has timing "${name}", which defaults lacks`)
  }
  const points = readPoints(folder, new Set(units.map((one) => one.key)))
  return {
    ...city,
    key,
    units,
    placeNames: city.places.map(({ name }) => name),
    points,
    holidays: readHolidays(),
  }
}

/** Usual times of a kind of activity; an unknown kind has those of an apel. */
export function timingOf(city: City, kind: string): Timing {
  const known = city.activityKinds.find((activity) => activity.kind === kind)
  return city.defaults[known?.timing ?? 'apel'] ?? city.defaults.apel
}

function readUnits(folder: string, file: string): CityUnit[] {
  return readTsv(join(folder, file)).map((row, index) =>
    parse(
      unit,
      {
        ...row,
        aliases: listed(row.aliases),
        parent: row.parent || null,
        code: row.code || undefined,
      },
      `${file} line ${index + 2}`,
    ),
  )
}

/** @throws Error naming a unit that the city does not have */
function readPoints(folder: string, units: Set<string>): CityPoint[] {
  return readTsv(join(folder, 'points.tsv')).map((row, index) => {
    const where = `points.tsv line ${index + 2}`
    const number = (text?: string) => (text ? Number(text) : null)
    const read = parse(
      point,
      {
        ...row,
        aliases: listed(row.aliases),
        area: row.area || null,
        whereabouts: row.whereabouts || null,
        latitude: number(row.latitude),
        longitude: number(row.longitude),
        hours: listed(row.hours).map(readHours),
        activity: row.activity || null,
        contact: row.contact || null,
      },
      where,
    )
    for (const key of [read.unit, read.area])
      if (key !== null && !units.has(key)) throw new Error(`${where}: there is no unit "${key}"`)
    return read
  })
}

/** "1-4 08.00-15.00": ISO weekdays, a span or a list, and the time; what is none is refused by the schema. */
function readHours(text: string): { days: number[]; from: string; until: string } {
  const [days = '', time = ''] = text.split(/\s+/)
  const [first = '', last] = days.split('-')
  const span = last
    ? Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => Number(first) + index)
    : first.split(',').map(Number)
  const [from = '', until = ''] = time.split('-')
  return { days: span, from, until }
}

const listed = (text = ''): string[] =>
  text
    .split(';')
    .map((one) => one.trim())
    .filter(Boolean)

/** Parents stand before their children, so that a seed can go from top to bottom. */
function checkTree(units: CityUnit[], key: string): void {
  const seen = new Set<string>()
  for (const { key: unitKey, parent } of units) {
    if (seen.has(unitKey)) throw new Error(`${key}: unit ${unitKey} stands there twice`)
    if (parent === null ? seen.size > 0 : !seen.has(parent)) {
      throw new Error(`${key}: unit ${unitKey} has no parent "${parent}" above it`)
    }
    seen.add(unitKey)
  }
  if (seen.size === 0) throw new Error(`${key}: units.tsv is missing or empty`)
}

function readHolidays(): Holiday[] {
  return readTsv(join(dataFolder, 'holidays.tsv')).map((row, index) =>
    parse(holiday, row, `holidays.tsv line ${index + 2}`),
  )
}

function readTsv(file: string): Record<string, string>[] {
  if (!existsSync(file)) return []
  const [head = '', ...lines] = readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .filter((line) => line.trim())
  const columns = head.split('\t')
  return lines.map((line) => {
    const cells = line.split('\t')
    return Object.fromEntries(columns.map((column, index) => [column, (cells[index] ?? '').trim()]))
  })
}

function parse<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`prisma/data/${where}: ${issues.join('; ')}`)
}
