/** What in a text makes a second person look before it goes to many. Pure. */
export type Worry = 'bank' | 'otp' | 'link'

/** A number of eight to sixteen digits near a word of money. */
const BANK =
  /\b(rek(ening)?|transfer|tf|bri|bni|mandiri|bca|btn|bsi|bank|dana|ovo|gopay|shopeepay|sumbangan|kirim uang)\b[^\n]{0,60}?\d[\d .-]{6,20}\d|\d[\d .-]{6,20}\d[^\n]{0,40}?\b(a\.?n\.?|atas nama|rek(ening)?)\b/i
const OTP =
  /\b(otp|kode (verifikasi|rahasia|keamanan|aktivasi)|pin (atm|anda|bank)|password|kata sandi|m-?banking)\b/i
const URL = /\b(?:https?:\/\/|www\.)?((?:[a-z0-9-]+\.)+(?:[a-z]{2,}))(?:[/?#:][^\s]*)?/gi
/** Addresses of Indonesian governments, and of the messengers' own. */
const OURS = /(^|\.)(go\.id|wa\.me|t\.me)$/i
/** "jam 07.15", "s.d.", "Dr.Budi" are no links. */
const TLD =
  /\.(com|net|org|info|biz|id|io|me|co|ly|gl|xyz|site|online|link|app|top|shop|club|live|my|sg|cc|to|dev|page|web)$/i

export function worriesIn(text: string): Worry[] {
  const worries: Worry[] = []
  if (BANK.test(text)) worries.push('bank')
  if (OTP.test(text)) worries.push('otp')
  const links = [...text.matchAll(URL)].map((found) => found[1] ?? '')
  if (links.some((host) => TLD.test(host) && !OURS.test(host))) worries.push('link')
  return worries
}

/** The same words, however they are spaced and marked: for "has somebody said this already". */
export function sameWords(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
