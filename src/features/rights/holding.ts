/**
 * What a table holds about a person, and what becomes of it: one row for each table (holdings.ts), read by the copy of
 * UU 27/2022 art. 32, by the erasure, by the joining of two records, and by the test that finds a forgotten table.
 * All SQL here is ours, over a row `t` and `who`: `people` (the person, and records that were joined to it), `chats` (all
 * that speak for the person), `alone` (those that speak for nobody else), `here` (where it was asked), `at`.
 */
export type Holding = {
  /** Which rows are about the person. */
  own: string
  copy: Copied | Not
  erase: Erased
  /** Of who has no attendance and no office: then nothing has to stay. */
  whole?: Erased
  /** How it follows when two records turn out to be one person (merge.ts). */
  merge: Merged | Not
  /** Which rule of retention ends it (rules.ts); 'archive': the city's archive schedule; 'linked': while it is true. */
  kept: string
}

/** A section of the copy: its name is stable, and says by which purpose it is kept (locales, rights:purpose). */
export type Copied = { section: string; purpose: Purpose; columns: string[]; when?: string }
export type Purpose = 'identity' | 'attendance' | 'talk' | 'consent' | 'giving' | 'office'
export type Erased = 'delete' | { set: string; when?: string } | Not
/** `unique`: the columns that may not be double with it; the loser's row goes then. */
export type Merged = { column: string; unique?: string[]; when?: string }
/** Why nothing is done. */
export type Not = { not: string }

export const MINE = 't.person_id = ANY(who.people)'
export const HERE = 't.address_id = ANY(who.alone)'
export const MINE_OR_HERE = `(${MINE} OR (t.person_id IS NULL AND ${HERE}))`
export const by = (column: string) => `t.${column} = ANY(who.people)`
export const ARCHIVE: Not = { not: 'state archive: the record of attendance and of decisions' }
/** What somebody did in an office is the city's, and stays under the number of whoever did it. */
export const OFFICE: Not = { not: 'done in office: the record of the city' }
export const SHORT: Not = { not: 'a note for the next minutes' }
/** Another person's decision is told by whose it was, never by a name. */
export const whose = (column: string, name: string) =>
  `CASE WHEN t.${column} IS NULL THEN NULL WHEN t.${column} = ANY(who.people) THEN 'self' ELSE 'official' END AS ${name}`
export const sessionOf =
  '(SELECT title FROM session s WHERE s.id = t.session_id) AS session, (SELECT starts_at FROM session s WHERE s.id = t.session_id) AS "startsAt"'
/** An open dispute of the same person holds what it is about. */
export const NOT_DISPUTED = `NOT EXISTS (SELECT 1 FROM dispute d WHERE d.person_id = t.person_id AND d.session_id = t.session_id AND d.state = 'open')`
