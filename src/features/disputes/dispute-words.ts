import { readAbout } from './about-words.ts'

export type DisputeWish = {
  day: string | null
  /** "apel", "senam": which of several on a day. */
  event: string | null
  /** What is said against the status; null: it has to be asked. */
  text: string | null
  /** Somebody else whose status it would be. */
  other: string | null
}

const VERB =
  /\b(?:(?:mau|ingin|mo|akan|izin|saya|sy|aku)\s+)*(?:men(?:g)?ajukan\s+|ajukan\s+|buat\s+|kirim\s+)?(?:me?ny?anggah|sanggah(?:an)?|keberatan)\b(?:\s+(?:atas|terhadap|untuk|soal|mengenai|tentang|status|keputusan))*/i
const EVENT = /\b(apel|senam|upacara|rapat|retret|pelatihan)\b/i
/** Where what is disputed ends, and what is said about it begins. */
const SAYS =
  /[,;.:–-]|\b(?:karena|krn|sebab|padahal|tapi|tp|tetapi|saya|sy|aku|soalnya|seharusnya|harusnya)\b/i
const STATUS_WORDS =
  /\b(?:tanpa keterangan|tk|alpa|alfa|terlambat|telat|hadir|izin|sakit|cuti|dinas luar|dl|tidak|tdk|belum|catatan|tercatat|dipastikan|rekap|nya|saya|sy|dulu|dong|kemarin)\b/gi

/**
 * What a dispute says. @param own the name of whoever says it
 * @param spoken said outright ("sanggah …"); otherwise the whole sentence is what is said against the status
 */
export function readDispute(
  text: string,
  own: string,
  spoken: boolean,
  when: { ref: Date; zone: string },
): DisputeWish {
  const rest = text.replace(VERB, ' ').trim()
  const begin = rest.search(SAYS)
  const head = begin < 0 ? rest : rest.slice(0, begin)
  const said = begin < 0 ? '' : rest.slice(begin).replace(/^[\s,;.:–-]+/, '')
  const about = readAbout(rest, when)
  return {
    day: /^\d{4}-\d\d-\d\d$/.test(rest) ? rest : about.day,
    event: EVENT.exec(spoken ? head : rest)?.[1]?.toLowerCase() ?? null,
    text: spoken ? statementIn(said) : text.trim().slice(0, 500),
    other: spoken ? otherIn(head, own, when) : null,
  }
}

function statementIn(said: string): string | null {
  const text = said.replace(/^(?:karena|krn|sebab|soalnya)\s+/i, '').trim()
  return text.split(/\s+/).length >= 2 ? text.slice(0, 500) : null
}

/** A name that is not one's own, in what is disputed: marked ("apel milik Budi"), or written like a name. */
function otherIn(head: string, own: string, when: { ref: Date; zone: string }): string | null {
  const marked = /\b(?:atas nama|milik|punya|an\.?|si|pak|bu|bapak|ibu)\s+(\p{L}{3,})/iu.exec(head)?.[1]
  const left = readAbout(head.replace(STATUS_WORDS, ' '), when).name.split(' ')
  const written = left.find((word) => {
    const typed = new RegExp(`\\b${word.replace(/[^\p{L}]/gu, '.')}`, 'iu').exec(head)?.[0]
    return word.length >= 3 && typed !== undefined && /^\p{Lu}/u.test(typed)
  })
  const name = marked ?? written
  if (!name || own.toLowerCase().split(/\s+/).includes(name.toLowerCase())) return null
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** Those of the kind that was named, where that leaves any. */
export function ofEvent<L extends { title: string }>(lines: L[], event: string | null): L[] {
  const named = event ? lines.filter(({ title }) => title.toLowerCase().includes(event)) : []
  return named.length > 0 ? named : lines
}
