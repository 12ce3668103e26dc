/** What was said, as far as it matters here (a part of conversation's `Said`). */
type Heard = {
  text: string
  meaning: {
    slots: Record<string, unknown>
    when: { kind: string; value: unknown; date?: string; time?: string; weekdayMismatch?: boolean } | null
  }
}

/** What somebody wants changed in what was said before: a new value, or (`ask`) only which one. */
export type Change = {
  date?: string
  time?: string
  place?: string
  /** The date is another weekday than the one that was said. */
  mismatch?: boolean
  ask?: 'kind' | 'place' | 'date' | 'time' | 'units'
}

const ASKS: [RegExp, NonNullable<Change['ask']>][] = [
  [/\b(jam|waktu|pukul)(nya)?\b/i, 'time'],
  [/\b(hari|tanggal|tgl)(nya)?\b/i, 'date'],
  [/\b(tempat|lokasi)(nya)?\b/i, 'place'],
  [/\b(peserta|unit|wajib hadir)(nya)?\b/i, 'units'],
  [/\b(kegiatan|acara|judul|nama)(nya)?\b/i, 'kind'],
]
const VERB = /\b(ubah|ganti|rubah|pindah|koreksi|betulkan|perbaiki|salah)\b/i
const PLACE =
  /\b(?:tempat|lokasi)(?:nya)?\b[\s:=]*(?:(?:jadi|menjadi|pindah|dipindah|ganti|diganti|ubah|ke|di)\s+)*(.*)$/i

/** "ganti jamnya 15.30", "tempatnya di stadion", "ubah hari"; null when nothing of it is said. Pure. */
export function changeIn(said: Heard): Change | null {
  const { slots, when } = said.meaning
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
  const place = PLACE.exec(said.text)?.[1]?.trim()
  if (place && place.length >= 3) return { place }
  const date = text(slots.date) ?? when?.date ?? (when?.kind === 'date' ? text(when.value) : undefined)
  const time = text(slots.time) ?? when?.time ?? (when?.kind === 'time' ? text(when.value) : undefined)
  const mismatch = Boolean(date && (slots.weekday_mismatch || when?.weekdayMismatch))
  if (date || time)
    return { ...(date ? { date } : {}), ...(time ? { time } : {}), ...(mismatch ? { mismatch } : {}) }
  if (!VERB.test(said.text)) return null
  const ask = ASKS.find(([shape]) => shape.test(said.text))?.[1]
  return ask ? { ask } : null
}

/** A bare number where a time was asked: "7" is seven in the morning, "4" four in the afternoon (office hours). */
export function bareHour(text: string): string | null {
  const hour = /^\s*(\d{1,2})\s*$/.exec(text)?.[1]
  const n = Number(hour)
  if (hour === undefined || n < 1 || n > 23) return null
  return `${String(n <= 5 ? n + 12 : n).padStart(2, '0')}:00`
}
