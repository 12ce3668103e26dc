/**
 *     npm run bench -- NAME [--json] [--db postgres|pglite|both] …
 *
 * Measures the compiled program against a loopback messenger, each in a process of its own. Nothing is asserted
 * about time: the machine may be busy. What is recorded wrongly fails. `whatsapp` is all that begin with it.
 */
import { parseArgs } from 'node:util'
import { broadcast } from './broadcast.ts'
import { ensureBuilt } from './build.ts'
import { eggs } from './eggs.ts'
import { machine, type Result, rounded, table } from './figures.ts'
import { freeze } from './freeze.ts'
import { recap } from './recap.ts'
import { reconnects } from './reconnects.ts'
import { rush } from './rush.ts'
import { start } from './start.ts'
import type { Kind } from './store.ts'
import { turns } from './turns.ts'
import { web } from './web.ts'
import { whatsappMemory } from './whatsapp-memory.ts'
import { whatsappRush } from './whatsapp-rush.ts'
import { whatsappStart } from './whatsapp-start.ts'
import { whatsappTurns } from './whatsapp-turns.ts'

export type BenchOptions = {
  kinds: Kind[]
  people: number
  seconds: number
  rounds: number
  /** How many times faster than the real thing. */
  scale: number
}

const benches: Record<
  string,
  {
    about: string
    defaults: Omit<BenchOptions, 'kinds' | 'scale'>
    run(options: BenchOptions): Promise<Result>
  }
> = {
  turns: {
    about: 'check-ins a second beside a bare echo bot, and the latency of replies at a fixed rate',
    defaults: { people: 1_500, seconds: 15, rounds: 3 },
    run: turns,
  },
  rush: {
    about: '--people check in within --seconds, at random moments',
    defaults: { people: 5_000, seconds: 180, rounds: 1 },
    run: rush,
  },
  start: {
    about: 'from exec to ready, first and second start, and the memory of a process that waits',
    defaults: { people: 5_000, seconds: 5, rounds: 3 },
    run: start,
  },
  broadcast: {
    about:
      "--people (four times as many at 1,000 a second): the rate used, beside grammY's own means; the full run: --people 100000 --scale 1",
    defaults: { people: 3_000, seconds: 0, rounds: 1 },
    run: broadcast,
  },
  freeze: {
    about: 'an announcement to 10 thousand, 100 thousand … --people: the first message, and all recipients',
    defaults: { people: 1_000_000, seconds: 8, rounds: 1 },
    run: freeze,
  },
  recap: {
    about:
      "--people with 500 sessions each in two years (a tenth of them on PGlite): a unit's and the city's month, files, and replies meanwhile",
    defaults: { people: 10_000, seconds: 20, rounds: 1 },
    run: recap,
  },
  reconnects: {
    about: 'heap after --rounds connections to WhatsApp that were cut; run with NODE_OPTIONS=--expose-gc',
    defaults: { people: 0, seconds: 0, rounds: 1_000 },
    run: reconnects,
  },
  web: {
    about: '200 open chat pages during a rush: from one page to another, beside a bare echo',
    defaults: { people: 0, seconds: 20, rounds: 1 },
    run: web,
  },
  eggs: {
    about:
      '--people pledge and two thirds as many receipts are written within --seconds, and 200 connections read /telur; --scale 10 takes a tenth of the time',
    defaults: { people: 3_000, seconds: 1_200, rounds: 3 },
    run: eggs,
  },
  'whatsapp-turns': {
    about: 'check-ins a second by WhatsApp beside a bare Baileys that echoes',
    defaults: { people: 300, seconds: 0, rounds: 3 },
    run: whatsappTurns,
  },
  'whatsapp-rush': {
    about: '--people check in by WhatsApp within --seconds, at random moments, all for the first time',
    defaults: { people: 5_000, seconds: 180, rounds: 1 },
    run: whatsappRush,
  },
  'whatsapp-start': {
    about: 'from exec, with a number that is paired, to the first reply',
    defaults: { people: 1, seconds: 0, rounds: 5 },
    run: whatsappStart,
  },
  'whatsapp-memory': {
    about: 'the memory of the process after --people have written --rounds times, and --seconds of rest',
    defaults: { people: 2_000, seconds: 10, rounds: 5 },
    run: whatsappMemory,
  },
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    db: { type: 'string', default: 'both' },
    people: { type: 'string' },
    seconds: { type: 'string' },
    rounds: { type: 'string' },
    scale: { type: 'string', default: '6' },
  },
})
const [asked = ''] = positionals
const chosen = Object.keys(benches).filter(
  (name) => name === asked || (asked === 'whatsapp' && name.startsWith('whatsapp-')),
)
const kinds: Kind[] | undefined = (
  { postgres: ['postgres'], pglite: ['pglite'], both: ['postgres', 'pglite'] } as const
)[values.db]?.slice()
if (chosen.length === 0 || !kinds) {
  console.log(
    'npm run bench -- NAME [--json] [--db postgres|pglite|both] [--people N] [--seconds S] [--rounds R] [--scale K]\n',
  )
  for (const [name, { about, defaults }] of Object.entries(benches)) {
    console.log(
      `  ${name.padEnd(15)} ${about} (${Object.entries(defaults)
        .map(([key, value]) => `${key} ${value}`)
        .join(', ')})`,
    )
  }
  process.exit(positionals.length === 0 ? 0 : 2)
}

const given = (text: string | undefined, fallback: number) => (text === undefined ? fallback : Number(text))
ensureBuilt()
for (const name of chosen) {
  const { run, defaults } = benches[name] as (typeof benches)[string]
  const result = await run({
    kinds,
    people: given(values.people, defaults.people),
    seconds: given(values.seconds, defaults.seconds),
    rounds: given(values.rounds, defaults.rounds),
    scale: Number(values.scale),
  })
  console.log(
    `\n${table(
      [name, 'measured', 'aim'],
      result.lines.map(({ what, value, aim }) => [what, value, aim ?? '']),
    )}`,
  )
  if (values.json) tellJson(result)
}
const { cpus, node, load } = machine()
console.log(
  `\n${cpus} cores, Node ${node.slice(1)}, load ${load?.toFixed(1)} at the end; absolute figures are this machine's.`,
)

function tellJson(result: Result): void {
  const figures = Object.fromEntries(
    Object.entries(result.figures).map(([key, value]) => [key, rounded(value)]),
  )
  const ratios = Object.fromEntries(Object.entries(figures).filter(([key]) => key.startsWith('ratio_')))
  console.log(JSON.stringify({ name: result.name, figures, ...ratios, machine: machine() }))
}
