import { TIME } from './programme-line.ts'

/** What such an activity is called. */
export const RETRETS =
  'retr?eat|retret|pelatihan|diklat|bimtek|latsar|workshop|lokakarya|orientasi|pembekalan'

const EVERY_TIME = new RegExp(TIME.source, 'gi')
/** Something else is asked, or wanted of one that there is. */
const OTHER =
  /\b(?:kapan|dimana|di\s+mana|siapa|berapa|diundur|ditunda|dipindah\p{L}*|dimajukan|digeser|dibatalkan|batal|ditiadakan|progres|rekap|hasil|nilai|hadir|izin|sakit|ikut|sudah|belum)\b|\?/iu
/** "Mohon izin, pak" asks leave to speak, not to be away. */
const LEAVE_TO_SPEAK = /^\W*(?:(?:mohon|minta)\s+)?izin\b(?:[\s,]+(?:pak|bu|bapak|ibu|min))?/i
const MAKE = /\b(?:buat(?:kan)?|bikin(?:kan)?|adakan|jadwalkan|rencanakan|susun(?:kan)?|atur(?:kan)?)\b/i
const RETRET = /\bretr?e(?:at|t)\b/i
const DAYS = /\b(?:\d{1,2}|dua|tiga|empat|lima|enam|tujuh)\s+hari\b|\b(?:sesi|susunan\s+acara)\s*[:=]/i

/** Whether a message plans an activity of several sessions: a retret by name, or a programme with several times. Pure. */
export function wantsRetret(text: string): boolean {
  const times = text.match(EVERY_TIME)?.length ?? 0
  const lines = text.split('\n').filter((line) => TIME.test(line)).length
  // A programme is none of the questions below, whatever its titles say.
  if (lines >= 2 || (times >= 2 && /\b(?:sesi|susunan\s+acara|acara)\s*[:=]/i.test(text))) return true
  if (OTHER.test(text.replace(LEAVE_TO_SPEAK, ''))) return false
  return MAKE.test(text) ? RETRET.test(text) || DAYS.test(text) : RETRET.test(text) && DAYS.test(text)
}
