import type { Tx } from '../../lib/db.ts'
import type { DataRequest, Employment, Person } from '../../lib/prisma/client.ts'
import { type Actor, mayDecide } from '../attendance/voices.ts'
import { audit } from '../people/audit.ts'
import { outranks } from '../people/authority.ts'
import { parseNip } from '../people/nip.ts'
import { rolesOf } from '../people/roles-of.ts'
import { reassign } from '../people/save-roster.ts'
import type { Field } from './requests.ts'

export type DecidedRequest =
  /** `answered`: what the record has no field for; the decider's words are all that came of it. */
  | {
      kind: 'approved' | 'refused' | 'answered'
      personId: number
      name: string
      field: Field
      addressIds: number[]
    }
  | { kind: 'already'; by: number | null }
  /** `taken`: the NIP is somebody else's; `gone`: the person is not in the city's list any more. */
  | { kind: 'not_yours' | 'own' | 'taken' | 'gone' }
  /** A refusal needs its reason; a yes to what we cannot change ourselves needs what is done about it. */
  | { kind: 'wordless' }

export type Verdict = { approve: boolean; words: string | null }

/**
 * A word on a request: agreeing carries the change out. Whoever decides has a role over where the person is or wants to
 * be, is somebody else, on another phone, and not below a role of that person. Two at once: the second hears "already".
 * @returns null when the word names no request
 */
export async function decideRequest(
  tx: Tx,
  ref: string,
  { approve, words }: Verdict,
  actor: Actor,
  at: Date,
): Promise<DecidedRequest | null> {
  const [locked] = await tx.$queryRaw<{ id: number; path: string }[]>`
    SELECT r.id, u.path FROM data_request r JOIN unit u ON u.id = r.unit_id
    WHERE r.ref = ${ref.toUpperCase()} AND r.kind = 'correct' FOR UPDATE OF r`
  if (!locked) return null
  const request = await tx.dataRequest.findUniqueOrThrow({ where: { id: locked.id } })
  const { personId, state, value } = request
  if (personId === null) return { kind: 'already', by: request.decidedBy }
  const may = await mayDecide(tx, actor, locked.path, [personId])
  if (may !== 'yes') return { kind: may }
  if (outranks(await rolesOf(tx, personId, at), actor)) return { kind: 'not_yours' }
  if (state !== 'open' || value === null) return { kind: 'already', by: request.decidedBy }
  const person = await tx.person.findUniqueOrThrow({ where: { id: personId } })
  if (person.status === 'merged' || person.status === 'erased') return { kind: 'gone' }
  const answered = approve && request.field === 'other'
  if ((!approve || answered) && !words) return { kind: 'wordless' }
  const reason = approve && !answered ? null : words
  if (approve && !(await carryOut(tx, person, request, value, at))) return { kind: 'taken' }
  await tx.dataRequest.update({
    where: { id: request.id },
    // What was wished for is in the record now, or nobody's business any more.
    data: {
      ...{ state: approve ? 'approved' : 'refused', decidedBy: actor.id, decidedAt: at, reason, value: null },
    },
  })
  const field = request.field as Field
  // A name may be told by the audit, a NIP or a phone never.
  const told = field === 'name' ? { before: { name: person.name }, after: { ref, field, name: value } } : null
  await audit(tx, {
    ...{ at, actorId: actor.id, action: answered ? 'data.answer' : approve ? 'data.correct' : 'data.refuse' },
    ...{ subject: `person/${personId}`, after: { ref, field } },
    ...(approve && told ? told : {}),
    ...(reason ? { why: reason } : {}),
  })
  const { addressIds } = request
  const kind = answered ? 'answered' : approve ? 'approved' : 'refused'
  return { kind, personId, name: person.name, field, addressIds }
}

/** @returns false when it cannot be: the NIP is somebody else's */
async function carryOut(
  tx: Tx,
  person: Person,
  { field, unitId }: DataRequest,
  value: string,
  at: Date,
): Promise<boolean> {
  const set = (data: Partial<Person>) => tx.person.update({ where: { id: person.id }, data })
  if (field === 'name') await set({ name: value })
  if (field === 'phone') await set({ phone: value })
  if (field === 'employment') await set(employmentOf(value))
  if (field === 'nip') {
    if (!parseNip(value).ok) return false
    const other = await tx.person.count({
      where: { nip: value, id: { not: person.id }, status: { in: ['roster', 'pending', 'active'] } },
    })
    if (other > 0) return false
    await set({ nip: value })
  }
  if (field === 'unit' && unitId !== null && unitId !== person.unitId) {
    const { id, name, nip, phone, employment, employmentLabel: label } = person
    const entry = { name, nip, phone, employment, label }
    const move = { id, before: { ...entry, unitId: person.unitId }, after: { ...entry, unitId } }
    // Where attendance was decided it stays: old recaps remain true.
    await reassign(tx, [move as never], null, at)
    await set({ unitId })
  }
  return true
}

const NON_ASN = ['PHL', 'HONORER', 'TKK', 'NON_ASN']

function employmentOf(value: string): { employment: Employment; employmentLabel: string | null } {
  if (NON_ASN.includes(value))
    return { employment: 'NON_ASN', employmentLabel: value === 'NON_ASN' ? null : value }
  const employment = value === 'PPPK_PARUH_WAKTU' ? 'PPPK_PW' : (value as Employment)
  return { employment, employmentLabel: null }
}
