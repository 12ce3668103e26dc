import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitMessage } from '../../src/outbox/split.ts'

const words = fc
  .array(fc.oneof(fc.stringMatching(/^[a-zA-Z.,*_]{1,30}$/), fc.constantFrom('🥚🎉', '\n\n', '\n', '—')), {
    maxLength: 200,
  })
  .map((all) => all.join(' ').trim())
const texts = fc.oneof(
  words,
  fc.string({ unit: 'grapheme', maxLength: 600 }).map((text) => text.trim()),
)
const bare = (text: string) => text.replace(/\s/g, '')

describe('a long message', () => {
  it('loses no letter, and no part is too long or empty', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 4, max: 300 }), (text, limit) => {
        const parts = splitMessage({ text }, limit)
        expect(bare(parts.map((part) => part.text).join(''))).toBe(bare(text))
        for (const part of parts) expect(part.text.length).toBeLessThanOrEqual(limit)
        if (text !== '') for (const part of parts) expect(part.text.trim()).not.toBe('')
      }),
    )
  })

  it('never cuts a letter in two', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('🥚', '𠮷', 'a'), maxLength: 100 }),
        fc.integer({ min: 2, max: 20 }),
        (text, limit) => {
          for (const part of splitMessage({ text }, limit)) expect(part.text).not.toMatch(/\p{Surrogate}/u)
        },
      ),
    )
  })

  it('has its buttons under the last part, and nowhere else', () => {
    const choices = [{ id: '=menu', label: 'Menu' }]
    fc.assert(
      fc.property(words, (text) => {
        const parts = splitMessage({ text, choices, ask: 'phone' }, 40)
        expect(parts.at(-1)).toMatchObject({ choices, ask: 'phone' })
        for (const part of parts.slice(0, -1)) expect(Object.keys(part)).toEqual(['text'])
      }),
    )
  })

  it('is cut at a paragraph rather than a line, at a line rather than a word', () => {
    const cut = (text: string) => splitMessage({ text }, 20).map((part) => part.text)
    expect(cut('satu dua tiga\n\nempat lima enam')).toEqual(['satu dua tiga', 'empat lima enam'])
    expect(cut('satu dua\ntiga empat lima')).toEqual(['satu dua', 'tiga empat lima'])
    expect(cut('satu dua tiga empat lima')).toEqual(['satu dua tiga empat', 'lima'])
    expect(cut('x'.repeat(45))).toEqual(['x'.repeat(20), 'x'.repeat(20), 'x'.repeat(5)])
  })

  it('that fits stays as it is', () => {
    const message = { text: '  apa adanya \n', choices: [] }
    expect(splitMessage(message, 20)).toEqual([message])
  })
})
