import { setTimeout as sleep } from 'node:timers/promises'
import { seedEggs } from '../../bench/eggs-crowd.ts'
import { table } from '../../bench/figures.ts'
import { type Kind, openStore } from '../../bench/store.ts'
import { auditEggReplies, auditEggs, faultOfLedger, LEDGER_SQL, type LedgerMoment } from './audit-eggs.ts'
import { createEggMessages } from './eggs-messages.ts'
import { openKilling } from './killing.ts'
import { seeded } from './random.ts'
import { watchPGlite, watchPostgres } from './snapshot.ts'
import { startTelegram } from './telegram.ts'

export type EggOptions = {
  kind: Kind
  kills: number
  messages: number
  seed: number
  say(line: string): void
}

export type EggReport = {
  kind: Kind
  kills: number
  messages: number
  lines: number
  movements: number
  pledges: number
  corrections: number
  replies: number
  doubled: number
  inFlight: number
  underWay: number
  samples: number
  seconds: number
  violations: string[]
}

const QUIET_MS = 20_000
/** Of the messages, how many are a pledge. */
const DONORS = 0.4

/** Kills the real program while eggs are promised, received and handed out, then counts every one of them. */
export async function crashEggs(options: EggOptions): Promise<EggReport> {
  const { kind, kills, say } = options
  const begun = Date.now()
  const random = seeded(options.seed)
  const loopback = await startTelegram()
  const store = await openStore(kind, { fsync: 'off', synchronous_commit: 'off' })
  const crowd = await store.open((db) =>
    seedEggs(db, { promised: options.messages, donors: options.messages }),
  )
  const watch =
    kind === 'postgres'
      ? await watchPostgres<LedgerMoment>(store, LEDGER_SQL)
      : watchPGlite<LedgerMoment>(store, LEDGER_SQL)
  const messages = createEggMessages(loopback, crowd, random, DONORS)
  const run = await openKilling({ store, loopback, watch, random, faultOf: faultOfLedger })
  const { violations } = run.kills

  /** Until everybody is answered, or nothing comes any more: a busy machine is slow, and loses nothing. */
  async function everybody(): Promise<void> {
    for (let movedAt = Date.now(), last = -1; Date.now() - movedAt < QUIET_MS; await sleep(250)) {
      if (auditEggReplies(await loopback.heard(), crowd, messages.said).lost.length === 0) return
      const replies = await loopback.replies()
      if (replies !== last) movedAt = Date.now()
      last = replies
    }
  }

  async function kill(part: number): Promise<void> {
    const size = Math.max(1, Math.round(options.messages / kills))
    const arriving = messages.arrive(size, random.between(0, 1_000))
    if (random.next() < 0.7) {
      await run.answered(random.between(1, Math.max(1, Math.floor(size / 2))))
      await sleep(random.between(0, 150))
    } else await sleep(random.between(0, 2_500))
    const { moment, calls } = await run.kill(`kill ${part + 1}`)
    say(
      `kill ${part + 1}/${kills}: ${calls} calls in flight, ${moment.lines} lines, ${moment.movements} movements, ${moment.new} messages waiting`,
    )
    if (part % 5 !== 0) await watch.endLeases()
    await run.start()
    await arriving
  }

  try {
    for (let part = 0; part < kills; part++) await kill(part)
    await everybody()
    // Found wrong, and agreed to, by those who have the answers to what was written before.
    for (let word = 0; word < 2; word++) {
      await messages.arrive(2, 0)
      await everybody()
    }
    await sleep(500)
    await run.endSampling()
    const end = await run.stop('at the end')
    if (end.new > 0) violations.push(`${end.new} messages were never handled`)
    const written = await store.open((db) => auditEggs(db, crowd, messages.said))
    const replies = auditEggReplies(await loopback.heard(), crowd, messages.said)
    const found = {
      'line or pledge lost': written.lost,
      doubled: written.doubled,
      'reply lost': replies.lost,
    }
    for (const [name, all] of Object.entries(found))
      if (all.length > 0) violations.push(`${name}: ${all.length}\n    ${all.slice(0, 5).join('\n    ')}`)
    const { inFlight, underWay, samples } = run.kills
    if (replies.doubled > Math.max(inFlight, underWay))
      violations.push(
        `${replies.doubled} replies came twice; ${inFlight} calls were in flight, ${underWay} by the journal`,
      )
    return {
      ...{ kind, kills, messages: messages.count(), movements: end.movements, corrections: end.corrections },
      lines: messages.said.reduce((sum, { lines }) => sum + lines.length, 0),
      pledges: messages.said.filter(({ pledge }) => pledge).length,
      replies: await loopback.replies(),
      ...{ doubled: replies.doubled, inFlight, underWay, samples, violations },
      seconds: Math.round((Date.now() - begun) / 1000),
    }
  } finally {
    await run.close()
  }
}

/** What a run of `npm run crash -- --eggs` says at its end. */
export function eggTable(reports: EggReport[]): string {
  const rows: [string, (report: EggReport) => string | number][] = [
    ['kills (SIGKILL)', (one) => one.kills],
    ['messages', (one) => one.messages],
    ['  lines of petugas, each written once', (one) => one.lines],
    ['  pledges, each made once', (one) => one.pledges],
    ['  corrections that a second person agreed to', (one) => one.corrections],
    ['movements', (one) => one.movements],
    ['replies and letters taken by the peer', (one) => one.replies],
    ['  that came twice', (one) => one.doubled],
    ['  calls in flight at the peer at each kill', (one) => one.inFlight],
    ['  calls under way by the journal', (one) => one.underWay],
    ['moments at which the ledger was balanced', (one) => one.samples],
    ['violations', (one) => one.violations.length],
    ['seconds', (one) => one.seconds],
  ]
  return table(
    ['eggs', ...reports.map(({ kind }) => kind)],
    rows.map(([name, read]) => [name, ...reports.map((one) => String(read(one)))]),
  )
}
