import type { Translate } from '../../lib/i18n.ts'
import { ACCURACY_HELPS, ACCURACY_WORST } from '../venues/distance.ts'
import { distanceText } from '../venues/distance-text.ts'
import type { Why } from './why.ts'

/** Why somebody is what they are in a session, in words fit to forward. */
export function whyWords(why: Why, t: Translate): string {
  const { title, startsAt: at, name } = why
  return [
    t('why:head', { title, at, name }),
    statusLine(why, t),
    t(`why:rule.${ruleOf(why)}`, {
      until: why.onTimeUntil,
      closes: why.closesAt,
      grace: why.graceUntil,
    }),
    ...proofRules(why, t),
    ...logWords(why, t),
  ].join('\n')
}

/** Only what was said: for whoever decides a dispute. */
export function logWords({ checkIns, rulings, leaves, disputes }: Why, t: Translate): string[] {
  const lines = [
    ...checkIns.map((one) => checkInLine(one, t)),
    ...rulings.map((one) => rulingLine(one, t)),
    ...leaves.map((one) => leaveLine(one, t)),
    ...disputes.map((one) => disputeLine(one, t)),
  ]
  return lines.length > 0 ? lines : [t('why:nothing')]
}

/** What the session takes as proof, where that is not the code alone, and by which rule a location counts. */
function proofRules(why: Why, t: Translate): string[] {
  const { policy, closingFrom: from, closingUntil: until, checkIns } = why
  const closed = checkIns.some(({ verdict, countsAt }) => verdict === 'closing' || isWithin(countsAt, why))
  return [
    ...(policy === 'code' ? [] : [t('proof:why.policy', { proof: t(`proof:policy.${policy}`) })]),
    ...(checkIns.some(({ place }) => place !== null) ? [t('proof:why.place', RULE)] : []),
    ...(from && until && why.countsAt
      ? [t(`proof:why.${closed ? 'closed' : 'notClosed'}`, { from, until })]
      : []),
  ]
}

const RULE = { helps: ACCURACY_HELPS, worst: ACCURACY_WORST }
const isWithin = (at: Date, { closingFrom: from, closingUntil: until }: Why): boolean =>
  from !== null && until !== null && at >= from && at <= until

/** The moment of a decision is not when somebody came. */
const WITHOUT_TIME = new Set(['after_closing', 'ruling'])

function statusLine({ status, countsAt, proof }: Why, t: Translate): string {
  if (status === null) return t('why:noStatus')
  const word = t(`why:status.${status}`)
  return countsAt && !WITHOUT_TIME.has(proof)
    ? t('why:statusAt', { status: word, at: countsAt })
    : t('why:statusIs', { status: word })
}

const BY_MESSAGE = new Set(['code', 'unit_code', 'place', 'word'])
const BY_RULING = new Set(['coordinator', 'after_closing', 'ruling', 'absence'])

/** Which rule decided in the end. */
function ruleOf({ status, proof, disturbed, coordinatorOnly, policy, checkIns }: Why): string {
  if (status === null) return 'open'
  if (BY_MESSAGE.has(proof)) return status === 'terlambat' ? 'late' : 'onTime'
  if (BY_RULING.has(proof)) return proof
  if (status !== 'belum_dipastikan') return 'none'
  if (disturbed) return 'disturbed'
  if (coordinatorOnly) return policy === 'coordinator' ? 'byCoordinator' : 'coordinatorOnly'
  return checkIns.some((one) => one.verdict === 'waits') ? 'waits' : 'none'
}

const VERDICTS = new Set(
  'accepted waits old_code unseen_code other_unit_code too_early closed cancelled edited forwarded not_a_message needs_code needs_place too_far imprecise closing'.split(
    ' ',
  ),
)
const PROOFS = new Set(['code', 'unit_code', 'place', 'word', 'closing'])

function checkInLine(one: Why['checkIns'][number], t: Translate): string {
  const { messageAt: sent, countsAt: counts, codeAt: code, proof, verdict, counted } = one
  const what = t(`why:proof.${PROOFS.has(proof) ? proof : 'other'}`)
  const waitsFor = one.flags.includes('by_coordinator') ? 'waitsForWord' : 'waits'
  const verdictKey = verdict === 'waits' ? waitsFor : VERDICTS.has(verdict) ? verdict : 'other'
  const result = t(`why:verdict.${verdict === 'accepted' && !counted ? 'acceptedNotUsed' : verdictKey}`)
  const marks = one.flags
    .filter((flag) => MARKS.has(flag))
    .map((flag) => t(`attendance:flag.${flag}`, { at: counts, sent }))
  if (one.place) marks.unshift(placeWords(one.place, t))
  if (one.place?.same) marks.push(t('attendance:flag.same_place'))
  const line = t(code ? 'why:messageWithCode' : 'why:message', { sent, counts, code, what, result })
  return marks.length > 0 ? `${line} (${marks.join('; ')})` : line
}

const MARKS = new Set(['late_phone', 'leaked_unit_code', 'shared_phone', 'linked_device', 'static_place'])

/** "±40 m dari halaman kantor wali kota, batas 150 m, ketelitian ±12 m". */
function placeWords(place: NonNullable<Why['checkIns'][number]['place']>, t: Translate): string {
  const { venue, metres, radius, accuracy } = place
  const far = t('proof:why.distance', {
    ...{ venue, distance: distanceText(metres, t), radius: distanceText(radius, t) },
  })
  return accuracy === null
    ? far
    : `${far}, ${t('proof:why.accuracy', { accuracy: distanceText(accuracy, t) })}`
}

function rulingLine(one: Why['rulings'][number], t: Translate): string {
  const status = one.status ? t(`why:status.${one.status}`) : t('why:checkInCounts')
  const why = one.why ? t('why:because', { why: one.why }) : ''
  const said = t(`why:ruling.${one.kind === 'dispute' ? 'dispute' : 'said'}`, {
    ...{ status, by: one.by, at: one.at, why },
  })
  if (one.refusedAt)
    return `${said} ${t('why:ruling.refused', { by: one.refusedBy ?? '–', at: one.refusedAt })}`
  if (!one.second) return said
  if (!one.confirmedAt) return `${said} ${t('why:ruling.waits')}`
  return `${said} ${t('why:ruling.confirmed', { by: one.confirmedBy ?? '–', at: one.confirmedAt })}`
}

const LEAVES = new Set(['approved', 'refused', 'withdrawn'])

function leaveLine(one: Why['leaves'][number], t: Translate): string {
  const kind = t(`why:status.${one.kind}`)
  const asked = t('why:leave.asked', { kind, at: one.askedAt })
  const state = LEAVES.has(one.state) ? one.state : 'open'
  return `${asked} ${t(`why:leave.${state}`, { by: one.by ?? '–', at: one.decidedAt ?? one.askedAt })}`
}

function disputeLine(one: Why['disputes'][number], t: Translate): string {
  const said = t('why:dispute.said', { text: one.text, at: one.at })
  const because = one.reason ? t('why:because', { why: one.reason }) : ''
  const values = { by: one.by ?? '–', at: one.decidedAt ?? one.at, why: because }
  return `${said} ${t(`why:dispute.${one.state}`, values)}`
}
