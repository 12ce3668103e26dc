import type { Account } from './accounts.ts'
import { textOf } from './messages.ts'
import type { World } from './world.ts'

export type LoadOrder = {
  /** To whom they write: a phone number or LID. */
  bot: string
  /** Messages per second. */
  rate: number
  /** How many in all. */
  count: number
  /** What each types; `{i}` is the number of the message, `{user}` the phone number. Several take turns. */
  text: string | string[]
  /** Spread over so many people, from this phone number on. */
  users?: number
  firstUser?: number
  /** Only an answer that contains this ends the waiting of its message. */
  answer?: string
}

/** Plays a crowd: many phones that write at a rate, and how long each waited for the first answer. */
export class Load {
  readonly #world: World
  readonly #waiting = new Map<Account, number[]>()
  #answer: string | undefined
  #timer: NodeJS.Timeout | undefined
  #sending = 0
  injected = 0
  latencies: number[] = []
  behindMs = 0

  constructor(world: World) {
    this.#world = world
    world.events.on('received', (account, { device, message }) => {
      if (device) this.#heard(account, textOf(message) ?? '')
    })
  }

  /** Begins; a running load is replaced, its figures are kept until `reset`. */
  start(order: LoadOrder): void {
    const bot = this.#world.accounts.find(order.bot)
    if (!bot) throw new Error(`nobody has ${order.bot}`)
    this.stop()
    this.#answer = order.answer
    const texts = [order.text].flat()
    const started = performance.now()
    let done = 0
    const step = () => {
      const due = Math.min(order.count, Math.ceil(((performance.now() - started) / 1000) * order.rate))
      while (done < due) {
        const i = done++
        const pn = String((order.firstUser ?? 628_120_000_000) + (i % (order.users ?? order.count)))
        const text = (texts[i % texts.length] as string).replaceAll('{i}', String(i)).replaceAll('{user}', pn)
        this.#inject(this.#world.accounts.find(pn) ?? this.#world.accounts.add(pn), bot, text)
      }
      this.behindMs = Math.max(this.behindMs, performance.now() - started - (done / order.rate) * 1000)
      if (done >= order.count) this.stop()
    }
    this.#timer = setInterval(step, 5)
    step()
  }

  #inject(account: Account, bot: Account, text: string): void {
    const waiting = this.#waiting.get(account)
    if (waiting) waiting.push(performance.now())
    else this.#waiting.set(account, [performance.now()])
    this.injected++
    this.#sending++
    account.phone
      .sendText(bot, text)
      .catch((error) => this.#world.errors.push(error))
      .finally(() => this.#sending--)
  }

  #heard(account: Account, text: string): void {
    const since = this.#waiting.get(account)
    if (!since || (this.#answer !== undefined && !text.includes(this.#answer))) return
    this.latencies.push(performance.now() - (since.shift() as number))
    if (since.length === 0) this.#waiting.delete(account)
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

  /** Milliseconds from the sending to the answer on the phone, the work of both phones included. */
  report(each = false) {
    const sorted = [...this.latencies].sort((a, b) => a - b)
    const at = (share: number) =>
      sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? null
    return {
      running: this.#timer !== undefined,
      injected: this.injected,
      /** Phones that are still encrypting: if this grows, the peer is the bottleneck. */
      encrypting: this.#sending,
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
