/** What somebody wants to hear of, or no more. */
export type FollowWish = { action: 'follow' | 'unfollow'; topic: string | null; area: string | null }

const START =
  /^(?:saya\s+|sy\s+)?(?:mau\s+|ingin\s+|minta\s+|tolong\s+)?(?:ikuti|mengikuti|langganan|berlangganan)\s+(?:info(?:rmasi)?\s+|kabar\s+|berita\s+|jadwal\s+|kegiatan\s+)*(.{2,80})$/i
const STOP =
  /^(?:saya\s+|sy\s+)?(?:mau\s+|ingin\s+|tolong\s+)?(?:(?:berhenti|stop|batal(?:kan)?|hentikan|jangan)\s+(?:saya\s+)?(?:ikuti|mengikuti|langganan|berlangganan|ikut)|unfollow)(?:\s+(?:info(?:rmasi)?|kabar|berita|jadwal|kegiatan))*(?:\s+(.{2,80}?))?(?:\s+lagi)?$/i
const WHERE = /^(.*?)(?:\s+(?:di|untuk|wilayah|sekitar)\s+(.+))?$/i

/**
 * "ikuti info GPM di Gerunggang", "berhenti ikuti GPM"; null for everything else. Read before the words for stopping all
 * messages: who no longer follows the market still wants the rest. Pure.
 */
export function followWish(text: string): FollowWish | null {
  const said = text.replace(/[.!?🙏\s]+$/u, '').trim()
  const stop = STOP.exec(said)
  const start = stop ? null : START.exec(said)
  if (!stop && !start) return null
  const [, topic = '', area] = WHERE.exec((stop ?? start)?.[1] ?? '') ?? []
  return { action: stop ? 'unfollow' : 'follow', topic: topic.trim() || null, area: area?.trim() ?? null }
}
