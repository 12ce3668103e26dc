/**
 * One message a second to each chat, one in three seconds to a group (Telegram: 20 a minute), of what nobody asked for:
 * two announcements and a reminder may meet in one chat.
 */
const CHAT_MS = 1_000
const GROUP_MS = 3_000
const KEEP = 5_000

/** @param now monotonic milliseconds */
export function spaceChats(now: () => number = () => performance.now()) {
  /** When the last one of a chat goes. */
  const last = new Map<string, number>()
  return {
    /** Takes the next place in a chat. @returns milliseconds to wait for it */
    place(chat: string): number {
      const at = Math.max(now(), (last.get(chat) ?? Number.NEGATIVE_INFINITY) + gapOf(chat))
      // Newest last, so that the oldest are the first to be forgotten.
      last.delete(chat)
      last.set(chat, at)
      for (const [one, when] of last) {
        if (last.size <= KEEP || when > now() - GROUP_MS) break
        last.delete(one)
      }
      return Math.max(0, at - now())
    },
  }
}

const gapOf = (chat: string) => (isGroup(chat) ? GROUP_MS : CHAT_MS)

/** As the messengers name their groups. */
export const isGroup = (chat: string): boolean => chat.startsWith('-') || chat.endsWith('@g.us')
