import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import i18next, { type i18n } from 'i18next'
import { root } from './root.ts'

/**
 * Every sentence that a person reads: locales/<language>/<namespace>.json, asked for as
 * `t('attendance:checkIn.done', { at })`. A sentence formats its own values, in the city's zone:
 *
 *     {{at, day}}       Senin, 23 November 2026
 *     {{at, date}}      23 November 2026
 *     {{at, month}}     November 2026
 *     {{at, shortmonth}} Nov
 *     {{at, clock}}     07.15 WIB
 *     {{at, time}}      07.15
 *     {{at, dayclock}}  Senin, 23 November 2026 pukul 07.15 WIB
 *     {{count, number}} 1.000
 *     {{names, list}}   Siti, Budi, dan Yanti
 */
export type Translate = (key: string, values?: Record<string, unknown>) => string

export type Translations = {
  /** Languages that have a folder; the first is what everything else falls back to. */
  locales: string[]
  /** An unknown language speaks Indonesian. */
  translator(locale: string): Translate
}

type Options = {
  /** Told of a key or value that is missing; throws by default, because a test should. */
  onMissing?: (what: string) => void
  folder?: string
}

const FALLBACK = 'id'
/** English dates as Indonesia writes them: day before month. */
const intlLocale = (language: string) => (language === 'en' ? 'en-GB' : 'id-ID')

/** @param city its zone, e.g. { zone: 'Asia/Jakarta', zoneLabel: 'WIB' } */
export function loadLocales(city: { zone: string; zoneLabel: string }, options: Options = {}): Translations {
  const resources = readLocales(options.folder)
  const missing = options.onMissing ?? refuse
  const locales = Object.keys(resources).sort((a, b) => Number(b === FALLBACK) - Number(a === FALLBACK))
  const instance = i18next.createInstance()
  instance.init({
    initAsync: false,
    resources,
    fallbackLng: FALLBACK,
    ns: Object.keys(resources[FALLBACK] ?? {}),
    // Without a namespace a key would be looked for in whichever comes first.
    defaultNS: false,
    // Chat is plain text and Hono escapes its own pages.
    interpolation: { escapeValue: false },
    returnNull: false,
    saveMissing: true,
    saveMissingTo: 'current',
    missingKeyHandler: (_languages, namespace, key) => missing(`no sentence ${namespace}:${key}`),
    missingInterpolationHandler: (sentence: string, match: RegExpExecArray) => {
      missing(`no value ${match[0]} for "${sentence}"`)
      return ''
    },
  })
  // i18next swallows what a format throws, and would show the value as it is.
  const odd: string[] = []
  addFormats(instance, city, odd)
  return {
    locales,
    translator(locale) {
      const translate = instance.getFixedT(locales.includes(locale) ? locale : FALLBACK) as Translate
      return (key, values) => {
        const sentence = translate(key, values)
        for (const what of odd.splice(0)) missing(`${what} in ${key}`)
        return sentence
      }
    },
  }
}

/** All sentences by language and namespace, as they stand in the files. */
export function readLocales(folder = join(root, 'locales')) {
  const resources: Record<string, Record<string, Record<string, unknown>>> = {}
  for (const language of readdirSync(folder)) {
    const namespaces: Record<string, Record<string, unknown>> = {}
    for (const file of readdirSync(join(folder, language))) {
      if (!file.endsWith('.json')) continue
      namespaces[file.slice(0, -'.json'.length)] = JSON.parse(
        readFileSync(join(folder, language, file), 'utf8'),
      )
    }
    resources[language] = namespaces
  }
  return resources
}

function addFormats(
  instance: i18n,
  { zone, zoneLabel }: { zone: string; zoneLabel: string },
  odd: string[],
): void {
  const cache = new Map<string, Intl.DateTimeFormat>()
  const intl = (language: string, name: string, fields: Intl.DateTimeFormatOptions) => {
    const key = `${language}/${name}`
    const known =
      cache.get(key) ?? new Intl.DateTimeFormat(intlLocale(language), { ...fields, timeZone: zone })
    cache.set(key, known)
    return known
  }
  const full = { day: 'numeric', month: 'long', year: 'numeric' } as const
  const date = (at: Date, language: string) => intl(language, 'date', full).format(at)
  const day = (at: Date, language: string) =>
    `${intl(language, 'weekday', { weekday: 'long' }).format(at)}, ${date(at, language)}`
  // Indonesian writes a dot between hours and minutes; h23, or midnight would be 24.00.
  const time = (at: Date) =>
    intl('id', 'time', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at).replace(':', '.')
  const clock = (at: Date) => `${time(at)} ${zoneLabel}`
  const formats = {
    date,
    month: (at: Date, language: string) =>
      intl(language, 'month', { month: 'long', year: 'numeric' }).format(at),
    shortmonth: (at: Date, language: string) => intl(language, 'shortmonth', { month: 'short' }).format(at),
    day,
    time,
    clock,
    dayclock: (at: Date, language: string) =>
      instance.t('format:dayclock', { lng: language, day: day(at, language), clock: clock(at) }),
  }
  // i18next's own takes every value of the sentence for an option of Intl: one named `unit` undoes it, silently.
  const numbers = new Map<string, Intl.NumberFormat>()
  instance.services.formatter?.add('number', (value: unknown, language = FALLBACK) => {
    const format = numbers.get(language) ?? new Intl.NumberFormat(intlLocale(language))
    numbers.set(language, format)
    const number = typeof value === 'bigint' ? value : Number(value)
    if (!Number.isNaN(number)) return format.format(number)
    odd.push(`no number "${String(value)}"`)
    return ''
  })
  // What is a plain word in the middle of a sentence may begin one: "Telur boleh langsung dibawa".
  instance.services.formatter?.add('capital', (value: unknown) => {
    const text = String(value)
    return text.charAt(0).toUpperCase() + text.slice(1)
  })
  for (const [name, format] of Object.entries(formats)) {
    instance.services.formatter?.add(name, (value: unknown, language) => {
      const at = value instanceof Date ? value : new Date(value as string | number)
      if (!Number.isNaN(at.getTime())) return format(at, language ?? FALLBACK)
      odd.push(`no time "${String(value)}"`)
      return ''
    })
  }
}

function refuse(what: string): void {
  throw new Error(`locales: ${what}`)
}
