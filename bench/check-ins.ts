import { setTimeout as sleep } from 'node:timers/promises'
import type { Wave } from './audit.ts'
import { type Crowd, codeShown } from './crowd.ts'
import { type Gate, type LoadReport, untilAnswered } from './peer.ts'

/** All at once: a loopback injects a whole order in its first step. */
export const AT_ONCE = 1e15
/** What only the receipt of a check-in contains. */
const RECEIPT = 'tercatat atas nama'

export const perSecond = (load: LoadReport) => load.answered / ((load.max ?? Number.NaN) / 1000)

/** The first `count` of the crowd write the same at once; any answer will do. */
export async function sayAll(gate: Gate, count: number, text: string): Promise<LoadReport> {
  await gate.reset()
  await gate.say({ first: 0, count, rate: AT_ONCE, text })
  return untilAnswered(gate, count)
}

/** The next employees check in; the code is the one that is shown while they type. */
export async function checkIns(
  gate: Gate,
  crowd: Crowd,
  waves: Wave[],
  first: number,
  count: number,
  rate: number,
): Promise<LoadReport> {
  const from = new Date()
  await gate.reset()
  for (let done = 0; done < count; ) {
    const now = new Date()
    const { code, until } = codeShown(crowd, now)
    const size = Math.min(
      count - done,
      Math.max(1, Math.floor(((until.getTime() - now.getTime()) / 1000) * rate)),
    )
    await gate.say({ first: first + done, count: size, rate, text: code, answer: RECEIPT })
    done += size
    await sleep((size / rate) * 1000)
    while ((await gate.load()).running) await sleep(5)
  }
  const load = await untilAnswered(gate, count)
  waves.push({ first, count, from, until: new Date() })
  return load
}

/** The whole crowd checks in within so many seconds, everybody at a random moment (Poisson). */
export async function arrive(gate: Gate, crowd: Crowd, people: number, seconds: number): Promise<LoadReport> {
  const arrivals = poisson(people, seconds * 1000)
  await gate.reset()
  const begun = performance.now()
  for (let next = 0; next < people; ) {
    const now = performance.now() - begun
    let count = 0
    while ((arrivals[next + count] ?? Number.POSITIVE_INFINITY) <= now) count += 1
    if (count === 0) {
      await sleep(Math.max(1, (arrivals[next] as number) - now))
      continue
    }
    const { code } = codeShown(crowd, new Date())
    // Those who are due, all in this order's first step.
    await gate.say({ first: next, count, rate: AT_ONCE, text: code, answer: RECEIPT })
    next += count
  }
  const { injected } = await gate.load()
  if (injected !== people) throw new Error(`only ${injected} of ${people} were let in`)
  return untilAnswered(gate, people)
}

/** Moments in milliseconds: so many independent people, each at any time of the span. */
function poisson(count: number, spanMs: number): number[] {
  const gaps = Array.from({ length: count }, () => -Math.log(1 - Math.random()))
  const scale = spanMs / gaps.reduce((sum, gap) => sum + gap, 0)
  let at = 0
  return gaps.map((gap) => (at += gap * scale))
}
