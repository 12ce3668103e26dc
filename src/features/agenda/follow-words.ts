/** What somebody wants to hear of, or no more. */
export type FollowWish = {
  action: 'follow' | 'unfollow'
  topic: string | null
  area: string | null
  /** It can mean nothing else: "ikuti apel besok" is no wish for news. */
  sure: boolean
}

const NEWS = '(?:info(?:rmasi)?|kabar|berita|progres|perkembangan)'
const START = new RegExp(
  `^(?:saya\\s+|sy\\s+)?(?:mau\\s+|ingin\\s+|minta\\s+|tolong\\s+)?(?:ikuti|mengikuti|langganan|berlangganan)\\s+((?:${NEWS}|jadwal|kegiatan)\\s+)*(.{2,80})$`,
  'i',
)
const STOP = new RegExp(
  `^(?:saya\\s+|sy\\s+)?(?:mau\\s+|ingin\\s+|tolong\\s+)?(?:(?:berhenti|stop|hentikan|jangan)\\s+(?:saya\\s+)?(?:ikuti|langganan|berlangganan)|unfollow)((?:\\s+(?:${NEWS}|jadwal|kegiatan))*)(?:\\s+(.{2,80}?))?(?:\\s+lagi)?$`,
  'i',
)
const WHERE = /^(.*?)(?:\s+(?:di|untuk|wilayah|sekitar)\s+(.+))?$/i

/**
 * "ikuti info GPM di Gerunggang", "berhenti ikuti GPM"; null for everything else. Read before the words for stopping all
 * messages: who no longer follows the market still wants the rest. Pure.
 */
export function followWish(text: string): FollowWish | null {
  const said = text.replace(/[.!?🙏\s]+$/u, '').trim()
  const stop = STOP.exec(said)
  const start = stop ? null : START.exec(said)
  const found = stop ?? start
  if (!found) return null
  const [, topic = '', area] = WHERE.exec(found[2] ?? '') ?? []
  return {
    action: stop ? 'unfollow' : 'follow',
    topic: topic.trim() || null,
    area: area?.trim() ?? null,
    sure: new RegExp(NEWS, 'i').test(found[1] ?? '') || (stop !== null && !topic.trim()),
  }
}
