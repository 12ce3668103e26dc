import { by, HERE, type Holding, MINE, MINE_OR_HERE, type Not, OFFICE, SHORT } from './holding.ts'

const GIVING: Not = { not: 'features/pledges/rights.ts: the ledger stays, without a name' }
const inOffice = (own: string, kept = 'archive'): Holding => ({
  ...{ own, copy: OFFICE, erase: OFFICE, merge: OFFICE, kept },
})
const ofGiving = (own: string): Holding => ({
  ...{ own, copy: GIVING, erase: GIVING, merge: GIVING, kept: 'giving' },
})
/** Messages to somebody with an office name others, and on a shared phone they are others' own. */
const NO_OTHERS = 'NOT EXISTS (SELECT 1 FROM role r WHERE r.person_id = ANY(who.people))'

/** What was said, what was sent, what somebody gives, and what was done in an office. */
export const ofTalk: Record<string, Holding> = {
  inbox: {
    own: HERE,
    copy: {
      ...{ section: 'messagesIn', purpose: 'talk' },
      columns: ['at', `payload ->> 'text' AS text`, 'state'],
    },
    erase: {
      set: `payload = '{"text": ""}'`,
      when: `t.state <> 'new' AND t.id NOT IN (SELECT d.inbox_id FROM dispute d WHERE d.state = 'open' AND d.inbox_id IS NOT NULL
        UNION SELECT c.inbox_id FROM check_in c WHERE c.address_id = t.address_id AND c.inbox_id IS NOT NULL
        UNION SELECT a.inbox_id FROM absence a WHERE a.address_id = t.address_id AND a.inbox_id IS NOT NULL)`,
    },
    merge: { not: 'belongs to the chat' },
    kept: 'inbox-text',
  },
  outbox: {
    own: HERE,
    copy: {
      ...{ section: 'messagesOut', purpose: 'talk' },
      columns: [
        ...['created_at AS "at"', 'lane', 'state', 'sent_at AS "sent"'],
        `CASE WHEN ${NO_OTHERS} THEN t.body ->> 'text' END AS text`,
      ],
    },
    erase: {
      set: `body = '{"text": ""}', state = CASE WHEN t.state = 'queued' THEN 'cancelled' ELSE t.state END`,
      when: `t.state NOT IN ('claimed', 'sending')`,
    },
    merge: { not: 'belongs to the chat' },
    kept: 'outbox',
  },
  conversation: {
    own: HERE,
    copy: SHORT,
    // The one of this turn is written at its end.
    erase: {
      set: `dialog = NULL, state = NULL, resume = NULL, offers = '[]'`,
      when: 't.address_id <> who.here',
    },
    merge: { not: 'belongs to the chat' },
    kept: 'dialogs',
  },
  follow: {
    own: HERE,
    copy: {
      ...{ section: 'follows', purpose: 'consent' },
      columns: ['topic', '(SELECT u.name FROM unit u WHERE u.id = t.unit_id) AS area', 'at'],
    },
    erase: 'delete',
    merge: { not: 'belongs to the chat' },
    kept: 'linked',
  },
  question: {
    own: MINE_OR_HERE,
    copy: {
      ...{ section: 'questions', purpose: 'talk' },
      columns: ['text', 'at', 'answer', 'answered_at AS "answered"'],
    },
    erase: 'delete',
    merge: { column: 'person_id' },
    kept: 'questions',
  },
  announcement_miss: {
    own: MINE,
    copy: {
      ...{ section: 'announcementsMissed', purpose: 'talk' },
      columns: [
        'reason',
        '(SELECT a.ref FROM announcement a WHERE a.id = t.announcement_id) AS announcement',
      ],
    },
    erase: 'delete',
    merge: { column: 'person_id', unique: ['announcement_id'] },
    kept: 'misses',
  },
  reminder: {
    own: MINE,
    copy: {
      ...{ section: 'reminders', purpose: 'talk' },
      columns: ['template', 'fire_at AS "at"', 'outcome'],
    },
    erase: 'delete',
    merge: { column: 'person_id' },
    kept: 'reminders',
  },
  unasked: { own: MINE, copy: SHORT, erase: 'delete', merge: SHORT, kept: 'unasked' },
  point_duty: { own: MINE, copy: SHORT, erase: 'delete', merge: SHORT, kept: 'linked' },
  pledge: ofGiving(MINE_OR_HERE),
  pledge_series: ofGiving(MINE_OR_HERE),
  point_line: { ...inOffice(MINE), erase: GIVING, copy: GIVING, kept: 'giving' },
  movement: inOffice(by('actor_id')),
  correction: inOffice(by('by_id')),
  announcement: inOffice(by('created_by')),
  activity: inOffice(by('created_by')),
  session: inOffice(by('created_by')),
  holiday: inOffice(by('created_by')),
  screen: inOffice(by('confirmed_by')),
  group_link: inOffice(by('linked_by')),
  setting: inOffice(by('edited_by')),
  reminder_rule: inOffice(by('edited_by')),
  hand_in: inOffice(by('by')),
  award: inOffice(by('by')),
  venue: inOffice(by('set_by')),
}
