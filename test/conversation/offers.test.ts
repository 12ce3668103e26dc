import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Offers, offer, readPress, readQuoted, readTyped } from '../../src/conversation/offers.ts'
import type { Outgoing } from '../../src/message.ts'

const at = new Date('2026-11-23T07:00:00+07:00')
const later = (seconds: number) => new Date(at.getTime() + seconds * 1000)
const list = (...labels: string[]): Outgoing => ({
  text: 'Pilih:',
  choices: labels.map((label, n) => ({ id: `v${n}`, label })),
})
const idsOf = (say: Outgoing[]) => say.flatMap((message) => message.choices ?? []).map((choice) => choice.id)
const labels = fc.uniqueArray(fc.stringMatching(/^[a-z]{3,12}$/), { minLength: 1, maxLength: 8 })

describe('a pressed button', () => {
  it('means what it was offered for, while that is asked', () => {
    fc.assert(
      fc.property(labels, (names) => {
        const { say, offers } = offer([list(...names)], [], 'register', at)
        for (const [n, id] of idsOf(say).entries()) {
          expect(id).toMatch(/^[\x21-\x7e]{1,48}$/)
          expect(readPress(id, offers, 'register', later(3_600))).toEqual({ kind: 'value', value: `v${n}` })
        }
      }),
    )
  })

  it('is old for another dialog, and for none', () => {
    const { say, offers } = offer([list('Ya', 'Tidak')], [], 'register', at)
    const [yes = ''] = idsOf(say)
    expect(readPress(yes, offers, 'new-session', at)).toEqual({ kind: 'stale' })
    expect(readPress(yes, offers, null, at)).toEqual({ kind: 'stale' })
  })

  it('is the same wish within ten seconds of the answer, and old after that', () => {
    const asked = offer([list('Setuju', 'Tidak setuju')], [], 'register', at)
    const [yes = ''] = idsOf(asked.say)
    const { offers } = offer([{ text: 'Di kelurahan mana?' }], asked.offers, 'register', later(5))
    expect(readPress(yes, offers, 'register', later(15))).toEqual({ kind: 'again' })
    expect(readPress(yes, offers, 'register', later(16))).toEqual({ kind: 'stale' })
  })

  it('of a question that was asked again is as good as the newer one', () => {
    const asked = offer([list('Ya', 'Tidak')], [], 'register', at)
    const again = offer([{ text: 'Bantuan…' }, list('Ya', 'Tidak')], asked.offers, 'register', later(60))
    const [yes = ''] = idsOf(asked.say)
    expect(readPress(yes, again.offers, 'register', later(120))).toEqual({ kind: 'value', value: 'v0' })
  })

  it('stays good when nothing was said in between', () => {
    const asked = offer([list('Ya')], [], 'register', at)
    const { offers } = offer([], asked.offers, 'register', later(60))
    expect(readPress(idsOf(asked.say)[0] ?? '', offers, 'register', later(90)).kind).toBe('value')
  })

  it('that nobody offered means nothing, whatever it says', () => {
    const { offers } = offer([list('Ya', 'Tidak')], [], 'register', at)
    fc.assert(
      fc.property(fc.string({ maxLength: 48 }), (forged) => {
        const pressed = readPress(forged, offers, 'register', at)
        expect(pressed).toEqual(
          forged.startsWith('=') ? { kind: 'typed', text: forged.slice(1) } : { kind: 'stale' },
        )
      }),
    )
    expect(readPress(`${offers[0]?.id}.99`, offers, 'register', at)).toEqual({ kind: 'stale' })
    expect(readPress(`${offers[0]?.id}.__proto__`, offers, 'register', at)).toEqual({ kind: 'stale' })
  })

  it('keeps the memory small', () => {
    let offers: Offers = []
    for (let n = 0; n < 20; n++) offers = offer([list('a', 'b')], offers, 'register', later(n)).offers
    expect(offers).toHaveLength(5)
  })

  it('needs no memory when it types something', () => {
    const message: Outgoing = { text: 'Setujui?', choices: [{ id: '=setujui 7KQ2', label: 'Setujui' }] }
    const { say } = offer([message], [], null, at)
    expect(say[0]?.choices).toEqual([{ id: '=setujui 7KQ2', label: 'Setujui', number: 1 }])
    expect(readPress('=setujui 7KQ2', [], null, at)).toEqual({ kind: 'typed', text: 'setujui 7KQ2' })
  })
})

describe('the lists of one answer', () => {
  const menu: Outgoing = { text: 'Lainnya?', choices: [{ id: '=hubungi petugas', label: 'Hubungi petugas' }] }

  it('are counted through, so that every number means one thing', () => {
    const { say, offers } = offer([list('Siti', 'Budi'), menu], [], 'whose', at)
    expect(say.map(({ choices }) => choices?.map(({ number }) => number))).toEqual([[1, 2], [3]])
    expect(readTyped('2', 2, offers, 'whose', later(5))).toEqual({ kind: 'value', value: 'v1' })
    expect(readTyped('3', 3, offers, 'whose', later(5))).toEqual({ kind: 'typed', text: 'hubungi petugas' })
    expect(readTyped('4', 4, offers, 'whose', later(5))).toBeNull()
  })

  it('are those of the last answer alone', () => {
    const first = offer([list('Ya', 'Tidak')], [], 'sure', at)
    const { offers } = offer([menu], first.offers, 'sure', at)
    expect(readTyped('1', 1, offers, 'sure', later(5))).toEqual({ kind: 'typed', text: 'hubungi petugas' })
    expect(readTyped('2', 2, offers, 'sure', later(5))).toBeNull()
  })
})

describe('a list that is pointed at', () => {
  const quoted = [
    { id: 'abc.0', label: 'Ya', number: 4 },
    { id: 'abc.1', label: 'Tidak', number: 5 },
  ]
  it('gives its line by number or by words', () => {
    expect(readQuoted('5', '3EB0', quoted)).toBe('abc.1')
    expect(readQuoted('ya!', '3EB0', quoted)).toBe('abc.0')
  })
  it('leaves everything else to be understood as it stands', () => {
    expect(readQuoted('besok saja', '3EB0', quoted)).toBeUndefined()
    expect(readQuoted('5', undefined, null)).toBeUndefined()
    expect(readQuoted('besok saja', '3EB0', null)).toBeUndefined()
  })
  it('is old when it is none that we know', () => {
    expect(readQuoted('5', '3EB0', null)).toBe('stale')
  })
})

describe('a typed choice', () => {
  it('is its number or its words, in any writing', () => {
    fc.assert(
      fc.property(labels, fc.nat(7), (names, pick) => {
        const n = pick % names.length
        const { offers } = offer([list(...names)], [], 'register', at)
        const value = { kind: 'value', value: `v${n}` }
        expect(readTyped(String(n + 1), n + 1, offers, 'register', later(5))).toEqual(value)
        expect(readTyped(` ${names[n]?.toUpperCase()}!`, null, offers, 'register', later(5))).toEqual(value)
      }),
    )
  })

  it('refers to the list that stood there when it was typed', () => {
    const first = offer([list('Dinas Kesehatan', 'Dinas Perhubungan')], [], 'register', at)
    const { offers } = offer([list('Ya', 'Tidak')], first.offers, 'register', later(60))
    expect(readTyped('Dinas Perhubungan', null, offers, 'register', later(30))).toEqual({
      kind: 'value',
      value: 'v1',
    })
    expect(readTyped('tidak', null, offers, 'register', later(61))).toEqual({ kind: 'value', value: 'v1' })
    expect(readTyped('1', 1, offers, 'register', new Date(at.getTime() - 2_000))).toBeNull()
  })

  it('of a dialog that is over is ordinary words', () => {
    const { offers } = offer([list('Ya', 'Tidak')], [], 'register', at)
    expect(readTyped('ya', null, offers, null, later(60))).toBeNull()
    expect(readTyped('1', 1, offers, 'new-session', later(60))).toBeNull()
  })

  it('is nothing beyond the list', () => {
    const { offers } = offer([list('Ya')], [], 'register', at)
    for (const index of [0, 2, 99])
      expect(readTyped(String(index), index, offers, 'register', later(1))).toBeNull()
  })
})
