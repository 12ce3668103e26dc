import { readFileSync } from 'node:fs'
import { basename } from 'node:path'

/** A story as it stands in its file; test/stories/README.md explains the form. */
export type Story = {
  file: string
  title: string
  /** The only messenger on which it can happen, when there is one. */
  only: string | null
  /** The one on which it cannot. */
  not: string | null
  cast: Row[]
  sessions: Row[]
  steps: Step[]
}
export type Row = Record<string, string>

export type Step = {
  line: number
  source: string
  input: Input
  hears: Expected[]
  /** The messengers on which it happens, where the block says so. */
  on: string[] | null
}

export type Input =
  | { kind: 'clock'; date: string | null; time: string }
  | { kind: 'database'; order: string }
  | { kind: 'tick' }
  | { kind: 'seal' }
  | {
      kind: 'says'
      who: string
      how: string[]
      what: { text: string } | { press: string } | { thing: string }
    }

/** What somebody must hear: `…` stands for anything. */
export type Expected = { line: number; who: string; text: string; buttons: string[] }

const CLOCK = /^@ (?:(\d{4}-\d\d-\d\d) )?(\d\d\.\d\d(?:\.\d\d)?)$/
const DATABASE = /^basis data: (.+)$/
const HEARS = /^→ ([\p{L}]+): ?(.*)$/u
const SAYS = /^([\p{L}]+)((?: \([^)]*\))*)(?:: ?(.*)| \[(.+)\]| 📎 (.+))$/u

export function readStory(path: string): Story {
  const file = basename(path)
  const story: Story = { file, title: file, only: null, not: null, cast: [], sessions: [], steps: [] }
  let table: { columns: string[]; rows: Row[] } | null = null
  let playing = false
  let on: string[] | null = null
  for (const [index, source] of readFileSync(path, 'utf8').split(/\r?\n/).entries()) {
    if (source.startsWith('```')) {
      playing = !playing
      on = playing ? messengersOf(source.slice(3)) : null
    } else if (playing) readLine(story, source, index + 1, on)
    else if (source.startsWith('|')) table = readRow(story, table, source)
    else {
      table = null
      if (source.startsWith('# ')) story.title = source.slice(2).trim()
      story.only ??= /^hanya: (\w+)$/i.exec(source)?.[1]?.toLowerCase() ?? null
      story.not ??= /^tidak: (\w+)/i.exec(source)?.[1]?.toLowerCase() ?? null
    }
  }
  if (story.cast.length === 0 || story.steps.length === 0)
    throw new Error(`${file}: no cast or no conversation`)
  return story
}

function readRow(story: Story, table: { columns: string[]; rows: Row[] } | null, source: string) {
  const cells = source
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
  if (!table) return { columns: cells, rows: cells[0] === 'judul' ? story.sessions : story.cast }
  if (cells.every((cell) => /^:?-+:?$/.test(cell))) return table
  table.rows.push(Object.fromEntries(table.columns.map((column, n) => [column, cells[n] ?? ''])))
  return table
}

/** "```hanya telegram, whatsapp" */
function messengersOf(words: string): string[] | null {
  const [, names] = /^\s*hanya (.+)$/i.exec(words) ?? []
  return names ? names.toLowerCase().split(/,\s*/) : null
}

function readLine(story: Story, source: string, line: number, on: string[] | null): void {
  if (source.trim() === '') return
  const last = story.steps.at(-1)
  const heard = HEARS.exec(source)
  // Two spaces: the same message goes on, with its next line or its buttons.
  if (source.startsWith('  ') && last) goesOn(last, source.trim(), line)
  else if (heard && last) hears(last, heard[1] ?? '', heard[2] ?? '', line)
  else {
    const input = readInput(source, `${story.file}:${line}`)
    story.steps.push({ line, source, input, hears: [], on })
  }
}

function readInput(source: string, where: string): Input {
  const clock = CLOCK.exec(source)
  if (clock) return { kind: 'clock', date: clock[1] ?? null, time: clock[2] ?? '' }
  const database = DATABASE.exec(source)
  if (database) return { kind: 'database', order: database[1] ?? '' }
  if (source === 'detak') return { kind: 'tick' }
  if (source === 'segel') return { kind: 'seal' }
  const said = SAYS.exec(source)
  if (!said) throw new Error(`${where}: not understood: ${source}`)
  const [, who = '', how = '', text, press, thing] = said
  const what = press !== undefined ? { press } : thing !== undefined ? { thing } : { text: text ?? '' }
  return { kind: 'says', who, how: [...how.matchAll(/\(([^)]*)\)/g)].map(([, one = '']) => one), what }
}

function hears(step: Step, who: string, text: string, line: number): void {
  if (text !== '(tidak ada)') step.hears.push({ line, who, text: text.replaceAll('⏎', '\n'), buttons: [] })
}

function goesOn(step: Step, text: string, line: number): void {
  const message = step.hears.at(-1)
  if (!message) {
    if (step.input.kind !== 'says' || !('text' in step.input.what))
      throw new Error(`line ${line}: what goes on here?`)
    step.input.what.text += `\n${text}`
  } else if (/^\[.+\]$/.test(text)) {
    message.buttons.push(...[...text.matchAll(/\[([^\]]+)\]/g)].map(([, label = '']) => label))
  } else {
    message.text += `\n${text.replaceAll('⏎', '\n')}`
  }
}
