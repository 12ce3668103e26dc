/** What to do when a connection has ended: shared/WHATSAPP.md 3.7 as a pure function. */
export type Next =
  /** Nothing more by itself: somebody must do something. `why` is a code, kept with the account. */
  | { do: 'stop'; why: 'logged_out' | 'banned' | 'mismatch' }
  | { do: 'wait'; ms: number; why: 'network' | 'version' | 'replaced' | 'restart' }

const FIRST_MS = 1_000
const LONGEST_MS = 60_000
/** Another process has the session: never a tight loop, or both lose it for ever. */
const REPLACED_MS = 30_000
const VERSION_MS = 60_000

/**
 * @param code the status with which Baileys closed
 * @param failures how many connections in a row did not stay open
 * @param random 0 ≤ x < 1
 */
export function afterClose(code: number, failures: number, random: number): Next {
  switch (code) {
    case 401:
      return { do: 'stop', why: 'logged_out' }
    case 403:
      return { do: 'stop', why: 'banned' }
    case 411:
      return { do: 'stop', why: 'mismatch' }
    case 515:
      return { do: 'wait', ms: 0, why: 'restart' }
    case 440:
      return { do: 'wait', ms: REPLACED_MS + Math.round(REPLACED_MS * random), why: 'replaced' }
    case 405:
      return { do: 'wait', ms: VERSION_MS + Math.round(VERSION_MS * random), why: 'version' }
    default: {
      const base = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 10))
      return { do: 'wait', ms: Math.round(base * (0.5 + random)), why: 'network' }
    }
  }
}
