import type { TelegramUpdate } from '@gramio/types'
import { ApiError } from './errors.ts'
import { checkObject } from './schema.ts'
import type { Call } from './world.ts'

export type NewUpdate = Omit<TelegramUpdate, 'update_id'>
type Stored = { update: TelegramUpdate; at: number }

const DAY = 86_400_000
const CALLBACK = 150_000

/** The queue of updates that the bot has not confirmed, with long polling as the server does it. */
export class Updates {
  readonly #queue = new Map<number, Stored>()
  readonly #now: () => number
  readonly #strict: boolean
  #nextId = 500_000_001
  #waiter: { wake: () => void; refuse: (error: ApiError) => void } | undefined
  #lastOffset: number | undefined
  #lastPollAt = 0
  /** The types that the bot wants; null is the default set. */
  allowed: string[] | null = null
  #webhook = false
  /** So many confirmations get lost, so that the same updates come again. */
  loseConfirmations = 0
  polls = 0
  onNew: (() => void) | undefined

  constructor(now: () => number, strict: boolean) {
    this.#now = now
    this.#strict = strict
  }

  /** @returns its update_id, also when the bot did not ask for this type */
  add(update: NewUpdate): number {
    const update_id = this.#nextId++
    const stored = { update_id, ...update }
    if (this.#strict) {
      const wrong = checkObject('Update', stored)
      if (wrong) throw new Error(`Telegram would never send this update: ${wrong}`)
    }
    const type = Object.keys(update)[0] ?? ''
    if (this.allowed?.length && !this.allowed.includes(type)) return update_id
    this.#queue.set(update_id, { update: stored, at: this.#now() })
    this.#waiter?.wake()
    this.onNew?.()
    return update_id
  }

  get pending(): number {
    return this.#queue.size
  }

  /** What is still worth delivering: a message for a day, a pressed button for 150 seconds. */
  *deliverable(from = 0): Generator<TelegramUpdate> {
    for (const [id, { update, at }] of this.#queue) {
      if (this.#now() - at > (update.callback_query ? CALLBACK : DAY)) this.#queue.delete(id)
      else if (id >= from) yield update
    }
  }

  /** @returns false when this confirmation got lost */
  confirm(below: number): boolean {
    if (this.loseConfirmations > 0 && this.#queue.size > 0) {
      this.loseConfirmations--
      return false
    }
    for (const id of this.#queue.keys()) {
      if (id >= below) break
      this.#queue.delete(id)
    }
    return true
  }

  /** @returns false when this confirmation got lost */
  confirmOne(id: number): boolean {
    if (this.loseConfirmations > 0) {
      this.loseConfirmations--
      return false
    }
    return this.#queue.delete(id)
  }

  drop(): void {
    this.#queue.clear()
  }

  /** @param hangUp tells when the caller hangs up */
  async poll(
    ask: { offset?: number; limit?: number; timeout?: number },
    hangUp: Call['hangUp'],
  ): Promise<TelegramUpdate[]> {
    if (this.#webhook) {
      throw new ApiError(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      )
    }
    this.#waiter?.refuse(
      new ApiError(
        409,
        'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
      ),
    )
    this.polls++
    const hasty =
      ask.offset !== undefined && ask.offset === this.#lastOffset && Date.now() - this.#lastPollAt < 500
    this.#lastOffset = ask.offset
    let from = ask.offset ?? 0
    if (from < 0) {
      from = [...this.#queue.keys()].at(from) ?? 0
      this.confirm(from)
    } else if (from > 0 && !this.confirm(from)) from = 0
    const limit = hasty ? 1 : (ask.limit ?? 100)
    let batch = this.#take(from, limit)
    const seconds = Math.min(ask.timeout ?? 0, 50)
    if (batch.length === 0 && seconds > 0) {
      await this.#wait(seconds * 1000, hangUp)
      batch = this.#take(from, limit)
    }
    this.#lastPollAt = batch.length > 0 ? Date.now() : 0
    return batch
  }

  #take(from: number, limit: number): TelegramUpdate[] {
    const batch: TelegramUpdate[] = []
    for (const update of this.deliverable(from)) if (batch.push(update) >= limit) break
    return batch
  }

  #wait(ms: number, hangUp: Call['hangUp']): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (act: () => void) => {
        clearTimeout(timer)
        if (this.#waiter?.wake === wake) this.#waiter = undefined
        act()
      }
      const wake = () => done(resolve)
      const timer = setTimeout(wake, ms)
      hangUp(wake)
      this.#waiter = { wake, refuse: (error) => done(() => reject(error)) }
    })
  }

  /** While a webhook is set, nobody may poll. */
  setWebhook(on: boolean): void {
    this.#webhook = on
    if (on) this.#waiter?.refuse(new ApiError(409, 'Conflict: terminated by setWebhook request'))
  }

  /** Lets a waiting poll end, at shutdown. */
  close(): void {
    this.#waiter?.wake()
  }
}
