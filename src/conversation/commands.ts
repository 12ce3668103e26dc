import { followWish } from '../features/agenda/follow-words.ts'
import { SENDS_AGAIN, SILENCES_GOODS } from '../features/pledges/silence-words.ts'
import type { Said } from './dialog.ts'
import { OF_A_ROSTER } from './phrases-onboarding.ts'

/** Words that work in every state of every conversation. */
export type Command =
  | 'menu'
  | 'help'
  | 'cancel'
  | 'restart'
  | 'repeat'
  | 'resume'
  | 'stop'
  | 'go'
  | 'privacy'
  | 'language'

/** A map, not an object: "constructor" is a word that somebody may type. */
const WORDS = new Map<string, Command>(
  Object.entries({
    menu: 'menu',
    'menu utama': 'menu',
    bantuan: 'help',
    help: 'help',
    '?': 'help',
    batal: 'cancel',
    cancel: 'cancel',
    ulang: 'restart',
    'ulang dari awal': 'restart',
    restart: 'restart',
    ulangi: 'repeat',
    repeat: 'repeat',
    lanjut: 'resume',
    resume: 'resume',
    berhenti: 'stop',
    stop: 'stop',
    mulai: 'go',
    start: 'go',
    privasi: 'privacy',
    privacy: 'privacy',
    bahasa: 'language',
    english: 'language',
    language: 'language',
    'bahasa inggris': 'language',
    'bahasa indonesia': 'language',
  } satisfies Record<string, Command>),
)

/** A coordinator's word about the reminders of an activity; without one it is the wish to hear nothing more. */
export const SILENCE =
  /^(?:matikan|nonaktifkan|hentikan)\s+(?:pengingat|daftar\s+nama)\s+(?!(?:saya|ini|itu|dong|ya|dulu|pak|bu|min)\b).+/i
export const AS_USUAL =
  /^(?:nyalakan|hidupkan|aktifkan)\s+(?:pengingat|daftar\s+nama)\s+(?!(?:saya|ini|itu|dong|ya|lagi|pak|bu|min)\b).+/i

/** The command that a message is, when it is nothing else. */
export function commandOf(said: Said): Command | null {
  const word = said.text
    .toLowerCase()
    .replace(/[.!🙏\s]+$/u, '')
    .replace(/^\//, '')
    .trim()
  // "berhenti ikuti info GPM" ends that, and not everything.
  if (followWish(said.text)?.sure) return null
  // Of one class of announcements only.
  if (/\b(kabar duka|ajakan)\b/.test(word)) return null
  // Of what is given only: the goods stand in the sentence.
  if (said.meaning.intent === 'opt_out' && said.meaning.slots.topic === 'telur') return null
  if (SILENCES_GOODS.test(word) || SENDS_AGAIN.test(word)) return null
  if (OF_A_ROSTER.test(word)) return null
  if (SILENCE.test(word) || AS_USUAL.test(word)) return null
  return (
    WORDS.get(word) ??
    BY_INTENT[said.meaning.confidence === 'sure' ? (said.meaning.intent ?? '') : ''] ??
    null
  )
}

/** Said in other words ("gajadi", "jangan kirim pesan lagi"), when there is no doubt. */
const BY_INTENT: Record<string, Command> = {
  cancel: 'cancel',
  restart: 'restart',
  // There is no step back: from the beginning is the honest nearest thing.
  back: 'restart',
  opt_out: 'stop',
  opt_in: 'go',
}
