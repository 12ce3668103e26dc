import { parseNip } from './nip.ts'

/** Who somebody says to be, in words: "daftar sebagai pegawai", "warga biasa". */
export function kindIn(text: string): 'employee' | 'resident' | null {
  if (/\b(bukan|bkn)\s+(pegawai|asn|pns)\b/i.test(text)) return 'resident'
  if (/pegawai|\basn\b|\bc?pns\b|pppk|honorer|\bphl\b|\btkk\b|dinas/i.test(text)) return 'employee'
  return /warga|masyarakat|penduduk|umum/i.test(text) ? 'resident' : null
}

/** Alone or inside a sentence: "nip saya 19850315 201001 2 001 pak". */
export function nipIn(text: string): ReturnType<typeof parseNip> {
  const whole = parseNip(text)
  const digits = /\d(?:[\s.-]?\d){11,}/.exec(text)?.[0]
  return whole.ok || whole.reason !== 'not_digits' || digits === undefined ? whole : parseNip(digits)
}

/** The phone number is kept back. */
export const NO_PHONE =
  /lewati|\b(tidak|tdk|tak|ga|gak|nggak|ngga|enggak|dak|ndak|nanti|jangan|rahasia|tanpa)\b/i
