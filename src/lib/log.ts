import pino, { type DestinationStream, type LevelWithSilent, type Logger } from 'pino'
import { maskRecord, maskText } from './mask.ts'

/**
 * Logs for an operator, one JSON object a line. What is personal does not reach them: numbers that could be
 * a phone, a NIP or a NIK, what people wrote, and secrets are masked here, whoever forgot it (mask.ts).
 */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>

/**
 * @param options `Config`'s `logLevel` and `instance`
 * @param destination where lines go; standard output by default
 */
export function createLog(
  options: { logLevel: LevelWithSilent; instance: string },
  destination?: DestinationStream,
): Log {
  return pino(
    {
      level: options.logLevel,
      base: { instance: options.instance },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }), log: maskRecord },
      // Masked already, with its causes; pino's own would begin again from a plain object.
      serializers: { err: (masked) => masked },
      hooks: {
        logMethod(args, method) {
          method.apply(this, masked(args) as typeof args)
        },
      },
    },
    destination ?? pino.destination(1),
  )
}

/** The sentence too; without one pino would take the error's message as it is. */
function masked([first, second, ...rest]: unknown[]): unknown[] {
  const record = first instanceof Error ? { err: first } : first
  const error = (record as { err?: unknown } | null)?.err
  const message = second ?? (error instanceof Error ? error.message : undefined)
  return [record, message, ...rest].map((arg) => (typeof arg === 'string' ? maskText(arg) : arg))
}
