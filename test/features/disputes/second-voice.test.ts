import { afterAll, describe, expect, it } from 'vitest'
import { waitingOf } from '../../../src/features/attendance/recap-open.ts'
import { redecide } from '../../../src/features/attendance/redecide.ts'
import { settleSessions } from '../../../src/features/attendance/settle.ts'
import { statusIn } from '../../../src/features/attendance/statuses-of.ts'
import type { Actor } from '../../../src/features/attendance/voices.ts'
import { askAboutWaiting } from '../../../src/features/check-in/ask-waiting.ts'
import { decideWaiting } from '../../../src/features/check-in/decide-waiting.ts'
import { recordAll } from '../../../src/features/check-in/record.ts'
import { decideAnnul, proposeAnnul } from '../../../src/features/disputes/annul.ts'
import { decideDispute } from '../../../src/features/disputes/decide-dispute.ts'
import { dispute, judgesOf } from '../../../src/features/disputes/dispute.ts'
import { loadCity } from '../../../src/lib/city.ts'
import { transaction } from '../../../src/lib/db.ts'
import { loadLocales } from '../../../src/lib/i18n.ts'
import { testDatabase } from '../../support/database.ts'
import { address, apel, at, person, smallCity } from '../attendance/setting.ts'

const { db, close } = await testDatabase()
afterAll(close)
const { prisma } = db
const { city, health, traffic } = await smallCity(prisma)
const calendar = loadCity('pangkalpinang')
const voice = { db, translator: loadLocales(calendar).translator }
let inboxId = 0n

async function holder(
  name: string,
  unit: { id: number },
  role: 'koordinator' | 'admin' = 'koordinator',
): Promise<Actor> {
  const id = await person(prisma, unit.id, name)
  await prisma.role.create({ data: { personId: id, role, unitId: unit.id, from: at('00.00.00') } })
  await prisma.addressPerson.create({
    data: { addressId: await address(prisma), personId: id, how: 'code', at: at('06.00.00') },
  })
  const { path } = await prisma.unit.findUniqueOrThrow({ where: { id: unit.id } })
  return { id, unitPath: path, roles: [{ role, unitPath: path }], phone: [id] }
}

async function checkIn(
  sessionId: number,
  personId: number,
  verdict: 'accepted' | 'waits' = 'accepted',
  clock = '07.13.00',
): Promise<void> {
  await recordAll(prisma, [
    {
      ...{ sessionId, personId, addressId: await address(prisma), inboxId: ++inboxId, proof: 'code' },
      ...{
        messageAt: at(clock),
        codeAt: at(clock),
        countsAt: at(clock),
        codeUnitId: null,
        verdict,
        flags: [],
      },
      ...{ status: verdict === 'accepted' ? 'hadir' : null, decidedAt: at(clock) },
    },
  ])
}
const status = async (sessionId: number, personId: number) =>
  (await statusIn(prisma, sessionId, personId))?.status ?? null

const [ratna, joko] = [await holder('Ratna', health), await holder('Joko', health)]
const elsewhere = await holder('Yanti', traffic)
const above = await holder('Hendra', city, 'admin')

describe('an annulment', () => {
  const propose = async (session: { id: number }, personId: number, by = ratna) =>
    proposeAnnul(
      prisma,
      { sessionId: session.id, personId, why: 'titip absen', inboxId: ++inboxId },
      by,
      at('09.00.00'),
    )

  it('takes two people, once: of two at the same time one wins, the other hears that it is done', async () => {
    const session = await apel(prisma, [health])
    const siti = await person(prisma, health.id, 'Siti')
    await checkIn(session.id, siti)
    const proposed = await propose(session, siti)
    if (proposed.kind !== 'proposed') throw new Error(proposed.kind)
    expect(proposed.deciders.map((one) => one.personId)).toEqual([joko.id])
    expect(await status(session.id, siti)).toBe('hadir')
    expect(await propose(session, siti)).toEqual({ kind: 'open', ref: proposed.ref })
    const decide = (actor: Actor, approve: boolean) =>
      transaction(db, (tx) => decideAnnul(tx, proposed.ref, approve, actor, at('09.05.00')))
    expect(await decide(ratna, true)).toEqual({ kind: 'own' })
    expect(await decide({ ...joko, phone: [joko.id, ratna.id] }, true)).toEqual({ kind: 'own' })
    expect(await decide({ ...joko, phone: [joko.id, siti] }, true)).toEqual({ kind: 'own' })
    expect(await decide(elsewhere, true)).toEqual({ kind: 'not_yours' })
    // A term that has ended is no role any more.
    expect(await decide({ ...joko, roles: [] }, true)).toEqual({ kind: 'not_yours' })
    const both = await Promise.all([decide(joko, true), decide(above, false)])
    expect(both.map((one) => one?.kind).sort()).toEqual([
      'already',
      expect.stringMatching(/approved|refused/),
    ])
    const won = both.find((one) => one?.kind !== 'already')?.kind
    expect(await status(session.id, siti)).toBe(won === 'approved' ? 'tanpa_keterangan' : 'hadir')
    expect(await decideAnnul(prisma, 'ZZZZ', true, joko, at('09.05.00'))).toBeNull()
  })

  it('is of somebody who is recorded as present, of the own people, and not without a second person', async () => {
    const session = await apel(prisma, [health, traffic])
    const siti = await person(prisma, health.id, 'Siti')
    expect(await propose(session, siti)).toEqual({ kind: 'not_present' })
    await checkIn(session.id, siti)
    expect(await propose(session, siti, elsewhere)).toEqual({ kind: 'not_yours' })
    expect(await propose(session, siti, { ...ratna, roles: [] })).toEqual({ kind: 'not_yours' })
    await checkIn(session.id, ratna.id)
    expect(await propose(session, ratna.id)).toEqual({ kind: 'own' })
    const alone = await person(prisma, traffic.id, 'Ani')
    await checkIn(session.id, alone)
    // The only coordinator there asks the next level, and the admin nobody but the coordinator.
    expect(await propose(session, alone, elsewhere)).toMatchObject({ deciders: [{ personId: above.id }] })
  })

  it('stands above a check-in that comes late', async () => {
    const session = await apel(prisma, [health])
    const siti = await person(prisma, health.id, 'Siti')
    await checkIn(session.id, siti, 'accepted', '07.20.00')
    const proposed = await propose(session, siti)
    if (proposed.kind !== 'proposed') throw new Error(proposed.kind)
    await decideAnnul(prisma, proposed.ref, true, joko, at('09.05.00'))
    await checkIn(session.id, siti, 'accepted', '07.10.00')
    await redecide(prisma, [{ sessionId: session.id, personId: siti }], { at: at('10.00.00'), actorId: null })
    expect(await status(session.id, siti)).toBe('tanpa_keterangan')
  })
})

describe('a dispute', () => {
  const say = (session: { id: number }, personId: number, addressId: number, moment = at('17.30.00')) =>
    dispute(
      prisma,
      { sessionId: session.id, personId, addressId, text: 'saya hadir', inboxId: ++inboxId },
      calendar,
      moment,
    )

  it('goes to somebody else than whoever made the word; they themselves only when nobody else is there', async () => {
    const session = await apel(prisma, [health])
    const siti = await person(prisma, health.id, 'Siti')
    const phone = await address(prisma)
    await checkIn(session.id, siti)
    const wish = { sessionId: session.id, personId: siti, why: 'titip absen', inboxId: ++inboxId }
    const proposed = await proposeAnnul(prisma, wish, ratna, at('09.00.00'))
    if (proposed.kind !== 'proposed') throw new Error(proposed.kind)
    await decideAnnul(prisma, proposed.ref, true, joko, at('09.05.00'))
    const sent = await say(session, siti, phone)
    if (sent.kind !== 'sent') throw new Error(sent.kind)
    expect(sent.deciders.map((one) => one.personId)).toEqual([above.id])
    const accept = { accept: 'hadir' as const, reason: null }
    const decide = (actor: Actor) => decideDispute(prisma, sent.ref, accept, actor, at('18.00.00'))
    expect(await decide(joko)).toEqual({ kind: 'maker' })
    expect(await decide(elsewhere)).toEqual({ kind: 'not_yours' })
    expect(await decide({ ...above, phone: [above.id, siti] })).toEqual({ kind: 'own' })
    expect(await decide(above)).toMatchObject({ kind: 'accepted', now: 'hadir' })
    expect(await decide(ratna)).toEqual({ kind: 'already', by: above.id })
    expect(await status(session.id, siti)).toBe('hadir')
    expect(await prisma.ruling.findFirst({ where: { kind: 'dispute' } })).toMatchObject({
      ...{ proposedBy: siti, confirmedBy: above.id, second: true },
    })
    const line = await statusIn(prisma, session.id, siti)
    if (!line) throw new Error('no status')
    await prisma.role.deleteMany({ where: { personId: { in: [joko.id, ratna.id] } } })
    // The admin has made the word that stands now, and nobody else is left.
    expect((await judgesOf(prisma, line, at('18.00.00'))).map((one) => one.personId)).toEqual([above.id])
    for (const { id } of [joko, ratna])
      await prisma.role.create({
        data: { personId: id, role: 'koordinator', unitId: health.id, from: at('00.00.00') },
      })
  })

  it('is one at a time, of a status that is there, within its three working days', async () => {
    const session = await apel(prisma, [health], 'Apel Sore')
    const siti = await person(prisma, health.id, 'Siti')
    const phone = await address(prisma)
    expect(await say(session, siti, phone)).toEqual({ kind: 'none' })
    await settleSessions(db, at('17.00.00'))
    expect(await status(session.id, siti)).toBe('tanpa_keterangan')
    expect(await say(session, siti, phone, new Date('2026-11-27T00:00:01+07:00'))).toMatchObject({
      kind: 'late',
    })
    const sent = await say(session, siti, phone, new Date('2026-11-26T23:59:00+07:00'))
    if (sent.kind !== 'sent') throw new Error(sent.kind)
    expect(await say(session, siti, phone)).toEqual({ kind: 'open', ref: sent.ref })
    const refusal = { accept: null, reason: 'tidak ada saksi' }
    expect(await decideDispute(prisma, sent.ref, refusal, joko, at('18.00.00'))).toMatchObject({
      ...{ kind: 'refused', now: 'tanpa_keterangan', reason: 'tidak ada saksi' },
    })
    expect(await say(session, siti, phone)).toEqual({ kind: 'decided', state: 'refused' })
  })
})

describe('a check-in that waits', () => {
  it('makes nobody absent without notice; the word decides, once, and late too', async () => {
    const session = await apel(prisma, [health], 'Apel Akbar')
    const [yes, no, other] = [
      await person(prisma, health.id, 'Ani'),
      await person(prisma, health.id, 'Budi'),
      await person(prisma, health.id, 'Cici'),
    ]
    for (const one of [yes, no, other]) await checkIn(session.id, one, 'waits', '07.40.00')
    expect(await askAboutWaiting(voice, at('07.41.00'))).toBe(2)
    expect(await askAboutWaiting(voice, at('07.42.00'))).toBe(0)
    const { ref } = await prisma.checkInAsk.findFirstOrThrow({ where: { sessionId: session.id } })
    await settleSessions(db, at('17.00.00'))
    expect(await status(session.id, yes)).toBe('belum_dipastikan')
    const decide = (approve: boolean, numbers: number[], actor = ratna) =>
      decideWaiting(prisma, ref, { approve, numbers, inboxId: ++inboxId }, actor, at('17.30.00'))
    expect(await decide(true, [1], elsewhere)).toEqual({ kind: 'not_yours' })
    expect(await decide(true, [1], { ...ratna, phone: [ratna.id, yes] })).toEqual({ kind: 'own' })
    expect(await decide(true, [4])).toEqual({ kind: 'no_such_number' })
    expect(await decide(false, [2])).toMatchObject({ kind: 'done', people: [{ personId: no }] })
    expect(await status(session.id, no)).toBe('tanpa_keterangan')
    expect(await decide(true, [2])).toEqual({ kind: 'already' })
    expect(await decide(true, [])).toMatchObject({
      people: [
        { personId: yes, status: 'terlambat' },
        { personId: other, status: 'terlambat' },
      ],
    })
    expect(await status(session.id, yes)).toBe('terlambat')
    expect(
      await decideWaiting(prisma, 'ZZZZ', { approve: true, numbers: [], inboxId: 0n }, ratna, at('17.30.00')),
    ).toBeNull()
  })

  it('takes from nobody the question about their unit, and asks somebody else about themselves', async () => {
    const session = await apel(prisma, [traffic], 'Apel Terminal')
    const crowd = await Promise.all(['Dodi', 'Eka', 'Feri'].map((name) => person(prisma, traffic.id, name)))
    const beside = await person(prisma, traffic.id, 'Gita')
    const phone = await prisma.addressPerson.findFirstOrThrow({ where: { personId: elsewhere.id } })
    const { addressId } = phone
    await prisma.addressPerson.create({
      data: { addressId, personId: beside, how: 'code', at: at('06.00.00') },
    })
    for (const one of [...crowd, beside, elsewhere.id]) await checkIn(session.id, one, 'waits', '07.10.00')
    expect(await askAboutWaiting(voice, at('07.41.00'))).toBe(3)
    const asks = await prisma.checkInAsk.findMany({ where: { sessionId: session.id } })
    const heard = await Promise.all(
      asks.map(async ({ ref, checkInIds }) => {
        const lines = await prisma.checkIn.findMany({ where: { id: { in: checkInIds } } })
        const rows = await prisma.outbox.findMany({ where: { key: { startsWith: `waits/${ref}/` } } })
        return [lines.map((one) => one.personId).sort(), [...new Set(rows.map((one) => one.addressId))]]
      }),
    )
    const { addressId: up } = await prisma.addressPerson.findFirstOrThrow({ where: { personId: above.id } })
    const sorted = (all: unknown[]) => all.map((one) => JSON.stringify(one)).sort()
    expect(sorted(heard)).toEqual(
      sorted([
        [crowd.sort(), [addressId]],
        [[beside], [up]],
        [[elsewhere.id], [up]],
      ]),
    )
  })

  it('is over with one word, whatever else the person sends', async () => {
    const session = await apel(prisma, [health], 'Apel Ulang')
    const siti = await person(prisma, health.id, 'Siti')
    await checkIn(session.id, siti, 'waits', '07.10.00')
    await askAboutWaiting(voice, at('07.41.00'))
    const { ref } = await prisma.checkInAsk.findFirstOrThrow({ where: { sessionId: session.id } })
    const wish = { approve: false, numbers: [], inboxId: ++inboxId }
    expect(await decideWaiting(prisma, ref, wish, ratna, at('07.42.00'))).toMatchObject({ kind: 'done' })
    await checkIn(session.id, siti, 'waits', '07.45.00')
    expect(await askAboutWaiting(voice, at('07.46.00'))).toBe(0)
    expect(await waitingOf(prisma, session.id, ['/'])).toEqual([])
    await settleSessions(db, at('17.00.00'))
    expect(await status(session.id, siti)).toBe('tanpa_keterangan')
  })
})
