/** After that nobody remembers what "ya, hapus" would mean: it is asked again. */
const FRESH_MS = 10 * 60_000

/** @param at the platform's time of the answer */
export const isFresh = (askedAt: string, at: Date): boolean =>
  at.getTime() - new Date(askedAt).getTime() <= FRESH_MS

/**
 * What cannot be taken back needs its own word: "ya, hapus". "siap", "ok" and a thumb are said to anything. Nothing may
 * follow that names something else: "ya, hapus data sedekah" is another wish.
 */
export function saysWhat(verbs: string): (text: string) => boolean {
  const shape = new RegExp(
    `^(?:ya|iya|yes)(?:\\s+(?:benar|betul|yakin))?[\\s,.]+(?:tolong\\s+|mohon\\s+)?(?:${verbs})(?:\\s+(?:saja|aja|sekarang|semua(?:nya)?|data\\s+saya))*[\\s.!]*$`,
    'i',
  )
  return (text) => shape.test(text.trim())
}
