import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { glossing } from '../../src/conversation/gloss.ts'
import { readLocales } from '../../src/lib/i18n.ts'

const id: Record<string, string> = {
  hello: 'Halo, {{name}}.',
  yes: 'Ya',
  list: 'Daftar: {{what}}',
  odd: 'tidak apa-apa (?) {{name}}',
}
const en: Record<string, string> = {
  hello: 'Hello, {{name}}.',
  yes: 'Yes',
  list: 'List: {{what}}',
  odd: 'never mind (?) {{name}}',
}
const speak =
  (texts: Record<string, string>) =>
  (key: string, values: Record<string, unknown> = {}) =>
    (texts[key] ?? key).replace(/\{\{(\w+)\}\}/g, (_, name) => String(values[name]))
const speech = () => glossing(speak(id), speak(en))

describe('a caption', () => {
  it('says in English what the message says', () => {
    const { t, caption } = speech()
    expect(caption({ text: `${t('hello', { name: 'Yanti' })}\n${t('list', { what: t('yes') })}` })).toEqual({
      text: 'Halo, Yanti.\nDaftar: Ya',
      gloss: 'Hello, Yanti.\nList: Yes',
    })
  })

  it('leaves names alone, and messages in which nothing is to be translated', () => {
    const { t, caption } = speech()
    t('yes')
    expect(caption({ text: 'Yanti' })).toEqual({ text: 'Yanti' })
    expect(
      caption({
        text: 'Ya, Yanti',
        choices: [
          { id: '1', label: 'Ya' },
          { id: '2', label: 'Yanti' },
        ],
      }),
    ).toEqual({
      text: 'Ya, Yanti',
      gloss: 'Yes, Yanti',
      choices: [
        { id: '1', label: 'Ya', gloss: 'Yes' },
        { id: '2', label: 'Yanti' },
      ],
    })
  })

  it('never fails, whatever somebody is called', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (name, other) => {
        const { t, caption } = speech()
        const text = [t('odd', { name }), t('list', { what: t('hello', { name: other }) })].join('\n')
        expect(caption({ text }).text).toBe(text)
      }),
    )
  })

  it('can be made of every sentence that we have', () => {
    const leaves = (node: unknown): string[] =>
      typeof node === 'string' ? [node] : Object.values(node as object).flatMap(leaves)
    const { t, caption } = glossing(
      (key) => key,
      () => 'x',
    )
    for (const sentence of leaves(readLocales().id)) t(sentence)
    expect(caption({ text: 'Halo' }).text).toBe('Halo')
  })
})
