import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, createApp } from '../../../src/app.ts'
import { readConfig } from '../../../src/config.ts'
import { shown } from '../../../src/features/demo/traced-tables.ts'
import { movableClock } from '../../../src/lib/clock.ts'
import { testDatabase } from '../../support/database.ts'

describe.skipIf(process.env.TEST_DATABASE === 'postgres')('what a message left behind', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'guyub-traces-'))
  let app: App
  beforeAll(async () => {
    const { db, close } = await testDatabase()
    const clock = movableClock(new Date('2026-11-23T07:00:00+07:00'))
    app = createApp(readConfig({ PORT: '0', LOG_LEVEL: 'error', DATA_DIR: dataDir }), {
      clock,
      db,
      ticks: 'hand',
    })
    await app.start()
    afterAll(async () => {
      await app.stop()
      await close()
      rmSync(dataDir, { recursive: true, force: true })
    })
  })

  const enter = async (role: 'pegawai' | 'koordinator' | 'warga' | 'tamu') => {
    const address = `jejak-${role}-${randomUUID()}`
    await app.demo?.enter(role, address)
    return address
  }
  const say = (address: string, text: string) => app.webchat?.say(address, { text }, randomUUID())
  const traces = async (address: string) => (await app.demo?.stage.traces(address, 5)) ?? []

  it('shows nobody the rows of somebody whose turn shared the transaction', async () => {
    const coordinator = await enter('koordinator')
    await say(coordinator, 'kode')
    await app.drain()
    const history = (await app.webchat?.history(coordinator)) ?? []
    const code = /[A-Z]{3,8} \d\d/.exec(history.map(({ text }) => text).join('\n'))?.[0] ?? ''
    expect(code).not.toBe('')
    // Many at once: turns of several people share a transaction.
    const others = await Promise.all(Array.from({ length: 12 }, () => enter('warga')))
    const employee = await enter('pegawai')
    await Promise.all([...others, employee].map((who) => say(who, who === employee ? code : 'menu')))
    await app.drain()
    const shared = await app.db.prisma.$queryRaw<{ most: number }[]>`
      SELECT max(n)::int AS most FROM (SELECT count(*) AS n FROM inbox GROUP BY xmin) g`
    expect(shared[0]?.most).toBeGreaterThan(1)
    for (const who of others) {
      const rows = (await traces(who)).flatMap((one) => one.rows)
      expect(rows.map(({ table }) => table)).not.toContain('check_in')
      expect(rows.filter(({ table }) => table === 'conversation')).toHaveLength(1)
    }
    const own = (await traces(employee)).flatMap((one) => one.rows.map(({ table }) => table))
    expect(own).toEqual(expect.arrayContaining(['inbox', 'check_in', 'attendance', 'conversation', 'outbox']))
    expect(own.filter((table) => table === 'conversation')).toHaveLength(1)
  })

  it('keeps a check-in with its own message when a later one completes it, and tells nobody’s name', async () => {
    const coordinator = await enter('koordinator')
    await say(coordinator, 'kode')
    await app.drain()
    const heard = ((await app.webchat?.history(coordinator)) ?? []).map(({ text }) => text).join('\n')
    const guest = await enter('tamu')
    await say(guest, /[A-Z]{3,8} \d\d/.exec(heard)?.[0] ?? '')
    await app.drain()
    const [kept] = await traces(guest)
    expect(kept?.rows.map(({ table }) => table)).toContain('check_in')
    // Somebody says later whose phone it is: that turn writes to the same row.
    const rina = await app.db.prisma.person.findFirstOrThrow({ where: { name: 'Rina Oktaviani' } })
    await app.db.prisma.checkIn.updateMany({ where: { personId: null }, data: { personId: rina.id } })
    const [still] = await traces(guest)
    expect(still?.rows.map(({ table }) => table)).toContain('check_in')
    expect(JSON.stringify([await traces(guest), await traces(coordinator)])).not.toContain(rina.name)
  })

  it('knows every table that a turn may write, and only columns that are there', async () => {
    const rows = await app.db.prisma.$queryRaw<{ table: string; column: string }[]>`
      SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns WHERE table_schema = 'public'`
    // Shown by themselves, written by no turn, or about the machine.
    const others = [
      ...['inbox', 'outbox', 'meta', 'unit', 'lease', 'gate', '_prisma_migrations'],
      // The demo has no groups and no WhatsApp.
      ...['group_link', 'outage', 'whatsapp_account', 'whatsapp_key'],
      // What many rows of the outbox share, and who may be written to once more today: by the announcer, not by a turn.
      ...['outbox_batch', 'outbox_body', 'announcement_miss', 'unasked'],
      ...['reminder_plan', 'job_run'],
    ]
    expect(new Set(rows.map(({ table }) => table))).toEqual(new Set([...Object.keys(shown), ...others]))
    const there = new Set(rows.map(({ table, column }) => `${table}.${column}`))
    const named = Object.entries(shown).flatMap(([table, { id, columns }]) =>
      [id, ...columns].map((column) => `${table}.${column}`),
    )
    expect(named.filter((one) => !there.has(one))).toEqual([])
  })
})
