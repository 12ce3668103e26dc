import {
  ABBREVIATED,
  ALL,
  AROUND,
  EXCEPT,
  REMARK,
  STATUSES,
  VERBS,
  WEEKDAYS,
} from '../../language/roll-words.ts'
import { correct } from '../../language/spelling.ts'
import { SHORT_FORMS } from '../../language/words.ts'
import type { Excused } from '../attendance/statuses.ts'

/** What a coordinator's word makes somebody: late is what the clock says of a check-in, never a word. */
export type Marked = 'hadir' | Excused

/** Somebody as they were called: a name, a NIP, or the number in front of a name in the list that was shown. */
export type Who =
  | { kind: 'name'; text: string }
  | { kind: 'nip'; nip: string }
  | { kind: 'number'; n: number }

export type Marks = {
  entries: { who: Who; status: Marked; note: string | null }[]
  /** "hadir semua": everybody who has no status yet. */
  all: Marked | null
  /** "kecuali Budi": without a status of their own. */
  except: Who[]
  /** Named, and nothing was said of them. */
  bare: Who[]
}

/** "S.Kom", "M.Si": behind a name, and nobody by itself. */
const DEGREE = /^(?:[smd]\.[\p{L}.]+|s[ehip]|sst|skm|skep|amd)$/iu
/** Greetings and polite preludes (DOMAIN.md §4.2), in which "izin" asks leave to speak. */
const PRELUDE =
  /^\s*(?:(?:ass?ala+m\S*\s*(?:wr\.?\s*wb\.?|wa\s?rahmatull?ah\S*(?:\s+wabarakatuh)?)?|(?:selamat|slmt|met)\s+(?:pagi|siang|sore|malam)|pagi|siang|sore|malam|permisi|maaf|(?:mohon|minta)\s+[ie][zj]in(?:\s+(?:pak|bu|bapak|ibu|min))?(?:\s+(?:me)?(?:lapor|laporkan|nyampaikan|ncatat))?|[ie][zj]in\s+(?:me)?(?:lapor|laporkan|nyampaikan|mencatat|ncatat)|lapor|berikut|pak|bu|min|admin)[\s,.!:]+)+/i
const MOST = 2_000

type Token = { word: string; raw: string } | { mark: ',' | ':' | '\n' } | { note: string }

/** Reads who is what: "hadir semua kecuali Budi", "Ani dan Rudi sakit", "hadir: 1, 4, 7", lists with line breaks. Pure. */
export function readMarks(text: string): Marks | null {
  if (/\?/.test(text)) return null
  const marks: Marks = { entries: [], all: null, except: [], bare: [] }
  const state: Reading = { marks, pending: [], header: null, excepting: false, last: [], spoilt: false }
  for (const chunk of chunksOf(text.slice(0, MOST).replace(PRELUDE, ''))) read(chunk, state)
  flush(state)
  const { entries, all, except } = marks
  if (state.spoilt) return null
  return entries.length > 0 || all !== null || except.length > 0 ? marks : null
}

type Reading = {
  marks: Marks
  pending: Who[]
  header: Marked | null
  excepting: boolean
  /** Who was given the last status: what follows may be its reason. */
  last: Marks['entries']
  /** A sentence about everybody that says more than who was there: "semua wajib hadir besok". */
  spoilt: boolean
}
type Chunk = { words: { word: string; raw: string }[]; colon: boolean; newline: boolean; note: string | null }

/** What stands between two commas, or and-words, or line breaks. */
function chunksOf(text: string): Chunk[] {
  const chunks: Chunk[] = []
  let open: Chunk = { words: [], colon: false, newline: true, note: null }
  const close = (newline: boolean) => {
    chunks.push(open)
    open = { words: [], colon: false, newline, note: null }
  }
  for (const token of tokensOf(text)) {
    if ('note' in token) open.note = token.note
    else if ('word' in token) {
      if (token.word === 'dan' || token.word === 'serta') close(false)
      else if (EXCEPT.test(token.word) && open.words.length > 0) {
        close(false)
        open.words.push(token)
      } else open.words.push(token)
    } else if (token.mark === ':') {
      open.colon = true
      close(false)
    } else close(token.mark === '\n')
  }
  close(true)
  return chunks.filter((one) => one.words.length > 0 || one.note !== null || one.newline)
}

function* tokensOf(text: string): Generator<Token> {
  const lines = text
    .normalize('NFKC')
    .replace(/[’‘`´]/g, "'")
    .split(/\r?\n/)
  for (const [n, line] of lines.entries()) {
    if (n > 0) yield { mark: '\n' }
    // "1. Budi" is a numbered line, "1, 4" are numbers of a list.
    const bare = line
      .replace(/\bhari (?:ini|itu)\b/gi, ' ')
      .replace(/^\s*(?:\d{1,3}\s*[.)]\s*(?=\p{L}|\d{18})|[-•*–▪✅☑✔❌]+\s*)/u, '')
    for (const [raw, note, mark] of bare.matchAll(
      /\(([^)]{1,80})\)|([,;:=&+/]|\s[-–—]\s|\.(?=\s))|\d[\d ]{16,30}\d(?!\d)|[\p{L}'.-]*\p{L}[\p{L}'.-]*|\d+/gu,
    )) {
      if (note !== undefined) yield { note: note.trim() }
      else if (mark !== undefined) yield { mark: /[:=]|[-–—]/.test(mark) ? ':' : ',' }
      else yield { word: plain(raw), raw: raw.replace(/\.+$/, '') }
    }
  }
}

/** A typed word → the ordinary one, where that is a word of this work; names stay as they are. */
function plain(raw: string): string {
  const low = raw.toLowerCase().replace(/\.+$/, '')
  const word = ABBREVIATED[low] ?? SHORT_FORMS.get(low) ?? low
  return STATUSES[word] || AROUND.has(word) || REMARK.has(word) ? word : known(correct(low), word)
}
const known = (corrected: string, otherwise: string) =>
  STATUSES[corrected] || ALL.test(corrected) || EXCEPT.test(corrected) ? corrected : otherwise

function read({ words: all, colon, newline, note }: Chunk, state: Reading): void {
  if (newline) endLine(state)
  let words = twoInOne(all).filter(({ word, raw }) => !AROUND.has(word) && !DEGREE.test(raw))
  const verb = words[0] && VERBS[words[0].word]
  if (verb) {
    flush(state)
    state.header = verb
    words = words.slice(1)
    if (words.length === 0) return
  }
  if (words[0] && EXCEPT.test(words[0].word)) {
    flush(state)
    state.excepting = true
    state.header = null
    words = words.slice(1)
  }
  const at = words.findIndex(({ word }) => STATUSES[word])
  const status = at < 0 ? null : (STATUSES[words[at]?.word ?? ''] ?? null)
  const before = at < 0 ? words : words.slice(0, at)
  const after = at < 0 ? [] : words.slice(at + 1)
  if ([...before, ...after].some(({ word }) => ALL.test(word)) && !state.excepting) {
    // Who was there, and no more: "semua wajib hadir besok" is no roll.
    if ([...before, ...after].some(({ word }) => !ALL.test(word))) state.spoilt = true
    state.marks.all = status ?? state.header ?? 'hadir'
    state.header = null
    return
  }
  if (status === null) named(before, note, state)
  else if (before.length > 0) {
    const who = whoIn(before)
    if (who) {
      state.pending.push(who)
      settle(status, note ?? reasonOf(after), state)
    } else remark(words, state)
  } else if (state.pending.length > 0 && !colon && state.header === null)
    settle(status, note ?? reasonOf(after), state)
  else {
    // "sakit: Rudi", "hadir 1, 4, 7"
    flush(state)
    state.header = status
    state.excepting = state.excepting && after.length > 0
    if (after.length > 0) named(after, note, state)
  }
}

/** A chunk without a status: somebody, or what is still to be said of the last one. */
function named(words: Chunk['words'], note: string | null, state: Reading): void {
  const who = words.length > 0 ? whoIn(words) : null
  if (words.length === 0) {
    if (note !== null) noteLast(note, state)
  } else if (!who) remark(words, state)
  else if (state.header === null) state.pending.push(who)
  else {
    const entry = { who, status: state.header, note }
    state.marks.entries.push(entry)
    state.last = [entry]
  }
}

function remark(words: Chunk['words'], state: Reading): void {
  noteLast(words.map(({ raw }) => raw).join(' '), state)
}

function noteLast(note: string, state: Reading): void {
  for (const one of state.last) one.note = one.note === null ? note : `${one.note}, ${note}`
}

function settle(status: Marked, note: string | null, state: Reading): void {
  state.last = state.pending.map((who) => ({ who, status, note }))
  state.marks.entries.push(...state.last)
  state.pending = []
}

/** At a line's end names without a status stay waiting, unless they are exceptions. */
function endLine(state: Reading): void {
  if (state.excepting) flush(state)
}

function flush(state: Reading): void {
  const to = state.excepting ? state.marks.except : state.marks.bare
  to.push(...state.pending)
  state.pending = []
}

/** "dinas luar" and "tugas belajar" as one word. */
function twoInOne(words: Chunk['words']): Chunk['words'] {
  const out: Chunk['words'] = []
  for (const one of words) {
    const last = out[out.length - 1]
    const both = last && `${last.word} ${one.word}`
    if (last && both && STATUSES[both]) out[out.length - 1] = { word: both, raw: `${last.raw} ${one.raw}` }
    else out.push(one)
  }
  return out
}

const reasonOf = (words: Chunk['words']): string | null =>
  words.length > 0
    ? words
        .map(({ raw }) => raw)
        .join(' ')
        .slice(0, 120)
    : null

/** Null for what cannot be a person: a remark, a sentence. */
function whoIn(words: Chunk['words']): Who | null {
  const raw = words.map((one) => one.raw).join(' ')
  const digits = raw.replace(/\s/g, '')
  if (/^\d{18}$/.test(digits)) return { kind: 'nip', nip: digits }
  if (/^\d{1,3}$/.test(digits)) return { kind: 'number', n: Number(digits) }
  if (words.length > 6 || /\d/.test(raw) || raw.length < 2) return null
  if (words.every(({ word }) => WEEKDAYS.has(word))) return null
  return words.some(({ word }) => REMARK.has(word.replace(/-?nya$/, ''))) ? null : { kind: 'name', text: raw }
}
