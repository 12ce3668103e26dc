/**
 * NIP and NI PPPK: 18 digits, no check digit (DOMAIN §2.1, where the sources stand).
 *   1985 03 15 | 2010 01 | 1 | 001   birth date · appointment year and month · sex · serial: PNS
 *   1985 03 15 | 2024 21 | 1 | 001   the month's place holds a contract code, 21 or more: PPPK
 * PPPK Paruh Waktu cannot be told from the code: ask.
 */

export type NipProblem =
  /** Not 18 digits. */
  | 'length'
  /** Letters or other marks in it, or no digits at all. */
  | 'not_digits'
  | 'birth_date'
  /** Appointed at an age under 16 or over 60. */
  | 'appointment'
  /** Neither a month (01–12) nor a contract code (21 and up). */
  | 'month_code'
  | 'sex'
  /** 16 digits: refuse it and do not store it. */
  | 'nik'
  /** A spreadsheet took it for a number and lost its last three digits. */
  | 'spreadsheet'

export type NipResult =
  | { ok: true; nip: string; kind: 'PNS' | 'PPPK' }
  /** `digits`: how many were found, for "baru 17 angka". */
  | { ok: false; reason: NipProblem; digits: number }

/** Reads it as people type it: "19850315 201001 1 001", "NIP. 1985…", with dots, dashes or a leading apostrophe. */
export function parseNip(text: string): NipResult {
  const bare = text
    .normalize('NFKC')
    .trim()
    .replace(/^(nip|ni\s*pppk|nipppk)\b[\s.:=]*/i, '')
  const digits = bare.replace(/\D/g, '').length
  const refused = (reason: NipProblem): NipResult => ({ ok: false, reason, digits })

  if (/^\d[.,]?\d*\s*e\s*\+?\s*\d{1,2}$/i.test(bare)) return refused('spreadsheet')
  const nip = bare.replace(/[\s.'’`\-–—\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g, '')
  if (!/^\d+$/.test(nip)) return refused('not_digits')
  if (nip.length === 16) return refused('nik')
  if (nip.length !== 18) return refused('length')

  const part = (from: number, to: number) => Number(nip.slice(from, to))
  if (!isDate(part(0, 4), part(4, 6), part(6, 8))) return refused('birth_date')
  const age = part(8, 12) - part(0, 4)
  if (age < 16 || age > 60) return refused('appointment')
  const month = part(12, 14)
  if (month === 0 || (month > 12 && month < 21)) return refused('month_code')
  if (nip[14] !== '1' && nip[14] !== '2') return refused('sex')
  // A double holds 15 digits, so a spreadsheet turns the serial into 000, which nobody has.
  if (nip.endsWith('000')) return refused('spreadsheet')
  return { ok: true, nip, kind: month <= 12 ? 'PNS' : 'PPPK' }
}

function isDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  return year >= 1900 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

/**
 * "1985****…999": a NIP reveals birth date and sex (DOMAIN §2.1). Echo it only to whoever typed it: its last
 * digits are what claims a roster entry.
 */
export function maskNip(nip: string): string {
  return nip.length < 12 ? '****' : `${nip.slice(0, 4)}****…${nip.slice(-3)}`
}

/** What somebody must know to claim a roster entry. */
export function lastFour(nip: string): string {
  return nip.slice(-4)
}
