import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { acquire } from '../../src/lib/lease.ts'
import type { Incoming } from '../../src/message.ts'
import { node } from '../peers/whatsapp/nodes.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { type Heard, listener } from './contract.ts'
import { type WhatsAppHarness, whatsappHarness } from './whatsapp.harness.ts'

let database: TestDatabase
let harness: WhatsAppHarness
let heard: Heard
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  harness = await whatsappHarness(database.db)
  heard = listener()
})
afterEach(async () => {
  await harness.channel.stop()
  await harness.close()
})

const soon = <T>(check: () => T, timeout = 8_000) => vi.waitFor(check, { timeout, interval: 5 })
const texts = () => heard.received.map((one) => one.text)
const open = async () => {
  await harness.channel.start(heard)
  await soon(() => expect(harness.channel.status().state).toBe('open'))
}
const phone = (n = 7) => harness.person(n).phone
const only = async (count = 1): Promise<Incoming> => {
  await soon(() => expect(heard.received).toHaveLength(count))
  return heard.received[count - 1] as Incoming
}

describe('who writes', () => {
  test('is known by LID, with the number that WhatsApp vouches for and the other name', async () => {
    await open()
    await phone().sendText(harness.bot, 'halo')
    const { pn, lid } = phone()
    expect(await only()).toMatchObject({
      from: { channel: 'whatsapp', id: lid },
      aliases: [{ channel: 'whatsapp', id: pn }],
      phone: `+${harness.person(7).pn}`,
    })
  })

  test('is the same person when an older phone names its number first', async () => {
    await open()
    await phone().sendText(harness.bot, 'halo', { addressing: 'pn' })
    expect(await only()).toMatchObject({ from: { id: phone().lid }, phone: `+${harness.person(7).pn}` })
  })

  test('may hide the number', async () => {
    await open()
    phone().tellsOther = false
    await phone().sendText(harness.bot, 'halo')
    const said = await only()
    expect(said.from.id).toBe(phone().lid)
    expect(said).not.toHaveProperty('phone')
    expect(said.aliases).toEqual([])
  })
})

describe('when it was said', () => {
  test('is what the stanza says, whatever a receipt before it in the same flush says (Baileys #2726)', async () => {
    await open()
    const at = new Date('2026-11-23T00:13:05Z')
    await harness.channel.stop()
    const id = await phone().sendText(harness.bot, 'KAPAL 27', { at })
    phone().receipt(harness.bot, [id], 'read', { at: new Date('2026-11-23T02:00:00Z'), first: true })
    await harness.restart()
    await open()
    await soon(() => expect(texts()).toEqual(['KAPAL 27']))
    expect(heard.received[0]?.at).toEqual(at)
  })

  test('what waited for us comes in its order, each once, before it says that everything has come', async () => {
    const sent = Array.from({ length: 30 }, (_, n) => `pesan ${n}`)
    for (const [n, one] of sent.entries()) await phone(n % 3).sendText(harness.bot, one)
    await open()
    await soon(() => expect(heard.received).toHaveLength(30))
    for (const n of [0, 1, 2]) {
      const mine = texts().filter((one) => Number(one.split(' ')[1]) % 3 === n)
      expect(mine).toEqual(sent.filter((_, index) => index % 3 === n))
    }
    await soon(() => expect(harness.channel.status().drainedThrough).toBeDefined())
    await soon(() => expect(harness.kept()).toBe(0))
  })
})

describe('who is answered while they go on writing', () => {
  test('is understood and understands, however slowly their keys are written', async () => {
    const { prisma } = database.db
    await prisma.$executeRaw`
      CREATE OR REPLACE FUNCTION slow_keys() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.04); RETURN NEW; END $$`
    await prisma.$executeRaw`
      CREATE TRIGGER slow_keys BEFORE INSERT OR UPDATE ON whatsapp_key FOR EACH ROW EXECUTE FUNCTION slow_keys()`
    try {
      const undecrypted = vi.fn()
      harness.peer.on('undecrypted', undecrypted)
      await open()
      const answers: Promise<unknown>[] = []
      const answered = new Set<string>()
      const answer = setInterval(() => {
        for (const { from, text } of heard.received) {
          if (answered.has(text)) continue
          answered.add(text)
          // One that waits longer than this channel's short patience is sent all the same.
          answers.push(harness.channel.send(from, { text: `balasan ${text}` }, `k/${text}`).catch(() => null))
        }
      }, 3)
      const sent = Array.from({ length: 24 }, (_, n) => `pesan ${n}`)
      for (const one of sent) {
        await phone().sendText(harness.bot, one)
        await new Promise((resolve) => setTimeout(resolve, 30))
      }
      await soon(() => expect(texts()).toEqual(sent), 40_000)
      await soon(() => expect(answered.size).toBe(sent.length))
      clearInterval(answer)
      await Promise.all(answers)
      await soon(() => expect(harness.heard(7)).toHaveLength(sent.length), 20_000)
      expect(undecrypted).not.toHaveBeenCalled()
    } finally {
      await prisma.$executeRaw`DROP TRIGGER slow_keys ON whatsapp_key`
    }
  }, 60_000)
})

describe('what is said', () => {
  const kinds: [string, (n: WhatsAppHarness) => Promise<unknown>, Partial<Incoming>][] = [
    [
      'a correction, marked as one',
      ({ bot }) => phone().edit(bot, '3EB0AAAA', 'KAPAL 28'),
      { text: 'KAPAL 28', edited: true },
    ],
    [
      'passed on from elsewhere',
      ({ bot }) =>
        phone().send(bot, { extendedTextMessage: { text: 'KAPAL 27', contextInfo: { isForwarded: true } } }),
      { text: 'KAPAL 27', forwarded: true },
    ],
    [
      'disappearing and view-once messages like any other',
      ({ bot }) => phone().send(bot, { ephemeralMessage: { message: { conversation: 'hadir' } } }),
      { text: 'hadir' },
    ],
    [
      'a position',
      ({ bot }) =>
        phone().send(bot, {
          locationMessage: { degreesLatitude: -2.13, degreesLongitude: 106.11, accuracyInMeters: 12 },
        }),
      { place: { latitude: -2.13, longitude: 106.11, accuracy: 12, live: false } },
    ],
    [
      'a place picked from a list',
      ({ bot }) =>
        phone().send(bot, {
          locationMessage: { degreesLatitude: -2.13, degreesLongitude: 106.11, name: 'Alun-alun' },
        }),
      { place: { latitude: -2.13, longitude: 106.11, live: false }, forwarded: true },
    ],
    [
      'a position that moves',
      ({ bot }) =>
        phone().send(bot, { liveLocationMessage: { degreesLatitude: -2.13, degreesLongitude: 106.11 } }),
      { place: { latitude: -2.13, longitude: 106.11, live: true } },
    ],
    [
      'a reaction',
      ({ bot }) =>
        phone().send(bot, { reactionMessage: { text: '👍', key: { id: '3EB0AAAA', fromMe: false } } }),
      { attachment: { kind: 'reaction', ref: 'whatsapp' } },
    ],
    [
      'a poll',
      ({ bot }) => phone().send(bot, { pollCreationMessageV3: { name: 'Kapan?', options: [] } }),
      { attachment: { kind: 'poll', ref: 'whatsapp' } },
    ],
    [
      'somebody’s card',
      ({ bot }) => phone().send(bot, { contactMessage: { displayName: 'Budi', vcard: 'BEGIN:VCARD' } }),
      { attachment: { kind: 'contact', ref: 'whatsapp' } },
    ],
    [
      'what it answers to',
      ({ bot }) =>
        phone().send(bot, { extendedTextMessage: { text: '2', contextInfo: { stanzaId: '3EB0BBBB' } } }),
      { text: '2', quotes: '3EB0BBBB' },
    ],
    [
      'its own number, shared by WhatsApp’s button',
      ({ bot }) => phone().send(bot, { protocolMessage: { type: 11 } }),
      { text: '' },
    ],
  ]
  test.each(kinds)('%s', async (_, say, expected) => {
    await open()
    await say(harness)
    expect(await only()).toMatchObject(expected)
  })

  test('a photo comes by reference, with its caption, and is fetched when it is wanted', async () => {
    await open()
    const bytes = Buffer.from('isi surat dokter')
    const file = {
      kind: 'document',
      bytes,
      name: 'surat.pdf',
      caption: 'surat sakit',
      realAddress: true,
    } as const
    await phone().sendFile(harness.bot, file)
    const { text: caption, attachment } = await only()
    expect(caption).toBe('surat sakit')
    expect(attachment).toMatchObject({ kind: 'document', name: 'surat.pdf', mime: 'application/pdf' })
    expect(attachment?.bytes).toBe(bytes.length)
    const fetched = await text(await harness.channel.download(attachment as NonNullable<typeof attachment>))
    expect(fetched).toBe('isi surat dokter')
  })

  test.each(['//evil.example/x', '@evil.example/x', 'https://127.0.0.1/x', ''])(
    'a file is fetched from WhatsApp alone, never from "%s"',
    async (directPath) => {
      await open()
      const fileSha256 = new Uint8Array(32)
      const mediaKey = new Uint8Array(32)
      await phone().send(harness.bot, {
        imageMessage: {
          url: 'https://evil.example/x',
          directPath,
          mediaKey,
          fileSha256,
          mimetype: 'image/jpeg',
        },
      })
      const { attachment } = await only()
      const ref = attachment as NonNullable<typeof attachment>
      // The loopback plays WhatsApp's host and no other one: a request to it is answered with 404.
      const failed = await harness.channel.download(ref).then(text, (error: unknown) => error)
      expect(failed).toBeInstanceOf(Error)
      expect(String(failed)).toMatch(/no file of WhatsApp|404|Failed to fetch/i)
    },
  )

  test.each([
    ['too large', { mimetype: 'application/pdf', fileLength: 17 * 1024 * 1024 }, /too large/],
    ['a program', { mimetype: 'application/x-msdownload', fileLength: 1_000 }, /type/],
    ['no type at all', { fileLength: 1_000 }, /type/],
  ])('a file that is %s is not fetched', async (_, file, why) => {
    await open()
    const key = { directPath: '/v/t1', mediaKey: new Uint8Array(32), fileSha256: new Uint8Array(32) }
    await phone().send(harness.bot, { documentMessage: { ...key, ...file } })
    const { attachment } = await only()
    await expect(harness.channel.download(attachment as NonNullable<typeof attachment>)).rejects.toThrow(why)
  })

  test('a file that was changed on its way is an error', async () => {
    await open()
    const file = {
      kind: 'document',
      bytes: Buffer.from('isi surat'),
      name: 'surat.pdf',
      realAddress: true,
    } as const
    await phone().sendFile(harness.bot, file)
    const { attachment } = await only()
    const { ref, ...rest } = attachment as NonNullable<typeof attachment>
    const key = JSON.parse(Buffer.from(ref, 'base64url').toString())
    const forged = { ...key, sha256: Buffer.alloc(32).toString('base64') }
    const changed = { ...rest, ref: Buffer.from(JSON.stringify(forged)).toString('base64url') }
    await expect(harness.channel.download(changed).then(text)).rejects.toThrow('damaged')
  })

  test('a call, which nobody takes', async () => {
    await open()
    const [device] = harness.bot.linked()
    const { lid, pn } = phone()
    const offer = node('offer', { 'call-id': 'CALL1', 'call-creator': lid, caller_pn: pn })
    device?.deliver(node('call', { id: 'c1', from: lid, t: '1795392787', e: '0' }, [offer]))
    expect(await only()).toMatchObject({
      from: { id: lid },
      at: new Date(1_795_392_787_000),
      attachment: { kind: 'call' },
      text: '',
    })
  })

  test('what was deleted, what our own phone says, and what phones tell each other is nothing to us', async () => {
    await open()
    const id = await phone().sendText(harness.bot, 'satu')
    await phone().delete(harness.bot, id)
    await harness.bot.phone.sendText(harness.person(7), 'dari HP pemegang nomor')
    await phone().sendText(harness.bot, 'dua')
    await soon(() => expect(texts()).toEqual(['satu', 'dua']))
  })
})

describe('nothing is lost', () => {
  test('when the connection breaks between the commit and the receipt, and nothing comes twice', async () => {
    await open()
    await phone().sendText(harness.bot, 'satu')
    await only()
    let broken = 0
    heard.storing = () => {
      // Stored, and in the same moment the line is cut: no receipt goes out.
      if (broken++ === 0) harness.peer.faults.add({ kind: 'kill' })
    }
    await phone().sendText(harness.bot, 'dua')
    await soon(() => expect(texts()).toContain('dua'))
    await phone().sendText(harness.bot, 'tiga')
    await soon(() => expect(texts()).toContain('tiga'))
    await soon(() => expect(harness.kept()).toBe(0))
    expect(texts()).toEqual(['satu', 'dua', 'tiga'])
  })

  test('of a damaged message: the phone is asked for it again', async () => {
    await open()
    await phone().sendText(harness.bot, 'satu')
    await only()
    await phone().sendText(harness.bot, 'rusak', { corrupt: true })
    await soon(() => expect(texts()).toEqual(['satu', 'rusak']))
  })

  test('when a stored session is torn: it is begun anew', async () => {
    await open()
    await phone().sendText(harness.bot, 'satu')
    await only()
    await soon(() => expect(harness.kept()).toBe(0))
    await harness.channel.stop()
    await database.db.prisma.whatsAppKey.updateMany({
      where: { type: 'session' },
      data: { value: new Uint8Array(Buffer.from('robek')) },
    })
    await harness.restart()
    await open()
    await phone().sendText(harness.bot, 'dua')
    await soon(() => expect(texts()).toEqual(['satu', 'dua']))
  })

  test('when the keys are yesterday’s, from a backup', async () => {
    await open()
    await phone().sendText(harness.bot, 'satu')
    await only()
    await harness.channel.send(harness.address(7), { text: 'jawaban satu' }, 'k1')
    const yesterday = await database.db.prisma.whatsAppKey.findMany()
    for (const one of ['dua', 'tiga', 'empat']) {
      await phone().sendText(harness.bot, one)
      await harness.channel.send(harness.address(7), { text: `jawaban ${one}` }, one)
    }
    await only(4)
    await harness.channel.stop()
    await database.db.prisma.whatsAppKey.deleteMany()
    await database.db.prisma.whatsAppKey.createMany({ data: yesterday })
    await harness.restart()
    await open()
    await phone().sendText(harness.bot, 'lima')
    await soon(() => expect(texts().at(-1)).toBe('lima'))
    await harness.channel.send(harness.address(7), { text: 'jawaban lima' }, 'k5')
    await soon(() => expect(harness.heard(7)).toContain('jawaban lima'))
  })

  test('when the login cannot be opened it is no new identity: a person is asked for', async () => {
    await database.db.prisma.whatsAppAccount.updateMany({
      data: { creds: new Uint8Array(Buffer.from('robek')) },
    })
    await harness.channel.start(heard)
    await soon(() => expect(harness.channel.status().state).toBe('needs_person'))
    expect(harness.channel.status().detail).toContain('unreadable')
    const row = await database.db.prisma.whatsAppAccount.findFirstOrThrow({ where: { rank: 0 } })
    expect(row).toMatchObject({ state: 'needs_person', reason: 'unreadable' })
    expect(Buffer.from(row.creds ?? [])).toEqual(Buffer.from('robek'))
  })
})

describe('two processes', () => {
  test('never fight: the second waits for the lease, takes over without pairing, and the first writes no more', async () => {
    await open()
    await phone().sendText(harness.bot, 'satu')
    await only()
    const first = harness.lease.current
    const second = listener()
    const other = harness.make({ hold: () => taken.current })
    const taken: { current: typeof first } = { current: null }
    await other.start(second)
    await new Promise((next) => setTimeout(next, 100))
    expect(harness.peer.counters.snapshot(harness.peer).logins ?? 1).toBe(1)

    // The first one's lease ends without its knowing, as when it was stopped; the second gains it.
    await database.db.prisma.lease.updateMany({ data: { expiresAt: new Date(0) } })
    taken.current = await acquire(database.db, 'deliver/whatsapp', 'the second', 600_000)
    expect(taken.current?.epoch).toBeGreaterThan(first?.epoch ?? 0n)
    await soon(() => expect(other.status().state).toBe('open'))
    await phone().sendText(harness.bot, 'dua')
    await soon(() => expect(second.received.map((one) => one.text)).toEqual(['dua']))
    // The first one was thrown out by the second's login; whatever it still tries to store is refused.
    await new Promise((next) => setTimeout(next, 300))
    expect(texts()).toEqual(['satu'])
    await phone().sendText(harness.bot, 'tiga')
    await soon(() => expect(second.received.map((one) => one.text)).toEqual(['dua', 'tiga']))
    await other.stop()
  })
})
