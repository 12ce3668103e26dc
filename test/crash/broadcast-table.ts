import { table } from '../../bench/figures.ts'
import type { BroadcastReport } from './broadcast.ts'

/** What a run of `npm run crash -- --broadcast` says at its end. */
export function broadcastTable(reports: BroadcastReport[]): string {
  type Read = (report: BroadcastReport) => string | number
  const rows: [string, Read][] = [
    ['kills (SIGKILL)', (one) => one.kills],
    ['stops (SIGSTOP, SIGCONT)', (one) => one.stops],
    ['recipients', (one) => one.recipients],
    ['  sent', (one) => one.states.sent ?? 0],
    ['  blocked', (one) => one.states.blocked ?? 0],
    ['  uncertain', (one) => one.uncertain],
    ['calls in flight at the peer at each kill', (one) => one.inFlight],
    ['calls under way by the journal', (one) => one.underWay],
    ['who got it twice', (one) => one.doubled],
    ['who got it twice after "kirim ulang"', (one) => one.resentDoubled],
    ['moments at which the states were summed', (one) => one.samples],
    ['violations', (one) => one.violations.length],
    ['seconds', (one) => one.seconds],
  ]
  return table(
    ['broadcast', ...reports.map(({ kind }) => kind)],
    rows.map(([name, read]) => [name, ...reports.map((one) => String(read(one)))]),
  )
}
