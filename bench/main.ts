/**
 *     npm run bench -- NAME [--json] [--db postgres|pglite|both] …
 *
 * Measures the compiled program against a loopback Bot API, each in a process of its own. Nothing is asserted
 * about time: the machine may be busy. What is recorded wrongly fails.
 */
import { parseArgs } from 'node:util'
import { ensureBuilt } from './build.ts'
import { machine, type Result, rounded, table } from './figures.ts'
import { rush } from './rush.ts'
import { start } from './start.ts'
import type { Kind } from './store.ts'
import { turns } from './turns.ts'
import { web } from './web.ts'

export type BenchOptions = { kinds: Kind[]; people: number; seconds: number; rounds: number }

const benches: Record<
  string,
  { about: string; defaults: Omit<BenchOptions, 'kinds'>; run(options: BenchOptions): Promise<Result> }
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
  web: {
    about: '200 open chat pages during a rush: from one page to another, beside a bare echo',
    defaults: { people: 0, seconds: 20, rounds: 1 },
    run: web,
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
  },
})
const bench = benches[positionals[0] ?? '']
const kinds: Kind[] | undefined = (
  { postgres: ['postgres'], pglite: ['pglite'], both: ['postgres', 'pglite'] } as const
)[values.db]?.slice()
if (!bench || !kinds) {
  console.log(
    'npm run bench -- NAME [--json] [--db postgres|pglite|both] [--people N] [--seconds S] [--rounds R]\n',
  )
  for (const [name, { about, defaults }] of Object.entries(benches)) {
    console.log(
      `  ${name.padEnd(6)} ${about} (${Object.entries(defaults)
        .map(([key, value]) => `${key} ${value}`)
        .join(', ')})`,
    )
  }
  process.exit(positionals.length === 0 ? 0 : 2)
}

const given = (text: string | undefined, fallback: number) => (text === undefined ? fallback : Number(text))
ensureBuilt()
const result = await bench.run({
  kinds,
  people: given(values.people, bench.defaults.people),
  seconds: given(values.seconds, bench.defaults.seconds),
  rounds: given(values.rounds, bench.defaults.rounds),
})
console.log(
  `\n${table(
    [result.name, 'measured', 'aim'],
    result.lines.map(({ what, value, aim }) => [what, value, aim ?? '']),
  )}`,
)
const { cpus, node, load } = machine()
console.log(
  `\n${cpus} cores, Node ${node.slice(1)}, load ${load?.toFixed(1)} at the end; absolute figures are this machine's.`,
)
if (values.json) {
  const figures = Object.fromEntries(
    Object.entries(result.figures).map(([key, value]) => [key, rounded(value)]),
  )
  const ratios = Object.fromEntries(Object.entries(figures).filter(([key]) => key.startsWith('ratio_')))
  console.log(JSON.stringify({ name: result.name, figures, ...ratios, machine: machine() }))
}
