import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { SendError } from '../../src/channels/channel.ts'
import { messageIdOf } from '../../src/channels/whatsapp/message-id.ts'
import type { Outgoing } from '../../src/message.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { type Heard, listener } from './contract.ts'
import { type WhatsAppHarness, whatsappHarness } from './whatsapp.harness.ts'

let database: TestDatabase
let harness: WhatsAppHarness
let heard: Heard
let receipts: [string, string][]
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  harness = await whatsappHarness(database.db)
  receipts = []
  heard = listener()
  heard.receipt = async (id, to, state) => {
    expect(to).toBeNull()
    receipts.push([id, state])
  }
  await harness.channel.start(heard)
  await soon(() => expect(harness.channel.status().state).toBe('open'))
})
afterEach(async () => {
  await harness.channel.stop()
  await harness.close()
})

const soon = <T>(check: () => T, timeout = 8_000) => vi.waitFor(check, { timeout, interval: 5 })
const send = (text: string, n = 7, part: Partial<Outgoing> = {}) =>
  harness.channel.send(harness.address(n), { text, ...part }, `key of ${text}`)
const failure = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: SendError) => error,
  )
const stanzas = (id: string) => harness.peer.log.filter((one) => one.id === id)

describe('sent', () => {
  test('means that WhatsApp has said so, and its id is the outbox’s own', async () => {
    const { externalId } = await send('Selamat pagi')
    expect(externalId).toBe(messageIdOf('key of Selamat pagi'))
    expect(externalId).toMatch(/^3EB0[0-9A-F]{18}$/)
    expect(stanzas(externalId)).toHaveLength(1)
    await soon(() => expect(receipts).toContainEqual([externalId, 'delivered']))
    harness.person(7).phone.receipt(harness.bot, [externalId], 'read')
    await soon(() => expect(receipts).toContainEqual([externalId, 'read']))
  })

  test('a message that WhatsApp swallowed is in doubt, and shown once when it is sent again', async () => {
    harness.peer.faults.add({ kind: 'swallowed', times: 1 })
    expect(await failure(send('halo'))).toMatchObject({ kind: 'uncertain' })
    expect(harness.heard(7)).toEqual([])
    await send('halo')
    expect(harness.heard(7)).toEqual(['halo'])
  })

  test('a message whose ack was lost is in doubt, and still shown once', async () => {
    harness.peer.faults.add({ kind: 'ackLost', times: 1 })
    expect(await failure(send('halo'))).toMatchObject({ kind: 'uncertain' })
    await send('halo')
    await soon(() => expect(harness.person(7).phone.repeats).toBe(1))
    expect(harness.heard(7)).toEqual(['halo'])
  })

  test.each(['killBefore', 'killAfter'] as const)(
    'a connection that is cut in the middle (%s)',
    async (kind) => {
      await send('pembuka')
      harness.peer.faults.add({ kind, times: 1 })
      // As the outbox does it: again, until WhatsApp has it.
      for (let failed = await failure(send('halo')); failed; failed = await failure(send('halo'))) {
        expect(['uncertain', 'unreachable']).toContain(failed.kind)
        await new Promise((next) => setTimeout(next, 20))
      }
      expect(harness.heard(7).filter((one) => one === 'halo')).toHaveLength(1)
      expect(new Set(harness.peer.log.map((one) => one.id)).size).toBe(2)
    },
  )

  test('silence in the middle of a send ends it', async () => {
    await send('pembuka')
    harness.peer.faults.add({ kind: 'mute' })
    expect(await failure(send('halo'))).toMatchObject({ kind: 'uncertain' })
  })

  test('without a connection nothing is claimed to be under way', async () => {
    harness.peer.faults.add({ kind: 'loginRefused', code: 503 })
    harness.peer.faults.add({ kind: 'kill' })
    await soon(() => expect(harness.channel.status().state).toBe('connecting'))
    const failed = await failure(send('halo'))
    expect(failed).toBeInstanceOf(SendError)
    expect(failed?.kind).toBe('unreachable')
  })
})

describe('a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'guyub-berkas-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const kept = (name: string, bytes: Buffer) => {
    const path = join(folder, name)
    writeFileSync(path, bytes)
    return pathToFileURL(path).href
  }

  test('is brought to WhatsApp and read by the phone, with its words', async () => {
    const bytes = Buffer.from('%PDF-1.4 rekap')
    const ref = kept('rekap.pdf', bytes)
    const attachment = { kind: 'document', ref, name: 'rekap.pdf', mime: 'application/pdf' } as const
    await send('Rekap apel', 7, { attachment })
    const { phone } = harness.person(7)
    await soon(() => expect(phone.inbox).toHaveLength(1))
    const [received] = phone.inbox
    expect(received?.message.documentMessage ?? received?.message.documentWithCaptionMessage).toBeTruthy()
    expect(await phone.fileOf(received as NonNullable<typeof received>)).toEqual(bytes)
  })

  test('that is not there is refused, and nothing else is in doubt', async () => {
    const attachment = { kind: 'document', ref: pathToFileURL(join(folder, 'tidak-ada.pdf')).href } as const
    const failed = await failure(send('Rekap apel', 7, { attachment }))
    expect(failed?.kind).toBe('rejected')
    await send('berikutnya')
    expect(harness.heard(7)).toEqual(['berikutnya'])
  })
})

describe('a phone that cannot read', () => {
  test('gets the same message again, from the outbox, also when it asks under its LID', async () => {
    const sent = vi.fn(async () => ({ text: 'dari kotak keluar' }))
    await harness.channel.stop()
    harness.channel = harness.make({ sent })
    await harness.channel.start(heard)
    await soon(() => expect(harness.channel.status().state).toBe('open'))
    const { phone } = harness.person(7)
    await phone.sendText(harness.bot, 'halo')
    await soon(() => expect(heard.received).toHaveLength(1))
    phone.failDecrypts = 1
    phone.receiptsBy = 'lid'
    const pn = { channel: 'whatsapp' as const, id: phone.pn }
    const { externalId } = await harness.channel.send(pn, { text: 'dari kotak keluar' }, 'k')
    await soon(() => expect(harness.heard(7)).toEqual(['dari kotak keluar']))
    expect(phone.inbox[0]?.id).toBe(externalId)
  })

  test('with new keys reads the next message all the same', async () => {
    await send('satu')
    harness.person(7).phone.reinstall()
    await send('dua')
    await soon(() => expect(harness.heard(7)).toContain('dua'))
  })
})

describe('who is written to', () => {
  test('a number that is not on WhatsApp is refused before anything is sent', async () => {
    const nobody = { channel: 'whatsapp' as const, id: '6280000000000@s.whatsapp.net' }
    const failed = await failure(harness.channel.send(nobody, { text: 'halo' }, 'k'))
    expect(failed).toMatchObject({ kind: 'rejected' })
    expect(harness.peer.log).toEqual([])
  })

  test('a number that lets nobody new in (463) is not tried again by itself', async () => {
    harness.peer.faults.add({ kind: 'refused', code: 463 })
    const failed = await failure(send('halo'))
    expect(failed?.kind).toBe('rejected')
    expect(failed?.message).toContain('463')
    expect(harness.heard(7)).toEqual([])
  })
})

describe('how it looks', () => {
  const TABLE: [string, Outgoing, string][] = [
    ['marks are WhatsApp’s own', { text: '*Hadir* pukul _07.13_' }, '*Hadir* pukul _07.13_'],
    [
      'choices are a numbered list, counted as the conversation counts',
      {
        text: 'Benar?',
        choices: [
          { id: 'a', label: 'Ya', number: 3 },
          { id: 'b', label: 'Tidak', number: 4 },
        ],
      },
      'Benar?\n\n*3.* Ya\n*4.* Tidak\n_Balas dengan angka._',
    ],
    [
      'what no conversation remembers is answered by its words',
      {
        text: 'Izin?',
        choices: [
          { id: '=setujui 7KQ2', label: 'Setujui' },
          { id: '=menu', label: 'Menu' },
        ],
      },
      'Izin?\n\n▸ Setujui: *setujui 7KQ2*\n▸ *Menu*\n_Balas dengan kata._',
    ],
    ['a position is asked for in words', { text: 'Di mana?', ask: 'place' }, 'Di mana?\n\nKirim lokasi.'],
    ['what somebody typed stays as it was', { text: 'Nama: \uE02ABudi\uE02A' }, 'Nama: ∗Budi∗'],
    [
      'and is left alone where it is no mark',
      { text: '*Kode*: kode\uE05Fapel 2\uE02A3' },
      '*Kode*: kode_apel 2*3',
    ],
  ]
  test.each(TABLE)('%s', async (_, part, seen) => {
    await harness.channel.send(harness.address(7), part, 'k')
    expect(harness.heard(7)).toEqual([seen])
  })

  test('the number is asked for by WhatsApp’s own button', async () => {
    await send('Nomor HP Anda?', 7, { ask: 'phone' })
    await soon(() => expect(harness.person(7).phone.inbox).toHaveLength(2))
    expect(harness.person(7).phone.inbox[1]?.message.requestPhoneNumberMessage).toBeTruthy()
  })
})
