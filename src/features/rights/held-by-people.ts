import { by, HERE, type Holding, MINE, MINE_OR_HERE, OFFICE, SHORT, whose } from './holding.ts'

const unitName = (column: string, name: string) =>
  `(SELECT u.name FROM unit u WHERE u.id = t.${column}) AS ${name}`
const STRICT_ARCHIVE = { not: 'state archive: where somebody worked' }

/** Who somebody is, by which chats, with which powers. */
export const ofPeople: Record<string, Holding> = {
  person: {
    own: 't.id = ANY(who.people)',
    copy: {
      ...{ section: 'person', purpose: 'identity' },
      columns: [
        ...['name', 'status', 'nip', 'employment', 'employment_label AS "employmentLabel"', 'phone'],
        ...[unitName('unit_id', 'unit'), unitName('kelurahan_id', 'kelurahan'), 'created_at AS "since"'],
      ],
    },
    erase: { set: `phone = NULL, status = CASE WHEN t.status = 'active' THEN 'roster' ELSE t.status END` },
    whole: {
      set: `status = 'erased', name = '–', nip = NULL, phone = NULL, employment = NULL, employment_label = NULL, kelurahan_id = NULL`,
    },
    merge: { not: 'the record itself: merge.ts' },
    kept: 'archive',
  },
  address: {
    own: 't.id = ANY(who.chats)',
    copy: {
      ...{ section: 'chats', purpose: 'talk' },
      columns: [
        ...['channel', 'external_id AS "id"', 'phone', 'locale', 'first_seen_at AS "firstSeen"'],
        ...[
          'last_inbound_at AS "lastMessage"',
          'notice_version AS "noticeShown"',
          'opted_out_at AS "optedOut"',
        ],
      ],
    },
    erase: {
      set: 'phone = NULL, notice_version = NULL, opted_out_at = NULL, person_id = NULL',
      when: 't.id = ANY(who.alone)',
    },
    merge: { column: 'person_id' },
    kept: 'strangers',
  },
  address_person: {
    own: MINE,
    copy: { section: 'links', purpose: 'identity', columns: ['how', 'at'] },
    erase: 'delete',
    merge: { column: 'person_id', unique: ['address_id'] },
    kept: 'linked',
  },
  role: {
    own: MINE,
    copy: {
      ...{ section: 'roles', purpose: 'office' },
      columns: ['role', unitName('unit_id', 'unit'), 'from_at AS "from"', 'until_at AS "until"'],
    },
    erase: { set: 'until_at = who.at', when: '(t.until_at IS NULL OR t.until_at > who.at)' },
    merge: { column: 'person_id', unique: ['role', 'unit_id', 'from_at'] },
    kept: 'archive',
  },
  assignment: {
    own: MINE,
    copy: {
      ...{ section: 'assignments', purpose: 'office' },
      columns: [unitName('unit_id', 'unit'), 'from_at AS "from"', 'until_at AS "until"'],
    },
    erase: STRICT_ARCHIVE,
    whole: 'delete',
    merge: { not: 'the winner has a history of its own; the other stays under its record' },
    kept: 'archive',
  },
  hand_over: {
    own: `(${by('from_id')} OR ${by('to_id')})`,
    copy: {
      ...{ section: 'handOvers', purpose: 'office' },
      columns: [
        ...['ref', 'role', whose('from_id', '"from"'), whose('to_id', '"to"'), 'at'],
        ...['accepted_at AS "accepted"', 'refused_at AS "refused"'],
      ],
    },
    erase: {
      set: 'expires_at = who.at',
      when: 't.accepted_at IS NULL AND t.refused_at IS NULL AND t.expires_at > who.at',
    },
    merge: OFFICE,
    kept: 'archive',
  },
  consent: {
    own: MINE_OR_HERE,
    copy: {
      ...{ section: 'consents', purpose: 'consent' },
      columns: ['purpose', 'text_version AS "textVersion"', 'answer', 'at'],
    },
    erase: 'delete',
    merge: { column: 'person_id' },
    kept: 'linked',
  },
  claim: {
    own: `(${MINE} OR ${HERE})`,
    copy: {
      ...{ section: 'claims', purpose: 'identity', when: MINE },
      columns: [
        ...['ref', 'status', unitName('unit_id', 'unit'), 'created_at AS "at"', 'decided_at AS "decided"'],
        whose('decided_by', '"by"'),
      ],
    },
    erase: 'delete',
    merge: { column: 'person_id' },
    kept: 'claims',
  },
  data_request: {
    own: MINE,
    copy: {
      ...{ section: 'dataRequests', purpose: 'identity' },
      columns: [
        ...['ref', 'kind', 'field', 'value', 'at', 'due_at AS "due"', 'state', 'decided_at AS "decided"'],
        ...['reason', whose('decided_by', '"by"')],
      ],
    },
    // An erasure of before keeps its chats until they are quiet (finish-erasures.ts).
    erase: {
      set: `value = NULL, address_ids = '{}', decided_at = CASE WHEN t.state = 'open' THEN who.at ELSE t.decided_at END,
        state = CASE WHEN t.state = 'open' THEN 'withdrawn' ELSE t.state END`,
      when: `t.kind = 'correct'`,
    },
    merge: { column: 'person_id' },
    kept: 'data-requests',
  },
  one_time_code: {
    own: `(${by('created_by')} OR (t.subject ->> 'personId')::int = ANY(who.people))`,
    copy: { not: 'single use, and a secret' },
    erase: { set: 'expires_at = who.at', when: 't.used_at IS NULL AND t.expires_at > who.at' },
    merge: { not: 'a code for the loser is of no use: the record is gone' },
    kept: 'codes',
  },
  unit_link: {
    own: by('created_by'),
    copy: { not: 'a link of the unit' },
    erase: { set: 'revoked_at = who.at', when: 't.revoked_at IS NULL' },
    merge: OFFICE,
    kept: 'archive',
  },
  unit: {
    own: by('deputy_id'),
    copy: {
      section: 'deputyOf',
      purpose: 'office',
      columns: ['name', 'escalate_hours AS "afterHours"'],
    },
    erase: { set: 'deputy_id = NULL' },
    merge: { column: 'deputy_id' },
    kept: 'linked',
  },
  guess_limit: {
    own: `EXISTS (SELECT 1 FROM unnest(who.alone) AS a(id) WHERE t.key LIKE '%/' || a.id)`,
    copy: SHORT,
    erase: { not: 'else an erasure would let a guest guess codes for ever; they end within a day' },
    merge: SHORT,
    kept: 'guesses',
  },
  claim_list: { own: MINE, copy: SHORT, erase: 'delete', merge: SHORT, kept: 'linked' },
  roster_task: {
    own: MINE,
    copy: {
      ...{ section: 'rosters', purpose: 'office' },
      columns: ['ref', 'kind', 'state', 'source', 'at', 'done_at AS "done"'],
    },
    erase: {
      set: `state = 'over', file = NULL, rows = NULL, done_at = who.at`,
      when: `t.state IN ('waiting', 'asked', 'wanted')`,
    },
    merge: OFFICE,
    kept: 'archive',
  },
  roster_import: {
    own: by('actor_id'),
    copy: { not: 'a list of the city; one person’s part of it is the record itself' },
    erase: OFFICE,
    merge: OFFICE,
    kept: 'roster-undo',
  },
  audit: {
    own: `t.subject IN (SELECT 'person/' || p FROM unnest(who.people) AS p)`,
    copy: {
      ...{ section: 'audit', purpose: 'office' },
      columns: [
        'at',
        'action',
        whose('actor_id', '"by"'),
        '(SELECT title FROM session s WHERE s.id = t.session_id) AS session',
      ],
    },
    erase: { set: 'before = NULL, after = NULL', when: `t.action IN ('person.join', 'data.correct')` },
    whole: { set: 'before = NULL, after = NULL, why = NULL' },
    merge: { not: 'never changed; the copy reads both numbers' },
    kept: 'archive',
  },
}
