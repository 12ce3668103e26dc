import type { Tx } from '../../lib/db.ts'
import type { NipProblem } from '../people/nip.ts'
import { parsePhone } from '../people/phone.ts'
import { nipIn } from '../people/register-words.ts'
import { findUnits } from '../people/units.ts'
import type { Field, Wish } from './requests.ts'

/** What a typed answer means for a field, or what is wrong with it. */
export type Read =
  | { kind: 'wish'; wish: Wish }
  | { kind: 'units'; units: { id: number; name: string }[] }
  | { kind: 'wrong'; why: 'name' | 'unit' | 'phone' | 'employment' | 'other' }
  | { kind: 'nip'; why: NipProblem; digits: number }

const FIELD_WORDS: [RegExp, Field][] = [
  [/\bnip\b|\bni pppk\b/i, 'nip'],
  [/\bnama\b/i, 'name'],
  [/\b(?:unit|opd|dinas|instansi|bidang|pindah|mutasi)\b/i, 'unit'],
  [/\b(?:hp|nomor|telepon|telp|wa|whatsapp)\b/i, 'phone'],
  [/\b(?:status|kepegawaian|pns|pppk|honorer|jabatan)\b/i, 'employment'],
  [/\b(?:lain(?:nya)?)\b/i, 'other'],
]

export const fieldIn = (text: string): Field | null =>
  FIELD_WORDS.find(([shape]) => shape.test(text))?.[1] ?? null

const EMPLOYMENT: [RegExp, string][] = [
  [/paruh\s*waktu|\bpw\b/i, 'PPPK_PARUH_WAKTU'],
  [/\bpppk\b|\bp3k\b/i, 'PPPK'],
  [/\bcpns\b/i, 'CPNS'],
  [/\bpns\b/i, 'PNS'],
  [/\bphl\b|harian/i, 'PHL'],
  [/honor/i, 'HONORER'],
  [/\btkk\b|kontrak/i, 'TKK'],
]

export async function readValue(tx: Tx, field: Field, text: string): Promise<Read> {
  const said = text.replace(/\s+/g, ' ').trim()
  const wish = (value: string, unitId: number | null = null): Read => ({
    kind: 'wish',
    wish: { field, value, unitId },
  })
  if (field === 'nip') {
    const nip = nipIn(said)
    return nip.ok ? wish(nip.nip) : { kind: 'nip', why: nip.reason, digits: nip.digits }
  }
  if (field === 'unit') {
    const found = await findUnits(tx, said)
    const [only] = found
    if (only && found.length === 1) return wish(only.name, only.id)
    return found.length > 1
      ? { kind: 'units', units: found.map(({ id, name }) => ({ id, name })) }
      : { kind: 'wrong', why: 'unit' }
  }
  if (field === 'phone') {
    const phone = parsePhone(said)
    return phone ? wish(phone) : { kind: 'wrong', why: 'phone' }
  }
  if (field === 'employment') {
    const found = EMPLOYMENT.find(([shape]) => shape.test(said))?.[1]
    return found ? wish(found) : { kind: 'wrong', why: 'employment' }
  }
  if (field === 'name')
    return said.length < 2 || said.length > 80 || /\d{3,}/.test(said)
      ? { kind: 'wrong', why: 'name' }
      : wish(said)
  return said.length < 5 ? { kind: 'wrong', why: 'other' } : wish(said.slice(0, 300))
}
