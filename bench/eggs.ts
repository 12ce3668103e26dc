import { setTimeout as sleep } from 'node:timers/promises'
import { faultOfLedger, LEDGER_SQL, type LedgerMoment } from '../test/crash/audit-eggs.ts'
import { AT_ONCE, perSecond, sayAll } from './check-ins.ts'
import { startNode } from './child.ts'
import { FIRST } from './crowd.ts'
import { channelOf, type EggCrowd, nameOf, seedEggs } from './eggs-crowd.ts'
import { type Line, median, type Result } from './figures.ts'
import type { BenchOptions } from './main.ts'
import { type Gate, type LoadReport, type Peer, startPeer, untilAnswered } from './peer.ts'
import { type Saturated, saturate, visit } from './readers.ts'
import { openStore } from './store.ts'
import { startWhatsAppPeer } from './whatsapp-peer.ts'
import { pairWhatsApp, startConnected } from './whatsapp-scene.ts'

/** Of a Friday of 3,000 pledges, so many lines of petugas. */
const LINES = 2 / 3
const CHANNELS = ['telegram' as const, 'whatsapp' as const]
/** What is promised before, to be received by its code; the other receipts are of people who just come. */
const CODED = 0.7
const AT_ONCE_SIZE = 300

type Written = { user: number; text: string }

/**
 * A Friday: --people pledge, and petugas write two thirds as many receipts, within --seconds (divided by --scale), at random
 * moments, by Telegram and WhatsApp, while 200 connections read the public page and a static file. A bare echo bot hears as
 * many messages in the same time, and as many at once.
 */
export async function eggs({ kinds, people, seconds, rounds, scale }: BenchOptions): Promise<Result> {
  const figures: Record<string, number> = {}
  const lines: Line[] = []
  const spanMs = (seconds * 1000) / scale
  const receipts = Math.round(people * LINES)
  const echoPeer = await startPeer({ strict: false })
  const echo = startNode(['--import', 'tsx', 'bench/echo.ts', echoPeer.token, echoPeer.apiRoot])
  await echo.line((line) => line.includes('listening'))
  const echoed = await echoFriday(echoPeer, people + receipts, spanMs)

  for (const kind of kinds) {
    const [peer, whatsapp, store] = await Promise.all([
      startPeer({ strict: false }),
      startWhatsAppPeer(),
      openStore(kind),
    ])
    const crowd = await store.open((db) =>
      seedEggs(
        db,
        { promised: Math.round(receipts * CODED), donors: people + AT_ONCE_SIZE * rounds },
        CHANNELS,
      ),
    )
    await pairWhatsApp(store, whatsapp)
    const server = await startConnected(store, {
      env: { ...peer.env, ...whatsapp.env },
    })
    const gates = { telegram: peer, whatsapp }
    const readers = visit(server.url, spanMs)
    await server.loopGapMs()
    await friday(gates, spread(writtenOn(crowd, people, receipts), spanMs))
    const loads = {
      telegram: await untilAnswered(peer, (await peer.load()).injected, 120_000),
      whatsapp: await untilAnswered(whatsapp, (await whatsapp.load()).injected, 120_000),
    }
    const { page, file, failed } = await readers
    const gap = await server.loopGapMs()
    const injected = loads.telegram.injected + loads.whatsapp.injected
    if (injected !== people + receipts) throw new Error(`only ${injected} were let in`)
    if (failed > 0) throw new Error(`${failed} pages were not served`)

    const ratios: number[] = []
    for (let round = 0; round < rounds; round++) {
      const first = crowd.donors.first - FIRST + people + round * AT_ONCE_SIZE
      const ours = await burst(gates, first, AT_ONCE_SIZE)
      ratios.push(ours / perSecond(await sayAll(echoPeer, AT_ONCE_SIZE, 'mau sedekah 2 telur')))
    }
    const busy = await saturate(server.url)
    const peak = server.memory().peak ?? Number.NaN
    await server.stop()
    const moment = await store.open((db) =>
      db.session((own) => own.query(LEDGER_SQL)).then(([row]) => row as LedgerMoment),
    )
    // Those who pledged at once after it aside.
    const own = { gte: crowd.donors.first, lt: crowd.donors.first + people }
    const pledges = await store.open((db) => db.prisma.pledge.count({ where: { addressId: own } }))
    await Promise.all([store.close(), peer.stop(), whatsapp.stop()])
    assertWhole(moment, receipts, pledges, people)

    const p99 = loads.telegram.p99 ?? Number.NaN
    Object.assign(figures, {
      ...named('telegram', loads.telegram, kind),
      ...named('whatsapp', loads.whatsapp, kind),
      [`ratio_${kind}`]: median(ratios),
      [`ratio_p99_${kind}`]: p99 / (echoed.p99 ?? Number.NaN),
      [`page_p99_ms_${kind}`]: page.p99,
      [`file_p99_ms_${kind}`]: file.p99,
      [`ratio_page_p99_${kind}`]: page.p99 / file.p99,
      [`busy_page_per_second_${kind}`]: busy.page.perSecond,
      [`busy_file_per_second_${kind}`]: busy.file.perSecond,
      [`loop_gap_ms_${kind}`]: gap,
      [`memory_peak_mb_${kind}`]: peak,
    })
    lines.push(
      {
        what: `${kind}: ${people} pledges and ${receipts} receipts in ${Math.round(spanMs / 1000)} s, each once`,
        value: `${pledges} + ${moment.lines}`,
        aim: `${people} + ${receipts}`,
      },
      latency('Telegram', loads.telegram),
      latency('WhatsApp', loads.whatsapp),
      latency('the echo bot by itself', echoed),
      { what: '  Telegram p99, times the echo', value: (p99 / (echoed.p99 ?? Number.NaN)).toFixed(1) },
      {
        what: `  ${AT_ONCE_SIZE} pledges at once: per second, of the echo's`,
        value: median(ratios).toFixed(3),
      },
      { what: '  /telur beside it, 200 connections: p99 ms', value: page.p99.toFixed(0) },
      { what: '  a static file, the same connections: p99 ms', value: file.p99.toFixed(0) },
      { what: '  /telur, as often as 200 can: per second, p99 ms', value: told(busy.page) },
      { what: '  a static file, the same', value: told(busy.file) },
      { what: '  longest gap of the event loop, ms', value: gap.toFixed(0) },
      { what: '  most memory, MB', value: peak.toFixed(0) },
    )
  }
  await Promise.all([echo.stop(2_000), echoPeer.stop()])
  return { name: 'eggs', figures, lines }
}

const told = ({ perSecond, p99 }: Saturated) => `${perSecond.toFixed(0)}/s, ${p99.toFixed(0)}`
const latency = (who: string, { p50, p95, p99, max }: LoadReport): Line => ({
  what: `  replies by ${who}: p50, p95, p99, max ms`,
  value: [p50, p95, p99, max].map((one) => (one ?? Number.NaN).toFixed(0)).join(', '),
})
const named = (who: string, load: LoadReport, kind: string) =>
  Object.fromEntries(
    (['p50', 'p95', 'p99', 'max'] as const).map((key) => [
      `${key}_ms_${who}_${kind}`,
      load[key] ?? Number.NaN,
    ]),
  )

/** What everybody writes, in no order. */
function writtenOn(crowd: EggCrowd, pledges: number, receipts: number): Written[] {
  const point = (n: number) => crowd.petugas[n % crowd.petugas.length] as EggCrowd['petugas'][number]
  return [
    ...Array.from({ length: pledges }, (_, n) => ({
      user: crowd.donors.first + n,
      text: `mau sedekah ${1 + (n % 60)} butir telur di ${point(n).point.name}`,
    })),
    ...Array.from({ length: receipts }, (_, n) => {
      const { code, amount } = crowd.promised[n] ?? {}
      return { user: point(n).user, text: code ? `${code} ${amount}` : `${nameOf(n)} ${1 + (n % 30)}` }
    }),
  ]
}

/** Each at any moment of the span. */
const spread = (all: Written[], spanMs: number): (Written & { at: number })[] =>
  all.map((one) => ({ ...one, at: Math.random() * spanMs })).sort((a, b) => a.at - b.at)

async function friday(gates: Record<(typeof CHANNELS)[number], Gate>, all: (Written & { at: number })[]) {
  for (const gate of Object.values(gates)) await gate.reset()
  const begun = performance.now()
  for (const { user, text, at } of all) {
    const early = at - (performance.now() - begun)
    if (early > 1) await sleep(early)
    await gates[channelOf(user, CHANNELS)].say({ first: user - FIRST, count: 1, rate: AT_ONCE, text })
  }
}

/** As many messages to a bot that only sends them back. */
async function echoFriday(peer: Peer, count: number, spanMs: number): Promise<LoadReport> {
  await sayAll(peer, 500, 'pemanasan')
  const all = Array.from({ length: count }, (_, n) => ({ user: FIRST + n, text: 'mau sedekah 2 telur' }))
  // A fifth of it says as much.
  const some = spread(all.slice(0, Math.ceil(count / 5)), spanMs / 5)
  await peer.reset()
  const begun = performance.now()
  for (const { user, text, at } of some) {
    const early = at - (performance.now() - begun)
    if (early > 1) await sleep(early)
    await peer.say({ first: user - FIRST, count: 1, rate: AT_ONCE, text })
  }
  return untilAnswered(peer, some.length)
}

/** @returns pledges a second, of the half that Telegram takes */
async function burst(gates: { telegram: Gate }, first: number, size: number): Promise<number> {
  const users = Array.from({ length: size }, (_, n) => FIRST + first + n)
  const own = users.filter((user) => channelOf(user, CHANNELS) === 'telegram')
  await gates.telegram.reset()
  for (const user of own)
    void gates.telegram.say({
      first: user - FIRST,
      count: 1,
      rate: AT_ONCE,
      text: 'mau sedekah 2 butir telur',
    })
  return perSecond(await untilAnswered(gates.telegram, own.length))
}

/** @throws Error when something was lost, doubled, or does not add up */
function assertWhole(moment: LedgerMoment, receipts: number, pledges: number, people: number): void {
  const fault = faultOfLedger(moment)
  if (fault) throw new Error(`the ledger: ${fault}`)
  if (moment.lines !== receipts) throw new Error(`${moment.lines} lines are written, of ${receipts}`)
  if (moment.new > 0) throw new Error(`${moment.new} messages were never handled`)
  if (pledges !== people) throw new Error(`${pledges} pledges of ${people}`)
}
