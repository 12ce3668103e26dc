/**
 *     npm run crash [-- --messenger telegram|whatsapp --db postgres|pglite|both --rounds N --check-ins M --stops N --seed S]
 *
 * The compiled program under load, killed with SIGKILL at random points and stopped for a while, as often as it
 * takes. Ends with 1 when anything was lost, doubled or recorded at another time. Without options: the long run,
 * 50 kills over 10,000 check-ins on PostgreSQL and 20 kills on PGlite, and two stops of 30 seconds on each; over
 * WhatsApp 25 kills on each over 2,000. While a process is stopped another one takes over, where the database lets it.
 * `--broadcast`: the same while an announcement goes out to --recipients; long: 50 kills and 10 stops over 10,000 on
 * PostgreSQL, 20 kills over 3,000 on PGlite.
 * `--eggs`: while eggs are promised, received, moved and handed out by --messages; the ledger is balanced all the time;
 * long: 40 kills over 1,600 messages on each.
 * `--attendance`: while recaps are told and handed in, people are marked and sessions settled; long: 20 kills on each.
 */
import { parseArgs } from 'node:util'
import { ensureBuilt } from '../../bench/build.ts'
import { table } from '../../bench/figures.ts'
import type { Kind } from '../../bench/store.ts'
import { attendanceTable, crashAttendance } from './attendance.ts'
import { crashBroadcast } from './broadcast.ts'
import { broadcastTable } from './broadcast-table.ts'
import { crashEggs, eggTable } from './eggs.ts'
import { crashRun, type Report } from './run.ts'
import { startTelegram } from './telegram.ts'
import { startWhatsApp } from './whatsapp.ts'

const { values } = parseArgs({
  options: {
    messenger: { type: 'string', default: 'telegram' },
    db: { type: 'string', default: 'both' },
    rounds: { type: 'string' },
    'check-ins': { type: 'string' },
    broadcast: { type: 'boolean', default: false },
    recipients: { type: 'string' },
    eggs: { type: 'boolean', default: false },
    attendance: { type: 'boolean', default: false },
    messages: { type: 'string' },
    stops: { type: 'string' },
    'stop-seconds': { type: 'string', default: '30' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})
const kinds: Kind[] = values.db === 'both' ? ['postgres', 'pglite'] : [values.db as Kind]
const long = values.rounds === undefined
const seed = Number(values.seed)
const messengers = {
  telegram: {
    start: startTelegram,
    sizes: { postgres: { rounds: 50, checkIns: 10_000 }, pglite: { rounds: 20, checkIns: 2_000 } },
  },
  whatsapp: {
    start: startWhatsApp,
    sizes: { postgres: { rounds: 25, checkIns: 2_000 }, pglite: { rounds: 25, checkIns: 2_000 } },
  },
}
const { start, sizes } = messengers[values.messenger as keyof typeof messengers]

ensureBuilt()
console.log(`seed ${seed}`)
if (values.broadcast) process.exit(await broadcasts())
if (values.eggs) process.exit(await eggs())
if (values.attendance) process.exit(await attendance())

const runs = kinds.map((kind) => () => {
  const rounds = Number(values.rounds ?? sizes[kind].rounds)
  return crashRun({
    kind,
    messenger: start,
    rounds,
    stops: Number(values.stops ?? (rounds >= 10 ? 2 : 0)),
    stopSeconds: Number(values['stop-seconds']),
    checkIns: Number(values['check-ins'] ?? sizes[kind].checkIns),
    seed,
    say: (line) => console.log(`${kind}: ${line}`),
  })
})
// Side by side when it is short: what takes long is waiting, for starts and leases.
const reports: Report[] = []
if (long) for (const run of runs) reports.push(await run())
else reports.push(...(await Promise.all(runs.map((run) => run()))))

/** Whether the bound held. */
const within = (doubled: number, bound: number) => `${bound} (${doubled <= bound ? 'held' : 'NOT held'})`
type Row = [string, (report: Report) => string | number]
const rows: Row[] = [
  ['kills (SIGKILL)', (one) => one.kills],
  ['stops (SIGSTOP, SIGCONT)', (one) => one.stops],
  ['employees who checked in', (one) => one.employees],
  ['recorded once, at the right time', (one) => one.recorded],
  ['messages', (one) => one.messages],
  [
    values.messenger === 'telegram' ? 'replies taken by the peer' : 'replies that phones show',
    (one) => one.replies,
  ],
  ['replies that came twice', (one) => one.doubled],
  // Where the same id is shown once there is nothing to bound.
  ...(values.messenger === 'telegram'
    ? ([
        ['  calls in flight at the peer at each kill', (one) => within(one.doubled, one.inFlight)],
        ['  calls under way by the journal', (one) => within(one.doubled, one.underWay)],
      ] satisfies Row[])
    : []),
  ...Object.keys(reports[0]?.counts ?? {}).map((name): Row => [`  ${name}`, (one) => one.counts[name] ?? 0]),
  ['  rows in sending (the bound without a journal)', (one) => one.sending],
  ['moments at which the outbox was summed', (one) => one.samples],
  ['violations', (one) => one.violations.length],
  ['seconds', (one) => one.seconds],
]
console.log(
  `\n${table(
    ['crash', ...kinds],
    rows.map(([name, read]) => [name, ...reports.map((one) => String(read(one)))]),
  )}`,
)
for (const { kind, violations } of reports)
  for (const one of violations) console.log(`\n${kind}: VIOLATION ${one}`)
const failed = reports.some((one) => one.violations.length > 0)
console.log(
  failed
    ? `\nfailed; the same plan again: --seed ${seed}`
    : '\nnothing lost, nothing doubled beyond the calls under way',
)
process.exit(failed ? 1 : 0)

/** @returns the exit code */
async function broadcasts(): Promise<number> {
  const sizes = { postgres: { kills: 50, recipients: 10_000 }, pglite: { kills: 20, recipients: 3_000 } }
  const one = (kind: Kind) =>
    crashBroadcast({
      ...{ kind, seed, stopSeconds: Number(values['stop-seconds']) },
      kills: Number(values.rounds ?? sizes[kind].kills),
      stops: Number(values.stops ?? (long ? 10 : 0)),
      recipients: Number(values.recipients ?? sizes[kind].recipients),
      say: (line) => console.log(`${kind}: ${line}`),
    })
  const found = await onEach(one)
  console.log(`\n${broadcastTable(found)}`)
  return tellViolations(found)
}

/** @returns the exit code */
async function eggs(): Promise<number> {
  const one = (kind: Kind) =>
    crashEggs({
      ...{ kind, seed },
      kills: Number(values.rounds ?? 40),
      messages: Number(values.messages ?? 1_600),
      say: (line) => console.log(`${kind}: ${line}`),
    })
  const found = await onEach(one)
  console.log(`\n${eggTable(found)}`)
  return tellViolations(found)
}

/** @returns the exit code */
async function attendance(): Promise<number> {
  const one = (kind: Kind) =>
    crashAttendance({
      ...{ kind, seed, kills: Number(values.rounds ?? 20) },
      say: (line) => console.log(`${kind}: ${line}`),
    })
  const found = await onEach(one)
  console.log(`\n${attendanceTable(found)}`)
  return tellViolations(found)
}

/** One after the other, or side by side when it is short. */
async function onEach<T>(one: (kind: Kind) => Promise<T>): Promise<T[]> {
  if (!long) return Promise.all(kinds.map(one))
  const found: T[] = []
  for (const kind of kinds) found.push(await one(kind))
  return found
}

function tellViolations(found: { kind: Kind; violations: string[] }[]): number {
  for (const { kind, violations } of found)
    for (const violation of violations) console.log(`\n${kind}: VIOLATION ${violation}`)
  return found.some(({ violations }) => violations.length > 0) ? 1 : 0
}
