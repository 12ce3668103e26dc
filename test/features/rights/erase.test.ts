import { tmpdir } from 'node:os'
import { afterAll, expect, it } from 'vitest'
import { sealNew } from '../../../src/features/audit/seal.ts'
import { verifyChains } from '../../../src/features/audit/verify.ts'
import { copyOf } from '../../../src/features/rights/copy.ts'
import { erase } from '../../../src/features/rights/erase.ts'
import { finishErasures } from '../../../src/features/rights/finish-erasures.ts'
import { transaction } from '../../../src/lib/db.ts'
import { openSecret } from '../../../src/lib/secret.ts'
import { testDatabase } from '../../support/database.ts'
import { apel, at, person, smallCity } from '../attendance/setting.ts'

const { db, close } = await testDatabase()
afterAll(close)
const { prisma } = db
const { city, health } = await smallCity(prisma)
const secret = openSecret('rahasia-untuk-rantai-catatan-yang-cukup-panjang', tmpdir())

let numbers = 0
/** Somebody with a phone, who has talked, agreed, followed, asked, and been answered. */
async function talker(name: string, more: { unitId?: number; kelurahanId?: number; nip?: string } = {}) {
  numbers += 1
  const phone = `+62812710099${numbers.toString().padStart(2, '0')}`
  const externalId = `9900${numbers}7788`
  const person = await prisma.person.create({ data: { name, status: 'active', phone, ...more } })
  const address = await prisma.address.create({
    data: { channel: 'telegram', externalId, phone, personId: person.id, firstSeenAt: at('06.00.00') },
  })
  const [addressId, personId] = [address.id, person.id]
  await prisma.addressPerson.create({ data: { addressId, personId, how: 'self', at: at('06.00.00') } })
  await prisma.consent.create({
    data: {
      ...{ addressId, personId, purpose: 'resident', textVersion: '1' },
      answer: true,
      at: at('06.00.00'),
    },
  })
  await prisma.follow.create({ data: { addressId, topic: 'gpm', at: at('06.00.00') } })
  await prisma.claim.create({
    data: { ref: `R${numbers}KQ`, addressId, personId, unitId: health.id, createdAt: at('06.00.00') },
  })
  await prisma.audit.create({
    data: {
      ...{ at: at('06.00.00'), action: 'person.join', subject: `person/${personId}` },
      after: { addressId, name },
    },
  })
  const inbox = await prisma.inbox.create({
    data: {
      ...{ channel: 'telegram', externalId: `m${numbers}`, addressId, at: at('07.10.00'), state: 'done' },
      payload: { text: `saya ${name}`, from: { channel: 'telegram', id: externalId } },
    },
  })
  await prisma.outbox.create({
    data: {
      ...{ key: `o${numbers}`, lane: 'reply', channel: 'telegram', addressId, externalId, state: 'sent' },
      ...{ body: { text: `Halo ${name}` }, expiresAt: at('23.00.00') },
    },
  })
  return { name, phone, externalId, addressId, personId, inboxId: inbox.id }
}

/** Every table in which one of these texts still stands. */
async function leftovers(...texts: string[]): Promise<string[]> {
  const tables = await prisma.$queryRaw<{ name: string }[]>`
    SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '\\_%' ORDER BY 1`
  const found: string[] = []
  for (const { name } of tables) {
    const rows = await prisma.$queryRawUnsafe<unknown[]>(
      `SELECT 1 FROM "${name}" x, unnest($1::text[]) AS w(text) WHERE position(w.text IN x::text) > 0 LIMIT 1`,
      texts,
    )
    if (rows.length > 0) found.push(name)
  }
  return found
}
const eraseAt = (who: { addressId: number; personId: number | null }, inboxId: bigint, clock = '18.00.00') =>
  transaction(db, (tx) => erase(tx, who, { inboxId, at: at(clock) }))
const DAY = 86_400_000
const linked = (addressId: number) => prisma.checkIn.count({ where: { addressId } })

it('leaves nothing of a resident, and a stranger on the phone', async () => {
  const wati = await talker('Wati Kusumawardani', { kelurahanId: health.id })
  // A code at an apel that is not hers: once as a stranger, once by name.
  const foreign = await apel(prisma, [health], 'Apel kemarin')
  await prisma.session.update({ where: { id: foreign.id }, data: { graceUntil: at('09.00.00') } })
  for (const personId of [null, wati.personId])
    await prisma.checkIn.create({
      data: {
        ...{ sessionId: foreign.id, personId, addressId: wati.addressId, inboxId: 777n, proof: 'code' },
        ...{ messageAt: at('07.12.00'), countsAt: at('07.12.00'), verdict: 'accepted', flags: [] },
      },
    })
  expect(await leftovers(wati.name, wati.phone, wati.externalId)).toEqual([
    ...['address', 'audit', 'inbox', 'outbox', 'person'],
  ])
  expect(await eraseAt(wati, 1n)).toMatchObject({ kind: 'done', whole: true, held: false, alone: [] })
  // The chat waits for its last answer.
  expect(await leftovers(wati.name, wati.phone, wati.externalId)).toEqual(['address', 'outbox'])
  expect(await prisma.person.findUniqueOrThrow({ where: { id: wati.personId } })).toMatchObject({
    ...{ status: 'erased', name: '–', nip: null, phone: null, kelurahanId: null },
  })
  expect(await linked(wati.addressId)).toBe(0)
  expect(await finishErasures(db, at('18.30.00'))).toBe(0)
  expect(await finishErasures(db, new Date(at('18.30.00').getTime() + DAY))).toBe(1)
  expect(await leftovers(wati.name, wati.phone, wati.externalId)).toEqual([])
  // Twice: there is nobody any more.
  expect(await eraseAt({ addressId: wati.addressId, personId: null }, 2n, '19.00.00')).toMatchObject({
    kind: 'done',
  })
})

it('keeps what an employee’s record is, without a way to the phone; seals hold, and what is disputed comes later', async () => {
  const siti = await talker('Siti Aminah Rahayu', { unitId: health.id, nip: '198503152010012001' })
  const session = await apel(prisma, [health])
  const { personId, addressId, inboxId } = siti
  await prisma.checkIn.create({
    data: {
      ...{ sessionId: session.id, personId, addressId, inboxId, proof: 'code', messageAt: at('07.10.00') },
      ...{ countsAt: at('07.10.00'), verdict: 'accepted', flags: [] },
    },
  })
  // A second code of the same morning, and one that was kept while nobody knew whose it was.
  for (const of of [personId, null])
    await prisma.checkIn.create({
      data: {
        ...{
          sessionId: session.id,
          personId: of,
          addressId,
          inboxId: 555n,
          proof: 'code',
          messageAt: at('07.12.00'),
        },
        ...{ countsAt: at('07.12.00'), verdict: 'accepted', flags: [] },
      },
    })
  await prisma.attendance.create({
    data: {
      ...{ sessionId: session.id, personId, unitId: health.id, status: 'hadir', proof: 'code', flags: [] },
      decidedAt: at('07.10.00'),
    },
  })
  const absence = { personId, unitId: health.id, addressId, kind: 'sakit', askedAt: at('06.00.00') }
  const { id: old } = await prisma.absence.create({
    data: {
      ...{ ...absence, ref: 'AB22', note: 'demam sejak malam', state: 'approved', letter: 'abc' },
      ...{ fromAt: new Date('2026-11-01T00:00:00Z'), untilAt: new Date('2026-11-02T00:00:00Z') },
    },
  })
  await prisma.dispute.create({
    data: {
      ...{ ref: 'DS22', sessionId: session.id, personId, addressId, inboxId, text: 'saya tidak terlambat' },
      ...{ status: 'hadir', at: at('09.00.00') },
    },
  })
  await prisma.audit.create({
    data: {
      ...{ at: at('09.00.00'), action: 'attendance.change', subject: `person/${personId}` },
      ...{ sessionId: session.id, after: { status: 'hadir' } },
    },
  })
  const decider = {
    lane: 'bulk',
    channel: 'telegram',
    addressId: 0,
    externalId: '0',
    expiresAt: at('23.00.00'),
  }
  const letters: [string, string, 'sent' | 'queued'][] = [
    [`absence/${old}/ask/7`, 'demam sejak malam', 'sent'],
    ['absence/surat-7/7', 'demam sejak malam', 'queued'],
    ['data/DR22/7', 'menjadi Siti Rahayu', 'sent'],
    [`absence/${old}0/ask/7`, 'izin orang lain', 'sent'],
    ['dispute/DS22/7', 'saya tidak terlambat', 'sent'],
  ]
  for (const [key, text, state] of letters)
    await prisma.outbox.create({
      data: {
        ...decider,
        key,
        body: { text },
        state,
        topic: key.startsWith('absence/s') ? `absence/${old}` : null,
      },
    })
  await prisma.dataRequest.create({
    data: {
      ...{
        ref: 'DR22',
        kind: 'correct',
        personId,
        addressIds: [addressId],
        field: 'name',
        value: 'Siti Rahayu',
      },
      ...{ at: at('08.00.00'), dueAt: at('08.00.00') },
    },
  })
  const guesses = `code/${addressId}`
  await prisma.guessLimit.create({ data: { key: guesses, count: 5, resetAt: at('19.00.00') } })
  const told = async () =>
    Object.fromEntries(
      (await prisma.outbox.findMany({ where: { addressId: 0 } })).map(({ key, body, state }) => [
        key,
        [(body as { text: string }).text, state],
      ]),
    )
  await sealNew({ db, secret }, at('18.00.00'))
  expect(await eraseAt(siti, 3n)).toMatchObject({ kind: 'done', whole: false, held: true })

  expect(await prisma.person.findUniqueOrThrow({ where: { id: personId } })).toMatchObject({
    ...{ status: 'roster', name: siti.name, nip: '198503152010012001', phone: null },
  })
  expect(await prisma.addressPerson.count({ where: { personId } })).toBe(0)
  expect(await prisma.attendance.count({ where: { personId } })).toBe(1)
  expect(await prisma.absence.findUniqueOrThrow({ where: { id: old } })).toMatchObject({
    ...{ note: null, addressId: null, letterGoneAt: at('18.00.00') },
  })
  // What deciders were told is gone, but what they still have to decide.
  expect(await told()).toEqual({
    [`absence/${old}/ask/7`]: ['', 'sent'],
    'absence/surat-7/7': ['', 'cancelled'],
    'data/DR22/7': ['', 'sent'],
    [`absence/${old}0/ask/7`]: ['izin orang lain', 'sent'],
    'dispute/DS22/7': ['saya tidak terlambat', 'sent'],
  })
  expect(await prisma.dataRequest.findUniqueOrThrow({ where: { ref: 'DR22' } })).toMatchObject({
    ...{ state: 'withdrawn', decidedAt: at('18.00.00'), addressIds: [], value: null },
  })
  // An erasure gives nobody new guesses.
  expect(await prisma.guessLimit.count({ where: { key: guesses } })).toBe(1)
  // The open dispute holds its own message and check-in, and nothing else.
  const disputed = await prisma.checkIn.findFirstOrThrow({ where: { personId } })
  expect(disputed).toMatchObject({ addressId, inboxId })
  expect(await finishErasures(db, new Date(at('18.30.00').getTime() + DAY))).toBe(0)
  await prisma.dispute.updateMany({
    where: { personId },
    data: { state: 'refused', decidedAt: at('20.00.00') },
  })
  expect(await finishErasures(db, new Date(at('18.30.00').getTime() + DAY))).toBe(1)
  expect(await prisma.checkIn.findFirstOrThrow({ where: { personId } })).toMatchObject({
    ...{ addressId: null, personId },
  })
  expect(await prisma.dispute.findFirstOrThrow({ where: { personId } })).toMatchObject({
    text: '',
    addressId: null,
  })
  expect((await told())['dispute/DS22/7']).toEqual(['', 'sent'])
  expect(await linked(addressId)).toBe(0)
  expect(await leftovers(siti.phone, siti.externalId)).toEqual([])
  expect(await leftovers(siti.name)).toEqual(['person'])
  await sealNew({ db, secret }, at('21.00.00'))
  const { findings, rows } = await verifyChains(db, secret)
  expect({ findings, sealed: rows > 2 }).toEqual({ findings: [], sealed: true })
})

it('does not leave the city without an admin', async () => {
  const joko = await talker('Joko Susilo', { unitId: health.id })
  await prisma.role.create({
    data: { personId: joko.personId, role: 'admin', unitId: city.id, from: at('06.00.00') },
  })
  expect(await eraseAt(joko, 4n)).toEqual({ kind: 'last_admin' })
  expect(await prisma.addressPerson.count({ where: { personId: joko.personId } })).toBe(1)
  // Of two at once one stays, in whichever order their messages were written.
  const dian = await talker('Dian Admin', { unitId: health.id })
  await prisma.role.create({
    data: { personId: dian.personId, role: 'admin', unitId: city.id, from: at('06.00.00') },
  })
  expect(await eraseAt(dian, 41n, '18.00.05')).toMatchObject({ kind: 'done' })
  expect(await eraseAt(joko, 42n, '18.00.03')).toEqual({ kind: 'last_admin' })
})

it('leaves whoever shares the phone no word of whoever is erased', async () => {
  const ratna = await talker('Ratna Berbagi', { unitId: health.id })
  const rahma = await person(prisma, health.id, 'Rahma')
  const { addressId } = ratna
  await prisma.addressPerson.create({ data: { addressId, personId: rahma, how: 'code', at: at('06.30.00') } })
  await eraseAt(ratna, 5n)
  expect(await leftovers('Halo Ratna Berbagi', 'saya Ratna Berbagi')).toEqual([])
  const copy = await copyOf(prisma, { addressId, personId: rahma }, at('19.00.00'))
  expect(JSON.stringify(copy, (_, value) => (typeof value === 'bigint' ? `${value}` : value))).not.toContain(
    'Ratna',
  )
})

it('waits for silence where a stranger goes on talking, and follows records that were joined', async () => {
  const dewi = await talker('Dewi Ramai', { unitId: health.id })
  const { addressId, personId } = dewi
  const joined = await person(prisma, health.id, 'Dewi R')
  await prisma.person.update({ where: { id: joined }, data: { status: 'merged', mergedInto: personId } })
  const session = await apel(prisma, [health], 'Apel Dewi')
  await prisma.dispute.create({
    data: {
      ...{ ref: 'DS33', sessionId: session.id, personId: joined, text: 'saya hadir', status: 'hadir' },
      ...{ at: at('09.00.00') },
    },
  })
  await eraseAt(dewi, 6n)
  const later = (days: number) => new Date(at('18.30.00').getTime() + days * DAY)
  const finish = async (now: Date) => {
    await finishErasures(db, now)
    return (await prisma.dataRequest.findFirstOrThrow({ where: { personId, kind: 'erase' } })).state
  }
  expect(await finish(later(1))).toBe('held')
  await prisma.dispute.updateMany({ where: { ref: 'DS33' }, data: { state: 'refused', decidedAt: later(1) } })
  await prisma.inbox.create({
    data: {
      ...{ channel: 'telegram', externalId: 'tamu', addressId, at: later(1), state: 'done' },
      payload: { text: 'halo' },
    },
  })
  expect(await finish(new Date(later(1).getTime() + 1_000))).toBe('held')
  // What was open is gone already; the chat waits.
  expect(await prisma.dispute.findUniqueOrThrow({ where: { ref: 'DS33' } })).toMatchObject({ text: '' })
  expect(await prisma.inbox.count({ where: { id: dewi.inboxId } })).toBe(0)
  expect(await prisma.address.count({ where: { id: addressId } })).toBe(1)
  expect(await finish(new Date(later(2).getTime() + 2_000))).toBe('done')
  expect(await leftovers(dewi.externalId)).toEqual([])
})
