/** What a test or a bench asks afterwards. Counts only: the messages themselves are in chats.ts. */
export class Counters {
  /** Calls that were read and not answered yet, long polls left out. */
  inFlight = 0
  maxInFlight = 0
  /** Of those, the ones that send. */
  sending = 0
  maxSending = 0
  calls: Record<string, number> = {}
  answers: Record<number, number> = {}
  /** Messages taken. */
  accepted = 0
  /** Calls whose caller went away before the answer, and how many of those had been done. */
  abandoned = 0
  abandonedDone = 0
  /** Messages taken whose answer lay in the caller's socket, unread, when the caller was killed. */
  unread = 0
  readonly #perChat = new Map<number, Map<string, number>>()
  readonly #unsent = new Map<number, number>()

  begin(method: string, chat: number | undefined, sends: boolean): void {
    this.calls[method] = (this.calls[method] ?? 0) + 1
    this.maxInFlight = Math.max(this.maxInFlight, ++this.inFlight)
    if (!sends) return
    this.maxSending = Math.max(this.maxSending, ++this.sending)
    if (chat !== undefined) this.#unsent.set(chat, this.unsent(chat) + 1)
  }

  end(chat: number | undefined, sends: boolean): void {
    this.inFlight--
    if (!sends) return
    this.sending--
    if (chat === undefined) return
    const left = this.unsent(chat) - 1
    if (left > 0) this.#unsent.set(chat, left)
    else this.#unsent.delete(chat)
  }

  /** Messages of this chat that are on their way. */
  unsent(chat: number): number {
    return this.#unsent.get(chat) ?? 0
  }

  answered(code: number): void {
    this.answers[code] = (this.answers[code] ?? 0) + 1
  }

  take(chat: number, text: string): void {
    this.accepted++
    const texts = this.#perChat.get(chat) ?? new Map<string, number>()
    if (texts.size === 0) this.#perChat.set(chat, texts)
    texts.set(text, (texts.get(text) ?? 0) + 1)
  }

  /** Messages taken, per chat and text. */
  taken(chat: number): Record<string, number> {
    return Object.fromEntries(this.#perChat.get(chat) ?? [])
  }

  /** Chats that got the same text more than once. */
  duplicates(): { chat: number; text: string; count: number }[] {
    return [...this.#perChat].flatMap(([chat, texts]) =>
      [...texts].flatMap(([text, count]) => (count > 1 ? [{ chat, text, count }] : [])),
    )
  }

  /** Everything as plain JSON; `perChat` only on request, it can be large. */
  snapshot(perChat = false) {
    const {
      inFlight,
      maxInFlight,
      sending,
      maxSending,
      calls,
      answers,
      accepted,
      abandoned,
      abandonedDone,
      unread,
    } = this
    const duplicates = this.duplicates()
    return {
      ...{
        inFlight,
        maxInFlight,
        sending,
        maxSending,
        calls,
        answers,
        accepted,
        abandoned,
        abandonedDone,
        unread,
      },
      chats: this.#perChat.size,
      duplicates: duplicates.slice(0, 1000),
      duplicateCount: duplicates.reduce((sum, d) => sum + d.count - 1, 0),
      ...(perChat && {
        perChat: Object.fromEntries([...this.#perChat.keys()].map((c) => [c, this.taken(c)])),
      }),
    }
  }

  reset(): void {
    const { inFlight, sending } = this
    Object.assign(this, { calls: {}, answers: {}, accepted: 0, abandoned: 0, abandonedDone: 0, unread: 0 })
    Object.assign(this, { maxInFlight: inFlight, maxSending: sending })
    this.#perChat.clear()
  }
}
