import { tooMany } from './errors.ts'

export type Limits = { perSecond: number; perChat: number; perGroupMinute: number; penaltySeconds?: number }

type Bucket = { left: number; at: number }

/** A model of Telegram's limits (the exact ones are secret): a bucket for all, one per chat, one per group. */
export class Limiter {
  readonly #limits: Limits
  readonly #now: () => number
  readonly #all: Bucket
  readonly #chats = new Map<number, Bucket>()
  #closedUntil = 0
  refused = 0

  constructor(limits: Partial<Limits>, now: () => number) {
    this.#limits = { perSecond: 30, perChat: 1, perGroupMinute: 20, ...limits }
    this.#now = now
    this.#all = { left: this.#limits.perSecond, at: now() }
  }

  /** @throws ApiError 429 */
  take(chat: number): void {
    const now = this.#now()
    const { perSecond, perChat, perGroupMinute, penaltySeconds } = this.#limits
    if (now < this.#closedUntil) this.#refuse((this.#closedUntil - now) / 1000)
    // A private chat tolerates a short burst; a group counts by the minute.
    const [rate, burst] = chat < 0 ? [perGroupMinute / 60, perGroupMinute] : [perChat, Math.max(3, perChat)]
    const own = this.#chats.get(chat) ?? { left: burst, at: now }
    this.#chats.set(chat, own)
    refill(this.#all, now, perSecond, perSecond)
    refill(own, now, rate, burst)
    if (this.#all.left < 1) {
      if (penaltySeconds) this.#closedUntil = now + penaltySeconds * 1000
      this.#refuse(penaltySeconds ?? (1 - this.#all.left) / perSecond)
    }
    if (own.left < 1) this.#refuse((1 - own.left) / rate)
    this.#all.left--
    own.left--
  }

  #refuse(seconds: number): never {
    this.refused++
    throw tooMany(Math.max(1, Math.ceil(seconds)))
  }
}

function refill(bucket: Bucket, now: number, rate: number, most: number): void {
  bucket.left = Math.min(most, bucket.left + ((now - bucket.at) / 1000) * rate)
  bucket.at = now
}
