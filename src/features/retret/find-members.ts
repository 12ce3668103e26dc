import type { Tx } from '../../lib/db.ts'
import { findMarked } from '../marking/find-marked.ts'
import type { Who } from '../marking/read-marks.ts'
import { coordinatedPaths, coordinates } from '../people/authority.ts'
import { findUnits } from '../people/units.ts'
import type { Members } from './retret-state.ts'

type Actor = { id: number; unitPath: string | null; roles: { role: string; unitPath: string }[] }

/** More than this are named by their units. */
export const MOST_NAMED = 300

const DEGREE = /^(?:[smd]\.[\p{L}.]+|s[ehip]|sst|skm|skep|amd|mm|msi|m\.?si|dr)\.?$/iu
const UNIT =
  /^(?:dinas|badan|bagian|kantor|kecamatan|kec\.?|kelurahan|kel\.?|sekretariat|inspektorat|puskesmas|rsud|upt|bidang|unit|opd)\b/i
const EVERYBODY =
  /^(?:semua|seluruh)(?:nya)?(?:\s+(?:pegawai|orang|staf|asn|pejabat))?(?:\s+(?:di\s+)?(?:unit|kantor)\s+(?:saya|kami))?$/i
const WHOLE = /^(?:semua|seluruh)\s+(?:(?:pegawai|orang|staf|asn|pejabat)\s+)?(?:(?:di|dari)\s+)?/i

/**
 * Adds to `before` whom a list means, of the own part of the city: names, NIP, units, a line or a comma each. Nobody is
 * guessed: of several of one name it is asked which, and what is not found is said back.
 * @returns null when it is longer than anybody reads back
 */
export async function findMembers(
  tx: Tx,
  text: string,
  before: Members,
  actor: Actor,
): Promise<Members | null> {
  const members: Members = { ...structuredClone(before), unknown: [], many: [] }
  const items = itemsIn(text)
  if (items.length > MOST_NAMED) return null
  for (const item of items) if (!(await take(tx, item, members, actor))) members.unknown.push(shown(item))
  return members
}

async function take(tx: Tx, item: string, members: Members, actor: Actor): Promise<boolean> {
  if (EVERYBODY.test(item)) return takeOwn(tx, members, actor)
  const whole = item.replace(WHOLE, '')
  if ((whole !== item || UNIT.test(item)) && (await takeUnit(tx, whole, members, actor))) return true
  const found = await findMarked(tx, whoOf(item), { actor, sessionId: null, shown: [] })
  switch (found.kind) {
    case 'one':
      members.people = [...new Set([...members.people, found.id])]
      return true
    case 'many':
      members.many.push(item)
      return true
    case 'several': {
      const options = found.options.map(({ id, name, unitName }) => ({ id, label: `${name}, ${unitName}` }))
      members.asks.push({ text: item, options })
      return true
    }
    default:
      if (await takeUnit(tx, whole, members, actor)) return true
      return both(tx, item, members, actor)
  }
}

/** "Budi dan Siti": where the whole is nobody. "Perpustakaan dan Kearsipan" is a unit. */
async function both(tx: Tx, item: string, members: Members, actor: Actor): Promise<boolean> {
  const parts = item.split(/\s+(?:dan|&)\s+/i)
  if (parts.length < 2) return false
  for (const part of parts) if (!(await take(tx, part, members, actor))) members.unknown.push(shown(part))
  return true
}

async function takeUnit(tx: Tx, text: string, members: Members, actor: Actor): Promise<boolean> {
  const [unit, ...others] = (await findUnits(tx, text)).filter((one) => coordinates(actor, one.path))
  if (!unit || others.length > 0) return false
  const { id, name, path } = unit
  if (!members.units.some((one) => one.id === id)) members.units.push({ id, name, path })
  return true
}

async function takeOwn(tx: Tx, members: Members, actor: Actor): Promise<boolean> {
  const units = await tx.$queryRaw<Members['units']>`
    SELECT id, name, path FROM unit WHERE path = ANY(${coordinatedPaths(actor)}::text[]) ORDER BY path`
  members.units = units
  return units.length > 0
}

/** Takes them out again; whom several names fit is not taken. */
export async function dropMembers(tx: Tx, text: string, before: Members, actor: Actor): Promise<Members> {
  const empty = { units: [], people: [], asks: [], unknown: [], many: [] }
  const gone = (await findMembers(tx, text, empty, actor)) ?? empty
  // "Budi", where only one Budi takes part, is that one.
  const meant = gone.asks.map(({ text: said, options }) => ({
    ...{ said, here: options.filter(({ id }) => before.people.includes(id)) },
  }))
  const people = [
    ...gone.people,
    ...meant.flatMap(({ here }) => (here.length === 1 && here[0] ? [here[0].id] : [])),
  ]
  return {
    ...before,
    units: before.units.filter((one) => !gone.units.some(({ id }) => id === one.id)),
    people: before.people.filter((id) => !people.includes(id)),
    unknown: [...gone.unknown, ...meant.flatMap(({ said, here }) => (here.length === 0 ? [said] : []))],
    many: [...gone.many, ...meant.flatMap(({ said, here }) => (here.length > 1 ? [said] : []))],
  }
}

function itemsIn(text: string): string[] {
  return text
    .split(/[\n,;]+/)
    .map((item) =>
      item
        .replace(/^\s*(?:\d{1,3}\s*[.)]\s*|[-•*–▪]+\s*)/u, '')
        .replace(/\((?![^)]*\d{18})[^)]*\)/g, ' ')
        .replace(/[\s.]+$/, '')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((item) => item.length >= 2 && !DEGREE.test(item))
}

function whoOf(item: string): Who {
  const nip = /(?<!\d)\d(?:[ .]?\d){17}(?!\d)/.exec(item)?.[0].replace(/\D/g, '')
  return nip ? { kind: 'nip', nip } : { kind: 'name', text: item }
}

/** A NIP is never said back whole. */
const shown = (item: string): string =>
  item.replace(/\d[\d .]{10,}\d/g, (digits) => `…${digits.slice(-4)}`).slice(0, 60)
