import { LRUCache } from 'lru-cache'

export type KeyName = { type: string; name: string }

/** Characters: the sessions of some thousand people, everybody of a busy morning. */
const MOST_TEXT = 16_000_000
const MOST_KEYS = 50_000

export type KeyCache = {
  /** In the order of the names; null where nothing is stored. */
  get(names: KeyName[]): Promise<(string | null)[]>
  /** These will be asked for soon: what is named before the event loop turns is read in one statement. */
  expect(names: KeyName[]): void
  /** This is what stands in the database now. */
  put(key: KeyName, text: string | null): void
}

/**
 * What was read or written is known for good: nobody else writes while the lease is ours.
 * @param read finds the texts of those that exist
 */
export function createKeyCache(read: (names: KeyName[]) => Promise<Map<string, string>>): KeyCache {
  const known = new LRUCache<string, { text: string | null }>({
    max: MOST_KEYS,
    maxSize: MOST_TEXT,
    sizeCalculation: ({ text }) => (text?.length ?? 0) + 1,
  })
  const underWay = new Map<string, Promise<void>>()
  let expected: { names: KeyName[]; read: Promise<void> } | null = null

  const isMissing = (key: KeyName) => !known.has(keyOf(key)) && !underWay.has(keyOf(key))

  function begin(names: KeyName[], reading: Promise<void>): void {
    for (const one of names) underWay.set(keyOf(one), reading)
  }

  async function fetch(names: KeyName[]): Promise<void> {
    try {
      const found = await read(names)
      for (const one of names) {
        // What was written meanwhile is newer.
        if (!known.has(keyOf(one))) known.set(keyOf(one), { text: found.get(keyOf(one)) ?? null })
      }
    } finally {
      for (const one of names) underWay.delete(keyOf(one))
    }
  }

  return {
    async get(names) {
      const missing = names.filter(isMissing)
      // Held here, so that what comes in meanwhile cannot push it out of the cache.
      const held = names.map((one) => known.get(keyOf(one)))
      if (missing.length > 0) begin(missing, fetch(missing))
      await Promise.all(new Set(names.flatMap((one) => underWay.get(keyOf(one)) ?? [])))
      return names.map((one, index) => (known.get(keyOf(one)) ?? held[index])?.text ?? null)
    },
    expect(names) {
      const missing = names.filter(isMissing)
      if (missing.length === 0) return
      const batch = expected ?? { names: [], read: turned().then(() => fetchExpected()) }
      expected = batch
      batch.names.push(...missing)
      // Whoever waits for it hears of a failure, and asks again.
      batch.read.catch(() => undefined)
      begin(missing, batch.read)
    },
    put: (key, text) => void known.set(keyOf(key), { text }),
  }

  function fetchExpected(): Promise<void> {
    const names = expected?.names ?? []
    expected = null
    return fetch(names)
  }
}

export const keyOf = ({ type, name }: KeyName) => `${type}/${name}`

const turned = () => new Promise<void>((resolve) => setImmediate(resolve))
