/** What stands in a stored text where a NIK was: it can be recognised, and read aloud. */
export const REDACTED = '[NIK]'

/** What people, keyboards and copied text put between the groups of a long number. */
const GAP = '[ \\u00a0\\t.\\-–—/\\u200b-\\u200f\\u202a-\\u202e\\u2060\\ufeff]{1,3}'
const RUN = new RegExp(`\\p{Nd}+(?:${GAP}\\p{Nd}+)*`, 'gu')

/** Province codes of Kemendagri: the first two digits of a NIK. */
const PROVINCE = /^(1[1-9]|21|3[1-6]|5[1-3]|6[1-5]|7[1-6]|8[12]|9[1-7])/

/**
 * Masks NIKs before anything is stored (DOMAIN §2.1, DESIGN §3): every number of exactly 16 digits written in
 * one piece, and 16 digits in groups ("1971 0101 0190 0001") when they have the shape of a NIK (province,
 * birth date with women's day + 40, serial), so that lists of dates, times and phone numbers stay readable.
 * An 18-digit NIP, grouped or not, and pieces of longer numbers stay as they are.
 */
export function redact(text: string): { text: string; found: boolean } {
  let found = false
  const clean = text.replace(RUN, (run) => {
    const masked = redactRun(run)
    found ||= masked !== run
    return masked
  })
  return { text: clean, found }
}

type Group = { from: number; to: number; digits: string; gap: string }

function redactRun(run: string): string {
  const groups = groupsOf(run)
  let out = ''
  let kept = 0
  for (let i = 0; i < groups.length; ) {
    const nip = take(groups, i, 18)
    if (nip && isNip(digitsOf(nip))) {
      i += nip.length
      continue
    }
    const nik = take(groups, i, 16)
    if (nik && (nik.length === 1 || isGroupedNik(nik))) {
      out += run.slice(kept, nik[0]!.from) + REDACTED
      kept = nik.at(-1)!.to
      i += nik.length
      continue
    }
    i += phoneLength(groups, i) || 1
  }
  return out + run.slice(kept)
}

function groupsOf(run: string): Group[] {
  let end = 0
  return Array.from(run.matchAll(/\p{Nd}+/gu), (match) => {
    const group = {
      from: match.index,
      to: match.index + match[0].length,
      digits: Array.from(match[0], ascii).join(''),
      gap: run.slice(end, match.index),
    }
    end = group.to
    return group
  })
}

/** A digit of any script as 0–9: each script's ten digits stand in a row, and the row's first is the zero. */
function ascii(digit: string): string {
  let value = 0
  const code = digit.codePointAt(0)!
  if (code < 128) return digit
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value++
  return String(value)
}

/** The groups from `i` on that hold exactly `count` digits together, or null. */
function take(groups: Group[], i: number, count: number): Group[] | null {
  let sum = 0
  for (let j = i; j < groups.length && sum < count; j++) {
    sum += groups[j]!.digits.length
    if (sum === count) return groups.slice(i, j + 1)
  }
  return null
}

const digitsOf = (groups: Group[]) => groups.map((group) => group.digits).join('')

/** How many groups from `i` on are an Indonesian mobile number of 10 to 15 digits with its 62; 0 for none. */
function phoneLength(groups: Group[], i: number): number {
  const joined = digitsOf(groups.slice(i, i + 2))
  if (!/^(08|620?8)/.test(joined)) return 0
  for (let count = 15; count >= 10; count--) {
    const phone = take(groups, i, count)
    if (phone) return phone.length
  }
  return 0
}

/** Begins like a birth date and an appointment year; a wrong NIP is still no NIK. */
const isNip = (digits: string) => /^(19|20)\d{6}(19|20)\d{2}/.test(digits)

function isGroupedNik(groups: Group[]): boolean {
  const digits = digitsOf(groups)
  if (!PROVINCE.test(digits) || digits.endsWith('0000')) return false
  const day = Number(digits.slice(6, 8)) % 40
  const month = Number(digits.slice(8, 10))
  if (day < 1 || day > 31 || month < 1 || month > 12) return false
  const shape = groups.map((group) => group.digits.length).join('')
  // Two dates (12.11.2026 05.11.2026) and a row of times (11.05 12.05 …) can look like one.
  if (shape === '224224') return false
  const gaps = new Set(groups.slice(1).map((group) => group.gap))
  return shape !== '22222222' || gaps.size === 1
}
