import { describe, expect, it } from 'vitest'
import type { Ctx, PersonView } from '../../src/conversation/dialog.ts'
import { lines } from '../../src/conversation/lines.ts'
import { loadCity } from '../../src/lib/city.ts'
import { loadLocales } from '../../src/lib/i18n.ts'

const { locales, translator } = loadLocales({ zone: 'Asia/Jakarta', zoneLabel: 'WIB' })
const city = loadCity('pangkalpinang')
/** A small phone shows this much without scrolling far. */
const MOST = 600

const person = (name: string, roles: string[], unitId: number | null = 5) =>
  ({ name, unitId, roles: roles.map((role) => ({ role, unitId: 1, unitPath: '/1/' })) }) as PersonView
const siti = person('Siti Aminah', [])

const phones: [string, PersonView[]][] = [
  ['guest', []],
  ['resident', [person('Wati', [], null)]],
  ['employee', [siti]],
  ['coordinator', [person('Ratna Sari', ['koordinator'])]],
  ['admin', [person('Hendra Wijaya', ['admin'])]],
  ['petugas and overseer', [person('Maya Putri', ['petugas', 'pimpinan', 'pemeriksa'])]],
  ['shared', [siti, person('Budi Santoso', [])]],
  ['shared with a coordinator', [siti, person('Ratna Sari', ['koordinator'])]],
]

const helpOf = (people: PersonView[], locale: string) => {
  const only = people.length === 1 ? people[0] : null
  const ctx = { t: translator(locale), person: only, people, city, now: new Date('2026-11-23T00:15:00Z') }
  return lines.help(ctx as unknown as Ctx)
}

const joiningOf = (people: PersonView[], locale: string) => {
  const ctx = { t: translator(locale), person: people[0] ?? null, people }
  return lines.helpJoining(ctx as unknown as Ctx).text
}

describe.each(locales)('help in %s', (locale) => {
  it.each(phones)('fits a small screen: %s', (_, people) => {
    const { text, choices = [] } = helpOf(people, locale)
    expect(text.length).toBeLessThanOrEqual(MOST)
    expect(choices.map((one) => one.id)).not.toContain('=bantuan')
    expect(choices.length).toBeGreaterThan(0)
    expect(joiningOf(people, locale).length).toBeLessThanOrEqual(MOST)
  })
})

describe('the words for one and for many', () => {
  it('differ in English', () => {
    const t = translator('en')
    const at = new Date('2026-11-23T00:15:00Z')
    expect(t('attendance:roll.all', { title: 'Apel', at, count: 1 })).toContain('the only person')
    expect(t('attendance:roll.all', { title: 'Apel', at, count: 2 })).toContain('all 2 people')
    expect(t('attendance:refused.oldCode', { at, count: 1 })).toContain('more than 1 minute before')
    expect(t('attendance:refused.oldCode', { at, count: 10 })).toContain('more than 10 minutes before')
    expect(t('web:say.tooFast', { count: 1 })).toContain('1 second and')
  })
})
