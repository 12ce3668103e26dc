/**
 * At most `most` in `windowMs` per key, kept in memory: with several processes a sender gets the sum of their
 * limits, which is still far from harm. Machine time, because the demo's clock jumps.
 */
export function createRate(most: number, windowMs: number, now: () => number = Date.now) {
  const seen = new Map<string, number[]>()

  function forget(): void {
    for (const [key, stamps] of seen) if ((stamps.at(-1) ?? 0) <= now() - windowMs) seen.delete(key)
  }

  return {
    /** @returns 0 when it may pass, else the seconds to wait */
    take(key: string): number {
      if (seen.size > 10_000) forget()
      const recent = (seen.get(key) ?? []).filter((at) => at > now() - windowMs)
      const first = recent[0]
      if (first !== undefined && recent.length >= most) {
        seen.set(key, recent)
        return Math.max(1, Math.ceil((first + windowMs - now()) / 1000))
      }
      recent.push(now())
      seen.set(key, recent)
      return 0
    },
  }
}
