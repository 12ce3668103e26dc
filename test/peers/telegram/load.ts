import type { Updates } from './updates.ts'

export type LoadOrder = {
  /** Updates per second. */
  rate: number
  /** How many in all. */
  count: number
  /** What each types; `{i}` is the number of the update, `{user}` the person's id. Several take turns. */
  text: string | string[]
  /** Spread over so many people, from this id on. */
  users?: number
  firstUser?: number
  /** Only an answer that contains this ends the waiting of its update. */
  answer?: string
}

/** Plays a crowd: many updates at a rate, and how long each waited for the first message to its chat. */
export class Load {
  readonly #updates: Updates
  readonly #now: () => number
  readonly #message: () => number
  readonly #waiting = new Map<number, number[]>()
  #answer: string | undefined
  #timer: NodeJS.Timeout | undefined
  injected = 0
  latencies: number[] = []
  behindMs = 0

  constructor(updates: Updates, now: () => number, message: () => number) {
    this.#updates = updates
    this.#now = now
    this.#message = message
  }

  /** Begins; a running load is replaced, its figures are kept until `reset`. */
  start(order: LoadOrder): void {
    this.stop()
    this.#answer = order.answer
    const texts = [order.text].flat()
    const started = performance.now()
    let done = 0
    const step = () => {
      const due = Math.min(order.count, Math.ceil(((performance.now() - started) / 1000) * order.rate))
      while (done < due) {
        const i = done++
        const id = (order.firstUser ?? 1_000_000) + (i % (order.users ?? order.count))
        const text = (texts[i % texts.length] as string)
          .replaceAll('{i}', String(i))
          .replaceAll('{user}', String(id))
        this.#inject(id, text)
      }
      this.behindMs = Math.max(this.behindMs, performance.now() - started - (done / order.rate) * 1000)
      if (done >= order.count) this.stop()
    }
    this.#timer = setInterval(step, 5)
    step()
  }

  #inject(id: number, text: string): void {
    const person = { id, first_name: `Orang ${id}` }
    const waiting = this.#waiting.get(id)
    if (waiting) waiting.push(performance.now())
    else this.#waiting.set(id, [performance.now()])
    this.injected++
    this.#updates.add({
      message: {
        message_id: this.#message(),
        from: { ...person, is_bot: false },
        chat: { ...person, type: 'private' },
        date: Math.floor(this.#now() / 1000),
        text,
        // The .d.ts asks for fields that only some messages have.
      } as never,
    })
  }

  /** The bot sent something to this chat. */
  heard(chat: number, text: string): void {
    if (this.#answer !== undefined && !text.includes(this.#answer)) return
    const since = this.#waiting.get(chat)
    if (!since) return
    this.latencies.push(performance.now() - (since.shift() as number))
    if (since.length === 0) this.#waiting.delete(chat)
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  reset(): void {
    this.stop()
    this.#waiting.clear()
    Object.assign(this, { injected: 0, latencies: [], behindMs: 0 })
  }

  /** Milliseconds from injection to the answer. */
  report(each = false) {
    const sorted = [...this.latencies].sort((a, b) => a - b)
    const at = (share: number) =>
      sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? null
    return {
      running: this.#timer !== undefined,
      injected: this.injected,
      answered: sorted.length,
      unanswered: this.injected - sorted.length,
      /** How far the injector itself fell behind its rate. */
      behindMs: Math.round(this.behindMs),
      p50: at(0.5),
      p95: at(0.95),
      p99: at(0.99),
      max: sorted.at(-1) ?? null,
      ...(each && { latencies: this.latencies }),
    }
  }
}
