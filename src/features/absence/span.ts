import { plusDays } from '../agenda/day.ts'

/** Days of the city, both included: "2026-11-30". */
export type Span = { from: string; to: string }

/** What was said of time (`understand`): `slots` of the sentence, `when` of it or of an answer. */
type Heard = {
  slots: Record<string, unknown>
  when: {
    kind: string
    date?: string
    dateTo?: string
    dates?: string[]
    alternative?: string
    ambiguous?: boolean
    backwards?: true
  } | null
}

export type Wish =
  | ({ kind: 'span' } & Span)
  /** "mulai 1 Januari": until when is not said. */
  | { kind: 'open'; from: string }
  /** "3 hari": from when is not said. */
  | { kind: 'length'; days: number }
  /** "jumat", said on a Friday. */
  | { kind: 'which'; days: [string, string] }
  /** "5 des s/d 3 des". */
  | { kind: 'backwards' }
  /** "40 desember". */
  | { kind: 'noSuchDate' }
  /** Days that do not follow each other: one request each. */
  | { kind: 'several' }
  | { kind: 'none' }

/** Longer than this is asked for anew: a year. */
export const LONGEST_DAYS = 366
/** So long afterwards a letter may still come; older days are a matter of *sanggah*. */
export const OLDEST_DAYS = 14

/**
 * The days that somebody wants to be away. Pure.
 * @param days a length that was said earlier ("3 hari"), when only the beginning comes now
 */
export function readSpan({ slots, when }: Heard, days: number | null = null): Wish {
  if (when?.kind === 'invalid') return { kind: when.backwards ? 'backwards' : 'noSuchDate' }
  const text = (key: string) => (typeof slots[key] === 'string' ? (slots[key] as string) : null)
  const length = lengthOf(text('duration')) ?? days
  if (when?.dates && when.dates.length > 1) {
    const [first = '', ...rest] = [...when.dates].sort()
    const last = rest.at(-1) ?? first
    return rest.every((day, n) => day === plusDays(first, n + 1))
      ? { kind: 'span', from: first, to: last }
      : { kind: 'several' }
  }
  const from = text('date_from') ?? when?.date ?? text('date')
  const to = text('date_to') ?? when?.dateTo ?? null
  if (!from) return length === null ? { kind: 'none' } : { kind: 'length', days: length }
  if (to !== null) return to < from ? { kind: 'backwards' } : { kind: 'span', from, to }
  if (when?.ambiguous && when.alternative && /^\d{4}-\d\d-\d\d$/.test(when.alternative))
    return { kind: 'which', days: [from, when.alternative] }
  if (length !== null) return { kind: 'span', from, to: plusDays(from, length - 1) }
  return text('date_from') ? { kind: 'open', from } : { kind: 'span', from, to: from }
}

/** "P3D" → 3; a month is thirty days, which the dates that are read back show. */
function lengthOf(duration: string | null): number | null {
  const [, count, unit] = /^P(\d{1,4})([DWM])$/.exec(duration ?? '') ?? []
  return count && Number(count) > 0 ? Number(count) * { D: 1, W: 7, M: 30 }[unit as 'D']! : null
}

/** What cannot be asked for, and why; null when it can. */
export function wrongWith(
  { from, to }: Span,
  today: string,
): 'backwards' | 'tooLong' | 'tooOld' | 'tooFar' | null {
  if (to < from) return 'backwards'
  if (to >= plusDays(from, LONGEST_DAYS)) return 'tooLong'
  if (from < plusDays(today, -OLDEST_DAYS)) return 'tooOld'
  return from > plusDays(today, LONGEST_DAYS) ? 'tooFar' : null
}
