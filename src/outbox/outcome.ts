import type { SendError } from '../channels/channel.ts'
import { backoffMs } from './retry.ts'
import type { Claimed, Settlement } from './rows.ts'

/** How long a wrong token may hold a row: until the operator has mended it. */
const MISCONFIGURED_MS = 60_000
const MOST_ATTEMPTS = 50
/** Where sending twice shows once: how often what is in doubt is sent again. */
const MOST_DOUBTS = 8
/** After a lost answer: long enough for a short outage to end, because there is only one more try. */
const DOUBT_MS = 2_000

/**
 * What a row becomes after a call: pure, the one place that decides what a failure means (DESIGN.md §4).
 * @param random 0 ≤ x < 1, for the jitter of a retry
 * @param idempotent the messenger shows a message once, however often it is sent under its key
 */
export function outcomeOf(
  row: Claimed,
  error: SendError | null,
  platformId: string | undefined,
  random: number,
  idempotent = false,
): Settlement {
  const base = { id: row.id, attempt: row.attempts, spent: true, doubt: false }
  if (!error) return { ...base, state: 'sent', ...(platformId === undefined ? {} : { platformId }) }
  const reason = error.message.slice(0, 300)
  switch (error.kind) {
    case 'throttled':
      // The gate of this chat waits; the row itself loses nothing.
      return { ...base, state: 'queued', reason, spent: false, waitMs: (error.retryAfter ?? 1) * 1000 }
    case 'unreachable':
      // What nobody asked for has an end of its own, and an outage of an hour must not use it up.
      return row.lane === 'reply' && row.attempts >= MOST_ATTEMPTS
        ? { ...base, state: 'failed', reason }
        : { ...base, state: 'queued', reason, waitMs: backoffMs(row.attempts, random) }
    case 'misconfigured':
      return { ...base, state: 'queued', reason, spent: false, waitMs: MISCONFIGURED_MS }
    case 'blocked':
      return { ...base, state: 'blocked', reason }
    case 'rejected':
      // A group that has moved is written to where it is now.
      if (error.movedTo !== undefined && row.attempts < 3)
        return { ...base, state: 'queued', reason, waitMs: 0 }
      return { ...base, state: 'failed', reason }
    case 'uncertain':
      if (idempotent)
        return row.doubts < MOST_DOUBTS
          ? { ...base, state: 'queued', reason, doubt: true, waitMs: backoffMs(row.doubts + 1, random) }
          : { ...base, state: 'uncertain', reason, doubt: true }
      // A reply in doubt is sent again once; the person would rather read it twice than never.
      return row.lane === 'reply' && row.doubts === 0
        ? { ...base, state: 'queued', reason, doubt: true, waitMs: Math.round(DOUBT_MS * (1 + random)) }
        : { ...base, state: 'uncertain', reason, doubt: true }
  }
}
