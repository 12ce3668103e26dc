import { setTimeout as sleep } from 'node:timers/promises'
import { dayOf } from '../src/features/agenda/day.ts'
import { plusMonths } from '../src/features/figures/months.ts'
import { recapFile } from '../src/features/recap/files.ts'
import { countsByUnit, sessionsOf, unitRows } from '../src/features/recap/query.ts'
import { loadCity } from '../src/lib/city.ts'
import type { Db } from '../src/lib/db.ts'
import { loadLocales } from '../src/lib/i18n.ts'
import { askMenus, seedAudience } from './announcement.ts'
import { FIRST } from './crowd.ts'
import { type Line, median, type Result } from './figures.ts'
import type { BenchOptions } from './main.ts'
import { type Peer, startPeer } from './peer.ts'
import { startServer } from './server.ts'
import { type Kind, openStore, type Store } from './store.ts'

/** Sessions in two years. */
const SESSIONS = 500
/** So many sessions a statement. */
const CHUNK = 25
/** Replies a second beside it. */
const RATE = 20
/** Recaps that are asked for a second: a coordinator of every unit within a minute. */
const RECAPS_EVERY_MS = 700
/** An embedded database serves an office, a server a city. */
const SHARE = { postgres: 1, pglite: 10 }
/** A server that serves a city has more than the smallest memory. */
const SETTINGS = { shared_buffers: '256MB', max_wal_size: '4GB' }

const city = loadCity('pangkalpinang')
const month = plusMonths(dayOf(new Date(), city.zone).slice(0, 7), -1)

/** What recaps take with two years of decided rows, and what everybody else's replies take while they run. */
export async function recap({ kinds, people, seconds }: BenchOptions): Promise<Result> {
  const figures: Record<string, number> = {}
  const lines: Line[] = []
  for (const kind of kinds) {
    const found = await measure(kind, Math.ceil(people / SHARE[kind]), seconds)
    for (const [key, value] of Object.entries(found)) figures[`${key}_${kind}`] = value
    figures[`ratio_p95_${kind}`] = found.p95_during_ms / found.p95_before_ms
    const ms = (what: string, value: number, aim?: string) =>
      lines.push({ what: `  ${what}, ms`, value: value.toFixed(0), ...(aim && { aim }) })
    lines.push({ what: `${kind}: decided rows`, value: String(found.rows) })
    ms(`a unit's month (${found.unit_rows} rows)`, found.unit_month_ms, '< 200')
    ms(`the city's month by unit (${found.month_rows} rows)`, found.city_month_ms, '< 1000')
    ms('the Excel of a unit', found.xlsx_ms, '< 2000')
    ms('its paper', found.pdf_ms)
    ms("the city's picture", found.png_ms)
    ms('reply p95 without recaps', found.p95_before_ms)
    ms('reply p95 while recaps run', found.p95_during_ms)
    lines.push({ what: '  recaps answered meanwhile', value: `${found.answered} of ${found.asked}` })
  }
  return { name: 'recap', figures, lines }
}

async function measure(kind: Kind, people: number, seconds: number) {
  const store = await openStore(kind, kind === 'postgres' ? SETTINGS : {})
  const peer = await startPeer({ strict: false, latencyMs: 57 })
  try {
    const reads = await store.open(async (db) => {
      await seedAudience(db, people)
      await db.prisma.role.updateMany({ where: { personId: FIRST }, data: { role: 'admin' } })
      await fillYears(db)
      return readings(db)
    })
    return { ...reads, ...(await latencies(store, peer, seconds)) }
  } finally {
    await peer.stop()
    await store.close()
  }
}

/** Every working day of two years has a session to which everybody must come, and everybody a status. */
async function fillYears({ prisma }: Db): Promise<void> {
  const root = await prisma.unit.findFirstOrThrow({ where: { parentId: null } })
  const activity = await prisma.activity.create({
    data: { kind: 'apel', title: 'Apel Pagi', unitId: root.id, createdAt: new Date() },
  })
  const sessions = await prisma.$queryRaw<{ id: number }[]>`
    INSERT INTO session (activity_id, title, place, starts_at, opens_at, on_time_until, closes_at, grace_until, audience_units,
      code_key, status, settled_at, created_at)
    SELECT ${activity.id}, 'Apel Pagi', 'halaman', d, d - interval '30 min', d + interval '15 min', d + interval '45 min',
      d + interval '9 hours', ARRAY[${root.id}::int], 'x' || n, 'scheduled', d + interval '9 hours', d
    FROM (SELECT d, row_number() OVER (ORDER BY d) AS n FROM generate_series(now() - interval '735 days', now() - interval '2 days', interval '1 day') d
      WHERE extract(isodow FROM d) <= 5 ORDER BY d DESC LIMIT ${SESSIONS}) days ORDER BY d RETURNING id`
  for (let n = 0; n < sessions.length; n += CHUNK) {
    const ids = sessions.slice(n, n + CHUNK).map(({ id }) => id)
    // Of a hundred 85 in time, 6 late, 6 excused, 3 absent; the same each time.
    await prisma.$executeRaw`
      INSERT INTO attendance (session_id, person_id, unit_id, status, counts_at, message_at, proof, flags, decided_at)
      SELECT s.id, p.id, p.unit_id, (ARRAY['hadir', 'terlambat', 'sakit', 'izin', 'dinas_luar', 'cuti', 'tanpa_keterangan'])[
        1 + width_bucket(h, ARRAY[85, 91, 93, 94, 96, 97])],
        CASE WHEN h < 91 THEN s.starts_at END, CASE WHEN h < 91 THEN s.starts_at END, CASE WHEN h < 91 THEN 'code' ELSE 'none' END, '{}', s.closes_at
      FROM session s, person p, LATERAL (SELECT abs(hashint4(p.id * 31 + s.id)::bigint) % 100 AS h) x
      WHERE s.id = ANY(${ids}::int[]) AND p.unit_id IS NOT NULL`
  }
  await prisma.$executeRawUnsafe('ANALYZE attendance, session, person')
}

async function readings(db: Db) {
  const { prisma } = db
  const root = await prisma.unit.findFirstOrThrow({ where: { parentId: null } })
  // The office in the middle by its people, itself and below.
  const offices = await prisma.$queryRaw<{ id: number; path: string }[]>`
    SELECT u.id, u.path FROM unit u JOIN unit w ON w.path LIKE u.path || '%' JOIN person p ON p.unit_id = w.id
    WHERE u.parent_id = ${root.id} GROUP BY u.id, u.path ORDER BY count(*), u.id`
  const unit = offices[offices.length >> 1]
  if (!unit) throw new Error('the city has no units')
  const about = { city, now: new Date(), t: loadLocales(city).translator('id') }
  const ids = (path: string) =>
    sessionsOf(prisma, { month, zone: city.zone, path }).then((all) => all.map(({ id }) => id))
  const unitMonth = async () => unitRows(prisma, [unit.path], await ids(unit.path))
  const cityMonth = async () => countsByUnit(prisma, [root.path], await ids(root.path))
  const file = (u: number, f: 'xlsx' | 'pdf' | 'png') => () => recapFile(prisma, { u, m: month, f }, about)
  const total = (await cityMonth())
    .flatMap(({ counts }) => Object.values(counts))
    .reduce((sum, n) => sum + n, 0)
  // What is counted wrongly is no figure.
  const sessions = await ids(root.path)
  const expected = await prisma.attendance.count({ where: { sessionId: { in: sessions } } })
  if (total !== expected) throw new Error(`the city's month counts ${total} of ${expected} rows`)
  return {
    rows: await prisma.attendance.count(),
    unit_rows: (await unitMonth()).length,
    month_rows: total,
    unit_month_ms: await timed(9, unitMonth),
    city_month_ms: await timed(9, cityMonth),
    xlsx_ms: await timed(5, file(unit.id, 'xlsx')),
    pdf_ms: await timed(3, file(unit.id, 'pdf')),
    png_ms: await timed(3, file(root.id, 'png')),
  }
}

async function timed(times: number, run: () => Promise<unknown>): Promise<number> {
  const found: number[] = []
  for (let n = 0; n < times; n++) {
    const begun = performance.now()
    await run()
    found.push(performance.now() - begun)
  }
  return median(found)
}

async function latencies(store: Store, peer: Peer, seconds: number) {
  const server = await startServer(store, peer)
  try {
    // The first ones warm the program up.
    await askMenus(peer, { first: 1, rate: RATE }, sleep(3_000))
    await peer.reset()
    const before = await askMenus(peer, { first: 1, rate: RATE }, sleep(seconds * 1_000))
    await peer.reset()
    const asking = askRecaps(peer, seconds)
    const during = await askMenus(peer, { first: 1, rate: RATE }, asking)
    const { asked, answered } = await asking
    return {
      p95_before_ms: before.p95 ?? Number.NaN,
      p95_during_ms: during.p95 ?? Number.NaN,
      ...{ asked, answered },
    }
  } finally {
    await server.stop()
  }
}

/** The city's month in words, as a picture, and a unit's as Excel, in turn. */
async function askRecaps(peer: Peer, seconds: number): Promise<{ asked: number; answered: number }> {
  const named = new Intl.DateTimeFormat('id-ID', { month: 'long', year: 'numeric' }).format(
    new Date(`${month}-15`),
  )
  const wishes = ['rekap kota', 'rekap kota gambar', 'rekap dinkes excel', 'rekap dinkes'].map((one) =>
    one.replace(/^(rekap \S+)/, `$1 ${named}`),
  )
  // The peer keeps the last messages of a chat only: they are noted as they come.
  const heard = new Set<number>()
  const note = async () => {
    const said = (await peer.control({ heard: [FIRST] })) as {
      heard?: Record<string, { message_id: number }[]>
    }
    for (const { message_id } of said.heard?.[FIRST] ?? []) heard.add(message_id)
  }
  const until = Date.now() + seconds * 1_000
  let asked = 0
  while (Date.now() < until) {
    await peer.control({ user: { id: FIRST, does: 'sends', with: [wishes[asked % wishes.length]] } })
    asked += 1
    await sleep(RECAPS_EVERY_MS)
    await note()
  }
  for (let tries = 0; tries < 200 && heard.size < asked; tries++) {
    await sleep(100)
    await note()
  }
  return { asked, answered: heard.size }
}
