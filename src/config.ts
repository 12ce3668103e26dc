import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { z } from 'zod'

/**
 * Reads the environment, once. Nothing else in Guyub looks at `process.env`.
 * A part that is off is `null`, so that a caller cannot forget to ask.
 */

const optional = z.preprocess((value) => (value === '' ? undefined : value), z.string().trim().optional())
const whole = (fallback: number, min: number, max: number) =>
  z.preprocess(
    (value) => (value === '' ? undefined : value),
    z.coerce.number().int().min(min).max(max).default(fallback),
  )
const onOff = (fallback: boolean) =>
  z.preprocess(
    (value) => (value === '' || value === undefined ? (fallback ? 'on' : 'off') : value),
    z.enum(['on', 'off']).transform((value) => value === 'on'),
  )

const environment = z.object({
  CITY: z.preprocess(
    (v) => (v === '' ? undefined : v),
    z
      .string()
      .regex(/^[a-z0-9-]+$/)
      .default('pangkalpinang'),
  ),
  DATABASE_URL: z.preprocess(
    (v) => (v === '' ? undefined : v),
    z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  ),
  DATABASE_POOL: whole(12, 4, 100),
  DATA_DIR: optional,
  GUYUB_SECRET: z.preprocess(
    (v) => (v === '' ? undefined : v),
    z.string().min(32, 'at least 32 characters').optional(),
  ),
  HOST: optional,
  PORT: whole(3000, 0, 65_535),
  /** Where people reach the web pages, e.g. https://guyub.pangkalpinangkota.go.id */
  PUBLIC_URL: z.preprocess((v) => (v === '' ? undefined : v), z.url({ protocol: /^https?$/ }).optional()),
  LOG_LEVEL: z.preprocess(
    (v) => (v === '' ? undefined : v),
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  ),
  TELEGRAM_TOKEN: z.preprocess(
    (v) => (v === '' ? undefined : v),
    z
      .string()
      .regex(/^\d+:[\w-]{20,}$/, 'looks like 123456789:ABC…')
      .optional(),
  ),
  TELEGRAM_MODE: z.preprocess(
    (v) => (v === '' ? undefined : v),
    z.enum(['polling', 'webhook']).default('polling'),
  ),
  TELEGRAM_API_ROOT: z.preprocess(
    (v) => (v === '' ? undefined : v),
    z.url({ protocol: /^https?$/ }).default('https://api.telegram.org'),
  ),
  /** Messages a second that Telegram lets this bot send: 30, or up to 1,000 where the city pays for them. */
  TELEGRAM_RATE: whole(30, 1, 1_000),
  WHATSAPP: onOff(false),
  /** Only for the loopback server of the tests, with the key of its authority (hex). */
  WHATSAPP_URL: z.preprocess((v) => (v === '' ? undefined : v), z.url({ protocol: /^wss?$/ }).optional()),
  WHATSAPP_ROOT_KEY: z.preprocess(
    (v) => (v === '' ? undefined : v),
    z
      .string()
      .regex(/^[0-9a-f]{64}$/i, 'is 64 hexadecimal digits')
      .optional(),
  ),
  /** WhatsApp Web's version, where the one that Baileys brings is refused (405). */
  WHATSAPP_VERSION: z.preprocess(
    (v) => (v === '' ? undefined : v),
    z
      .string()
      .regex(/^\d+\.\d+\.\d+$/, 'looks like 2.3000.1043857760')
      .optional(),
  ),
  /** Seconds between two messages that nobody asked for. */
  WHATSAPP_GAP: z.preprocess(
    (v) => (v === '' ? undefined : v),
    z
      .string()
      .regex(/^\d+-\d+$/, 'looks like 4-9')
      .default('4-9'),
  ),
  WHATSAPP_PER_HOUR: whole(120, 1, 10_000),
  WHATSAPP_PER_DAY: whole(800, 1, 100_000),
  WEBCHAT: onOff(false),
  /** Minutes after which a late message no longer counts at its code's own time. */
  LATE_PHONE_MINUTES: whole(10, 0, 60),
})

export type Config = {
  demo: boolean
  city: string
  /** Directory of the embedded database and of generated secrets. */
  dataDir: string
  database: { url: string; pool: number } | null
  secret: string | null
  web: { host: string; port: number; publicUrl: string | null }
  telegram: { token: string; mode: 'polling' | 'webhook'; apiRoot: string; perSecond?: number } | null
  whatsapp: {
    url: string | null
    rootKey: Buffer | null
    version: [number, number, number] | null
    /** Of what nobody asked for; milliseconds. Quiet hours are the city's (features/settings). */
    pace: { gap: [number, number]; perHour: number; perDay: number }
  } | null
  webchat: boolean
  latePhoneMinutes: number
  logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** Names this process in leases and logs. */
  instance: string
}

/** Says in one sentence per line which setting is wrong and how to mend it. */
export class ConfigError extends Error {}

/**
 * @param env usually `process.env`
 * @throws ConfigError listing every wrong setting
 */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const parsed = environment.safeParse(env)
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
    throw new ConfigError(`Guyub cannot start, because of its settings:\n${lines.join('\n')}`)
  }
  const e = parsed.data
  // No messenger and no webchat asked for: the demo. A real database or a public address never opens one.
  const demo = !e.TELEGRAM_TOKEN && !e.WHATSAPP && !e.WEBCHAT
  if (demo && e.DATABASE_URL) {
    throw new ConfigError(
      'DATABASE_URL is set but no messenger is: the demo never uses a real database. Set TELEGRAM_TOKEN (or WHATSAPP=on, or WEBCHAT=on), or unset DATABASE_URL.',
    )
  }
  if (e.DATABASE_URL && !e.GUYUB_SECRET) {
    throw new ConfigError('With DATABASE_URL, GUYUB_SECRET is required (openssl rand -base64 48).')
  }
  if (e.TELEGRAM_TOKEN && e.TELEGRAM_MODE === 'webhook' && !e.PUBLIC_URL) {
    throw new ConfigError('TELEGRAM_MODE=webhook needs PUBLIC_URL, the https address that Telegram reaches.')
  }
  if ((e.WHATSAPP_ROOT_KEY || e.WHATSAPP_URL) && !isLoopback(e.WHATSAPP_URL)) {
    throw new ConfigError(
      'WHATSAPP_URL and WHATSAPP_ROOT_KEY are for a test server on this machine only: unset both to use WhatsApp.',
    )
  }
  return {
    demo,
    city: e.CITY,
    dataDir: resolve(e.DATA_DIR ?? (demo ? 'data-demo' : 'data')),
    database: e.DATABASE_URL ? { url: e.DATABASE_URL, pool: e.DATABASE_POOL } : null,
    secret: e.GUYUB_SECRET ?? null,
    // The demo lets anybody be anybody: it listens to this machine only, whatever HOST says.
    web: {
      host: demo ? '127.0.0.1' : (e.HOST ?? '127.0.0.1'),
      port: e.PORT,
      publicUrl: e.PUBLIC_URL?.replace(/\/$/, '') ?? null,
    },
    telegram: e.TELEGRAM_TOKEN
      ? {
          token: e.TELEGRAM_TOKEN,
          mode: e.TELEGRAM_MODE,
          apiRoot: e.TELEGRAM_API_ROOT.replace(/\/$/, ''),
          perSecond: e.TELEGRAM_RATE,
        }
      : null,
    whatsapp: e.WHATSAPP
      ? {
          url: e.WHATSAPP_URL ?? null,
          rootKey: e.WHATSAPP_ROOT_KEY ? Buffer.from(e.WHATSAPP_ROOT_KEY, 'hex') : null,
          version: (e.WHATSAPP_VERSION?.split('.').map(Number) as [number, number, number]) ?? null,
          pace: {
            gap: gapOf(e.WHATSAPP_GAP),
            perHour: e.WHATSAPP_PER_HOUR,
            perDay: e.WHATSAPP_PER_DAY,
          },
        }
      : null,
    webchat: demo || e.WEBCHAT,
    latePhoneMinutes: e.LATE_PHONE_MINUTES,
    logLevel: e.LOG_LEVEL,
    instance: `${hostname()}:${process.pid}`,
  }
}

function isLoopback(url: string | undefined): boolean {
  return url !== undefined && ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)
}

/** "4-9" seconds, whichever comes first. */
function gapOf(text: string): [number, number] {
  const [a = 4, b = 9] = text.split('-').map((one) => Number(one) * 1000)
  return [Math.min(a, b), Math.max(a, b)]
}
