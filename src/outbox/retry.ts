/** When a row that certainly was not sent is tried again: pure, so that it can be reasoned about. */

const FIRST_MS = 500
const LONGEST_MS = 60_000

/**
 * Exponential backoff with full jitter over its upper half.
 * @param attempt 1 for the first failure
 * @param random 0 ≤ x < 1
 * @returns milliseconds to wait, 250 to 60,000
 */
export function backoffMs(attempt: number, random: number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 20))
  return Math.round(ceiling / 2 + (ceiling / 2) * random)
}
