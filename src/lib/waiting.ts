/**
 * Waiting is not failing: an error that says "no connection, no lock, not now" spends no attempt, or a
 * database that restarts for a minute would park every message of that minute.
 */

/** Of PostgreSQL and of the socket. */
const waitingCodes = new Set([
  '55P03', // lock_timeout
  '40P01', // deadlock: the other one won
  '40001', // could not serialise
  '53300', // too many connections
  '57P01', // the server is being shut down
  '57P02', // … after a crash
  '57P03', // … or is starting
  '08000', // connection lost, in its variants
  '08001',
  '08003',
  '08004',
  '08006',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'ENOTFOUND',
])

/** Of Prisma. P2028 is not here: it also stands for a transaction that ran too long, which is a failure. */
const waitingPrisma = new Set([
  'P1001', // cannot reach the server
  'P1002', // … in time
  'P1017', // the server closed the connection
  'P2024', // no free connection in the pool
  'P2034', // deadlock or write conflict
  'P2037', // too many connections
])

/** Errors that pg throws without a code. */
const waitingMessages =
  /Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Unable to start a transaction in the given time/

/**
 * @returns true when the work was not begun, or was cut off by the database's absence: try again, for as
 * long as it takes. False for everything that would fail the same way again.
 */
export function isWaiting(error: unknown): boolean {
  if (!(error instanceof Error) && !isRecord(error)) return false
  const { code, originalCode, message, cause, meta, errors } = error as Record<string, unknown>
  if (typeof code === 'string' && (waitingCodes.has(code) || waitingPrisma.has(code))) return true
  if (typeof originalCode === 'string' && waitingCodes.has(originalCode)) return true
  if (typeof message === 'string' && waitingMessages.test(message)) return true
  if (Array.isArray(errors) && errors.some(isWaiting)) return true
  return isWaiting(cause) || (isRecord(meta) && isWaiting(meta.driverAdapterError))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
