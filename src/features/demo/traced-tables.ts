/**
 * - `columns`: which tell something, in this order; secrets (keys of codes, cookies, digests) are not among them.
 * - `whose`: how a row `t` says that it is of the turn `i`, where several turns shared a transaction.
 * - `log`: where it keeps saying so after a later turn has changed it.
 * All are SQL of ours, never a value.
 */
export type Shown = { id: string; columns: string[]; whose: string; log?: string }

/** The people for whom the turn's address may speak. */
export const OWN_PEOPLE = '(SELECT ap.person_id FROM address_person ap WHERE ap.address_id = i.address_id)'

const OF_ADDRESS = 't.address_id = i.address_id'
const by = (column: string) => `t.${column} IN ${OWN_PEOPLE}`
const checkIn = (link: string) => `EXISTS (SELECT 1 FROM check_in c WHERE c.id = t.check_in_id AND c.${link})`

/** Every table that a turn may write, as a reader would want them: first what happened, then what it took. */
// biome-ignore format: a table reads better in rows
export const shown: Record<string, Shown> = {
  announcement: {
    id: 'id', whose: by('created_by'),
    columns: ['ref', 'class', 'text', 'state', 'start_at', 'expires_at', 'via_groups'],
  },
  question: { id: 'id', whose: OF_ADDRESS, log: 't.inbox_id = i.id', columns: ['text', 'at', 'answer', 'answered_at'] },
  pledge: {
    id: 'id', whose: OF_ADDRESS, log: 't.inbox_id = i.id',
    columns: ['code', 'amount', 'kind', 'giver', 'anonymous', 'point_id', 'day', 'state', 'news', 'ended_at'],
  },
  pledge_series: { id: 'id', whose: OF_ADDRESS, log: 't.inbox_id = i.id', columns: ['amount', 'rrule', 'first_day', 'point_id', 'ended_at'] },
  point_line: {
    id: 'id', whose: by('person_id'), log: 't.inbox_id = i.id',
    columns: ['ref', 'line', 'kind', 'point_id', 'pledge_id', 'giver', 'amount', 'broken', 'recipients', 'to_point_id', 'at', 'state'],
  },
  movement: {
    id: 'id', whose: `${by('actor_id')} OR EXISTS (SELECT 1 FROM pledge p WHERE p.id = t.pledge_id AND p.address_id = i.address_id)`,
    columns: ['source', 'target', 'amount', 'why', 'at'],
  },
  correction: { id: 'ref', whose: `${by('by_id')} OR ${by('decided_by')}`, columns: ['line_id', 'amount', 'broken', 'reason', 'state', 'decided_at'] },
  point_duty: { id: 'person_id', whose: by('person_id'), columns: ['point_id', 'at'] },
  campaign: { id: 'key', whose: 'false', columns: ['name', 'target', 'first_day', 'last_day'] },
  drop_point: { id: 'id', whose: 'false', columns: ['name', 'kind', 'unit_id', 'area_id', 'closed_at'] },
  activity: {
    id: 'id', whose: by('created_by'),
    columns: ['kind', 'title', 'unit_id', 'rrule', 'first_day', 'last_day', 'time', 'on_holiday', 'on_leave', 'public', 'area_id'],
  },
  session: {
    id: 'id', whose: by('created_by'),
    columns: ['title', 'place', 'opens_at', 'starts_at', 'on_time_until', 'closes_at', 'occurrence', 'changed_at', 'status'],
  },
  participant: { id: 'person_id', whose: by('added_by'), columns: ['activity_id', 'person_id', 'at'] },
  // Whose answer it is is shown to nobody, not even here.
  feedback: { id: 'activity_id', whose: by('person_id'), columns: ['activity_id', 'rating', 'at'] },
  screen: {
    id: 'id', whose: by('confirmed_by'),
    columns: ['session_id', 'confirmed_at', 'confirmed_by', 'closed_at', 'expires_at'],
  },
  check_in: {
    id: 'id', whose: OF_ADDRESS, log: 't.inbox_id = i.id',
    columns: ['session_id', 'person_id', 'proof', 'message_at', 'code_at', 'counts_at', 'verdict', 'flags', 'code_unit_id'],
  },
  check_in_place: {
    id: 'check_in_id', whose: checkIn('address_id = i.address_id'), log: checkIn('inbox_id = i.id'),
    columns: ['session_id', 'venue', 'radius', 'metres', 'accuracy', 'live', 'latitude', 'longitude', 'same'],
  },
  venue: { id: 'id', whose: by('set_by'), columns: ['name', 'aliases', 'latitude', 'longitude', 'radius', 'set_at'] },
  attendance: {
    id: 'person_id', whose: checkIn('address_id = i.address_id'), log: checkIn('inbox_id = i.id'),
    columns: ['session_id', 'status', 'counts_at', 'message_at', 'proof', 'flags'],
  },
  ruling: {
    id: 'id', whose: `${by('proposed_by')} OR ${by('confirmed_by')}`, log: 't.inbox_id = i.id',
    columns: ['ref', 'session_id', 'person_id', 'kind', 'status', 'why', 'proposed_at', 'second', 'confirmed_by', 'confirmed_at', 'refused_at'],
  },
  absence: {
    id: 'id', whose: `${OF_ADDRESS} OR ${by('decided_by')}`, log: 't.inbox_id = i.id',
    columns: ['ref', 'person_id', 'kind', 'from_at', 'until_at', 'session_id', 'state', 'decided_at', 'reason'],
  },
  letter_look: { id: 'id', whose: by('person_id'), columns: ['absence_id', 'at'] },
  off_duty: { id: 'id', whose: by('by'), columns: ['person_id', 'from_at', 'until_at', 'label'] },
  roll_look: { id: 'session_id', whose: by('person_id'), columns: ['at'] },
  head_count: { id: 'id', whose: `${by('counted_by')} OR ${by('explained_by')}`, columns: ['session_id', 'unit_id', 'count', 'recorded', 'explanation'] },
  dispute: {
    id: 'id', whose: `${OF_ADDRESS} OR ${by('decided_by')}`, log: 't.inbox_id = i.id',
    columns: ['ref', 'session_id', 'person_id', 'text', 'status', 'state', 'decided_at', 'reason'],
  },
  check_in_ask: { id: 'id', whose: 'false', columns: ['ref', 'session_id', 'unit_id', 'at'] },
  seal: { id: 'id', whose: 'false', columns: ['session_id', 'seq', 'rows', 'at'] },
  inspection: { id: 'id', whose: by('by_id'), log: 't.inbox_id = i.id', columns: ['scope', 'unit_id', 'session_id', 'person_id', 'from_at', 'until_at', 'purpose', 'form', 'at'] },
  hand_in: { id: 'id', whose: by('by'), log: 't.inbox_id = i.id', columns: ['session_id', 'unit_id', 'number', 'revision', 'digest', 'at'] },
  award: { id: 'id', whose: by('by'), log: 't.inbox_id = i.id', columns: ['month', 'unit_ids', 'why', 'at'] },
  roster_import: { id: 'id', whose: by('actor_id'), columns: ['source', 'created', 'changed', 'moved', 'gone', 'undone_at'] },
  roster_task: { id: 'id', whose: by('person_id'), log: 't.inbox_id = i.id', columns: ['ref', 'kind', 'state', 'source', 'gone'] },
  claim_list: { id: 'person_id', whose: by('person_id'), columns: ['claims', 'at'] },
  assignment: { id: 'id', whose: by('person_id'), columns: ['unit_id', 'from_at', 'until_at'] },
  unit_link: { id: 'id', whose: by('created_by'), columns: ['unit_id', 'most', 'used', 'expires_at', 'revoked_at'] },
  reminder_rule: {
    id: 'id', whose: by('edited_by'),
    columns: ['unit_id', 'kind', 'template', 'days_before', 'clock', 'minutes_before', 'active'],
  },
  reminder: { id: 'id', whose: by('person_id'), columns: ['template', 'subject', 'fire_at', 'expires_at'] },
  setting: { id: 'key', whose: by('edited_by'), columns: ['value', 'at'] },
  person: {
    id: 'id', whose: `t.id IN ${OWN_PEOPLE}`,
    columns: ['name', 'status', 'employment', 'unit_id', 'kelurahan_id'],
  },
  address: { id: 'id', whose: 't.id = i.address_id', columns: ['person_id', 'locale', 'phone', 'notice_version', 'opted_out_at'] },
  address_person: { id: 'address_id', whose: OF_ADDRESS, columns: ['person_id', 'how', 'at'] },
  claim: { id: 'id', whose: `${OF_ADDRESS} OR ${by('decided_by')}`, columns: ['person_id', 'unit_id', 'status'] },
  consent: { id: 'id', whose: OF_ADDRESS, columns: ['purpose', 'text_version', 'answer', 'at'] },
  data_request: { id: 'id', whose: `${by('person_id')} OR ${by('decided_by')}`, log: 't.inbox_id = i.id', columns: ['ref', 'kind', 'field', 'at', 'due_at', 'state', 'decided_at', 'reason'] },
  follow: { id: 'id', whose: OF_ADDRESS, columns: ['topic', 'unit_id', 'at'] },
  holiday: { id: 'date', whose: by('created_by'), columns: ['name', 'type', 'source'] },
  hand_over: { id: 'id', whose: `${by('from_id')} OR ${by('to_id')}`, log: 't.inbox_id = i.id', columns: ['ref', 'from_id', 'to_id', 'at', 'accepted_at', 'refused_at'] },
  role: { id: 'id', whose: by('granted_by'), columns: ['person_id', 'role', 'unit_id', 'from_at', 'until_at'] },
  // The digest is no secret, but no name either: what the row is for says enough.
  one_time_code: { id: 'purpose', whose: by('created_by'), columns: ['expires_at', 'used_at'] },
  audit: { id: 'id', whose: by('actor_id'), columns: ['at', 'action', 'subject', 'actor_id', 'session_id', 'why'] },
  guess_limit: { id: 'key', whose: `t.key LIKE '%/' || i.address_id`, columns: ['count', 'reset_at'] },
  conversation: { id: 'address_id', whose: OF_ADDRESS, columns: ['dialog', 'misses', 'version'] },
}
