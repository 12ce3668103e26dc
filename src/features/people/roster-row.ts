import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { Employment } from '../../lib/prisma/client.ts'
import { type NipProblem, parseNip } from './nip.ts'
import type { Note, RawRow } from './roster-file.ts'

/** One line of the roster, understood. */
export type RosterRow = {
  row: number
  name: string
  nip: string | null
  unitId: number
  employment: Employment | null
  label: string | null
  phone: string | null
}

export type RowError = { row: number; note: Note }

/** What a text in the unit column may mean: one id, several, or none. */
export type FindUnit = (text: string) => number[]

const empty = /^[-–—.0]*$/
/** What a spreadsheet makes of a long number: 6,28123E+11. The last digits are lost. */
const scientific = /^\d([.,]\d+)?e\+?\d+$/i

/**
 * Reads one line, and collects everything that is wrong with it at once.
 * @returns the row, or its errors
 */
export function readRow(raw: RawRow, findUnit: FindUnit): RosterRow | RowError[] {
  const errors: RowError[] = []
  const wrong = (key: string, values?: Record<string, unknown>) => {
    errors.push({ row: raw.row, note: { key: `roster:row.${key}`, ...(values ? { values } : {}) } })
    return null
  }
  if (/\d{16}(?!\d)/.test(raw.name) || raw.name.length > 120 || /\d/.test(raw.name)) wrong('nameOdd')
  else if (!/\p{L}{2}/u.test(raw.name)) wrong('nameMissing')

  const before = errors.length
  const nip = readNip(raw.nip, wrong)
  const nipWrong = errors.length > before
  const kind = readStatus(raw.status, wrong)
  if (!nipWrong) checkStatus(nip, kind, wrong)

  const units = raw.unit ? findUnit(raw.unit) : []
  if (!raw.unit) wrong('unitMissing')
  else if (units.length === 0) wrong('unitUnknown', { unit: raw.unit })
  else if (units.length > 1) wrong('unitAmbiguous', { unit: raw.unit })

  const phone = readPhone(raw.phone, wrong)
  const [unitId] = units
  if (errors.length > 0 || unitId === undefined) return errors
  const employment = kind?.employment ?? (nip?.kind === 'PNS' ? 'PNS' : null)
  return {
    row: raw.row,
    name: raw.name,
    nip: nip?.nip ?? null,
    unitId,
    employment,
    label: kind?.label ?? null,
    phone,
  }
}

type Wrong = (key: string, values?: Record<string, unknown>) => null
type Nip = { nip: string; kind: string }

const nipProblems: Partial<Record<NipProblem, string>> = {
  nik: 'nipIsNik',
  spreadsheet: 'nipSpreadsheet',
  length: 'nipLength',
  not_digits: 'nipLength',
}

function readNip(text: string, wrong: Wrong): Nip | null {
  const bare = text.replace(/^['’`]/, '')
  if (empty.test(bare)) return null
  const parsed = parseNip(bare)
  if (parsed.ok) return parsed
  return wrong(nipProblems[parsed.reason] ?? 'nipInvalid', { value: bare, digits: parsed.digits })
}

type Kind = { employment: Employment; label: string | null }

function readStatus(text: string, wrong: Wrong): Kind | null {
  const plain = text
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, ' ')
    .trim()
  if (plain === '') return null
  if (/^(PPPK|P3K).*(PARUH|PW|PARUHWAKTU)/.test(plain)) return { employment: 'PPPK_PW', label: null }
  if (/^(PPPK|P3K)( PENUH WAKTU)?$/.test(plain)) return { employment: 'PPPK', label: null }
  if (/^(CPNS|CALON PNS)$/.test(plain)) return { employment: 'CPNS', label: null }
  if (/^(PNS|PEGAWAI NEGERI SIPIL)$/.test(plain)) return { employment: 'PNS', label: null }
  const label = /^(?:NON ?ASN )?(PHL|HONORER|TKK|THL|PTT|KONTRAK|TENAGA KONTRAK|OUTSOURCING|PJLP)$/.exec(
    plain,
  )?.[1]
  if (label || /^NON ?ASN$/.test(plain)) return { employment: 'NON_ASN', label: label ?? null }
  return wrong('statusUnknown', { status: text })
}

/** The number and the word must agree; the number of a PPPK never says whether it is paruh waktu. */
function checkStatus(nip: Nip | null, kind: Kind | null, wrong: Wrong): void {
  const employment = kind?.employment
  if (!nip && employment && employment !== 'NON_ASN') wrong('nipMissing', { status: employment })
  if (nip && employment === 'NON_ASN') wrong('nipOfNonAsn')
  const civil = employment === 'PNS' || employment === 'CPNS'
  const contract = employment === 'PPPK' || employment === 'PPPK_PW'
  if (nip?.kind === 'PPPK' && civil) wrong('nipIsPppk', { status: employment })
  if (nip?.kind === 'PNS' && contract) wrong('nipIsPns', { status: employment })
}

function readPhone(text: string, wrong: Wrong): string | null {
  const bare = text.replace(/^['’`]/, '')
  if (empty.test(bare)) return null
  if (scientific.test(bare)) return wrong('phoneScientific', { value: bare })
  const number = parsePhoneNumberFromString(bare.replace(/^00/, '+'), 'ID')
  if (!number?.isValid()) return wrong('phoneInvalid')
  if (number.getType() === 'FIXED_LINE') return wrong('phoneFixed')
  return number.number
}
