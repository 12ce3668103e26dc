type Job = { names: string[]; start(): void }

export type OneByOne = {
  /**
   * Does the work once nothing else under any of these names is being done, in the order in which it came.
   * @param how `ahead`: before everything that still waits, in order among its own kind
   */
  run<T>(names: string[], work: () => Promise<T>, how?: 'ahead' | 'behind'): Promise<T>
}

/**
 * Work under one name is done one after the other; work that shares no name at the same time. What has two names waits for
 * both at once, so that nobody ever holds one and waits for the other.
 */
export function oneByOne(): OneByOne {
  const held = new Set<string>()
  const ahead: Job[] = []
  const behind: Job[] = []

  function pump(): void {
    // Whoever waits keeps those behind with the same name waiting, too.
    const claimed = new Set(held)
    for (const line of [ahead, behind]) {
      for (let n = 0; n < line.length; ) {
        const job = line[n] as Job
        const free = job.names.every((name) => !claimed.has(name))
        for (const name of job.names) claimed.add(name)
        if (free) {
          line.splice(n, 1)
          for (const name of job.names) held.add(name)
          job.start()
        } else n += 1
      }
    }
  }

  return {
    run: (names, work, how = 'behind') =>
      new Promise((resolve, reject) => {
        const start = () => {
          void work()
            .then(resolve, reject)
            .finally(() => {
              for (const name of names) held.delete(name)
              pump()
            })
        }
        ;(how === 'ahead' ? ahead : behind).push({ names, start })
        pump()
      }),
  }
}
