import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import { faultOfLedger, LEDGER_SQL, type LedgerMoment } from '../crash/audit-eggs.ts'
import { seeded } from '../crash/random.ts'
import { openStage } from './stage.ts'

/**
 * Whatever two petugas of different points and two donors type, in any order, through the whole app: every message is
 * answered, none is parked, the log stays quiet, and the ledger balances after each.
 */
const ROUNDS = Number(process.env.FUZZ_ROUNDS ?? 25)
const SEED = Number(process.env.FUZZ_SEED ?? 20261128)

const stage = await openStage('webchat')
afterAll(() => stage.close())
const random = seeded(SEED)
const pick = <T>(all: readonly T[]): T => all[random.between(0, all.length - 1)] as T

/** What has been answered so far tells codes of pledges and of receipts. */
const codes: string[] = []
const amount = () =>
  pick([
    '1',
    '2',
    '30',
    '1 papan',
    'setengah papan',
    '0',
    '-5',
    '1,5 papan',
    '2 kg',
    'sejuta',
    '12butir',
    '3 lusin',
    '',
  ])
const code = () => (codes.length > 0 && random.next() < 0.9 ? pick(codes) : pick(['K7QF3', 'ABCDE', 'k7q']))
const giver = () => pick(['Bu Sari', 'pak rt 03', 'tanpa nama', 'Dinas Kesehatan', 'hamba Allah', ''])
const point = () => pick(['Posyandu Melati', 'Kelurahan Bacang', 'melati', 'Mars'])
const line = (): string =>
  pick([
    () => `${code()} ${amount()} ${pick(['', 'pecah 1', 'pecah 99', 'lagi', 'ke melati'])}`,
    () => `${giver()} ${amount()}`,
    () => `salur ${amount()} untuk ${amount()}`,
    () => `pecah ${amount()}`,
    () => `pindah ${amount()} ke ${point()}`,
    () => `${code()} ${code()} ${amount()} total ${amount()}`,
    () => `koreksi ${code()}/1 ${amount()} ${pick(['salah hitung', ''])}`,
    () => pick(['stok', 'hari ini', 'belum', 'koreksi', 'setuju', 'tolak', 'ya', 'batal', 'menu', '1', '2']),
    () => `${pick(['setuju', 'tolak'])} ${code()}`,
  ])()
const donation = (): string =>
  pick([
    () =>
      `mau sedekah ${amount()} telur ${pick(['', 'besok', 'di posyandu melati', 'tiap jumat', 'kemarin'])}`,
    () => `ubah jadi ${amount()}`,
    () => `batal sedekah ${pick(['', code()])}`,
    () =>
      pick([
        'sedekah saya',
        'progres telur',
        'tambah 5 lagi',
        'ya',
        '1',
        'besok',
        'terserah',
        'hapus data saya',
      ]),
  ])()
const message = (petugas: boolean): string =>
  petugas && random.next() < 0.9
    ? Array.from({ length: random.between(1, 4) }, line).join(pick(['\n', '\n', '; ']))
    : donation()

it(`answers all that is typed, and its ledger balances (FUZZ_SEED=${SEED})`, async () => {
  const { db, clock } = stage
  const points = await db.prisma.dropPoint.findMany({
    where: { kind: 'posyandu' },
    orderBy: { id: 'asc' },
    take: 2,
  })
  const people = ['Ani', 'Bela', 'Siti', 'Joko'].map((name, n) => ({
    ...{
      name,
      hand: stage.hand({ name, phone: null }),
      petugas: points[Math.floor(n / 2)] && n < 4 ? n < 3 : false,
    },
  }))
  for (const { hand } of people) await hand.sends('halo', { at: clock.now() })
  await stage.quiet()
  const addresses = await db.prisma.address.findMany({ orderBy: { id: 'asc' } })
  for (const [n, one] of people.entries()) {
    const unitId = points[n % 2]?.unitId
    if (!one.petugas || unitId === undefined) continue
    const person = await db.prisma.person.create({ data: { name: `${one.name} Kader`, status: 'active' } })
    const addressId = addresses[n]?.id ?? 0
    await db.prisma.role.create({ data: { personId: person.id, role: 'petugas', unitId, from: new Date(0) } })
    await db.prisma.address.update({ where: { id: addressId }, data: { personId: person.id } })
    await db.prisma.addressPerson.create({
      data: { addressId, personId: person.id, how: 'code', at: new Date('2026-10-01') },
    })
  }
  for (let round = 0; round < ROUNDS; round++) {
    // The web chat takes forty messages in ten seconds from one browser.
    if (ROUNDS > 40) await sleep(260)
    clock.set(new Date(clock.now().getTime() + random.between(1, 90) * 60_000))
    const said: string[] = []
    for (const { name, hand, petugas } of people) {
      const text = message(petugas) || '?'
      said.push(`${name}: ${text}`)
      await hand.sends(text, { at: clock.now() })
    }
    await stage.quiet()
    if (random.next() < 0.2) await stage.tick()
    for (const { hand } of people)
      for (const { text } of await hand.news())
        for (const [found] of text.matchAll(/\b(?=\w*\d)[A-Z0-9]{4,5}\b/g)) codes.push(found)
    const [moment] = await db.session((own) => own.query(LEDGER_SQL))
    const context = `round ${round}:\n${said.join('\n')}`
    expect(faultOfLedger(moment as LedgerMoment), context).toBeNull()
    expect(await db.prisma.inbox.count({ where: { state: { not: 'done' } } }), context).toBe(0)
    expect(stage.troubles(), context).toEqual([])
  }
  // It did come to something: otherwise this would say nothing.
  expect(await db.prisma.pointLine.count({ where: { state: 'counted' } })).toBeGreaterThan(ROUNDS / 5)
  expect(await db.prisma.pledge.count()).toBeGreaterThan(3)
}, 600_000)
