import {
  ARCHIVE,
  by,
  type Holding,
  MINE,
  MINE_OR_HERE,
  NOT_DISPUTED,
  OFFICE,
  SHORT,
  sessionOf,
  whose,
} from './holding.ts'

/** What it was said from is needed until the session is over, and while it is disputed. */
const UNLINKED = `t.address_id IS NOT NULL AND ${NOT_DISPUTED}
  AND NOT EXISTS (SELECT 1 FROM session s WHERE s.id = t.session_id AND s.grace_until > who.at)`
/** A message that was kept of a stranger stands there once without a person, and once with: not twice without. */
const TWICE = `EXISTS (SELECT 1 FROM check_in o WHERE o.session_id = t.session_id AND o.id <> t.id
  AND o.inbox_id IS NOT DISTINCT FROM t.inbox_id)`
const COPIED = { not: 'the log stands; the winner gets lines of the same messages (merge.ts)' }

/** Whether somebody was there, and what was said about it. */
export const ofAttendance: Record<string, Holding> = {
  check_in: {
    own: MINE_OR_HERE,
    copy: {
      ...{ section: 'checkIns', purpose: 'attendance' },
      columns: [
        ...[sessionOf, 'proof', 'message_at AS "messageAt"', 'code_at AS "codeAt"'],
        ...['counts_at AS "countsAt"', 'verdict', 'flags'],
      ],
    },
    // The number of the message stays: a message is one line of a session, and what it said is gone.
    erase: { set: 'address_id = NULL', when: UNLINKED },
    whole: { set: `address_id = NULL, person_id = CASE WHEN ${TWICE} THEN t.person_id END` },
    merge: COPIED,
    kept: 'archive',
  },
  attendance: {
    own: MINE,
    copy: {
      ...{ section: 'attendance', purpose: 'attendance' },
      columns: [sessionOf, 'status', 'proof', 'flags', 'counts_at AS "countsAt"', 'decided_at AS "decided"'],
    },
    erase: ARCHIVE,
    merge: { not: 'decided anew from what was said (merge.ts)' },
    kept: 'archive',
  },
  ruling: {
    own: `(${MINE} OR ${by('proposed_by')})`,
    copy: {
      ...{ section: 'rulings', purpose: 'attendance', when: MINE },
      columns: [
        ...[sessionOf, 'kind', 'status', 'why', whose('proposed_by', '"by"'), 'proposed_at AS "at"'],
        ...['second', 'confirmed_at AS "confirmed"', 'refused_at AS "refused"'],
      ],
    },
    erase: {
      set: 'inbox_id = NULL',
      when: `t.proposed_by = ANY(who.people) AND t.inbox_id IS NOT NULL AND ${NOT_DISPUTED}`,
    },
    merge: COPIED,
    kept: 'archive',
  },
  absence: {
    own: MINE,
    copy: {
      ...{ section: 'absences', purpose: 'attendance' },
      columns: [
        ...[
          'ref',
          'kind',
          'from_at AS "from"',
          'until_at AS "until"',
          'note',
          'state',
          'asked_at AS "asked"',
        ],
        ...['decided_at AS "decided"', whose('decided_by', '"by"'), 'reason'],
        `CASE WHEN t.letter IS NOT NULL THEN 'kept' WHEN t.letter_gone_at IS NOT NULL THEN 'deleted' END AS letter`,
        `(SELECT coalesce(array_agg(l.at ORDER BY l.at), '{}') FROM letter_look l WHERE l.absence_id = t.id) AS "letterLookedAt"`,
      ],
    },
    // The letter itself is deleted within a minute by the job that deletes letters.
    erase: {
      set: `address_id = NULL, inbox_id = NULL, note = NULL, letter_ref = NULL,
        letter_gone_at = CASE WHEN t.letter IS NOT NULL THEN coalesce(t.letter_gone_at, who.at) ELSE t.letter_gone_at END`,
      when: `t.state NOT IN ('open', 'asked') AND NOT EXISTS (
        SELECT 1 FROM dispute d JOIN session s ON s.id = d.session_id WHERE d.person_id = t.person_id AND d.state = 'open'
        AND (s.id = t.session_id OR (s.starts_at >= t.from_at AND s.starts_at < t.until_at)))`,
    },
    merge: { not: 'what is approved is sealed: the winner gets one of the same words (merge.ts)' },
    kept: 'archive',
  },
  letter_look: {
    own: MINE,
    copy: {
      not: 'stands with the request whose letter it was; what somebody looked at in office is no part of it',
    },
    erase: OFFICE,
    merge: OFFICE,
    kept: 'archive',
  },
  off_duty: {
    own: MINE,
    copy: {
      ...{ section: 'offDuty', purpose: 'attendance' },
      columns: ['label', 'from_at AS "from"', 'until_at AS "until"', whose('by', '"by"')],
    },
    erase: ARCHIVE,
    merge: { column: 'person_id' },
    kept: 'archive',
  },
  head_count: {
    own: `EXISTS (SELECT 1 FROM jsonb_array_elements(t.sights) AS x(one) WHERE (x.one ->> 'personId')::int = ANY(who.people))`,
    copy: {
      ...{ section: 'sights', purpose: 'attendance' },
      columns: [
        sessionOf,
        `(SELECT x.one -> 'seen' FROM jsonb_array_elements(t.sights) AS x(one) WHERE (x.one ->> 'personId')::int = ANY(who.people) LIMIT 1) AS seen`,
      ],
    },
    erase: ARCHIVE,
    merge: { not: 'who was looked for stands as it was' },
    kept: 'archive',
  },
  roll_look: { own: MINE, copy: SHORT, erase: 'delete', merge: SHORT, kept: 'roll-looks' },
  dispute: {
    own: MINE,
    copy: {
      ...{ section: 'disputes', purpose: 'attendance' },
      columns: [
        ...['ref', sessionOf, 'text', 'status', 'at', 'state', 'decided_at AS "decided"', 'reason'],
        whose('decided_by', '"by"'),
      ],
    },
    erase: { set: `text = '', address_id = NULL, inbox_id = NULL`, when: `t.state <> 'open'` },
    merge: { not: 'sealed; an open one has to be decided first' },
    kept: 'archive',
  },
  check_in_place: {
    own: `EXISTS (SELECT 1 FROM check_in c WHERE c.id = t.check_in_id AND c.person_id = ANY(who.people))`,
    copy: {
      ...{ section: 'places', purpose: 'attendance' },
      columns: [sessionOf, 'venue', 'radius', 'metres', 'accuracy', 'live', 'same'],
    },
    erase: { set: 'latitude = NULL, longitude = NULL', when: 't.latitude IS NOT NULL' },
    merge: { not: 'stands with the check-in whose position it was' },
    kept: 'archive',
  },
  participant: {
    own: MINE,
    copy: {
      ...{ section: 'participation', purpose: 'attendance' },
      columns: ['(SELECT title FROM activity a WHERE a.id = t.activity_id) AS activity', 'at AS "since"'],
    },
    erase: ARCHIVE,
    merge: { column: 'person_id', unique: ['activity_id'] },
    kept: 'archive',
  },
  // Nobody is shown whose it is; the person is, and may have it gone.
  feedback: {
    own: MINE,
    copy: {
      ...{ section: 'feedback', purpose: 'talk' },
      columns: [
        '(SELECT title FROM activity a WHERE a.id = t.activity_id) AS activity',
        'rating',
        'text',
        'at',
      ],
    },
    erase: 'delete',
    merge: { column: 'person_id', unique: ['activity_id'] },
    kept: 'feedback',
  },
  inspection: {
    own: `(${MINE} OR ${by('by_id')})`,
    copy: {
      ...{ section: 'inspections', purpose: 'attendance', when: MINE },
      columns: [
        ...['scope', 'purpose', 'form', 'from_at AS "from"', 'until_at AS "until"', 'at'],
        '(SELECT name FROM person p WHERE p.id = t.by_id) AS "by"',
      ],
    },
    erase: { not: 'append-only: who looked at what, and what for, stays provable' },
    merge: { not: 'append-only: it was this record that was looked at' },
    kept: 'archive',
  },
}
