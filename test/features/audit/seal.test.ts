import { tmpdir } from 'node:os'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { settleSessions } from '../../../src/features/attendance/settle.ts'
import { linkOf, pack, unpack } from '../../../src/features/audit/entries.ts'
import { headOf } from '../../../src/features/audit/head.ts'
import { sealNew } from '../../../src/features/audit/seal.ts'
import { verifyChains } from '../../../src/features/audit/verify.ts'
import { recordAll } from '../../../src/features/check-in/record.ts'
import { decideAnnul, proposeAnnul } from '../../../src/features/disputes/annul.ts'
import { decideDispute } from '../../../src/features/disputes/decide-dispute.ts'
import { dispute } from '../../../src/features/disputes/dispute.ts'
import { openSecret } from '../../../src/lib/secret.ts'
import { testDatabase } from '../../support/database.ts'
import { address, apel, at, person, smallCity } from '../attendance/setting.ts'

const { db, close } = await testDatabase()
afterAll(close)
const { prisma } = db
const { city, health } = await smallCity(prisma)
const SECRET = 'rahasia-untuk-rantai-catatan-yang-cukup-panjang'
const secret = openSecret(SECRET, tmpdir())
const day = { zone: 'Asia/Jakarta', holidays: [] }
let inboxId = 0n

/** A role held on a phone of one's own. */
async function coordinator(name: string) {
  const id = await person(prisma, health.id, name)
  await prisma.role.create({
    data: { personId: id, role: 'koordinator', unitId: health.id, from: at('00.00.00') },
  })
  await prisma.addressPerson.create({
    data: { addressId: await address(prisma), personId: id, how: 'code', at: at('06.00.00') },
  })
  const unit = await prisma.unit.findUniqueOrThrow({ where: { id: health.id } })
  return { id, unitPath: unit.path, roles: [{ role: 'koordinator', unitPath: unit.path }], phone: [id] }
}

/** An apel with a check-in, an annulment by two, a dispute that was accepted, all settled. */
async function morning(title: string) {
  const session = await apel(prisma, [health], title)
  const [ratna, joko, siti] = [
    await coordinator('Ratna'),
    await coordinator('Joko'),
    await person(prisma, health.id, 'Siti'),
  ]
  const phone = await address(prisma)
  await recordAll(prisma, [
    {
      ...{ sessionId: session.id, personId: siti, addressId: phone, inboxId: ++inboxId, proof: 'code' },
      ...{ messageAt: at('07.13.00'), codeAt: at('07.13.00'), countsAt: at('07.13.00'), codeUnitId: null },
      ...{ verdict: 'accepted', flags: [], status: 'hadir', decidedAt: at('07.13.00') },
    },
  ])
  const wish = { sessionId: session.id, personId: siti, why: 'titip absen', inboxId: ++inboxId }
  const proposed = await proposeAnnul(prisma, wish, ratna, at('09.00.00'))
  if (proposed.kind !== 'proposed') throw new Error(proposed.kind)
  await decideAnnul(prisma, proposed.ref, true, joko, at('09.10.00'))
  await settleSessions(db, at('17.00.00'))
  const said = {
    sessionId: session.id,
    personId: siti,
    addressId: phone,
    text: 'saya hadir',
    inboxId: ++inboxId,
  }
  const sent = await dispute(prisma, said, day, at('17.30.00'))
  if (sent.kind !== 'sent') throw new Error(sent.kind)
  const third = await coordinator('Ani')
  const verdict = { accept: 'hadir' as const, reason: 'ada saksi' }
  expect(await decideDispute(prisma, sent.ref, verdict, third, at('17.40.00'))).toMatchObject({
    kind: 'accepted',
  })
  return { session, siti }
}

/** Behind the program's back. */
async function tamper(table: string, sql: string): Promise<void> {
  await prisma.$executeRawUnsafe(`ALTER TABLE ${table} DISABLE TRIGGER USER`)
  expect(await prisma.$executeRawUnsafe(sql)).toBe(1)
  await prisma.$executeRawUnsafe(`ALTER TABLE ${table} ENABLE TRIGGER USER`)
}

beforeEach(async () => {
  await prisma.$executeRawUnsafe(
    'TRUNCATE seal, check_in, ruling, dispute, audit, attendance, session CASCADE',
  )
})
const seal = (clock = '18.00.00') => sealNew({ db, secret }, at(clock))
const verify = () => verifyChains(db, secret)

describe('the chain of a session', () => {
  it('covers everything that was said, goes on, and is whole', async () => {
    const { session } = await morning('Apel')
    expect(await headOf(prisma, session.id)).toBeNull()
    expect(await seal()).toBe(1)
    const first = await headOf(prisma, session.id)
    expect(first).toMatch(/^[\da-f]{4} [\da-f]{4} [\da-f]{4}$/)
    expect(await seal()).toBe(0)
    const { rows } = await prisma.seal.findFirstOrThrow()
    const audits = await prisma.audit.count({ where: { sessionId: session.id } })
    // One check-in, two rulings with their second voices, a dispute with its answer, and the audit.
    expect(rows).toBe(1 + 2 * 2 + 2 + audits)
    await prisma.audit.create({
      data: { at: at('19.00.00'), action: 'attendance.change', subject: 'person/1', sessionId: session.id },
    })
    expect(await seal('19.10.00')).toBe(1)
    expect(await headOf(prisma, session.id)).not.toBe(first)
    expect(await verify()).toEqual({ sessions: 1, seals: 2, rows: rows + 1, erased: 0, findings: [] })
  })

  it('takes up a row that was written under a smaller number, later', async () => {
    const { session } = await morning('Apel')
    await seal()
    const [{ id }] = (await prisma.$queryRaw<{ id: bigint }[]>`SELECT min(id) - 1 AS id FROM audit`) as [
      { id: bigint },
    ]
    await prisma.audit.create({
      data: { id, at: at('07.00.00'), action: 'late', subject: 'person/1', sessionId: session.id },
    })
    expect(await seal('18.10.00')).toBe(1)
    expect((await verify()).findings).toEqual([])
  })

  it('names a check-in that was changed', async () => {
    const { session } = await morning('Apel')
    await seal()
    const { id } = await prisma.checkIn.findFirstOrThrow()
    await tamper('check_in', `UPDATE check_in SET counts_at = counts_at - interval '1 hour' WHERE id = ${id}`)
    expect((await verify()).findings).toMatchObject([
      { kind: 'row_changed', sessionId: session.id, title: 'Apel', seq: 1, row: { kind: 'check_in', id } },
    ])
  })

  it('names whose check-in it was said to be', async () => {
    await morning('Apel')
    await seal()
    const other = await person(prisma, health.id)
    const { id } = await prisma.checkIn.findFirstOrThrow()
    await tamper('check_in', `UPDATE check_in SET person_id = ${other} WHERE id = ${id}`)
    expect((await verify()).findings).toMatchObject([{ kind: 'row_changed', row: { kind: 'check_in', id } }])
  })

  it('names an audit row that is gone', async () => {
    await morning('Apel')
    await seal()
    const { id } = await prisma.audit.findFirstOrThrow({ where: { action: 'annul.confirm' } })
    await tamper('audit', `DELETE FROM audit WHERE id = ${id}`)
    expect((await verify()).findings).toMatchObject([{ kind: 'row_missing', row: { kind: 'audit', id } }])
  })

  it('names a reason, a second voice and an answer that were changed', async () => {
    await morning('Apel')
    await seal()
    const annul = await prisma.ruling.findFirstOrThrow({ where: { kind: 'annul' } })
    const said = await prisma.dispute.findFirstOrThrow()
    await tamper('ruling', `UPDATE ruling SET why = 'sakit' WHERE id = ${annul.id}`)
    await tamper('ruling', `UPDATE ruling SET confirmed_by = 999 WHERE id = ${annul.id}`)
    await tamper('dispute', `UPDATE dispute SET reason = 'lain' WHERE id = ${said.id}`)
    const found = (await verify()).findings.map(({ kind, row }) => `${kind} ${row?.kind}`)
    expect(found.sort()).toEqual(['row_changed dispute_end', 'row_changed ruling', 'row_changed ruling_end'])
  })

  it('names the next seal when one was made anew with a row less', async () => {
    const { session } = await morning('Apel')
    await seal()
    const first = await prisma.seal.findFirstOrThrow()
    await prisma.audit.create({
      data: { at: at('19.00.00'), action: 'attendance.change', subject: 'person/1', sessionId: session.id },
    })
    await seal('19.10.00')
    const entries = new Uint8Array(pack((unpack(first.entries) ?? []).slice(1)))
    const forged = { ...first, entries, rows: first.rows - 1 }
    const { rows } = forged
    await prisma.seal.update({ where: { id: first.id }, data: { entries, rows, digest: linkOf('', forged) } })
    expect((await verify()).findings).toMatchObject([{ kind: 'seal_changed', seq: 2 }])
  })

  it('names a seal that was changed, and one that is gone', async () => {
    const { session } = await morning('Apel')
    await seal()
    await prisma.audit.create({
      data: { at: at('19.00.00'), action: 'attendance.change', subject: 'person/1', sessionId: session.id },
    })
    await seal('19.10.00')
    await prisma.$executeRaw`UPDATE seal SET digest = encode(sha256('palsu'), 'hex') WHERE seq = 1`
    // The first does not say what it holds any more, and the second does not continue it.
    expect((await verify()).findings).toMatchObject([
      { kind: 'seal_changed', seq: 1 },
      { kind: 'seal_changed', seq: 2 },
    ])
    await prisma.$executeRaw`DELETE FROM seal WHERE seq = 1`
    expect((await verify()).findings).toMatchObject([{ kind: 'seal_missing', seq: 1 }])
  })

  it('still holds when somebody was erased, and says so', async () => {
    const { siti } = await morning('Apel')
    await seal()
    await prisma.$transaction(async (tx) => {
      await tx.$executeRaw`SET LOCAL guyub.erase = 'on'`
      await tx.$executeRaw`UPDATE check_in SET person_id = NULL, address_id = NULL, inbox_id = NULL WHERE person_id = ${siti}`
      await tx.$executeRaw`UPDATE audit SET why = NULL WHERE why IS NOT NULL`
      await tx.$executeRaw`UPDATE ruling SET why = NULL`
      await tx.$executeRaw`UPDATE dispute SET text = '', reason = NULL`
    })
    const { findings, erased } = await verify()
    expect(findings).toEqual([])
    expect(erased).toBeGreaterThan(4)
  })

  it('is checked with the secret it was made with, after a rotation, and cannot be without it', async () => {
    await morning('Apel')
    await seal()
    const fresh = 'rahasia-baru-untuk-rantai-catatan-yang-panjang'
    expect((await verifyChains(db, openSecret(`${fresh} ${SECRET}`, tmpdir()))).findings).toEqual([])
    expect((await verifyChains(db, openSecret(fresh, tmpdir()))).findings).toMatchObject([{ kind: 'no_key' }])
  })

  it('goes through many sessions, each with its own chain', async () => {
    await morning('Apel')
    await morning('Senam')
    await apel(prisma, [city], 'Apel Akbar')
    expect(await seal()).toBe(2)
    expect(await verify()).toMatchObject({ sessions: 2, seals: 2, findings: [] })
  })
})
