import { setTimeout as sleep } from 'node:timers/promises'
import { type Crowd, codeShown, countsAt, FIRST } from '../../bench/crowd.ts'
import type { Random } from './random.ts'

/** What one employee said, and what must come of it. */
export type Said = {
  user: number
  /** One, or two when somebody is not sure and sends it again. */
  messages: number
  at: Date
  text: string
  /** The time that must be recorded. */
  counts: Date
}

/** Where the code was seen: on the screen now, just before, or minutes ago by a phone without signal. */
const AGES_S = [0, 0, 0, 0, 0, 0, 45, 45, 300, 540]
const AGAIN = 0.1

/**
 * Lets employees check in, and remembers who did.
 * @param say hands it to the messenger
 */
export function createMessages(say: (said: Said[]) => Promise<unknown>, crowd: Crowd, random: Random) {
  const said: Said[] = []

  function one(): Said {
    const user = FIRST + said.length
    if (said.length >= crowd.count) throw new Error('the crowd is too small for this run')
    // The platform stamps whole seconds.
    const at = new Date(Math.floor(Date.now() / 1000) * 1000)
    const age = AGES_S[random.between(0, AGES_S.length - 1)] as number
    const text = codeShown(crowd, new Date(at.getTime() - age * 1000)).code
    const counts = countsAt(crowd, text, at)
    if (!counts) throw new Error(`a valid code does not count: ${text}`)
    const entry = { user, messages: random.next() < AGAIN ? 2 : 1, at, text, counts }
    said.push(entry)
    return entry
  }

  return {
    said,
    /** Messages let in so far; each must be answered. */
    count: () => said.reduce((sum, one) => sum + one.messages, 0),
    /** So many employees, a handful at a time, spread over so long. */
    async arrive(count: number, spreadMs: number): Promise<void> {
      const begun = Date.now()
      for (let done = 0; done < count; ) {
        const size = Math.min(count - done, random.between(1, 12))
        await say(Array.from({ length: size }, one))
        done += size
        const due = begun + (done / count) * spreadMs
        if (due > Date.now()) await sleep(due - Date.now())
      }
    },
  }
}
