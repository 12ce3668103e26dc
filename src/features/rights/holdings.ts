import { ofAttendance } from './held-by-attendance.ts'
import { ofPeople } from './held-by-people.ts'
import { ofTalk } from './held-by-talk.ts'
import type { Holding } from './holding.ts'

/** Every table that holds something about a person, in the order of the copy. A new table gets a row in one of these. */
export const holdings: Record<string, Holding> = { ...ofPeople, ...ofAttendance, ...ofTalk }

/** Tables that say nothing about a person, and why. */
export const ABOUT_NOBODY: Record<string, string> = {
  meta: 'what this database is',
  seal: 'keyed digests: nobody reads a name from them',
  check_in_ask: 'numbers of check-ins',
  outbox_batch: 'of an announcement',
  outbox_body: 'the words of an announcement',
  campaign: 'of the city',
  drop_point: 'a place, and whom to ask there in office',
  reminder_plan: 'of a session',
  job_run: 'of a job',
  gate: 'of a messenger',
  lease: 'of a process',
  outage: 'of a messenger',
  whatsapp_account: 'numbers that the city speaks with',
  whatsapp_key: 'keys of those numbers',
}
