/** A wait that can be cut short: how a loop sleeps between looks and is woken when something comes. */
export function napper(ms: number): { nap(): Promise<void>; wake(): void } {
  let woken: (() => void) | null = null
  return {
    nap: () =>
      new Promise((resolve) => {
        const timer = setTimeout(done, ms)
        function done(): void {
          clearTimeout(timer)
          woken = null
          resolve()
        }
        woken = done
      }),
    wake: () => woken?.(),
  }
}
