import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import type { Db, Tx } from '../../lib/db.ts'
import { codesUntil, waitsForEnd } from '../agenda/proof.ts'
import { codesBetween, type ShownCode } from './screen-codes.ts'

/**
 * Venue screens: a browser in the hall asks for one (`openWaiting`) and shows four digits, a coordinator
 * confirms them in chat (`confirmScreen`), from then on that browser, and no other, may ask for the codes.
 */

const WAITS_MS = 10 * 60_000
/** After the window the screen still shows the final count for a while. */
const STAYS_MS = 2 * 3_600_000
/** A page that offline holds more than this could be carried away and used elsewhere. */
const AHEAD_MS = 10 * 60_000
/** So many real halls never wait at once: more is somebody playing. */
const MOST_WAITING = 500

export type WaitingScreen = { id: string; secret: string; digits: string; expiresAt: Date }

/**
 * A new blank screen. `secret` goes into the browser's cookie; only its digest is kept.
 * @returns 'busy' when too many screens wait
 */
export async function openWaiting(tx: Tx, now: Date): Promise<WaitingScreen | 'busy'> {
  // Two screens with the same digits would let a coordinator confirm a stranger's: one at a time.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('screen/digits'))`
  const waiting = await tx.screen.findMany({
    where: { digits: { not: null }, confirmedAt: null, closedAt: null, expiresAt: { gt: now } },
    select: { digits: true },
  })
  if (waiting.length >= MOST_WAITING) return 'busy'
  const taken = new Set(waiting.map((screen) => screen.digits))
  let digits: string
  do digits = String(randomInt(1_000, 10_000))
  while (taken.has(digits))
  const screen = {
    id: screenName(),
    secret: randomBytes(24).toString('base64url'),
    digits,
    expiresAt: new Date(now.getTime() + WAITS_MS),
  }
  await tx.screen.create({
    data: {
      id: screen.id,
      browser: digest(screen.secret),
      digits,
      openedAt: now,
      expiresAt: screen.expiresAt,
    },
  })
  return screen
}

export type Confirmation = { result: 'ok'; screenId: string } | { result: 'not_found' | 'session_over' }

/**
 * A coordinator typed the digits that a browser shows. Who may do this for the session, and how often one may
 * guess, is the caller's question.
 */
export async function confirmScreen(
  tx: Tx,
  given: { digits: string; sessionId: number; personId: number; now: Date },
): Promise<Confirmation> {
  const { digits, sessionId, personId, now } = given
  const session = await tx.session.findUnique({ where: { id: sessionId } })
  if (session?.status !== 'scheduled' || codesUntil(session) <= now) return { result: 'session_over' }
  // The update itself is the check, so that two confirmations at once cannot both win.
  const confirmed = await tx.screen.updateManyAndReturn({
    where: { digits, confirmedAt: null, closedAt: null, expiresAt: { gt: now } },
    data: {
      sessionId,
      digits: null,
      confirmedAt: now,
      confirmedBy: personId,
      expiresAt: new Date(codesUntil(session).getTime() + STAYS_MS),
    },
    select: { id: true },
  })
  const screen = confirmed[0]
  return screen ? { result: 'ok', screenId: screen.id } : { result: 'not_found' }
}

export type OpenScreen = { id: string; sessionId: number; confirmedAt: Date; confirmedBy: number | null }

/** The screens that show codes of these sessions now, oldest first. */
export async function listScreens(tx: Tx, sessionIds: number[], now: Date): Promise<OpenScreen[]> {
  const screens = await tx.screen.findMany({
    where: {
      sessionId: { in: sessionIds },
      confirmedAt: { not: null },
      closedAt: null,
      expiresAt: { gt: now },
    },
    orderBy: { confirmedAt: 'asc' },
  })
  return screens.map(({ id, sessionId, confirmedAt, confirmedBy }) => ({
    id,
    sessionId: sessionId!,
    confirmedAt: confirmedAt!,
    confirmedBy,
  }))
}

/** @returns false when it was closed already */
export async function closeScreen(tx: Tx, id: string, now: Date): Promise<boolean> {
  const closed = await tx.screen.updateMany({
    where: { id, closedAt: null },
    data: { closedAt: now, digits: null },
  })
  return closed.count > 0
}

type ShownSession = {
  title: string
  place: string
  opensAt: Date
  onTimeUntil: Date
  closesAt: Date
}

export type ScreenState =
  | { state: 'waiting'; digits: string; expiresAt: Date }
  | { state: 'showing'; session: ShownSession; codes: ShownCode[]; count: number }
  /** Closed by a coordinator, expired while it waited, or its session was cancelled or is long over. */
  | { state: 'closed' }
  /** Another browser, or no such screen: a stranger cannot tell which. */
  | { state: 'foreign' }

/** What this browser may see now: digits, or at most ten minutes of codes, or nothing. */
export async function screenState(
  db: Pick<Db, 'prisma'>,
  id: string,
  browserSecret: string,
  now: Date,
): Promise<ScreenState> {
  const screen = await db.prisma.screen.findUnique({ where: { id }, include: { session: true } })
  if (!screen?.browser || !matches(browserSecret, screen.browser)) return { state: 'foreign' }
  if (screen.closedAt || screen.expiresAt <= now) return { state: 'closed' }
  const { session, digits } = screen
  if (!session)
    return digits ? { state: 'waiting', digits, expiresAt: screen.expiresAt } : { state: 'closed' }
  if (session.status === 'cancelled') return { state: 'closed' }
  // Where a code of the end is asked for, the codes go on until then.
  const closesAt = codesUntil(session)
  return {
    state: 'showing',
    // Named one by one: the key of the codes must never travel.
    session: {
      title: session.title,
      place: session.place,
      // Between check-in and the code of the end it opens once more.
      opensAt: session.closingFrom && waitsForEnd(session, now) ? session.closingFrom : session.opensAt,
      onTimeUntil: session.onTimeUntil,
      closesAt,
    },
    codes: codesBetween(session, now, new Date(now.getTime() + AHEAD_MS)),
    count: await db.prisma.attendance.count({ where: { sessionId: session.id } }),
  }
}

/** The units whose people come to the session of a screen. */
export async function pathsOf(tx: Tx, id: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ path: string }[]>`
    SELECT u.path FROM screen c JOIN session s ON s.id = c.session_id JOIN unit u ON u.id = ANY(s.audience_units)
    WHERE c.id = ${id}`
  return rows.map(({ path }) => path)
}

/** Small letters only: a coordinator's chat names it ("tutup layar …"), and no reader of chats may mend it. */
function screenName(): string {
  return Array.from({ length: 16 }, () => 'abcdefghjkmnpqrstuvwxyz'[randomInt(23)]).join('')
}

function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}

function matches(secret: string, expected: string): boolean {
  const given = Buffer.from(digest(secret))
  const kept = Buffer.from(expected)
  return given.length === kept.length && timingSafeEqual(given, kept)
}
