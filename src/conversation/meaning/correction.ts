import { iso } from '../../language/calendar.ts'
import { findQuantity } from '../../language/quantities.ts'
import type { Message } from './heard.ts'
import type { Slots } from './slots.ts'

const MARK =
  /\b(?:bukan|bukannya|maksud|maksudnya|maksud saya|ralat|typo|koreksi|salah|keliru|harusnya|seharusnya|mestinya|yang benar|lebih tepatnya|eh)\b/

/**
 * "bukan besok, lusa", "jam 7 bukan jam 8", "eh salah, lusa maksudnya": the new value and the one it replaces.
 * What stands right after "bukan" is the wrong one, wherever it stands. Null when nothing is corrected.
 */
export function correctionSlots(message: Message, answering: boolean): Slots | null {
  const { core: text, found } = message
  if (!answering && !MARK.test(text)) return null
  const wrongAt = /\bbukan(?:nya)?\b/.exec(text)?.index
  const isWrong = (start: number): boolean =>
    wrongAt !== undefined &&
    start > wrongAt &&
    !/,|\b(?:tapi|tetapi|melainkan|maksud|harusnya|jadi|yang benar)\b/.test(text.slice(wrongAt, start))
  const slots: Slots = {}
  const days = found.days.filter((d) => d.kind === 'day')
  for (const day of days) slots[isWrong(day.start) ? 'not_date' : 'date'] = iso(day.day)
  for (const time of found.times) {
    if (time.value !== null) slots[isWrong(time.start) ? 'not_time' : 'time'] = time.value
  }
  if (days.length === 0 && found.times.length === 0) amounts(text, isWrong, wrongAt, slots)
  return Object.keys(slots).length > 0 ? slots : null
}

function amounts(
  text: string,
  isWrong: (at: number) => boolean,
  wrongAt: number | undefined,
  slots: Slots,
): void {
  const pattern =
    /\b\d+(?:[.,]\d+)?(?: (?:butir|biji|papan|karpet|tray|rak|lusin|kodi|pasang|kg|kilo|telur))?/g
  const seen = [...text.matchAll(pattern)].filter((m) => !/(?:ke|nomor|hari) $/.test(text.slice(0, m.index)))
  const unit = seen.map((m) => findQuantity(m[0])).find((q) => q?.said)?.unit
  for (const match of seen) {
    const quantity = findQuantity(match[0])
    if (!quantity) continue
    if (wrongAt !== undefined && isWrong(match.index)) {
      slots.not_count = quantity.count
      continue
    }
    slots.count = quantity.count
    const said = quantity.said ? quantity.unit : unit
    if (said) slots.unit = said
    slots.eggs =
      quantity.said || !unit ? quantity.eggs : (findQuantity(`${quantity.count} ${unit}`)?.eggs ?? null)
  }
}
