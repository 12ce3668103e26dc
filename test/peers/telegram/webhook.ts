import type { TelegramUpdate } from '@gramio/types'
import { Pool } from 'undici'
import type { Updates } from './updates.ts'

export type WebhookSetting = { url: string; secret: string | undefined; connections: number }

/**
 * Delivers to the bot's webhook as the server does: one in flight per chat (per person for buttons), again
 * until it is answered 2xx, the first time at once, then after growing pauses.
 */
export class Webhook {
  readonly #updates: Updates
  readonly #now: () => number
  readonly #pauseMs: number
  readonly #queues = new Map<number, TelegramUpdate[]>()
  #setting: WebhookSetting | null = null
  #pool: Pool | undefined
  #seen = 0
  #running = 0
  #waiting: (() => void)[] = []
  deliveries = 0
  lastError: { date: number; message: string } | undefined

  /** @param pauseMs the first pause between attempts; the real one is 2,000 */
  constructor(updates: Updates, now: () => number, pauseMs: number) {
    this.#updates = updates
    this.#now = now
    this.#pauseMs = pauseMs
    updates.onNew = () => this.#pump()
  }

  get setting(): WebhookSetting | null {
    return this.#setting
  }

  set(setting: WebhookSetting | null): void {
    void this.#pool?.destroy().catch(() => undefined)
    this.#queues.clear()
    this.#setting = setting
    this.#seen = 0
    this.#updates.setWebhook(setting !== null)
    this.#pool = setting
      ? new Pool(new URL(setting.url).origin, { connections: setting.connections, headersTimeout: 60_000 })
      : undefined
    this.#pump()
  }

  #pump(): void {
    if (!this.#setting) return
    for (const update of this.#updates.deliverable(this.#seen)) {
      this.#seen = update.update_id + 1
      const query = update.callback_query
      const key = query
        ? query.from.id
        : ((update.message ?? update.edited_message ?? update.my_chat_member)?.chat.id ?? 0)
      // People and chats share their numbers, so that buttons get a queue of their own.
      const queue = query ? key + 0.5 : key
      const waiting = this.#queues.get(queue)
      if (waiting) waiting.push(update)
      else {
        this.#queues.set(queue, [update])
        void this.#deliver(queue, this.#setting)
      }
    }
  }

  async #deliver(key: number, setting: WebhookSetting): Promise<void> {
    const queue = this.#queues.get(key) as TelegramUpdate[]
    for (let attempt = 0; queue.length > 0 && this.#setting === setting; ) {
      const update = queue[0] as TelegramUpdate
      const pause = await this.#post(update, setting)
      if (pause === undefined) {
        if (this.#updates.confirmOne(update.update_id)) queue.shift()
        attempt = 0
      } else if (attempt++ > 0 || pause > 0) {
        const growing = Math.min(this.#pauseMs * 2 ** (attempt - 2), this.#pauseMs * 30)
        await new Promise((resolve) => setTimeout(resolve, pause || growing))
      }
    }
    if (this.#queues.get(key) === queue) this.#queues.delete(key)
  }

  /** @returns undefined when it was taken, else how long the bot asked us to wait (0: not said) */
  async #post(update: TelegramUpdate, setting: WebhookSetting): Promise<number | undefined> {
    while (this.#running >= setting.connections) await new Promise<void>((next) => this.#waiting.push(next))
    this.#running++
    this.deliveries++
    try {
      const { pathname, search } = new URL(setting.url)
      const response = await (this.#pool as Pool).request({
        method: 'POST',
        path: pathname + search,
        headers: {
          'content-type': 'application/json',
          ...(setting.secret && { 'x-telegram-bot-api-secret-token': setting.secret }),
        },
        body: JSON.stringify(update),
      })
      await response.body.dump()
      if (response.statusCode >= 200 && response.statusCode < 300) return undefined
      this.#failed(`Wrong response from the webhook: ${response.statusCode}`)
      return Math.min(Number(response.headers['retry-after'] ?? 0), 3600) * 1000
    } catch {
      this.#failed('Connection failed')
      return 0
    } finally {
      this.#running--
      this.#waiting.shift()?.()
    }
  }

  #failed(message: string): void {
    this.lastError = { date: Math.floor(this.#now() / 1000), message }
  }
}
