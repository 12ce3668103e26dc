import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { advance } from '../../src/conversation/advance.ts'
import type { Ctx, PersonView, Said } from '../../src/conversation/dialog.ts'
import { dialogs } from '../../src/conversation/dialogs.ts'
import { obey } from '../../src/conversation/obey.ts'
import { type AnyDialog, readStanding } from '../../src/conversation/standing.ts'
import { seedCity } from '../../src/features/people/seed-city.ts'
import { loadCity } from '../../src/lib/city.ts'
import { loadLocales } from '../../src/lib/i18n.ts'
import { testDatabase } from '../support/database.ts'

const city = loadCity('pangkalpinang')
const { translator } = loadLocales(city)
const { db, close } = await testDatabase()
afterAll(close)
const at = new Date('2026-11-23T02:00:00Z')
let people: (PersonView | null)[]

beforeAll(async () => {
  await seedCity(db, city)
  const unit = await db.prisma.unit.findFirstOrThrow({ where: { name: 'Dinas Kesehatan' } })
  const root = await db.prisma.unit.findFirstOrThrow({ where: { parentId: null } })
  const one = async (name: string, roles: string[]): Promise<PersonView> => {
    const { id } = await db.prisma.person.create({ data: { name, unitId: unit.id, status: 'active' } })
    return {
      ...{ id, name, status: 'active', nip: null, employment: 'PNS', kelurahanId: null },
      ...{ unitId: unit.id, unitName: unit.name, unitPath: unit.path },
      roles: roles.map((role) => ({ role, unitId: root.id, unitPath: root.path })),
    }
  }
  people = [null, await one('Siti', []), await one('Ratna', ['koordinator']), await one('Hendra', ['admin'])]
})

const said = (text: string): Said => ({
  ...{ text, at, clock: 'platform' as const, forwarded: false, edited: false, inboxId: 1n },
  meaning: { intent: null, slots: {}, when: null, quantity: null, confidence: 'weak' },
})
const ctxFor = (person: PersonView | null): Ctx =>
  ({
    ...{ tx: db.prisma, now: at, city, t: translator('id'), person, people: person ? [person] : [] },
    address: {
      ...{ id: 1, channel: 'webchat', externalId: 'x', locale: 'id', phone: null },
      ...{ noticeVersion: null, optedOut: false },
    },
    ...{ company: [], urgent: [], memo: (_: string, read: () => Promise<unknown>) => read() },
    ...{ defer: () => {}, tell: () => {}, jobs: async () => [], digest: (text: string) => text },
    messengers: { ways: () => ({ channels: [], slow: [], edits: [], files: [] }) },
    settings: { latePhoneMinutes: 10, publicUrl: null, site: 'https://guyub.test', demo: false },
    ...{ link: () => 'https://guyub.test', chatLinks: () => [] },
  }) as unknown as Ctx

/** As it would stand in the middle: what it asks is not the matter here. */
const open = (dialog: AnyDialog) => {
  const question = { text: `the question of ${dialog.name}` }
  const held = { waiting: [] }
  return {
    question,
    held,
    dialog: {
      ...dialog,
      ...(dialog.again ? { again: () => ({ say: [question], next: held }) } : {}),
      ask: () => [question],
    },
  }
}

describe.each([...dialogs.values()].map((dialog) => [dialog.name, dialog] as const))('%s', (_, dialog) => {
  it('begins anew at "ulang", or asks its question again', async () => {
    for (const person of people) {
      const { question, held, dialog: stubbed } = open(dialog)
      const standing = { ...readStanding(null), active: { dialog: stubbed, state: held, speaker: null } }
      const { say, standing: then } = await obey('restart', standing, said('ulang'), ctxFor(person))
      expect(say.length, person?.name).toBeGreaterThan(0)
      // Asked again, it stands as it stood: nobody hears a question that is not open.
      if (say[0]?.text === question.text) expect(then.active?.state).toBe(held)
    }
  })

  it('says something where its state was lost', async () => {
    for (const person of people) {
      const lost = { ...readStanding(null), lost: dialog }
      const incoming = { group: false, hadNik: false } as Parameters<typeof advance>[2]
      const { say } = await advance(
        lost,
        said('qwrtp'),
        incoming,
        ctxFor(person),
        (text) => said(text).meaning,
      )
      expect(say.length, person?.name).toBeGreaterThan(1)
    }
  })
})
